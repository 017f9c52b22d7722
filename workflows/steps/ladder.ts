import { defineSignal, setHandler } from '@temporalio/workflow';
import type { Instant } from '../../domain/calendar/instant.js';
import { BELL_SIGNAL } from '../contract.js';
import { send, write } from './send.js';
import { Steering } from './steering.js';
import { until } from './wait.js';

/** A run that waits for something to come in, and is rung when it does. */
export class Chase extends Steering {
  private rung = false;

  constructor(runId: number) {
    super(runId);
    setHandler(defineSignal(BELL_SIGNAL), () => void (this.rung = true));
  }

  /** Whether the bell rings, or nobody chases any more. */
  readonly isRung = (): boolean => this.rung || this.cancelled;

  /** From now on it is silent, until it is rung again. */
  hush(): void {
    this.rung = false;
  }
}

/** A step that is climbed at its time. */
export interface Rung {
  step: string;
  at: Instant;
}

/** What is chased, by whom step by step, and until when. */
export interface Ladder<Outcome> {
  rungs: readonly Rung[];
  end: Instant;
  /** Silences the bell and looks in the ledger: how it is over, or null. */
  look: () => Promise<Outcome | null>;
}

/**
 * Climbs a ladder rung by rung until what is chased is over: each rung is written and sent at its time, and none any
 * more once the ledger says that it is over. The first is always sent; of the others that have fallen due together,
 * after a pause or an outage, only the last: it says what the others would have.
 * @returns how it is over; null: the end has come, or the run was cancelled
 */
export async function climb<Outcome>(
  run: Chase,
  { rungs, end, look }: Ladder<Outcome>,
): Promise<Outcome | null> {
  for (const [number, rung] of rungs.entries()) {
    const over = await lookUntil(run, rung.at, look);
    if (over !== null || run.cancelled) return over;
    const next = rungs[number + 1];
    if (number > 0 && next && Date.parse(next.at) <= Date.now()) continue;
    if (!(await write(run, rung))) return null;
    await send(run, { stop: run.isRung, by: next?.at ?? end });
  }
  return lookUntil(run, end, look);
}

/** Waits for an instant, looking whenever the bell rings, and once more when it has come: a bell may be lost. */
async function lookUntil<Outcome>(
  run: Chase,
  instant: Instant,
  look: () => Promise<Outcome | null>,
): Promise<Outcome | null> {
  for (;;) {
    run.enter('listening');
    await until(instant, run, run.isRung);
    // What comes in during a pause is heard when it is over.
    if (!(await run.mayGoOn())) return null;
    const rang = run.isRung();
    run.hush();
    const over = await look();
    if (over !== null || !rang) return over;
  }
}
