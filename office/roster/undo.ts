import { DAY_MILLISECONDS } from '../../domain/calendar/office-day.js';
import { maskName } from '../../domain/people/name.js';
import { writeAudit } from '../../ledger/audit.js';
import type { Actor } from '../../ledger/operators.js';
import {
  importById,
  markUndone,
  setCounts,
  type RosterImport,
  type UndoneCounts,
} from '../../ledger/roster/imports.js';
import { lockPeople } from '../../ledger/roster/state.js';
import {
  examineUndo,
  listLeft,
  restore,
  undoBeyond,
  type LeftPerson,
  type LeftReason,
} from '../../ledger/roster/undo.js';
import type { Statement } from '../../runtime/database.js';
import type { Office } from '../office.js';
import { refuse, requireReason } from '../refusal.js';
import { noSuchImport, summaryOf, type ImportSummary } from './report.js';
import { beyondScope, notApplied } from './standing.js';
import { UNDO_DAYS } from './tidy.js';
import { requireRight } from '../rights.js';

/** What an undo did, and whom it left as they are. */
export interface Undone extends ImportSummary {
  undone: UndoneCounts;
  left: { reasons: Partial<Record<LeftReason, number>>; first: LeftPerson[] };
}

/** People left that are listed. */
const LISTED = 20;

/**
 * Takes an import back: whoever it added is removed, whoever it changed is as before. Whoever has been changed,
 * written to or heard from since is left, and listed. Opt-outs are never taken back; whoever has opted out since, at
 * the address the import gave them, has opted out at the old one too.
 */
export async function undoRoster(
  office: Office,
  actor: Actor,
  { importId, reason }: { importId: number; reason: string },
): Promise<Undone> {
  requireRight(actor, 'keep people');
  requireReason(reason);
  const { database, clock } = office;
  const now = clock.now();
  const done = await database.begin(async (sql) => {
    const found = await requireApplied(sql, actor, importId, now);
    await lockPeople(sql);
    if (!(await markUndone(sql, { id: importId, by: actor.name, now }))) throw notApplied(found);
    const undoing = { importId, appliedAt: found.appliedAt!, now };
    await examineUndo(sql, undoing);
    const left = await listLeft(sql, LISTED);
    const undone = await restore(sql, undoing);
    if (undone.removed + undone.restored === 0 && undone.left > 0) throw nothingToUndo(undone.left);
    await setCounts(sql, importId, { ...found.counts, undone });
    const entry = { actor: actor.name, action: 'roster undo', subject: `roster import ${importId}` };
    await writeAudit(sql, { ...entry, detail: { ...undone, reason } }, now);
    return { undone, left };
  });
  const first = done.left.first.map((one) => ({ ...one, name: maskName(one.name) }));
  return {
    ...summaryOf((await importById(database, importId))!),
    undone: done.undone,
    left: { ...done.left, first },
  };
}

async function requireApplied(
  sql: Statement,
  actor: Actor,
  importId: number,
  now: Date,
): Promise<RosterImport> {
  const found = await importById(sql, importId);
  if (!found) throw noSuchImport(importId);
  if (found.state !== 'applied') throw notApplied(found);
  if (found.appliedAt!.getTime() < now.getTime() - UNDO_DAYS * DAY_MILLISECONDS) {
    throw refuse(
      'conflict',
      'too-old',
      `导入 ${importId} 生效已超过 ${UNDO_DAYS} 天，之前的数据不再保留，无法撤销`,
      `import ${importId} has been in force for more than ${UNDO_DAYS} days; what was before is not kept any more`,
    );
  }
  const beyond = await undoBeyond(sql, importId, actor.scopePath);
  if (beyond.length > 0) throw beyondScope(beyond);
  return found;
}

const nothingToUndo = (left: number) =>
  refuse(
    'conflict',
    'nothing-to-undo',
    `导入的 ${left} 人之后都有了变动（修改、收到消息或作出答复），没有可以撤销的；什么都没有改变`,
    `all ${left} people have been changed, written to or heard from since: nothing can be undone, and nothing was changed`,
  );
