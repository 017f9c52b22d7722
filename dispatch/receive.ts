import type { RingingRun } from '../ledger/bells.js';
import { processInbox, type InboxEntry, type ItemProblem, type PushKind } from '../ledger/inbox.js';
import { applyReceipts, type HashedReceipt } from '../ledger/receipts.js';
import { pushReaders } from '../providers/push-readers.js';
import type { Statement } from '../runtime/database.js';
import type { Receiver } from './desk.js';
import { hearReplies, type ReceivedReply } from './hear-replies.js';

export type { Receiver };

/**
 * Pushes read in one transaction: receipts are applied as one set. Not more, because whoever writes next waits for
 * them, and a push may hold hundreds of receipts.
 */
const AT_ONCE = 20;

/**
 * Works through what carriers have pushed: receipts settle messages; replies are understood and answer calls, or
 * wait for a clerk. Order and repetition do not matter; an item that cannot be used is noted by its position and
 * harms no other.
 * @returns how many pushes were read
 */
export async function receive(desk: Receiver): Promise<number> {
  return (await receiveReplies(desk)) + (await receiveReceipts(desk));
}

/** Works through the replies alone: people wait for their answers while a city's receipts come in. */
export const receiveReplies = (desk: Receiver): Promise<number> =>
  readAll(desk, 'reply', async (sql, entries, now, ringing) => {
    const problems = new Map<number, ItemProblem[]>();
    const replies = entries.flatMap(({ id, provider, body }) => {
      const pushed = pushReaders[provider].replies(body);
      problems.set(id, pushed.problems);
      return pushed.items.map((reply): ReceivedReply => ({ ...reply, inboxId: id, provider }));
    });
    ringing.push(...(await hearReplies(desk, sql, replies, now)));
    return problems;
  });

/** Works through the receipts alone. */
export const receiveReceipts = (desk: Receiver): Promise<number> =>
  readAll(desk, 'receipt', async (sql, entries, now) => {
    const problems = new Map<number, ItemProblem[]>();
    const receipts = entries.flatMap(({ id, provider, body }) => {
      const pushed = pushReaders[provider].receipts(body);
      problems.set(id, pushed.problems);
      return pushed.items.map((receipt): HashedReceipt => {
        const addressHash = desk.keys.fingerprint('phone', receipt.address);
        return { ...receipt, inboxId: id, addressHash };
      });
    });
    await applyReceipts(sql, receipts, now);
    return problems;
  });

type Digest = (
  sql: Statement,
  entries: readonly InboxEntry[],
  now: Date,
  /** Runs to ring once all of it is written. */
  ringing: RingingRun[],
) => Promise<Map<number, ItemProblem[]>>;

async function readAll(desk: Receiver, kind: PushKind, digest: Digest): Promise<number> {
  let total = 0;
  for (;;) {
    const now = desk.clock.now();
    const ringing: RingingRun[] = [];
    const read = await processInbox(desk.database, { kind, limit: AT_ONCE, now }, (sql, entries) =>
      digest(sql, entries, now, ringing),
    );
    ringing.forEach(desk.ring);
    total += read;
    if (read < AT_ONCE) return total;
  }
}
