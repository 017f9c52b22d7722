import type { PendingQuery, Row } from 'postgres';
import { officeDay } from '../domain/calendar/office-day.js';
import type { WeeklyHours } from '../domain/people/weekly-hours.js';
import type { TeamRole } from '../domain/roster/person.js';
import type { Statement } from '../runtime/database.js';
import { awayUntil, hoursOf } from './availability.js';
import { inForce } from './in-force.js';

type Fragment = PendingQuery<Row[]>;

/** Somebody who leads a team, or helps to. */
export interface TeamOfficer {
  id: number;
  name: string;
}

/** A standby team with those of its members who live in the asker's part of the tree. */
export interface Team {
  id: number;
  code: string;
  name: string;
  committee: string;
  /** How many people it is meant to have. */
  strength: number;
  members: number;
  /** Of the members, away now. */
  away: number;
  leader: TeamOfficer | null;
  deputies: TeamOfficer[];
}

/** A current member of a team; the phone stays encrypted until somebody may see it. */
export interface TeamMember {
  id: number;
  name: string;
  committee: string;
  phoneCipher: Buffer | null;
  role: TeamRole;
  /** Member since, `YYYY-MM-DD`. */
  since: string;
  /** Empty: at any time. */
  hours: WeeklyHours;
  /** Null: not away now. */
  awayUntil: Date | null;
}

/** Who asks, and when. */
export interface TeamBounds {
  scopePath: string;
  now: Date;
}

/** A team may be named by who works for its committee, for one above, or for one below it, whose people may be in it. */
const visible = (sql: Statement, { scopePath }: TeamBounds): Fragment =>
  sql`(starts_with(c.path, ${scopePath}) OR starts_with(${scopePath}, c.path))`;

/** Current members in the scope, each once, in their highest role. */
const current = (sql: Statement, { scopePath, now }: TeamBounds): Fragment => sql`
  SELECT DISTINCT ON (m.team_id, m.person_id) m.team_id, m.person_id, m.role, m.from_date, p.name, p.phone_cipher,
    home.name AS home, ${awayUntil(sql, sql`m.person_id`, now)} AS away_until
  FROM team_member m JOIN person p ON p.id = m.person_id JOIN committee home ON home.id = p.home_committee_id
  WHERE ${inForce(sql, 'm', officeDay(now))} AND starts_with(home.path, ${scopePath})
  ORDER BY m.team_id, m.person_id, ${inOrder(sql, sql`m.role`)}`;

const inOrder = (sql: Statement, role: Fragment): Fragment =>
  sql`array_position(ARRAY['leader', 'deputy', 'member'], ${role})`;

/** Teams the asker may name, by code; all of them, or those of the given codes. */
export async function listTeams(
  sql: Statement,
  bounds: TeamBounds,
  codes?: readonly string[],
): Promise<Team[]> {
  const officers = (role: TeamRole): Fragment => sql`
    coalesce(json_agg(json_build_object('id', m.person_id, 'name', m.name) ORDER BY m.person_id)
      FILTER (WHERE m.role = ${role}), '[]')`;
  return sql<Team[]>`
    WITH members AS (${current(sql, bounds)})
    SELECT t.id, t.code, t.name, c.name AS committee, t.strength, count(m.person_id) AS members,
      count(m.away_until) AS away, ${officers('leader')} -> 0 AS leader, ${officers('deputy')} AS deputies
    FROM team t JOIN committee c ON c.id = t.committee_id LEFT JOIN members m ON m.team_id = t.id
    WHERE ${visible(sql, bounds)} ${codes ? sql`AND t.code = ANY(${codes as string[]})` : sql``}
    GROUP BY t.id, c.id ORDER BY t.code`;
}

/** Members of a team, those who lead it first. */
export async function teamMembers(
  sql: Statement,
  teamId: number,
  { limit, ...bounds }: TeamBounds & { limit: number },
): Promise<TeamMember[]> {
  return sql<TeamMember[]>`
    SELECT m.person_id AS id, m.name, m.home AS committee, m.phone_cipher, m.role, m.from_date::text AS since,
      ${hoursOf(sql, sql`m.person_id`)} AS hours, m.away_until
    FROM (${current(sql, bounds)}) m WHERE m.team_id = ${teamId}
    ORDER BY ${inOrder(sql, sql`m.role`)}, m.person_id LIMIT ${limit}`;
}
