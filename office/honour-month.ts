import { HONOURING, STAGES, type Stage } from '../campaigns/deadline/monthly-ten.js';
import { obligationKey } from '../campaigns/deadline/key.js';
import { writeAudit } from '../ledger/audit.js';
import { settleByDeed } from '../ledger/duties/deeds.js';
import { holdHonours, type HonourMonth } from '../ledger/honours.js';
import type { Actor } from '../ledger/operators.js';
import { runByKey } from '../ledger/runs.js';
import type { Statement } from '../runtime/database.js';
import { published } from './honour-refusals.js';
import { forAll, monthOf, viewOf, type TenView } from './honour-view.js';
import type { Office } from './office.js';
import { requireRight, type Right } from './rights.js';

/** A month after something was done; with the office's own duties that were settled by it. */
export interface TenDone extends TenView {
  settled: number[];
}

/** What somebody wants to do in a month, as the log says it. */
export interface Asked {
  /** What the actor must be allowed to. */
  right: Right;
  month: string;
  action: string;
  detail: Record<string, unknown>;
  /** It is done once the month is published. */
  afterwards?: boolean;
}

/** Does something in a month under its lock: done, settled and written down together, or not at all. */
export async function inMonth(
  office: Office,
  actor: Actor,
  { right, month: written, action, detail, afterwards = false }: Asked,
  act: (sql: Statement, held: HonourMonth, now: Date) => Promise<Stage | null>,
): Promise<TenDone> {
  forAll(actor);
  requireRight(actor, right);
  const month = monthOf(written);
  const now = office.clock.now();
  return office.database.begin(async (sql) => {
    const held = await holdHonours(sql, month);
    if (held.publishedAt !== null && !afterwards) throw published(month);
    const stage = await act(sql, held, now);
    const settled = stage === null ? [] : await settleThrough(sql, { stage, month, actor, now });
    const entry = { actor: actor.name, action, subject: `ten ${month}`, detail: { ...detail, settled } };
    await writeAudit(sql, entry, now);
    return { ...(await viewOf(office, actor, { sql, month })), settled };
  });
}

/** Settles the office's duties up to a stage: what came before it has been done by then. */
async function settleThrough(
  sql: Statement,
  { stage, month, actor, now }: { stage: Stage; month: string; actor: Actor; now: Date },
): Promise<number[]> {
  const root = actor.scopePath.split('/').at(-2)!;
  const run = await runByKey(sql, obligationKey(HONOURING, month, root));
  if (!run) return [];
  const settled: number[] = [];
  for (const key of STAGES.slice(0, STAGES.indexOf(stage) + 1)) {
    const duty = await settleByDeed(sql, { runId: run.id, key, by: actor.name, now });
    if (duty !== null) settled.push(duty);
  }
  return settled;
}
