import { randomInt } from 'node:crypto';
import { Context } from '@temporalio/activity';
import { peopleToAsk } from '../domain/call-out/waves.js';
import { ASK_STEP, TELL_STEPS } from '../domain/call-out/steps.js';
import { nextOpen } from '../domain/messages/window.js';
import type { Instant } from '../domain/calendar/instant.js';
import { openBatches } from '../ledger/batches.js';
import { silenceBell } from '../ledger/bells.js';
import { changeNeeded } from '../ledger/call-outs/answers.js';
import { oweReminder, standEveryoneDown } from '../ledger/call-outs/close.js';
import { countUnranked } from '../ledger/call-outs/forecast.js';
import { openCallOut } from '../ledger/call-outs/open.js';
import { endWaves, fillingOf, finishAsking, freezeWave, moveWaveEnd } from '../ledger/call-outs/waves.js';
import { nextFiring, unwrittenFirings } from '../ledger/occurrences.js';
import { freezeOwed, stepsOwed } from '../ledger/owed.js';
import { cancelQueued } from '../ledger/runs.js';
import type { ActivityDependencies } from './deps.js';
import { beating } from './beating.js';
import { mostRecipients } from './materialise.js';
import { stepOf } from './step-of.js';
import { openFiring, writeFiring } from './write.js';

/** How a call-out stands after its answers have been heard. */
export interface Tally {
  /** How many to ask now. */
  toAsk: number;
  /** Waves asked so far. */
  waves: number;
  /** When the first of those who are silent has had their time; null: nobody is outstanding. */
  nextDue: string | null;
}

const POLL_MILLISECONDS = 250;
/** What is with the carrier usually settles within seconds; what does not counts as having arrived. */
const SETTLE_MILLISECONDS = 30_000;

/** What a call-out's workflow may do. */
export function callOutActivities(deps: ActivityDependencies) {
  const { database, clock } = deps;
  return {
    ...steeringActivities(deps),

    /**
     * Ranks everyone who may be asked, once.
     * @returns what their number has grown to since the launch, if that is for a person to judge: nobody is ranked then
     */
    async rankCandidates(runId: number): Promise<number | undefined> {
      const { run, step } = await stepOf(database, { runId, step: ASK_STEP }, 'ask');
      const ranking = { step, scopePath: run.scopePath, now: clock.now() };
      const askable = await beating(countUnranked(database, runId, ranking));
      if (askable > mostRecipients(run, deps.audienceGrowthPercent)) return askable;
      const signInCode = String(randomInt(1000, 10_000));
      await beating(openCallOut(database, { runId, signInCode, ...ranking }));
      return undefined;
    },

    /** Says what is owed to whom, and counts how many to ask now. The bell is silenced first: what comes later rings again. */
    async tally(runId: number): Promise<Tally> {
      await silenceBell(database, runId, clock.now());
      await tellOwed(deps, runId);
      const filling = await beating(fillingOf(database, { run: runId, now: clock.now() }));
      return {
        toAsk: peopleToAsk(filling),
        waves: filling.waves,
        nextDue: filling.nextDue?.toISOString() ?? null,
      };
    },

    askWave: (wave: Wave): Promise<number> => askWave(deps, wave),

    /** Reminds everyone with a place, the day before. */
    async remindPlaced(runId: number): Promise<void> {
      await beating(oweReminder(database, runId, clock.now()));
      await tellOwed(deps, runId);
    },

    /**
     * Calls the event off: cancels what is queued, lets what is being sent settle, then tells everyone who may
     * have been reached. What a worker that has died over it has written of that goes out.
     */
    async standDown(runId: number): Promise<void> {
      await cancelOthers(deps, runId);
      await sendingSettled(deps, runId);
      // What a carrier did not take meanwhile is back in the queue.
      await cancelOthers(deps, runId);
      await beating(database.begin((sql) => standEveryoneDown(sql, runId, clock.now())));
      await tellOwed(deps, runId);
    },
  };
}

/** What an operator changes about a call-out. */
const steeringActivities = ({ database, clock }: ActivityDependencies) => ({
  /** More or fewer places; refused where more people have one already. */
  changeNeeded: ({
    runId,
    needed,
  }: {
    runId: number;
    needed: number;
  }): Promise<{ taken: number; changed: boolean }> =>
    database.begin((sql) => changeNeeded(sql, { run: runId, needed, now: clock.now() })),

  /** Ends the time of those who are silent, where there are places to fill and people left to ask. */
  endWave: ({ runId, throughWave }: { runId: number; throughWave: number }): Promise<StillMissing> =>
    database.begin(async (sql) => {
      const now = clock.now();
      const { needed, placed, left, finished } = await fillingOf(sql, { run: runId, now });
      const missing = needed - placed;
      if (missing > 0 && left > 0) await endWaves(sql, { run: runId, throughWave, now });
      return { missing, left, finished };
    }),

  /** Gives more time to those who have still to answer, or had at an instant; the number of people it concerns. */
  moveWaveEnd: ({ runId, command, laterBySeconds, outstandingAt }: MoreTime): Promise<number> =>
    database.begin((sql) =>
      moveWaveEnd(sql, {
        ...{ run: runId, command, laterBySeconds },
        outstandingAt: outstandingAt === undefined ? clock.now() : new Date(outstandingAt),
      }),
    ),

  finishAsking: (runId: number): Promise<void> => finishAsking(database, { run: runId, now: clock.now() }),
});

/** What a call-out still has to do. */
interface StillMissing {
  /** Places still free. */
  missing: number;
  /** Who may still be asked. */
  left: number;
  /** An operator has said that nobody is asked any more. */
  finished: boolean;
}

/** A later end for the time of those who are silent. */
interface MoreTime {
  runId: number;
  /** Which command says so: heard twice, it moves the end once. */
  command: string;
  laterBySeconds: number;
  /** Whose time was not over at this instant; absent: now. */
  outstandingAt?: Instant;
}

/** A wave to ask. */
interface Wave {
  runId: number;
  /** Its number, from 1: asking it twice is asking it once. */
  wave: number;
  size: number;
}

/**
 * Asks the next so many by rank; silence counts as no once the wave's time is over, at the latest when the event
 * begins.
 */
async function askWave(deps: ActivityDependencies, { runId, wave, size }: Wave): Promise<number> {
  const { database, clock } = deps;
  const { step } = await stepOf(database, { runId, step: ASK_STEP }, 'ask');
  const occurrence = await openFiring(deps, { runId, step, number: wave });
  const now = clock.now();
  const begins = Math.max(nextOpen(step.window, now).getTime(), now.getTime());
  const asked = await beating(
    freezeWave(database, {
      ...{ run: runId, occurrenceId: occurrence.id, wave, size, event: step.event, now },
      answerBy: new Date(Math.min(begins + step.waveSeconds * 1000, Date.parse(step.event.from))),
    }),
  );
  await writeFiring(deps, step, occurrence);
  return asked;
}

/** Writes a firing of each step that owes somebody a word; first what a lost worker had begun. */
async function tellOwed(deps: ActivityDependencies, runId: number): Promise<void> {
  const { database, clock } = deps;
  for (const unwritten of await unwrittenFirings(database, runId)) {
    const { step } = await stepOf(database, { runId, step: unwritten.step }, 'ask', 'tell');
    await writeFiring(deps, step, unwritten);
  }
  for (const key of await stepsOwed(database, runId)) {
    const { step } = await stepOf(database, { runId, step: key }, 'tell');
    const number = await nextFiring(database, { runId, step: key });
    const occurrence = await openFiring(deps, { runId, step, number });
    await beating(
      freezeOwed(database, { run: runId, step: key, occurrenceId: occurrence.id, now: clock.now() }),
    );
    await writeFiring(deps, step, occurrence);
  }
}

/** Cancels what is queued, but for the stand-down's own words. */
async function cancelOthers({ database, clock }: ActivityDependencies, runId: number): Promise<void> {
  const others = { runId, except: TELL_STEPS['stand-down'], reason: 'called off' };
  while ((await cancelQueued(database, { ...others, now: clock.now() })) > 0) Context.current().heartbeat();
}

async function sendingSettled({ database, clock }: ActivityDependencies, runId: number): Promise<void> {
  const end = clock.now().getTime() + SETTLE_MILLISECONDS;
  while ((await openBatches(database, runId)).sending > 0 && clock.now().getTime() < end) {
    Context.current().heartbeat();
    await Context.current().sleep(POLL_MILLISECONDS);
  }
}
