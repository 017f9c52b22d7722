import { setTimeout as delay } from 'node:timers/promises';
import type { Desk } from './desk.js';
import { isOutage } from './outage.js';

const PAUSE_MILLISECONDS = 200;

/**
 * Writes a result down, however long the database is away: it is the only memory of a call that has been made,
 * and every result kept is one message that need not be reconciled. The write is guarded by state, so that it
 * does no harm if the reconciler was faster. An error of the statement itself is a defect and is thrown.
 */
export async function untilWritten(desk: Pick<Desk, 'log'>, write: () => Promise<void>): Promise<void> {
  for (;;) {
    try {
      return await write();
    } catch (error) {
      if (!isOutage(error)) throw error;
      desk.log.warn({ code: (error as { code?: string }).code }, 'ledger away while recording: trying again');
      await delay(PAUSE_MILLISECONDS);
    }
  }
}
