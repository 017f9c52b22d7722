import { moveReview } from '../ledger/template-reviews.js';
import type { Outcome, Provider } from '../providers/contract.js';
import type { Desk } from './desk.js';
import { untilWritten } from './until-written.js';

type Refusal = Extract<Outcome, { kind: 'rejected' }> & { scope: 'template' };

/** Whether a provider that reviews templates refuses this one: then no message of it is at fault. */
export const refusesTemplate = (
  outcome: Outcome,
  { reviewsTemplates }: Pick<Provider, 'reviewsTemplates'>,
): outcome is Refusal =>
  reviewsTemplates === true && outcome.kind === 'rejected' && outcome.scope === 'template';

/** Notes that the provider does not carry a template any more; the sweeper then pauses the runs that use it. */
export async function rejectTemplate(
  desk: Desk,
  refused: { templateId: number; provider: string; code: string; now: Date },
): Promise<void> {
  const { templateId, provider, code: reason, now } = refused;
  desk.log.error({ template: templateId, provider, code: reason }, 'template refused: messages kept');
  await untilWritten(desk, async () => {
    await desk.database.begin((sql) =>
      moveReview(sql, { templateId, provider, to: 'rejected', from: 'approved', reason }, now),
    );
  });
}
