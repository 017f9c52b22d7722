import type { WorkflowHandle } from '@temporalio/client';
import { officeTime } from '../domain/calendar/office-day.js';
import type { Run } from '../ledger/runs.js';
import { launch } from '../office/launch.js';
import { prepare } from '../office/prepare.js';
import { workflowId } from '../workflows/contract.js';
import { launchNotice, untilDrained } from './office.js';
import { allRecorded, answersTo, latenciesOf, pushesIn, type Push } from './pushes.js';
import type { BenchStack } from './stack.js';
import { percentile, until } from './until.js';

const HOUR_MILLISECONDS = 3_600_000;
const PATIENCE_MILLISECONDS = 120_000;
/** How often the ledger is looked at for places taken: latencies are too large by so much at most. */
const LOOK_MILLISECONDS = 20;
/** Two readers of pushes may write their responses in another order than they draw their ids. */
const OVERLAP = 500;

/** What people's answers cost. */
export interface AnswerFigures {
  replies: number;
  placed: number;
  waitlisted: number;
  /** From the carrier's first push of a reply to its place in the ledger, in milliseconds. */
  toPlace: { p50: number; p95: number; most: number };
  /** The carrier's pushes, first tries and further ones, and those that were not answered in its time. */
  pushes: number;
  unanswered: number;
  /** From the carrier's push to our answer, in milliseconds; the slowest of all. */
  answeredWithin: number;
  /** Tallies of the workflow, milliseconds of the slowest, and events of its history until now. */
  tallies: { count: number; slowest: number };
  events: number;
}

/** People who are asked, and how they answer. */
export interface Crowd {
  needed: number;
  /** People asked in the first wave. */
  asked: number;
  /** Of these, so many say yes within so many milliseconds. */
  answers: number;
  withinMilliseconds: number;
}

let calls = 0;

/** Calls a crowd out, lets it answer, and measures how its answers are taken in. */
export async function measureAnswers(bench: BenchStack, crowd: Crowd): Promise<AnswerFigures> {
  const run = await callOut(bench, crowd);
  const asked = await untilAsked(bench, run, crowd.asked);
  const watch = new PlaceWatch(bench, run);
  const began = await reply(bench, asked.slice(0, crowd.answers), crowd.withinMilliseconds);
  await watch.until(crowd.answers);
  const pushes = await pushedSince(bench, began, watch.seen);
  const latencies = latenciesOf(watch.seen, pushes);
  return {
    replies: crowd.answers,
    ...(await placesOf(bench, run)),
    toPlace: {
      p50: percentile(latencies, 0.5),
      p95: percentile(latencies, 0.95),
      most: Math.max(...latencies),
    },
    ...answersTo(pushes),
    ...(await historyOf(bench, run)),
  };
}

/** The same while a notice to the whole city is under way, one after another for as long as it takes. */
export async function measureAnswersDuringBulk(bench: BenchStack, crowd: Crowd): Promise<AnswerFigures> {
  let measuring = true;
  const bulk = (async () => {
    while (measuring) await untilDrained(bench, await launchNotice(bench, { channel: 'sms' }));
  })();
  const figures = await measureAnswers(bench, crowd).finally(() => (measuring = false));
  await bulk;
  return figures;
}

/** A call-out of the standby teams whose first wave is exactly this crowd. */
async function callOut({ office, actor }: BenchStack, { needed, asked }: Crowd): Promise<Run> {
  const from = office.clock.now().getTime() + 24 * HOUR_MILLISECONDS;
  const definition = {
    kind: 'call-out',
    key: `bench-call-out-${process.pid}-${++calls}`,
    title: 'bench',
    event: {
      ...{ title: '防汛演练', place: '陡河水库', risks: '路滑' },
      from: officeTime(new Date(from)),
      to: officeTime(new Date(from + HOUR_MILLISECONDS)),
    },
    needed,
    audience: { committees: ['tangshan'] },
    requires: [],
    expected_acceptance: Math.round((needed / asked) * 100),
    emergency: 'bench',
  };
  const { run } = await launch(office, actor, await prepare(office, actor, definition));
  return run;
}

interface Asked {
  phone: string;
  code: string;
}

/** Waits until the carrier has everyone's text; of some it may have said by then that it did not arrive. */
async function untilAsked({ office }: BenchStack, run: Run, people: number): Promise<Asked[]> {
  await until(PATIENCE_MILLISECONDS, async () => {
    const [row] = await office.database<[{ count: number }]>`
      SELECT count(*) FROM occurrence o JOIN message m ON m.occurrence_id = o.id
      WHERE o.run_id = ${run.id} AND o.step = 'ask' AND m.state IN ('sent', 'delivered', 'undelivered')`;
    return row.count >= people;
  });
  const rows = await office.database<{ cipher: Buffer; code: string }[]>`
    SELECT p.phone_cipher AS cipher, k.code FROM candidate k JOIN person p ON p.id = k.person_id
    WHERE k.run_id = ${run.id} AND k.state = 'asked' ORDER BY k.rank`;
  return rows.map(({ cipher, code }) => ({ phone: office.keys.decrypt(cipher), code }));
}

/** Has people say yes; the answer is the line of the carrier's record after which their replies stand. */
async function reply(
  bench: BenchStack,
  people: readonly Asked[],
  withinMilliseconds: number,
): Promise<number> {
  const replies = people.map(({ phone, code }) => ({ phone, content: `${code}能来` }));
  const { afterLine } = (await control(bench, 'replies', { withinMilliseconds, replies })) as {
    afterLine: number;
  };
  return afterLine;
}

async function control({ addresses }: BenchStack, path: string, body?: unknown): Promise<unknown> {
  const response = await fetch(`${addresses.phones}control/${path}`, {
    ...(body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) }),
  });
  if (!response.ok) throw new Error(`the carrier answers ${response.status}`);
  const text = await response.text();
  return path.includes('?')
    ? text
        .split('\n')
        .filter(Boolean)
        .map((line) => JSON.parse(line) as unknown)
    : JSON.parse(text);
}

/** The tries to push since a line of the record, once those of all these replies are on it. */
async function pushedSince(
  bench: BenchStack,
  line: number,
  replies: ReadonlyMap<string, number>,
): Promise<Push[]> {
  let pushes: Push[] = [];
  await until(PATIENCE_MILLISECONDS, async () => {
    pushes = pushesIn((await control(bench, `replies?afterLine=${line}`)) as unknown[]);
    return allRecorded(pushes, replies.keys());
  });
  return pushes;
}

/** Looks into the ledger again and again, and remembers when each answer was first seen to have counted. */
class PlaceWatch {
  /** By the carrier's number of a reply, in milliseconds since 1970. */
  readonly seen = new Map<string, number>();
  private last = 0;

  constructor(
    private readonly bench: BenchStack,
    private readonly run: Run,
  ) {}

  async until(answers: number): Promise<void> {
    const { database, clock } = this.bench.office;
    const end = performance.now() + PATIENCE_MILLISECONDS;
    while (this.seen.size < answers) {
      if (performance.now() > end) throw new Error(`only ${this.seen.size} of ${answers} answers counted`);
      const rows = await database<{ id: number; sequence: string }[]>`
        SELECT s.id, r.sequence FROM response s JOIN reply r ON r.id = s.reply_id
        WHERE s.run_id = ${this.run.id} AND s.id > ${this.last - OVERLAP} ORDER BY s.id`;
      const now = clock.now().getTime();
      for (const { id, sequence } of rows) {
        if (!this.seen.has(sequence)) this.seen.set(sequence, now);
        this.last = Math.max(this.last, id);
      }
      await new Promise((resolve) => setTimeout(resolve, LOOK_MILLISECONDS));
    }
  }
}

async function placesOf({ office }: BenchStack, run: Run): Promise<{ placed: number; waitlisted: number }> {
  const [row] = await office.database<[{ placed: number; waitlisted: number }]>`
    SELECT count(*) FILTER (WHERE state = 'placed') AS placed, count(*) FILTER (WHERE state = 'waitlisted') AS waitlisted
    FROM candidate WHERE run_id = ${run.id}`;
  return row;
}

/** What the workflow's history says of its tallies. */
async function historyOf(
  { office }: BenchStack,
  run: Run,
): Promise<Pick<AnswerFigures, 'tallies' | 'events'>> {
  const handle = office.temporal.client.workflow.getHandle(workflowId(run.kind, run.id));
  const events = (await handle.fetchHistory()).events ?? [];
  const scheduled = new Map<string, number>();
  const took: number[] = [];
  for (const event of events) {
    if (isTally(event)) scheduled.set(String(event.eventId), timeOf(event));
    const began = scheduled.get(String(event.activityTaskCompletedEventAttributes?.scheduledEventId));
    if (began !== undefined) took.push(timeOf(event) - began);
  }
  return { tallies: { count: took.length, slowest: Math.max(0, ...took) }, events: events.length };
}

type Event = NonNullable<Awaited<ReturnType<WorkflowHandle['fetchHistory']>>['events']>[number];

const isTally = (event: Event): boolean =>
  event.activityTaskScheduledEventAttributes?.activityType?.name === 'tally';

/** Milliseconds since 1970. */
const timeOf = ({ eventTime }: Event): number =>
  Number(eventTime?.seconds ?? 0) * 1000 + (eventTime?.nanos ?? 0) / 1e6;
