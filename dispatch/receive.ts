import type { RingingRun } from '../ledger/bells.js';
import { processInbox, type InboxEntry, type ItemProblem, type MailEntry } from '../ledger/inbox.js';
import { applyReceipts, type HashedReceipt } from '../ledger/receipts.js';
import { pushReaders } from '../providers/push-readers.js';
import { readReturned } from '../providers/smtp/returned/read-returned.js';
import type { Pushed } from '../providers/pushed.js';
import type { Statement } from '../runtime/database.js';
import { nameOf, workApart, type Failure } from './apart.js';
import { isOutage } from './outage.js';
import type { Receiver } from './desk.js';
import { hearMails, type ReceivedMail } from './hear-mails.js';
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
 * @param waited only what has waited for so many milliseconds
 * @returns how many pushes were read
 */
export async function receive(desk: Receiver, waited = 0): Promise<number> {
  const replies = await receiveReplies(desk, waited);
  const receipts = await receiveReceipts(desk, waited);
  return replies + receipts + (await receiveMails(desk, waited));
}

/** Works through the replies alone: people wait for their answers while a city's receipts come in. */
export const receiveReplies = (desk: Receiver, waited = 0): Promise<number> =>
  readAll<InboxEntry, ReceivedReply>(desk, waited, {
    kind: 'reply',
    read: (push) => {
      const { id, provider, receivedAt } = push;
      const body = bodyOf(desk, push);
      if (body === null) return NOTHING_LEFT;
      const { items, problems } = pushReaders[provider].replies(body);
      return {
        items: items.map((reply) => ({ ...upTo(receivedAt, reply), inboxId: id, provider })),
        problems,
      };
    },
    order: asWritten,
    work: (sql, replies, now) => hearReplies(desk, sql, replies, now),
  });

/** Works through the receipts alone. */
export const receiveReceipts = (desk: Receiver, waited = 0): Promise<number> =>
  readAll<InboxEntry, HashedReceipt>(desk, waited, {
    kind: 'receipt',
    read: (push) => {
      const { id, provider } = push;
      const body = bodyOf(desk, push);
      if (body === null) return NOTHING_LEFT;
      const { items, problems } = pushReaders[provider].receipts(body);
      const addressHash = (address: string): Buffer => desk.keys.fingerprint('phone', address);
      return {
        items: items.map((each) => ({ ...each, inboxId: id, addressHash: addressHash(each.address) })),
        problems,
      };
    },
    order: () => 0,
    work: async (sql, receipts, now) => {
      await applyReceipts(sql, receipts, now);
      return [];
    },
  });

/** Works through the mails that came back. */
export const receiveMails = (desk: Receiver, waited = 0): Promise<number> =>
  readAll<MailEntry, ReceivedMail>(desk, waited, {
    kind: 'mail',
    read: async ({ id, bodyCipher, receivedAt }) => {
      if (bodyCipher === null) return NOTHING_LEFT;
      const { items, problems } = await readReturned(desk.keys.decrypt(bodyCipher));
      const dated = items.map(({ date, ...mail }) => ({
        ...upTo(receivedAt, { receivedAt: date ?? receivedAt }),
        ...{ inboxId: id, cameIn: receivedAt, mail },
      }));
      return { items: dated, problems };
    },
    order: (one, other) => +one.receivedAt - +other.receivedAt,
    work: async (sql, mails, now) => {
      await hearMails(desk, sql, mails, now);
      return [];
    },
  });

/** Of what was emptied before anybody could read it. */
const NOTHING_LEFT = { items: [], problems: [] };

/** What was pushed, word for word; null: it was emptied since. */
const bodyOf = ({ keys }: Receiver, { body, bodyCipher }: InboxEntry): string | null =>
  bodyCipher === null ? body : keys.decrypt(bodyCipher);

/** Nobody wrote later than it came in: a carrier's clock that is fast would make every later answer an older one. */
const upTo = <Item extends { receivedAt: Date }>(cameIn: Date, item: Item): Item =>
  item.receivedAt > cameIn ? { ...item, receivedAt: cameIn } : item;

/** In the order in which they were written; of the same second in the carrier's, else as they came. */
function asWritten(one: ReceivedReply, other: ReceivedReply): number {
  const apart = +one.receivedAt - +other.receivedAt;
  if (apart !== 0 || !isNumber(one.sequence) || !isNumber(other.sequence)) return apart;
  // Longer than a number can be.
  return Number(BigInt(one.sequence) - BigInt(other.sequence));
}

const isNumber = (sequence: string): boolean => /^\d+$/.test(sequence);

/** How pushes of a kind are read. */
interface Trade<Entry extends InboxEntry | MailEntry, Item> {
  kind: Entry['kind'];
  read: (entry: Entry) => Pushed<Item> | Promise<Pushed<Item>>;
  order: (one: Item, other: Item) => number;
  /** @returns runs to ring once all of it is written */
  work: (sql: Statement, items: readonly Item[], now: Date) => Promise<RingingRun[]>;
}

async function readAll<Entry extends InboxEntry | MailEntry, Item extends { inboxId: number }>(
  desk: Receiver,
  waited: number,
  trade: Trade<Entry, Item>,
): Promise<number> {
  let total = 0;
  for (;;) {
    const read = await readGroup(desk, waited, trade, together).catch((error: unknown) => {
      // Nothing of it is written: once more, and whatever fails now fails alone.
      if (!isOutage(error)) return readGroup(desk, waited, trade, workApart);
      throw error;
    });
    total += read;
    if (read < AT_ONCE) return total;
  }
}

/** All at once, and nothing if one fails: without the savepoints of `workApart`, for hardly ever one does. */
const together: typeof workApart = async (sql, items, work) => {
  if (items.length > 0) await work(sql, items);
  return [];
};

async function readGroup<Entry extends InboxEntry | MailEntry, Item extends { inboxId: number }>(
  desk: Receiver,
  waited: number,
  trade: Trade<Entry, Item>,
  workOn: typeof workApart,
): Promise<number> {
  const now = desk.clock.now();
  const before = waited > 0 ? new Date(now.getTime() - waited) : null;
  const ringing: RingingRun[] = [];
  const read = await processInbox<Entry>(
    desk.database,
    { kind: trade.kind, limit: AT_ONCE, before, now },
    (sql, entries) =>
      digest(entries, trade, (items) =>
        workOn(sql, items, async (part, some) => {
          ringing.push(...(await trade.work(part, some, now)));
        }),
      ),
  );
  ringing.forEach(desk.ring);
  return read;
}

/** @returns what could not be used of each push */
async function digest<Entry extends InboxEntry | MailEntry, Item extends { inboxId: number }>(
  entries: readonly Entry[],
  { read, order }: Pick<Trade<Entry, Item>, 'read' | 'order'>,
  work: (items: readonly Item[]) => Promise<Failure<Item>[]>,
): Promise<Map<number, ItemProblem[]>> {
  const pushes = await Promise.all(
    entries.map(async (entry) => ({ id: entry.id, ...(await readable(entry, read)) })),
  );
  const places = new Map(pushes.flatMap(placesOf));
  const items = [...places.keys()].sort(order);
  const failures = await work(items);
  const problems = new Map(pushes.map((push) => [push.id, push.problems]));
  for (const { item, error } of failures) problems.get(item.inboxId)!.push(failed(places.get(item)!, error));
  return problems;
}

async function readable<Entry extends InboxEntry | MailEntry, Item>(
  entry: Entry,
  read: Trade<Entry, Item>['read'],
): Promise<{ items: Item[]; problems: ItemProblem[] }> {
  try {
    return await read(entry);
  } catch (error) {
    return { items: [], problems: [failed(null, nameOf(error))] };
  }
}

const failed = (item: number | null, error: string): ItemProblem => ({
  ...{ item, reason: 'failed', field: null, error },
});

/** Where each usable item stands in its push: in the gaps the others leave. */
function placesOf<Item>({ items, problems }: { items: Item[]; problems: ItemProblem[] }): [Item, number][] {
  const unusable = new Set(problems.map(({ item }) => item));
  let place = -1;
  return items.map((item) => {
    do place += 1;
    while (unusable.has(place));
    return [item, place];
  });
}
