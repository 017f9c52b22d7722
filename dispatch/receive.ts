import { meaning } from '../domain/messages/reply.js';
import { processInbox, type InboxEntry, type ItemProblem } from '../ledger/inbox.js';
import { applyReceipts, type HashedReceipt } from '../ledger/receipts.js';
import { afterPromotion, storeReplies, type HashedReply } from '../ledger/replies.js';
import { pushReaders } from '../providers/push-readers.js';
import type { Statement } from '../runtime/database.js';
import type { Desk } from './desk.js';

/** What reading pushes needs of the desk. */
export type Receiver = Pick<Desk, 'database' | 'keys' | 'clock'>;

/** Pushes read in one transaction: receipts are applied as one set. */
const AT_ONCE = 200;

/**
 * Works through what carriers have pushed: receipts settle messages, replies are kept and may opt out. Order
 * and repetition do not matter; an item that cannot be used is noted by its position and harms no other.
 * @returns how many pushes were read
 */
export async function receive(desk: Receiver): Promise<number> {
  let total = 0;
  for (;;) {
    const now = desk.clock.now();
    const read = await processInbox(desk.database, { limit: AT_ONCE, now }, (sql, entries) =>
      digest(desk, sql, entries, now),
    );
    total += read;
    if (read < AT_ONCE) return total;
  }
}

async function digest(
  { keys }: Receiver,
  sql: Statement,
  entries: readonly InboxEntry[],
  now: Date,
): Promise<Map<number, ItemProblem[]>> {
  const problems = new Map<number, ItemProblem[]>();
  const receipts: HashedReceipt[] = [];
  const replies: HashedReply[] = [];
  for (const entry of entries) {
    const reader = pushReaders[entry.provider];
    if (entry.kind === 'receipt') {
      const pushed = reader.receipts(entry.body);
      problems.set(entry.id, pushed.problems);
      for (const receipt of pushed.items) {
        receipts.push({
          ...receipt,
          inboxId: entry.id,
          addressHash: keys.fingerprint('phone', receipt.address),
        });
      }
    } else {
      const pushed = reader.replies(entry.body);
      problems.set(entry.id, pushed.problems);
      for (const reply of pushed.items) {
        const addressHash = keys.fingerprint('phone', reply.address);
        replies.push({
          ...reply,
          inboxId: entry.id,
          provider: entry.provider,
          addressHash,
          contentCipher: keys.encrypt(reply.content),
          meaning: meaning(reply.content, await afterPromotion(sql, addressHash)),
        });
      }
    }
  }
  await applyReceipts(sql, receipts, now);
  await storeReplies(sql, replies);
  return problems;
}
