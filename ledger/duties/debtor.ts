import { officeDay } from '../../domain/calendar/office-day.js';
import type { Channel } from '../../domain/plan/plan.js';
import type { Statement } from '../../runtime/database.js';
import { inForce } from '../in-force.js';

/** A committee, as those see it who hand in for it. */
export interface Debtor {
  id: number;
  code: string;
  name: string;
}

/** Who holds a link, and for what. */
export interface Holder {
  person: number;
  channel: Channel;
  addressHash: Buffer;
  /** Code of the committee. */
  committee: string;
}

/** The committee, while a person speaks for it and has the address a link was sent to; else undefined. */
export async function debtorOfHolder(
  sql: Statement,
  { person, channel, addressHash, committee }: Holder,
  now: Date,
): Promise<Debtor | undefined> {
  const hash = channel === 'email' ? sql`p.email_hash` : sql`p.phone_hash`;
  const [row] = await sql<Debtor[]>`
    SELECT c.id, c.code, c.name FROM committee c, person p
    WHERE c.code = ${committee} AND p.id = ${person} AND ${hash} = ${addressHash} AND EXISTS (
      SELECT FROM contact_role held
      WHERE held.committee_id = c.id AND held.person_id = p.id AND ${inForce(sql, 'held', officeDay(now))})`;
  return row;
}

/** Committees for which a person speaks on a day, the highest first. */
export async function debtorsOfPerson(sql: Statement, person: number, now: Date): Promise<Debtor[]> {
  return sql<Debtor[]>`
    SELECT c.id, c.code, c.name FROM committee c
    WHERE c.id IN (
      SELECT held.committee_id FROM contact_role held WHERE held.person_id = ${person} AND ${inForce(sql, 'held', officeDay(now))})
    ORDER BY c.level, c.code`;
}

/** What a committee may name in a form: one below it, or a project of its own. */
export interface Nameable {
  /** Code of a committee, id of a project. */
  code: string;
  name: string;
}

/** Committees below one that are called so, by code or whole name. */
export async function committeesBelow(
  sql: Statement,
  committee: number,
  called: readonly string[],
): Promise<Nameable[]> {
  return sql<Nameable[]>`
    SELECT c.code, c.name FROM committee above JOIN committee c ON starts_with(c.path, above.path) AND c.id <> above.id
    WHERE above.id = ${committee} AND (c.code = ANY(${called as string[]}) OR c.name = ANY(${called as string[]}))
    ORDER BY c.code`;
}

/** Projects of a committee that run on a day, the newest first. */
export async function openProjects(sql: Statement, committee: number, now: Date): Promise<Nameable[]> {
  const today = officeDay(now);
  return sql<Nameable[]>`
    SELECT id::text AS code, title AS name FROM project
    WHERE committee_id = ${committee} AND from_date <= ${today}::date AND (to_date IS NULL OR to_date >= ${today}::date)
    ORDER BY from_date DESC, id`;
}

/** Projects of a committee by id, also those that have ended: an old report may name them. */
export async function projectsOf(
  sql: Statement,
  committee: number,
  ids: readonly string[],
): Promise<Nameable[]> {
  return sql<Nameable[]>`
    SELECT id::text AS code, title AS name FROM project WHERE committee_id = ${committee} AND id::text = ANY(${ids as string[]})`;
}

/** Names of people by ledger id; those who were erased are not among them. */
export async function namesOfPeople(sql: Statement, ids: readonly number[]): Promise<Map<number, string>> {
  const rows = await sql<
    { id: number; name: string }[]
  >`SELECT id, name FROM person WHERE id = ANY(${ids as number[]})`;
  return new Map(rows.map(({ id, name }) => [id, name]));
}
