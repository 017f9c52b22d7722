import type { ReplyMeaning } from '../domain/messages/reply-reader.js';
import type { Statement } from '../runtime/database.js';

/** A reply that a clerk must look at, or whose sender was asked which call they meant; content and phone encrypted. */
export interface WaitingReply {
  id: number;
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
  /** How many people use the phone it came from. */
  people: number;
}

/**
 * Replies that wait, the oldest first: of people in the scope; those of unknown phones are for the whole office.
 * @param wholeOffice whether who asks works for all of it
 */
export async function waitingReplies(
  sql: Statement,
  {
    scopePath,
    wholeOffice,
    limit,
    id,
  }: { scopePath: string; wholeOffice: boolean; limit: number; id?: number },
): Promise<WaitingReply[]> {
  return sql<WaitingReply[]>`
    SELECT r.id, r.received_at, r.content_cipher, r.address_hash, r.meaning, r.confidence, r.waits_for, r.reason,
      r.run_id AS run, u.title, r.person_id AS person, p.name, k.code, p.phone_cipher,
      (SELECT count(*) FROM person q WHERE q.phone_hash = r.address_hash) AS people
    FROM reply r LEFT JOIN run u ON u.id = r.run_id LEFT JOIN person p ON p.id = r.person_id
    LEFT JOIN candidate k ON k.run_id = r.run_id AND k.person_id = r.person_id
    WHERE r.waits_for IS NOT NULL ${id === undefined ? sql`` : sql`AND r.id = ${id}`}
      AND (${wholeOffice} OR EXISTS (SELECT FROM person q JOIN committee c ON c.id = q.home_committee_id
        WHERE q.phone_hash = r.address_hash AND starts_with(c.path, ${scopePath})))
    ORDER BY r.waits_for, r.id LIMIT ${limit}`;
}
