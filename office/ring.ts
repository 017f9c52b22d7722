import { nextMorning } from '../domain/duties/morning.js';
import { restUntil, ringAgain, type RingingRun } from '../ledger/bells.js';
import type { Logger } from '../runtime/log.js';
import { BELL_SIGNAL, workflowId } from '../workflows/contract.js';
import { codeOf } from './error-code.js';
import type { SweeperRound } from './office.js';
import { isTemporalAway, type Temporal } from './temporal.js';

const signal = ({ client }: Temporal, { kind, id }: RingingRun): Promise<void> =>
  client.workflow.getHandle(workflowId(kind, id)).signal(BELL_SIGNAL);

/** Rings without waiting: whoever reads pushes goes on reading, and a bell that is lost is rung again. */
export const ringer =
  (temporal: Temporal, log?: Logger) =>
  (run: RingingRun): void =>
    void signal(temporal, run).catch((error: unknown) =>
      log?.warn({ run: run.id, code: codeOf(error) }, 'a bell was lost: the sweeper rings it again'),
    );

/** A bell that rings for so long unanswered has been lost, or its workflow is at a long piece of work. */
const UNANSWERED_MILLISECONDS = 20_000;

/** Rings the bells that have rested, and those that nobody has answered. */
export async function ringBells({ database, temporal, clock, log }: SweeperRound): Promise<void> {
  const now = clock.now();
  const toldBefore = new Date(now.getTime() - UNANSWERED_MILLISECONDS);
  const away = (error: unknown): void => log.warn({ code: codeOf(error) }, 'bells wait: an engine is away');
  const heard = new Date(nextMorning(now).getTime() + UNANSWERED_MILLISECONDS);
  const due = await ringAgain(database, { toldBefore, now }).catch(away);
  for (const run of due ?? []) {
    try {
      await signal(temporal, run);
      await restUntil(database, { run: run.id, toldAt: now, until: heard });
    } catch (error) {
      if (isTemporalAway(error)) return away(error);
      log.error({ run: run.id, code: codeOf(error) }, 'a run cannot be rung');
    }
  }
}
