import { runById } from '../ledger/runs.js';
import type { Actor } from '../ledger/operators.js';

import { sentByHour, type SentInHour } from '../ledger/timeline.js';
import { statement, type StatementView } from '../office/look-up.js';
import type { Office } from '../office/office.js';
import type { Preview } from '../office/preview.js';
import { claims, mailsTaken, textsTaken, type Letterhead } from './evidence.js';
import { FINDINGS, judge, type FindingKind } from './judge.js';
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
  endState: string;
  /** By the simulators' own records held against the ledger; all 0: every message once. */
  findings: Record<FindingKind, number>;
}

/** What the outcome is read from. */
interface Stage {
  office: Office;
  actor: Actor;
  runId: number;
  beganAt: Date;
  simulators: Simulators;
  letterhead: Letterhead;
  preview: Preview;
}

/** Holds the ledger against what arrived, and gathers what a person wants to know of it. */
export async function outcomeOf({
  office,
  actor,
  runId,
  beganAt,
  simulators,
  letterhead,
  preview,
}: Stage): Promise<Outcome> {
  const { database, keys } = office;
  const run = (await runById(database, runId))!;
  const said = await claims(database, keys, letterhead, runId);
  const taken = {
    sms: await textsTaken(simulators.records.carrier),
    email: await mailsTaken(simulators.records.mail),
  };
  const found = (['sms', 'email'] as const).flatMap((channel) =>
    judge(channel, { claims: said, arrivals: taken[channel], blows: [] }),
  );
  return {
    preview,
    ...{ title: run.title, kind: run.kind, beganAt, endedAt: run.changedAt, endState: run.state },
    statement: await statement(office, actor, runId),
    byHour: [...(await sentByHour(database, runId))],
    findings: countOf(found),
  };
}

function countOf(found: readonly { kind: FindingKind; count: number }[]): Record<FindingKind, number> {
  const counts = FINDINGS.map((kind) => [
    kind,
    found.filter((one) => one.kind === kind).reduce((sum, { count }) => sum + count, 0),
  ]);
  return Object.fromEntries(counts) as Record<FindingKind, number>;
}
