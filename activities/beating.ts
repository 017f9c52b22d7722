import { Context } from '@temporalio/activity';

const BEAT_MILLISECONDS = 2000;

/** Beats while one long statement is under way, so that Temporal does not take its worker for dead. */
export async function beating<Result>(work: Promise<Result>): Promise<Result> {
  const context = Context.current();
  const beat = setInterval(() => context.heartbeat(), BEAT_MILLISECONDS);
  try {
    return await work;
  } finally {
    clearInterval(beat);
  }
}
