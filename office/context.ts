import type { PlanContext } from '../campaigns/context.js';
import { templateVersion } from '../domain/messages/template.js';
import { listTemplates } from '../ledger/templates.js';
import type { Office } from './office.js';

/** All a plan depends on beside its definition, as it stands now. */
export async function planContext({ database, clock, config }: Office): Promise<PlanContext> {
  const templates = (await listTemplates(database)).map(templateVersion);
  return {
    now: clock.now(),
    templates: new Map(templates.map((template) => [template.code, template])),
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
