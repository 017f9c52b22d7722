/**
 * Messages that travel together, at most: one batch of the ledger, one job of the queue, one call to a carrier that
 * takes many at once. A lost answer leaves so many in doubt.
 */
export const BATCH_SIZE = 100;
