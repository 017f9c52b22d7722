import type { Statement } from '../runtime/database.js';

/** Why somebody is erased: they wish it, what they were kept for is over, or they should never have been there. */
export const ERASED_BECAUSE = ['wish', 'purpose over', 'mistake'] as const;

/** One of them. */
export type ErasedBecause = (typeof ERASED_BECAUSE)[number];

/** That somebody was erased, and what the law keeps of them. */
export interface Erasure {
  person: number;
  erasedAt: Date;
  erasedBy: string;
  because: ErasedBecause;
  /** Sealed; null: its time is over. */
  keptCipher: Buffer | null;
  /** The last office day on which it is kept, `YYYY-MM-DD`. */
  keptUntil: string;
}

/** What stands in the way of erasing somebody, as run or operator. */
export interface ErasureObstacles {
  /** Call-outs under way in which they have a place, or are asked. */
  callOuts: number[];
  /** As whom they may use Muster. */
  operators: string[];
}

/** What somebody has to let go of first. */
export async function erasureObstacles(sql: Statement, person: number): Promise<ErasureObstacles> {
  const [row] = await sql<[ErasureObstacles]>`
    SELECT
      coalesce((SELECT jsonb_agg(r.id ORDER BY r.id) FROM candidate k JOIN run r ON r.id = k.run_id
        WHERE k.person_id = ${person} AND k.state IN ('asked', 'unsure', 'placed', 'waitlisted')
          AND r.state NOT IN ('closed', 'cancelled')), '[]') AS call_outs,
      coalesce((SELECT jsonb_agg(name ORDER BY name) FROM operator WHERE person_id = ${person} AND ended_at IS NULL), '[]') AS operators`;
  return row;
}

/**
 * Empties somebody's row and everything that says who they were or what they wrote; their bonds end on an office day. What was
 * sent to them stays counted, and is not readable any more where nobody else has got the same words. Opt-outs stay: they are
 * kept by address, and nobody may revive them.
 * @param emptyCipher a sealed nothing, in place of what they wrote
 */
export async function erase(
  sql: Statement,
  { person, erasedAt: now, erasedBy, because, keptCipher, keptUntil }: Erasure,
  { day, emptyCipher }: { day: string; emptyCipher: Buffer },
): Promise<void> {
  await sql`
    INSERT INTO erasure (person_id, erased_at, erased_by, because, kept_cipher, kept_until)
    VALUES (${person}, ${now}, ${erasedBy}, ${because}, ${keptCipher}, ${keptUntil})`;
  await hideTexts(sql, person);
  await emptyReplies(sql, person, emptyCipher);
  await endBonds(sql, person, day);
  await sql`UPDATE consent SET withdrawn_at = ${now} WHERE person_id = ${person} AND withdrawn_at IS NULL AND given_at <= ${now}`;
  await sql`
    UPDATE person SET name = '', sex = NULL, birth_date = NULL, skills = '{}', id_number_cipher = NULL, id_number_hash = NULL,
      phone_cipher = NULL, phone_hash = NULL, email_cipher = NULL, email_hash = NULL
    WHERE id = ${person}`;
  // Last: the phone they had a moment ago has just been kept among the former ones.
  for (const table of [
    'former_phone',
    'availability',
    'absence',
    'page_code',
    'qualification',
    'roster_change',
  ])
    await sql`DELETE FROM ${sql(table)} WHERE person_id = ${person}`;
}

/**
 * What only they were told becomes as many stars, so that lengths and costs stay. It gets a digest of its own: a namesake who is
 * told the same tomorrow is told it in words.
 */
async function hideTexts(sql: Statement, person: number): Promise<void> {
  await sql`
    WITH mine AS (
      SELECT DISTINCT m.rendering_id AS id FROM occurrence o JOIN message m ON m.occurrence_id = o.id AND m.person_id = ${person}
      WHERE m.rendering_id IS NOT NULL),
    alone AS (
      SELECT id FROM mine WHERE NOT EXISTS (SELECT FROM message m WHERE m.rendering_id = mine.id AND m.person_id <> ${person}))
    UPDATE rendering t SET digest = sha256(convert_to('erased ' || t.id, 'UTF8')),
      variables = (SELECT coalesce(jsonb_object_agg(key, repeat('*', length(value))), '{}') FROM jsonb_each_text(t.variables))
    FROM alone WHERE t.id = alone.id`;
  await sql`
    UPDATE recipient_value v SET variables = '{}' FROM occurrence o WHERE v.occurrence_id = o.id AND v.person_id = ${person}`;
}

/** Replies of theirs, and those from a phone of theirs that nobody shares: emptied, and under an address that is nobody's. */
async function emptyReplies(sql: Statement, person: number, emptyCipher: Buffer): Promise<void> {
  await sql`
    UPDATE reply SET content_cipher = ${emptyCipher}, address_hash = decode(md5('erased ' || id), 'hex') WHERE person_id = ${person} OR address_hash IN (
      SELECT mine.hash FROM (
        SELECT phone_hash AS hash FROM person WHERE id = ${person} UNION SELECT phone_hash FROM former_phone WHERE person_id = ${person}) mine
      WHERE NOT EXISTS (SELECT FROM person p WHERE p.phone_hash = mine.hash AND p.id <> ${person}))`;
}

/** What has not begun was never theirs. */
async function endBonds(sql: Statement, person: number, day: string): Promise<void> {
  for (const table of ['membership', 'contact_role', 'team_member']) {
    await sql`DELETE FROM ${sql(table)} WHERE person_id = ${person} AND from_date >= ${day}`;
    await sql`UPDATE ${sql(table)} SET to_date = ${day} WHERE person_id = ${person} AND (to_date IS NULL OR to_date > ${day})`;
  }
}

/** That somebody was erased; undefined: they were not. */
export async function erasureOf(sql: Statement, person: number): Promise<Erasure | undefined> {
  const [row] = await sql<[Erasure?]>`
    SELECT person_id AS person, erased_at, erased_by, because, kept_cipher, kept_until::text FROM erasure WHERE person_id = ${person}`;
  return row;
}

/** Forgets what had to be kept of people until a day before this one. @returns of how many */
export async function forgetKept(sql: Statement, day: string): Promise<number> {
  const { count } = await sql`
    UPDATE erasure SET kept_cipher = NULL WHERE kept_cipher IS NOT NULL AND kept_until < ${day}`;
  return count;
}
