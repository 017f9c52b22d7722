import type { AbsenceSpan } from '../domain/people/absence.js';
import type { WeeklyHours } from '../domain/people/weekly-hours.js';
import type { TeamRole } from '../domain/roster/person.js';
import type { Statement } from '../runtime/database.js';
import type { AbsenceSource } from './availability.js';
import { insertRows } from './load-rows.js';

/** A team whose id is not known yet. */
export interface NewTeam {
  code: string;
  name: string;
  committeeId: number;
  strength: number;
}

/** Somebody's place in a team, and when they can come. Days are `YYYY-MM-DD`. */
export interface NewTeamMember {
  personId: number;
  teamId: number;
  role: TeamRole;
  from: string;
  /** First day out of it; null: still in. */
  to: string | null;
  /** Empty: at any time. */
  hours: WeeklyHours;
  absence: (AbsenceSpan & { source: AbsenceSource; recordedAt: Date }) | null;
}

/**
 * Writes teams.
 * @returns the id of each code
 */
export async function insertTeams(sql: Statement, teams: readonly NewTeam[]): Promise<Map<string, number>> {
  const ids = new Map<string, number>();
  for (const { code, name, committeeId, strength } of teams) {
    const [row] = await sql<[{ id: number }]>`
      INSERT INTO team (code, name, committee_id, strength) VALUES (${code}, ${name}, ${committeeId}, ${strength})
      RETURNING id`;
    ids.set(code, row.id);
  }
  return ids;
}

/** A team as it stands, to be compared with one that is written down. */
export interface StandingTeam {
  code: string;
  name: string;
  /** Code of its committee, and where that hangs. */
  committee: string;
  path: string;
  strength: number;
}

/** Those of some codes that there are, wherever they stand: a code is one team's in the whole office. */
export async function standingTeams(sql: Statement, codes: readonly string[]): Promise<StandingTeam[]> {
  return sql<StandingTeam[]>`
    SELECT t.code, t.name, c.code AS committee, c.path, t.strength
    FROM team t JOIN committee c ON c.id = t.committee_id WHERE t.code = ANY(${codes as string[]})`;
}

/** Until the transaction ends nobody else makes or revises teams; reading goes on. */
export async function lockTeams(sql: Statement): Promise<void> {
  await sql`LOCK TABLE team IN SHARE ROW EXCLUSIVE MODE`;
}

/** Gives teams that there are another name and strength. */
export async function reviseTeams(
  sql: Statement,
  teams: readonly Pick<NewTeam, 'code' | 'name' | 'strength'>[],
): Promise<void> {
  for (const { code, name, strength } of teams)
    await sql`UPDATE team SET name = ${name}, strength = ${strength} WHERE code = ${code}`;
}

/** Writes members of teams that are in the ledger, with their hours and absences. */
export async function insertTeamMembers(sql: Statement, members: readonly NewTeamMember[]): Promise<void> {
  // Sent without waiting for each other.
  await Promise.all([
    insertRows(sql, 'team_member', members.map(memberRow)),
    insertRows(sql, 'availability', members.flatMap(hoursRows)),
    insertAbsences(sql, members),
  ]);
}

const memberRow = ({ personId, teamId, role, from, to }: NewTeamMember) => ({
  team_id: teamId,
  person_id: personId,
  role,
  from_date: from,
  to_date: to,
});

const hoursRows = ({ personId, hours }: NewTeamMember) =>
  hours.map(({ weekday, from, to }) => ({
    person_id: personId,
    weekday,
    from_minute: from,
    to_minute: to,
  }));

/** One by one: their ids are the table's to give, and few people are away. */
async function insertAbsences(sql: Statement, members: readonly NewTeamMember[]): Promise<void> {
  for (const { personId, absence } of members) {
    if (!absence) continue;
    await sql`INSERT INTO absence (person_id, from_at, until_at, source, recorded_at)
      VALUES (${personId}, ${absence.from}, ${absence.until}, ${absence.source}, ${absence.recordedAt})`;
  }
}
