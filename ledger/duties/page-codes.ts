import type { PendingQuery, Row } from 'postgres';
import { PAGE_CODE_LENGTH, PAGE_CODE_LETTERS } from '../../domain/messages/page-code.js';
import type { Statement } from '../../runtime/database.js';

type Fragment = PendingQuery<Row[]>;

/** How long a code opens its page, in days; in the last third of it another is given out beside it. */
const CODE_DAYS = 45;

/** Bytes of a random UUID in which all bits are random. */
const RANDOM_PLACES = [0, 1, 2, 3, 4, 5, 9, 10, 11, 12, 13, 14, 15].slice(0, PAGE_CODE_LENGTH);

/** Who a short code was given to. */
export interface CodeHolder {
  person: number;
  /** Of the phone it was sent to. */
  phoneHash: Buffer;
  expiresAt: Date;
}

/** Whose a code is, expired or not; undefined: nobody's. */
export async function holderOfCode(sql: Statement, code: string): Promise<CodeHolder | undefined> {
  const [row] = await sql<CodeHolder[]>`
    SELECT person_id AS person, phone_hash, expires_at FROM page_code WHERE code = ${code}`;
  return row;
}

/**
 * A code for everybody with a phone who has none for it that lasts. Codes of earlier texts open on until their own end.
 * @param people a query of `person_id`
 */
export async function givePageCodes(sql: Statement, people: Fragment, now: Date): Promise<void> {
  await sql`
    INSERT INTO page_code (code, person_id, phone_hash, made_at, expires_at)
    SELECT (SELECT string_agg(substr(${PAGE_CODE_LETTERS}, get_byte(random.bytes, place) % ${PAGE_CODE_LETTERS.length}::int + 1, 1), '' ORDER BY place)
        FROM unnest(${RANDOM_PLACES}::int[]) place),
      p.id, p.phone_hash, ${now}, ${now}::timestamptz + make_interval(days => ${CODE_DAYS}::int)
    FROM (${people}) asked JOIN person p ON p.id = asked.person_id,
      LATERAL (SELECT uuid_send(gen_random_uuid()) AS bytes, p.id AS for_each) random
    WHERE p.phone_hash IS NOT NULL AND NOT EXISTS (
      SELECT FROM page_code c WHERE c.person_id = p.id AND c.phone_hash = p.phone_hash
        AND c.expires_at > ${now}::timestamptz + make_interval(days => ${CODE_DAYS / 3}::int))`;
}

/** The newest code of a person, for the phone they have; null: none was given. */
export const newestPageCode = (sql: Statement, person: Fragment): Fragment => sql`
  (SELECT c.code FROM page_code c JOIN person p ON p.id = c.person_id AND p.phone_hash = c.phone_hash
    WHERE c.person_id = ${person} ORDER BY c.expires_at DESC LIMIT 1)`;
