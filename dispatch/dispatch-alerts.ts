import { dueAlerts, type QueuedBatch } from '../ledger/batches.js';
import type { Desk } from './desk.js';
import { dispatchBatch } from './dispatch.js';
import { nameOf } from './apart.js';

/** Batches of the alert lane worked on at once, and looked for in one round. */
const AT_ONCE = 4;
const A_ROUND = 100;

/**
 * Sends what the office itself has to say and is due: by the send path of everything else, and straight from the
 * ledger. No queue and no pace stand between, so that a word about Redis being away does not wait for Redis, and one
 * about a provider does not wait behind a campaign.
 * @returns how many batches were tried
 */
export async function dispatchAlerts(desk: Desk): Promise<number> {
  const due = await dueAlerts(desk.database, { now: desk.clock.now(), limit: A_ROUND }).catch(
    (error: unknown) => leave(desk, error, 'words of the office wait: the ledger is away'),
  );
  for (let from = 0; from < due.length; from += AT_ONCE)
    await Promise.all(due.slice(from, from + AT_ONCE).map((batch) => dispatchOne(desk, batch)));
  return due.length;
}

/** One that fails keeps no other from being sent; its batch is the ledger's. */
const dispatchOne = (desk: Desk, { id, channel }: Pick<QueuedBatch, 'id' | 'channel'>): Promise<unknown> =>
  dispatchBatch(desk, { channel, lane: 'alert' }, id).catch((error: unknown) =>
    leave(desk, error, 'a word of the office is left to the next round'),
  );

function leave({ log }: Desk, error: unknown, what: string): never[] {
  log.warn({ code: (error as { code?: string }).code, problem: nameOf(error) }, what);
  return [];
}
