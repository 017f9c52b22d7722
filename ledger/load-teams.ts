import type { AbsenceSpan } from '../domain/people/absence.js';
import type { WeeklyHours } from '../domain/people/weekly-hours.js';
import type { Statement } from '../runtime/database.js';
import type { AbsenceSource } from './availability.js';
import { insertRows } from './load-rows.js';
import type { TeamRole } from './teams.js';

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
