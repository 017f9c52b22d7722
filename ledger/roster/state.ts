import type { PendingQuery, Row } from 'postgres';
import type { Statement } from '../../runtime/database.js';

type Fragment = PendingQuery<Row[]>;

/** The columns of a person that an import may write. Later migrations may add others: they are not its affair. */
export const PERSON_COLUMNS = [
  'name',
  'sex',
  'birth_date',
  'id_number_cipher',
  'id_number_hash',
  'phone_cipher',
  'phone_hash',
  'email_cipher',
  'email_hash',
  'home_committee_id',
  'skills',
] as const;

/** The dated rows beside a person that an import may write, each with its columns. */
export const DATED_ROWS = {
  membership: ['person_id', 'committee_id', 'from_date', 'to_date'],
  team_member: ['person_id', 'team_id', 'role', 'from_date', 'to_date'],
  qualification: ['person_id', 'kind', 'number', 'from_date', 'until_date'],
  consent: ['person_id', 'id', 'channel', 'basis', 'source', 'given_at', 'withdrawn_at'],
  // Written by a trigger, whenever a phone changes.
  former_phone: ['person_id', 'phone_hash', 'phone_cipher', 'until'],
} as const;

/** The tables an import writes; locked while one is applied or undone, so that nobody changes what it looked at. */
export const WRITTEN_TABLES = ['person', ...Object.keys(DATED_ROWS)];

/** Keeps others from changing people until the transaction ends; reading, and answers to messages, go on. */
export async function lockPeople(sql: Statement): Promise<void> {
  await sql`LOCK TABLE ${sql(WRITTEN_TABLES)} IN SHARE ROW EXCLUSIVE MODE`;
}

/**
 * Of each of some people one number that stands for everything an import may write of them; equal as long as
 * nothing of it has changed. Combined by exclusive or, so that no order is needed: 64 bits, against mistakes
 * and not against malice.
 * @param ids a SELECT of person ids
 */
export const statesOf = (sql: Statement, ids: Fragment): Fragment => sql`
  SELECT person_id, bit_xor(state) AS state FROM (
    SELECT p.id AS person_id, hashtextextended(ROW(p.id, ${sql(PERSON_COLUMNS.map((column) => `p.${column}`))})::text, 0) AS state
      FROM person p WHERE p.id IN (${ids})
    ${Object.entries(DATED_ROWS).map(
      ([table, columns], seed) => sql`
    UNION ALL
    SELECT person_id, hashtextextended(ROW(${sql([...columns])})::text, ${seed + 1}) FROM ${sql(table)} WHERE person_id IN (${ids})`,
    )}) rows GROUP BY person_id`;

/**
 * Everything an import may write of a person `p`, as JSON: how they were before. Phone, mail address and ID in
 * it stay sealed.
 */
export const imageOf = (sql: Statement): Fragment => sql`
  jsonb_build_object('person', to_jsonb(p)
    ${Object.keys(DATED_ROWS).map(
      (table) => sql`, ${sql.unsafe(`'${table}'`)},
    (SELECT coalesce(jsonb_agg(to_jsonb(d)), '[]') FROM ${sql(table)} d WHERE d.person_id = p.id)`,
    )})`;
