import { officeDay } from '../domain/calendar/office-day.js';
import type { Actor } from '../ledger/operators.js';
import { spendingOf } from '../ledger/spending.js';
import { forecastBudget } from './budget.js';
import { ownRun } from './look-up.js';
import type { Office } from './office.js';
import { preview, type Preview } from './preview.js';
import { requireRight } from './rights.js';
import { refuse, type Refusal } from './refusal.js';

/** What a stored plan would do now. */
export type RunPreview = Preview & { run: number; launchedBy: string };

const nothingAhead = (runId: number): Refusal =>
  refuse(
    'conflict',
    'nothing-ahead',
    `活动 ${runId} 已经结束或没有方案，不能预览`,
    `run ${runId} is over or has no plan: there is nothing to look ahead to`,
  );

/** Looks ahead by the plan that stands in the ledger, for whoever is to agree to it; people as they are now. */
export async function previewRun(office: Office, actor: Actor, runId: number): Promise<RunPreview> {
  requireRight(actor, 'see people');
  const run = await ownRun(office, actor, runId);
  if (run.plan.kind === 'standing' || run.state === 'closed' || run.state === 'cancelled')
    throw nothingAhead(runId);
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
