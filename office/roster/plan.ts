import { officeDay } from '../../domain/calendar/office-day.js';
import { writeAudit } from '../../ledger/audit.js';
import type { Actor } from '../../ledger/operators.js';
import { appliedImport, discardFormer, openImport, setCounts } from '../../ledger/roster/imports.js';
import { judge } from '../../ledger/roster/judge.js';
import { countPlan, keepJudgement, type JudgementSentences } from '../../ledger/roster/plan.js';
import { refuseTwins, type TwinSentences } from '../../ledger/roster/stage.js';
import type { Statement } from '../../runtime/database.js';
import type { Office } from '../office.js';
import { emptyFile, examineFile, requireUnchanged, type RosterFile } from './file.js';
import { reportOf, summaryOf, type ImportSummary, type RosterReport } from './report.js';
import { withRoster, type Roster } from './rows.js';
import { rowContext, stageRoster, type StagingNotes } from './staging.js';
import { tidyRoster } from './tidy.js';
import { requireRight } from '../rights.js';

/** How far long work is: what it does, and how much of how much is done. */
export interface RosterProgress {
  stage: 'reading' | 'matching' | 'writing';
  done: number;
  total: number;
}

/** Hears it now and then. */
export type OnProgress = (progress: RosterProgress) => void;

/** What is said of a file beside what it would do. */
export interface FileNotes extends StagingNotes {
  format: RosterFile['format'];
  headingRow: number;
  /** Headings of columns that were passed over. */
  ignored: string[];
  otherSheets: number[];
}

/** What planning came to; `already`: this very file is in force, and nothing was planned. */
export type Planned =
  { already: true; applied: ImportSummary } | { already: false; report: RosterReport; notes: FileNotes };

/** Reading is told in bytes, matching in these steps. */
const MATCHING_STEPS = 4;

/**
 * Reads a roster and works out what it would do: who is new, who changes and in what, what is unclear, what is
 * wrong. Changes nobody; all in one transaction, so that a plan is there whole or not at all.
 */
export async function planRoster(
  office: Office,
  actor: Actor,
  path: string,
  onProgress: OnProgress = () => undefined,
): Promise<Planned> {
  requireRight(actor, 'keep people');
  const { database, clock } = office;
  const file = await examineFile(path);
  const applied = await appliedImport(database, file.digest);
  if (applied) return { already: true, applied: summaryOf(applied) };
  await tidyRoster(office);
  const now = clock.now();
  const { importId, notes } = await database.begin(async (sql) => {
    const plan = { digest: file.digest, scopePath: actor.scopePath, by: actor.name, now };
    await discardFormer(sql, plan);
    const opened = await openImport(sql, plan);
    return {
      importId: opened,
      notes: await fill(office, sql, { actor, importId: opened, file, now, onProgress }),
    };
  });
  return { already: false, report: await reportOf(office, actor, importId), notes };
}

interface Filling {
  actor: Actor;
  importId: number;
  file: RosterFile;
  now: Date;
  onProgress: OnProgress;
}

async function fill(office: Office, sql: Statement, filling: Filling): Promise<FileNotes> {
  const { actor, importId, file, now, onProgress } = filling;
  const notes = await stage(office, sql, filling);
  const steps = [
    () => refuseTwins(sql, importId, TWINS),
    () => judge(sql, { importId, scopePath: actor.scopePath, day: officeDay(now) }),
    () => keepJudgement(sql, importId, JUDGEMENTS),
    () => finish(sql, filling),
  ];
  for (const [at, step] of steps.entries()) {
    onProgress({ stage: 'matching', done: at, total: MATCHING_STEPS });
    await step();
  }
  await requireUnchanged(file);
  return notes;
}

async function stage(
  office: Office,
  sql: Statement,
  { actor, importId, file, now, onProgress }: Filling,
): Promise<FileNotes> {
  const context = await rowContext(sql, { scopePath: actor.scopePath, today: officeDay(now) });
  let bytes = { done: 0, total: file.size };
  const onBytes = (done: number, total: number) => (bytes = { done, total });
  return withRoster(file, onBytes, async (roster) => {
    const onRows = () => onProgress({ stage: 'reading', ...bytes });
    const staged = await stageRoster(sql, importId, roster, { keys: office.keys, context, onRows });
    if (staged.rows === 0) throw emptyFile();
    const { headingRow, otherSheets } = roster;
    return { ...staged, format: file.format, headingRow, otherSheets, ignored: ignoredHeadings(roster) };
  });
}

const ignoredHeadings = ({ headings, headingCells }: Roster): string[] =>
  headings.flatMap((heading, at) => (heading === 'ignored' ? [headingCells[at]!.trim()] : []));

async function finish(sql: Statement, { actor, importId, now }: Filling): Promise<void> {
  const counts = await countPlan(sql, importId);
  await setCounts(sql, importId, counts);
  const { fields: _, ...detail } = counts;
  await writeAudit(
    sql,
    { actor: actor.name, action: 'roster plan', subject: `roster import ${importId}`, detail },
    now,
  );
}

const TWINS: TwinSentences = {
  id_number: {
    zh: '与第 %s 行的身份证号相同，请删去一行',
    en: 'the same ID as in row %s: remove one of them',
  },
  phone: {
    zh: '与第 %s 行的姓名和手机号都相同，请删去一行',
    en: 'the same name and phone as in row %s: remove one of them',
  },
  email: {
    zh: '与第 %s 行的姓名和邮箱都相同，请删去一行，或补上手机号、身份证号',
    en: 'the same name and mail address as in row %s: remove one, or add phone or ID',
  },
};

const JUDGEMENTS: JudgementSentences = {
  'beyond-scope': {
    zh: '此人已在台账中，但不属于您的管辖范围：请联系上级办公室办理',
    en: 'is in the ledger already, beyond your part of the tree: ask the office above you',
  },
  'same-person': {
    zh: '与第 %s 行指同一个人（台账中已有此人），请只保留一行',
    en: 'means the same person of the ledger as row %s: keep one of them',
  },
};
