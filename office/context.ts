import type { PlanContext } from '../campaigns/context.js';
import { templateVersion } from '../domain/messages/template.js';
import { invitationsByRun } from '../ledger/invitations.js';
import type { Actor } from '../ledger/operators.js';
import { listTemplates } from '../ledger/templates.js';
import type { Office } from './office.js';
import { requireRight } from './rights.js';

/** All a plan of this actor depends on beside its definition, as it stands now. */
export async function planContext(
  { database, clock, config }: Office,
  actor: Actor,
): Promise<PlanContext> {
  requireRight(actor, 'look');
  const templates = (await listTemplates(database)).map(templateVersion);
  return {
    now: clock.now(),
    templates: new Map(templates.map((template) => [template.code, template])),
    invitations: await invitationsByRun(database, actor.scopePath),
    office: {
      window: config.sendWindow,
      caps: {
        verification: { perDay: null, perWeek: null },
        notice: { perDay: config.capNoticesPerDay, perWeek: null },
        promotion: { perDay: null, perWeek: config.capPromotionsPerWeek },
      },
      settleSeconds: config.settleSeconds,
      expiryHours: {
        verification: config.expiryVerificationHours,
        notice: config.expiryNoticeHours,
        promotion: config.expiryPromotionHours,
      },
      callOutAcceptancePercent: config.callOutAcceptancePercent,
      smsSign: config.smsSignName,
    },
  };
}
