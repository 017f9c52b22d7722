import { stateCounts } from '../../ledger/statement.js';
import { pause } from '../support/pause.js';
import { until } from '../support/until.js';
import { planBlows, type Blow } from './blows.js';
import { carrierFaults, mailFaults } from './dice.js';
import { openBooks } from './books.js';
import { launchNotice, noticeDefinitions, noticesFor } from './notices.js';
import type { LanePace } from './settings.js';
import { openStage, type Stage } from './stage.js';
import { strike, type Struck } from './strike.js';
import type { Verdict } from './verdict.js';

/** How much of a fault run. */
export interface FaultRun {
  seed: number;
  /** Volunteers; each gets a text and a mail, unless a rule of the office says otherwise. */
  people: number;
  kills: number;
  /** Into how many notices the city is divided, at most. */
  notices: number;
  pace: LanePace;
  /** How long runs wait for receipts. */
  settleSeconds: number;
  /** How long after the last blow everything must have come to an end. */
  horizonSeconds: number;
  /** Path in dist/ of a sweeper to start instead of ours. */
  sweeper?: string;
  /** Hears a line now and then. */
  report: (line: string) => void;
}

/** Notices run on both channels, everything is killed in turn, both simulators misbehave; then the books are opened. */
export async function runFaults(run: FaultRun): Promise<Verdict> {
  const stage = await openStage(run);
  const watching = watch(stage, run.report);
  try {
    await stage.carrier.turnOn(carrierFaults(run.seed));
    await stage.relay.turnOn(mailFaults(run.seed));
    const began = performance.now();
    const { blows, runIds } = await underFire(stage, run);
    await Promise.all([stage.carrier.turnOff(), stage.relay.turnOff()]);
    run.report('打击结束，等待收尾 / the last blow has fallen; waiting for the end');
    await settled(stage, runIds, run.horizonSeconds);
    const seconds = (performance.now() - began) / 1000;
    return await openBooks(stage, run, { blows, runIds, seconds });
  } catch (error) {
    // Ctrl-C: everything fails while it is being stopped, and the handler of the signal ends this process.
    if (stage.stack.stopping) await stage.interrupted;
    throw error;
  } finally {
    watching.stop();
    await stage.close();
  }
}

/** Launches and blows side by side: a launch is not waited for, so that it too meets engines that are away. */
async function underFire(
  stage: Stage,
  { seed, people, kills, notices, report }: FaultRun,
): Promise<{ blows: Struck[]; runIds: number[] }> {
  const planned = planBlows(seed, kills);
  const definitions = noticeDefinitions(noticesFor(people, notices));
  const launching: Promise<number>[] = [];
  const launchUpTo = (count: number): void => {
    while (launching.length < count) launching.push(launchNotice(stage, definitions[launching.length]!));
    // One that is refused is heard of below, when all are waited for.
    void Promise.allSettled(launching);
  };
  const blows: Struck[] = [];
  for (const [at, blow] of planned.entries()) {
    launchUpTo(Math.ceil((definitions.length * (at + 1)) / planned.length));
    blows.push(await deal(stage, blow));
    report(`${at + 1}/${planned.length} ${blow.kind} ${blow.target}`);
  }
  return { blows, runIds: await Promise.all(launching) };
}

async function deal(stage: Stage, blow: Blow): Promise<Struck> {
  await pause(blow.quietMilliseconds);
  return strike(stage.stack, blow);
}

/** Every run closed and no message open, or the horizon has passed: the verdict says which. */
async function settled({ office }: Stage, runIds: readonly number[], horizonSeconds: number): Promise<void> {
  const over = async (): Promise<boolean> => {
    await pause(250);
    const [row] = await office.database<[{ closed: number; open: number }]>`
      SELECT (SELECT count(*) FROM run WHERE id = ANY(${runIds as number[]}) AND state = 'closed') AS closed,
        (SELECT count(*) FROM message WHERE state IN ('queued', 'sending', 'unknown')) AS open`;
    return row.closed === runIds.length && row.open === 0;
  };
  await until(over, horizonSeconds * 1000).catch(() => undefined);
}

const LOOK_MILLISECONDS = 5000;

/** Tells every five seconds how messages stand; an engine that is away is no news here. */
function watch({ office }: Stage, report: (line: string) => void): { stop(): void } {
  const over = new AbortController();
  const look = async (): Promise<void> => {
    while (!over.signal.aborted) {
      await pause(LOOK_MILLISECONDS, over.signal);
      const line = await progressLine(office.database).catch(() => undefined);
      if (line !== undefined && !over.signal.aborted) report(line);
    }
  };
  void look();
  return { stop: () => over.abort() };
}

async function progressLine(database: Stage['office']['database']): Promise<string> {
  const rows = await database<{ id: number }[]>`SELECT id FROM run ORDER BY id`;
  const sums: Record<string, number> = {};
  for (const { id } of rows) {
    for (const [state, count] of Object.entries(await stateCounts(database, id)))
      sums[state] = (sums[state] ?? 0) + count;
  }
  return Object.entries(sums)
    .map(([state, count]) => `${state} ${count}`)
    .join(', ');
}
