import { setTimeout as delay } from 'node:timers/promises';

/** The ledger did not answer while the sender still listens. It may keep the thing all the same: repetition does no harm. */
class LedgerSlow extends Error {
  readonly code = 'LEDGER_SLOW';
}

/** Waits for something to be stored, but no longer than its sender has patience. */
export async function inTime(stored: Promise<unknown>, patienceMilliseconds: number): Promise<void> {
  const over = new AbortController();
  const late = delay(patienceMilliseconds, undefined, { signal: over.signal }).then(() => {
    throw new LedgerSlow();
  });
  try {
    await Promise.race([stored, late]);
  } finally {
    // Whichever comes second has nobody to tell.
    stored.catch(() => undefined);
    late.catch(() => undefined);
    over.abort();
  }
}
