import type { Actor } from '../ledger/operators.js';
import { runById, type Run } from '../ledger/runs.js';
import type { Sentence } from '../domain/problem.js';
import { statementOf, type RunStatement, type StatementReason } from '../ledger/statement.js';
import type { Office } from './office.js';
import { reasonMeaning } from './reasons.js';
import { refuse } from './refusal.js';
import { requireRight } from './rights.js';

/**
 * Whether a run was launched within the actor's part of the tree, or reaches into it from above. A question is for its
 * two sides and those above them; before it is put, for who asks.
 */
export const mayLookAt = (actor: Actor, run: Run): boolean =>
  run.plan.kind === 'question'
    ? run.plan.lower.startsWith(actor.scopePath) &&
      (run.scopePath.startsWith(actor.scopePath) || !['starting', 'proposed'].includes(run.state))
    : run.scopePath.startsWith(actor.scopePath) || actor.scopePath.startsWith(run.scopePath);

/** A run the actor may look at: launched within their part of the tree, or reaching into it from above. */
export async function visibleRun({ database }: Office, actor: Actor, runId: number): Promise<Run> {
  requireRight(actor, 'look');
  const run = await runById(database, runId);
  if (run && mayLookAt(actor, run)) return run;
  throw refuse(
    'not-found',
    'no-such-run',
    `没有活动 ${runId}：请用 muster run list 查看`,
    `there is no run ${runId}: see \`muster run list\``,
  );
}

/** A run the actor may steer: launched within their part of the tree; one launched above them they may only look at. */
export async function ownRun(office: Office, actor: Actor, runId: number): Promise<Run> {
  requireRight(actor, 'look');
  const run = await visibleRun(office, actor, runId);
  if (run.scopePath.startsWith(actor.scopePath)) return run;
  throw refuse(
    'not-allowed',
    'beyond-scope',
    `活动 ${runId} 由上级发起，您只能查看`,
    `run ${runId} was launched above you; you may only look`,
  );
}

/** 对账单 as people read it: each reason with its sentence. */
export type StatementView = Omit<RunStatement, 'reasons'> & {
  reasons: (StatementReason & Sentence)[];
  /** Only where it is a test's. */
  test?: true;
};

/** 对账单: the whole of a run launched within the actor's part of the tree, else what concerns that part. */
export async function statement(office: Office, actor: Actor, runId: number): Promise<StatementView> {
  requireRight(actor, 'look');
  const { test } = await visibleRun(office, actor, runId);
  const found = await statementOf(office.database, runId, actor.scopePath);
  const reasons = found.reasons.map((line) => ({ ...line, ...reasonMeaning(line.reason) }));
  return { ...found, reasons, ...(test ? { test } : {}) };
}
