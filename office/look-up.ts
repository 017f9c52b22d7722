import type { Actor } from '../ledger/operators.js';
import { runById, type Run } from '../ledger/runs.js';
import { statementOf, type RunStatement } from '../ledger/statement.js';
import type { Office } from './office.js';
import { refuse } from './refusal.js';

/** A run the actor may look at: launched within their part of the tree, or reaching into it from above. */
export async function visibleRun({ database }: Office, actor: Actor, runId: number): Promise<Run> {
  const run = await runById(database, runId);
  if (run && (run.scopePath.startsWith(actor.scopePath) || actor.scopePath.startsWith(run.scopePath))) return run;
  throw refuse('not-found', 'no-such-run', `没有活动 ${runId}：请用 muster run list 查看`, `there is no run ${runId}: see \`muster run list\``);
}

/** 对账单, cut to the actor's part of the tree. */
export async function statement(office: Office, actor: Actor, runId: number): Promise<RunStatement> {
  await visibleRun(office, actor, runId);
  return statementOf(office.database, runId, actor.scopePath);
}
