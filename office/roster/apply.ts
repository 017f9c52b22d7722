import { officeDay } from '../../domain/calendar/office-day.js';
import type { Problem } from '../../domain/problem.js';
import { writeAudit } from '../../ledger/audit.js';
import type { Actor } from '../../ledger/operators.js';
import {
  applyJudged,
  committeesBeyond,
  meantTwice,
  stalenessOf,
  type Staleness,
} from '../../ledger/roster/apply.js';
import {
  appliedImport,
  importById,
  markApplied,
  setCounts,
  type AppliedCounts,
  type RosterCounts,
  type RosterImport,
} from '../../ledger/roster/imports.js';
import { decide, judge } from '../../ledger/roster/judge.js';
import { lockPeople } from '../../ledger/roster/state.js';
import type { Statement } from '../../runtime/database.js';
import type { Office } from '../office.js';
import { refuse, Refusal } from '../refusal.js';
import { decisionsOn, type WrittenDecision } from './decisions.js';
import type { OnProgress } from './plan.js';
import { noSuchImport, summaryOf, type ImportSummary } from './report.js';
import { beyondScope, notPlanned, sameFileApplied } from './standing.js';
import { requireRight } from '../rights.js';

/** Which plan to apply, and what of it. */
export interface ApplyRequest {
  importId: number;
  /** Apply the right rows although others are wrong. */
  withoutBadRows?: boolean;
  /** Apply the clear rows although others are undecided. */
  withoutQuestions?: boolean;
  decisions?: readonly WrittenDecision[];
}

/**
 * Carries out a plan: exactly what it says, or nothing. All in one transaction, in which nobody else changes
 * people; should the ledger have moved on since it was planned, it says in what, and nothing happens.
 */
export async function applyRoster(
  office: Office,
  actor: Actor,
  request: ApplyRequest,
  onProgress: OnProgress = () => undefined,
): Promise<ImportSummary> {
  requireRight(actor, 'keep people');
  const { database, clock } = office;
  const { importId } = request;
  const now = clock.now();
  await database.begin(async (sql) => {
    const planned = await requirePlanned(sql, actor, importId);
    const decisions = await decisionsOn(
      sql,
      { importId, scopePath: actor.scopePath },
      request.decisions ?? [],
    );
    requireComplete(planned.counts, request, decisions.length);
    await lockPeople(sql);
    const twin = await appliedImport(sql, planned.digest);
    if (twin && twin.id !== importId) throw sameFileApplied(twin);
    if (!(await markApplied(sql, { id: importId, by: actor.name, now })))
      throw notPlanned((await importById(sql, importId))!);
    const judging = { importId, scopePath: planned.scopePath, day: officeDay(now), numbering: true };
    await judge(sql, judging);
    requireFresh(await stalenessOf(sql, importId));
    await decide(sql, judging, decisions);
    requireOnce(
      await meantTwice(
        sql,
        decisions.map(({ rowNumber }) => rowNumber),
      ),
    );
    const written = await applyJudged(sql, { importId, day: judging.day, now }, (done, total) =>
      onProgress({ stage: 'writing', done, total }),
    );
    const undecided = planned.counts.questions - decisions.length;
    const applied: AppliedCounts = { ...written, undecided, wrong: planned.counts.errors };
    await setCounts(sql, importId, { ...planned.counts, applied });
    const entry = { actor: actor.name, action: 'roster apply', subject: `roster import ${importId}` };
    await writeAudit(sql, { ...entry, detail: { ...applied } }, now);
  });
  return summaryOf((await importById(database, importId))!);
}

async function requirePlanned(sql: Statement, actor: Actor, importId: number): Promise<RosterImport> {
  const found = await importById(sql, importId);
  if (!found) throw noSuchImport(importId);
  if (found.state !== 'planned') throw notPlanned(found);
  const beyond = await committeesBeyond(sql, importId, actor.scopePath);
  if (beyond.length > 0) throw beyondScope(beyond);
  return found;
}

/** Nothing is left out by accident: whoever leaves rows out says so. */
function requireComplete({ errors, questions }: RosterCounts, request: ApplyRequest, decided: number): void {
  const problems: Problem[] = [];
  if (errors > 0 && !request.withoutBadRows) {
    problems.push({
      path: [],
      reason: 'bad-rows',
      zh: `有 ${errors} 行有错误：请改正后重新 plan；或加 --without-bad-rows，只导入其余各行`,
      en: `${errors} rows are wrong: mend them and plan again, or add --without-bad-rows to import the others`,
    });
  }
  if (questions > decided && !request.withoutQuestions) {
    problems.push({
      path: [],
      reason: 'undecided',
      zh: `有 ${questions - decided} 行需要确认是否同一个人：用 --same-person 行号 或 --new-person 行号 决定；或加 --without-questions 留下不导入`,
      en: `${questions - decided} rows may mean somebody known: decide with --same-person ROW or --new-person ROW, or add --without-questions to leave them out`,
    });
  }
  if (problems.length > 0) throw new Refusal('conflict', problems);
}

function requireFresh({ rows, first }: Staleness): void {
  if (rows === 0) return;
  throw new Refusal('conflict', [
    {
      path: [],
      reason: 'stale-plan',
      zh: `预览之后台账有变动，涉及 ${rows} 行，什么都没有导入：请重新 plan`,
      en: `the ledger has changed since this was planned, in what concerns ${rows} rows; nothing was imported: plan it again`,
    },
    ...first.map(({ row, planned, now }): Problem =>
      planned === now
        ? {
            path: ['row', row],
            reason: 'person-changed',
            zh: `第 ${row} 行对应的人员已被修改`,
            en: 'this person has been changed',
          }
        : {
            path: ['row', row],
            reason: 'verdict-changed',
            zh: `第 ${row} 行原为 ${VERDICTS[planned] ?? planned}，现为 ${VERDICTS[now] ?? now}`,
            en: `was ${planned}, is ${now} now`,
          },
    ),
  ]);
}

/** What each verdict is called. */
export const VERDICTS: Readonly<Record<string, string>> = {
  new: '新增',
  changed: '变更',
  unchanged: '不变',
  question: '待确认',
  error: '错误',
};

function requireOnce(rows: readonly number[]): void {
  if (rows.length === 0) return;
  throw refuse(
    'invalid',
    'same-person-twice',
    `按您的决定，第 ${rows.join('、')} 行指同一个人，没有导入：请只保留其中一行`,
    `as you decided, rows ${rows.join(', ')} mean the same person; nothing was imported: keep one of them`,
  );
}
