import { officeDay } from '../domain/calendar/office-day.js';
import type { Actor } from '../ledger/operators.js';
import { spendingOf } from '../ledger/spending.js';
import { forecastBudget } from './budget.js';
import { ownRun } from './look-up.js';
import type { Office } from './office.js';
import { preview, type Preview } from './preview.js';
import { refuse } from './refusal.js';

/** What a stored plan would do now. */
export type RunPreview = Preview & { run: number; launchedBy: string };

/** Looks ahead by the plan that stands in the ledger, for whoever is to agree to it; people as they are now. */
export async function previewRun(office: Office, actor: Actor, runId: number): Promise<RunPreview> {
  const run = await ownRun(office, actor, runId);
  if (run.state === 'closed' || run.state === 'cancelled')
    throw refuse('conflict', 'over', `活动 ${runId} 已经结束，没有预览`, `run ${runId} is over: there is nothing ahead`);
  const { scopePath, audienceAtLaunch: audience, plan, planHash, launchedBy } = run;
  const bounds = { scopePath, officeDay: officeDay(office.clock.now()) };
  const ahead = await preview(office, actor, { plan, bounds, audience });
  const spending = await spendingOf(office.database, runId);
  const { month, costFen } = ahead.budget;
  // What it has reserved already is not asked for twice.
  const budget = spending
    ? await forecastBudget(office, spending.month, costFen, spending.reservedFen)
    : await forecastBudget(office, month, costFen);
  return { ...ahead, run: runId, launchedBy, planHash, budget };
}
