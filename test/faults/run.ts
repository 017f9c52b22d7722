import type { MusterOptions } from '../../local/muster-stack.js';
import { stateCounts } from '../../ledger/statement.js';
import { pause } from '../support/pause.js';
import { until } from '../support/until.js';
import { planBlows, type Blow } from './blows.js';
import { carrierFaults, failingCarrier, failingRelay, mailFaults } from './dice.js';
import { openBooks, returnsOf } from './books.js';
import { within } from './calm.js';
import { callOutDefinitions } from './call-outs.js';
import { hearOut } from './hearing.js';
import { launchPatiently } from './launching.js';
import { noticeDefinitions, noticesFor } from './notices.js';
import { bringBack } from './returns.js';
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
  /** Call-outs beside them: none, one or two. */
  callOuts: number;
  pace: LanePace;
  /** How long after the last blow call-outs may go on filling. */
  fillSeconds: number;
  /** How long runs wait for receipts. */
  settleSeconds: number;
  /** How long after the last blow everything must have come to an end. */
  horizonSeconds: number;
  /** Two accounts at the carrier and two relays, the second ones failing a call in four. */
  twoAccounts?: boolean;
  /** Programs to start instead of ours. */
  programs?: MusterOptions['programs'];
  /** Hears a line now and then. */
  report: (line: string) => void;
}

/**
 * Notices run on both channels and call-outs fill up, everything is killed in turn, both simulators misbehave; then
 * the books are opened.
 */
export async function runFaults(run: FaultRun): Promise<Verdict> {
  const stage = await openStage(run);
  const watching = watch(stage, run.report);
  try {
    await stage.carrier.turnOn(carrierFaults(run.seed));
    await stage.relay.turnOn(mailFaults(run.seed));
    await bringBack(stage.addresses.inbox);
    await stage.second?.carrier.turnOn(failingCarrier(run.seed));
    await stage.second?.relay.turnOn(failingRelay(run.seed));
    const began = performance.now();
    const { blows, notices, callOuts } = await underFire(stage, run);
    const { carrier, relay, second } = stage;
    const failing = [carrier, relay, ...(second ? [second.carrier, second.relay] : [])];
    await Promise.all(failing.map((control) => control.turnOff()));
    run.report('打击结束，等待收尾 / the last blow has fallen; waiting for the end');
    const hearing = await hearOut(stage, callOuts, run);
    const runIds = [...notices, ...callOuts];
    await settled(stage, runIds, run.horizonSeconds);
    await allBack(stage, run.horizonSeconds);
    const seconds = (performance.now() - began) / 1000;
    return await openBooks(stage, run, { blows, runIds, seconds, hearing });
  } catch (error) {
    // Ctrl-C: everything fails while it is being stopped, and the handler of the signal ends this process.
    if (stage.stack.stopping) await stage.interrupted;
    throw error;
  } finally {
    watching.stop();
    await stage.close();
  }
}

/** What was launched under fire, and what fell. */
interface UnderFire {
  blows: Struck[];
  notices: number[];
  callOuts: number[];
}

/** Launches and blows side by side: a launch is not waited for, so that it too meets engines that are away. */
async function underFire(stage: Stage, run: FaultRun): Promise<UnderFire> {
  const planned = planBlows(run.seed, run.kills);
  const notices = noticeDefinitions(noticesFor(run.people, run.notices));
  const callOuts = callOutDefinitions(run.people, run.callOuts, stage.office.clock.now());
  const launchNotices = launcher(stage, notices);
  const launchCallOuts = launcher(stage, callOuts);
  const blows: Struck[] = [];
  for (const [at, blow] of planned.entries()) {
    launchNotices.upTo((notices.length * (at + 1)) / planned.length);
    // Sooner than the notices: a call-out has much to go through. The second when a third of the blows have fallen.
    launchCallOuts.upTo(Math.floor(1 + (3 * at) / planned.length));
    blows.push(await deal(stage, blow));
    run.report(`${at + 1}/${planned.length} ${blow.kind} ${blow.target}`);
  }
  return { blows, notices: await launchNotices.runs(), callOuts: await launchCallOuts.runs() };
}

/** Launches these in turn, without waiting for the office to accept them. */
function launcher(stage: Stage, definitions: readonly object[]) {
  const launching: Promise<number>[] = [];
  return {
    /** Launches the first so many, rounded up, that have not been launched yet. */
    upTo(count: number): void {
      const last = Math.min(definitions.length, Math.ceil(count));
      while (launching.length < last) launching.push(launchPatiently(stage, definitions[launching.length]!));
      // One that is refused is heard of when all are waited for.
      void Promise.allSettled(launching);
    },
    runs: (): Promise<number[]> => Promise.all(launching),
  };
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

/** Every mail that came back is noted and heeded, or the horizon has passed. */
const allBack = (stage: Stage, horizonSeconds: number): Promise<boolean> =>
  within(horizonSeconds * 1000, async () => {
    const { lost, unheeded } = await returnsOf(stage);
    return lost === 0 && unheeded === 0;
  });

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
  const places = await database<{ taken: number; needed: number }[]>`
    SELECT places_taken AS taken, needed FROM call_out ORDER BY run_id`;
  return [
    ...Object.entries(sums).map(([state, count]) => `${state} ${count}`),
    ...places.map(({ taken, needed }) => `places ${taken}/${needed}`),
  ].join(', ');
}
