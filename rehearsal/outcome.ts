import type { Actor } from '../ledger/operators.js';
import { runById, type LaunchedRun, type RunState } from '../ledger/runs.js';
import { sentByHour, type SentInHour } from '../ledger/timeline.js';
import { statement, type StatementView } from '../office/look-up.js';
import type { Office } from '../office/office.js';
import type { Preview } from '../office/preview.js';
import { claims, mailsTaken, readLines, textsTaken, type Letterhead } from './evidence.js';
import type { MailLine } from '../local/simulators/mail/inbox.js';
import { FINDINGS, judge, type Finding, type FindingKind } from './judge.js';
import { writeList, type WrittenList } from './list.js';
import type { Simulators } from './simulators.js';

/** What a rehearsal came to. */
export interface Outcome {
  /** What was to be expected, in the words of every recipient shown. */
  preview: Preview;
  title: string;
  kind: string;
  statement: StatementView;
  byHour: SentInHour[];
  beganAt: Date;
  /** When the run was over; what was sent last is in the last of the hours. */
  endedAt: Date;
  endState: RunState;
  /** Mails that arrived with something for a calendar. */
  invitations: number;
  /** Null: none was wished for. */
  list: WrittenList | null;
  /** By the simulators' own records held against the ledger; all 0: every message once. */
  findings: Record<FindingKind, number>;
}

/** What the outcome is read from. */
interface Stage {
  office: Office;
  actor: Actor;
  run: LaunchedRun;
  beganAt: Date;
  simulators: Simulators;
  letterhead: Letterhead;
  preview: Preview;
  /** Where every message is listed; absent: nowhere. */
  listFile?: string;
}

/** Holds the ledger against what arrived, and gathers what a person wants to know of it. */
export async function outcomeOf({ office, actor, ...stage }: Stage): Promise<Outcome> {
  const { database } = office;
  const { id: runId } = stage.run;
  const run = (await runById(database, runId))!;
  const mails = await readLines<MailLine>(stage.simulators.records.mail);
  return {
    preview: stage.preview,
    ...{
      title: run.title,
      kind: run.kind,
      beganAt: stage.beganAt,
      endedAt: run.changedAt,
      endState: run.state,
    },
    invitations: mails.filter(({ calendar }) => calendar).length,
    statement: await statement(office, actor, runId),
    byHour: [...(await sentByHour(database, runId))],
    findings: countOf(await found(office, runId, stage)),
    list: stage.listFile === undefined ? null : await writeList(database, stage.run, stage.listFile),
  };
}

async function found(
  { database, keys }: Office,
  runId: number,
  { simulators: { records }, letterhead }: Pick<Stage, 'simulators' | 'letterhead'>,
): Promise<Finding[]> {
  const said = await claims(database, keys, letterhead, runId);
  const taken = { sms: await textsTaken(records.carrier), email: await mailsTaken(records.mail) };
  return (['sms', 'email'] as const).flatMap((channel) =>
    judge(channel, { claims: said, arrivals: taken[channel], blows: [] }),
  );
}

function countOf(found: readonly Finding[]): Record<FindingKind, number> {
  const counts = FINDINGS.map((kind) => [
    kind,
    found.filter((one) => one.kind === kind).reduce((sum, { count }) => sum + count, 0),
  ]);
  return Object.fromEntries(counts) as Record<FindingKind, number>;
}
