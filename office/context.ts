import type { PlanContext } from '../campaigns/context.js';
import { obligationsAsked } from '../campaigns/deadline/wanted.js';
import { APPROVED, standingOf, type Standing } from '../domain/messages/template-review.js';
import { templateVersion } from '../domain/messages/template.js';
import { committeesByCode } from '../ledger/committees.js';
import { invitationsByRun } from '../ledger/invitations.js';
import { obligationSettings } from '../ledger/obligation-settings.js';
import type { Actor } from '../ledger/operators.js';
import { reviewsOf, type TemplateReview } from '../ledger/template-reviews.js';
import { listTemplates, type Template } from '../ledger/templates.js';
import { narrower } from '../domain/messages/window.js';
import type { Office } from './office.js';
import { reviewersOf } from './reviewers.js';
import { requireRight } from './rights.js';
import { themeGoals } from '../ledger/themes.js';
import { officeCalendar } from './theme-book.js';

/**
 * All a plan of this actor depends on beside its definition, as it stands now.
 * @param committees codes of those it names as its own and its counterpart, wherever in the tree they lie
 */
export async function planContext(
  { database, clock, config }: Office,
  actor: Actor,
  committees: readonly string[] = [],
): Promise<PlanContext> {
  requireRight(actor, 'look');
  const calendar = await officeCalendar(database, clock.now());
  const stored = await listTemplates(database);
  const reviews = await reviewsOf(
    database,
    stored.map(({ id }) => id),
  );
  const templates = stored.map((template) => ({
    ...templateVersion(template),
    standing: standingAmong(reviewersOf(config), template, reviews),
  }));
  return {
    now: clock.now(),
    templates: new Map(templates.map((template) => [template.code, template])),
    invitations: await invitationsByRun(database, actor.scopePath),
    committees: new Map((await committeesByCode(database, committees, '')).map((one) => [one.code, one])),
    workdays: calendar.workdays,
    themes: calendar.book,
    safeguards: calendar.safeguards,
    goals: await themeGoals(database, {}),
    obligations: obligationsAsked(await obligationSettings(database)),
    office: {
      root: actor.scopePath.split('/').at(-2)!,
      digestTime: config.digestTime,
      windows: {
        verification: null,
        notice: config.sendWindow,
        promotion: narrower(config.sendWindow, config.sendWindowPromotion),
      },
      smsCarrierCapPerDay: config.smsCarrierCapPerDay,
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

/** What the office's carriers say of a template; mail is carried unread. */
export function standingAmong(
  reviewers: readonly string[],
  template: Pick<Template, 'id' | 'channel'>,
  reviews: readonly TemplateReview[],
): Standing {
  if (template.channel !== 'sms' || reviewers.length === 0) return APPROVED;
  return standingOf(
    reviews.filter(({ templateId, provider }) => templateId === template.id && reviewers.includes(provider)),
  );
}
