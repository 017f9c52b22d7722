import type { Statement } from '../runtime/database.js';
import { SealedDataError, type Keys } from '../runtime/keys.js';
import { listens } from './bells.js';
import { failedItems, type FailedItems } from './inbox.js';
import { exitIfMisfit } from './schema.js';
import { noOtherProvider, stopsAt, type ProviderStop } from './stops.js';

/** How the ledger's server is. */
export interface DatabaseHealth {
  /** E.g. `18.4`. */
  version: string;
  /** E.g. 180004. */
  versionNumber: number;
  /** A power cut loses nothing that was written: fsync and synchronous_commit are on. */
  durable: boolean;
  /** What its clock shows. */
  clock: Date;
}

/** Asks the ledger's server how it is. */
export async function databaseHealth(sql: Statement): Promise<DatabaseHealth> {
  const [row] = await sql<[DatabaseHealth]>`
    SELECT current_setting('server_version') AS version, current_setting('server_version_num')::int AS version_number,
      current_setting('fsync') = 'on' AND current_setting('synchronous_commit') <> 'off' AS durable,
      clock_timestamp() AS clock`;
  return row;
}

/** Addresses a key is tried on: with the right one, not all of so many are damaged. */
const TRIED = 20;

/**
 * Makes sure that the key opens the ledger: a backup restored with another key, or a slip of the pen.
 * @returns whether there is any address yet
 * @throws {SealedDataError} when it opens none of those tried
 */
export async function checkKey(sql: Statement, { decrypt }: Pick<Keys, 'decrypt'>): Promise<boolean> {
  const rows = await sql<{ cipher: Buffer }[]>`
    SELECT coalesce(phone_cipher, email_cipher) AS cipher FROM person
    WHERE phone_cipher IS NOT NULL OR email_cipher IS NOT NULL LIMIT ${TRIED}`;
  let failure: SealedDataError | undefined;
  for (const { cipher } of rows) {
    try {
      decrypt(cipher);
      return true;
    } catch (error) {
      if (!(error instanceof SealedDataError)) throw error;
      failure = error;
    }
  }
  if (failure) throw failure;
  return false;
}

/** As {@link checkKey}, for the first lines of a process: with the wrong key every message would fail one by one. */
export const checkKeyOrExit = (sql: Statement, keys: Pick<Keys, 'decrypt'>): Promise<boolean> =>
  exitIfMisfit(() => checkKey(sql, keys));

/** How many wait, and since when the longest of them. */
export interface Waiting {
  count: number;
  since: Date | null;
}

/** What waits for somebody. */
export interface Lag {
  /** Batches due to be sent, of running runs, unless every provider of theirs is stopped. */
  due: Waiting;
  /** Pushes of carriers that nobody has read. */
  unread: Waiting;
  /** Batches that may have been sent. */
  unknown: Waiting;
  /** Runs whose workflow has not begun. */
  unstarted: Waiting;
  /** Replies that only a clerk can settle. */
  replies: Waiting;
  /** Call-outs under way whose answers their workflow has not heard yet. */
  bells: Waiting;
  /** Pushed items that the program could not cope with. */
  failed: FailedItems;
  /** Providers that refuse the account, or were stopped by an operator. */
  stops: ProviderStop[];
}

/** Measures what waits; every part is read through a partial index and takes no time on a large ledger. */
export async function measureLag(sql: Statement, now: Date): Promise<Lag> {
  const [[due], [unread], [unknown], [unstarted], [replies], [bells], failed, stops] = await Promise.all([
    sql<[Waiting]>`
      SELECT count(*), min(b.not_before) AS since FROM batch b
      JOIN occurrence o ON o.id = b.occurrence_id JOIN run r ON r.id = o.run_id
      WHERE b.state = 'queued' AND b.not_before <= ${now} AND r.state = 'running'
        AND NOT (${noOtherProvider(sql, now)}
          AND EXISTS (SELECT FROM provider_stop s WHERE s.provider = b.provider AND s.until > ${now}))`,
    sql<[Waiting]>`SELECT count(*), min(received_at) AS since FROM inbox WHERE processed_at IS NULL`,
    sql<[Waiting]>`SELECT count(*), min(unknown_since) AS since FROM batch WHERE state = 'unknown'`,
    sql<[Waiting]>`SELECT count(*), min(launched_at) AS since FROM run WHERE state = 'starting'`,
    sql<[Waiting]>`SELECT count(*), min(received_at) AS since FROM reply WHERE waits_for = 'clerk'`,
    sql<[Waiting]>`
      SELECT count(*), min(bell_since) AS since FROM run
      WHERE bell_since IS NOT NULL AND state = 'running' AND ${listens(sql, now)}`,
    failedItems(sql),
    stopsAt(sql, now),
  ]);
  return { due, unread, unknown, unstarted, replies, bells, failed, stops };
}
