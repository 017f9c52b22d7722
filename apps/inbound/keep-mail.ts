import { createHash } from 'node:crypto';
import { storeMails } from '../../ledger/mail-inbox.js';
import type { Clock } from '../../runtime/clock.js';
import type { Database } from '../../runtime/database.js';
import type { Keys } from '../../runtime/keys.js';

/**
 * So much of a mail is kept, in bytes. What servers have to say comes before the mail they give back; of a longer one the
 * rest is never read.
 */
export const KEPT_BYTES = 1024 * 1024;

/** What the doors for mail keep it with. */
export interface MailKeeper {
  database: Database;
  keys: Keys;
  clock: Clock;
}

/**
 * Keeps mails, sealed. Once this returns they are safe, and may be handed over again: each is kept once.
 * @returns how many are new
 */
export const keepMails = (
  { database, keys, clock }: MailKeeper,
  sources: readonly Buffer[],
): Promise<number> =>
  storeMails(
    database,
    sources.map((source) => {
      const kept = source.subarray(0, KEPT_BYTES);
      return {
        digest: createHash('sha256').update(kept).digest(),
        // A character for each byte, whatever charset the mail is in.
        bodyCipher: keys.encrypt(kept.toString('latin1')),
      };
    }),
    clock.now(),
  );
