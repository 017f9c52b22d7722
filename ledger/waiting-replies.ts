import type { ReplyMeaning } from '../domain/messages/reply-reader.js';
import type { Channel } from '../domain/plan/plan.js';
import type { Statement } from '../runtime/database.js';

/** A reply that a clerk must look at, or whose sender was asked which call they meant; content and addresses encrypted. */
export interface WaitingReply {
  id: number;
  channel: Channel;
  receivedAt: Date;
  contentCipher: Buffer;
  addressHash: Buffer;
  /** The reader's best guess, and how sure it is, 0–1. */
  meaning: ReplyMeaning;
  confidence: number;
  waitsFor: 'clerk' | 'code';
  reason: string;
  /** Whose answer to which call it may be. */
  run: number | null;
  title: string | null;
  person: number | null;
  name: string | null;
  code: string | null;
  phoneCipher: Buffer | null;
  emailCipher: Buffer | null;
  /** How many people use the phone or mailbox it came from. */
  people: number;
  /** Those of them in the scope, a few at most. */
  users: PhoneUser[];
}

/** Somebody who uses a phone or mailbox. */
export interface PhoneUser {
  person: number;
  name: string;
}

/** Whose replies somebody may settle: of people in the scope; those of unknown phones are for the whole office. */
export interface ReplyScope {
  scopePath: string;
  /** Whether who asks works for all of it. */
  wholeOffice: boolean;
}

/** More are not listed: whoever they are, they must be asked. */
const USERS_AT_MOST = 9;

/** Replies that wait, the oldest first. */
export async function waitingReplies(
  sql: Statement,
  { limit, id, ...scope }: ReplyScope & { limit: number; id?: number },
): Promise<WaitingReply[]> {
  return sql<WaitingReply[]>`
    SELECT r.id, r.channel, r.received_at, r.content_cipher, r.address_hash, r.meaning, r.confidence, r.waits_for, r.reason,
      r.run_id AS run, u.title, r.person_id AS person, p.name, k.code, p.phone_cipher, p.email_cipher,
      (SELECT count(*) FROM person q WHERE ${isTheirs(sql)}) AS people,
      (SELECT coalesce(json_agg(q ORDER BY q.person), '[]') FROM (
        SELECT q.id AS person, q.name ${usersOf(sql, scope)} ORDER BY q.id LIMIT ${USERS_AT_MOST}) q) AS users
    FROM reply r LEFT JOIN run u ON u.id = r.run_id LEFT JOIN person p ON p.id = r.person_id
    LEFT JOIN candidate k ON k.run_id = r.run_id AND k.person_id = r.person_id
    WHERE r.waits_for IS NOT NULL ${id === undefined ? sql`` : sql`AND r.id = ${id}`} AND ${mayBeSettled(sql, scope)}
    ORDER BY r.waits_for, r.id LIMIT ${limit}`;
}

/** What a reply came from, whether it still waits or not; undefined: none in the scope. */
export async function replyAddress(
  sql: Statement,
  { id, ...scope }: ReplyScope & { id: number },
): Promise<{ channel: Channel; addressHash: Buffer } | undefined> {
  const [row] = await sql<{ channel: Channel; addressHash: Buffer }[]>`
    SELECT r.channel, r.address_hash FROM reply r WHERE r.id = ${id} AND ${mayBeSettled(sql, scope)}`;
  return row;
}

/** Whether `reply r` came from an address of person `q`. No phone has the hash of a mail address. */
const isTheirs = (sql: Statement) => sql`(q.phone_hash = r.address_hash OR q.email_hash = r.address_hash)`;

/** People `q` with the phone or mailbox of `reply r`. */
const usersOf = (sql: Statement, { scopePath, wholeOffice }: ReplyScope) => sql`
  FROM person q JOIN committee c ON c.id = q.home_committee_id
  WHERE ${isTheirs(sql)} AND (${wholeOffice} OR starts_with(c.path, ${scopePath}))`;

const mayBeSettled = (sql: Statement, scope: ReplyScope) => sql`
  (${scope.wholeOffice} OR EXISTS (SELECT ${usersOf(sql, scope)}))`;
