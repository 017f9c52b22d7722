import type { PendingQuery, Row } from 'postgres';
import type { Statement } from '../../runtime/database.js';
import { withinSight } from '../scope.js';
import { ASK_STEP } from '../../domain/call-out/steps.js';
import type { CandidateState } from '../../domain/call-out/states.js';
import type { Standpoint } from '../../domain/call-out/ranking.js';

/** A wave, in people. */
export interface Wave {
  number: number;
  askedAt: Date;
  /** Until when silence is no answer yet. */
  answerBy: Date;
  asked: number;
  /** Said yes, and have a place or wait for one. */
  accepted: number;
  refused: number;
  unsure: number;
  silent: number;
  /** Their text did not arrive, or was not sent. */
  unreached: number;
}

/** A call-out as it stands. */
export interface CallOutStanding {
  letters: string;
  startsAt: Date;
  endsAt: Date;
  needed: number;
  placed: number;
  asking: boolean;
  signInCode: string;
  closedAt: Date | null;
  /** Candidates by state; states nobody is in are left out. */
  states: Partial<Record<CandidateState, number>>;
  /** Who is not asked, by reason, the most frequent first. */
  excluded: { reason: string; people: number }[];
  waves: Wave[];
  /** Of those with a place, who have said by how much they come late. */
  late: number;
  attended: number;
  /** Replies about this call-out that wait for a clerk. */
  waitingReplies: number;
}

/** A call-out, and the part of the tree whose candidates are seen: of a run launched within it everyone. */
interface Sight {
  run: number;
  scopePath: string;
}

/** How a call-out stands, as far as the scope reaches; undefined: it has not been opened yet. Places are the whole's. */
export async function standingOf(
  sql: Statement,
  { run, scopePath }: Sight,
): Promise<CallOutStanding | undefined> {
  const [row] = await sql<Omit<CallOutStanding, 'waves'>[]>`
    WITH seen AS MATERIALIZED (${seen(sql, { run, scopePath })})
    SELECT c.letters, c.starts_at, c.ends_at, c.needed, c.places_taken AS placed, c.asking, c.sign_in_code, c.closed_at,
      (SELECT coalesce(json_object_agg(state, people), '{}') FROM (
        SELECT state, count(*) AS people FROM seen GROUP BY state) s) AS states,
      (SELECT coalesce(json_agg(json_build_object('reason', excluded, 'people', people) ORDER BY people DESC, excluded), '[]') FROM (
        SELECT excluded, count(*) AS people FROM seen WHERE excluded IS NOT NULL GROUP BY excluded) e) AS excluded,
      (SELECT count(*) FROM seen WHERE state = 'placed' AND late_minutes > 0) AS late,
      (SELECT count(*) FROM seen WHERE attended_at IS NOT NULL) AS attended,
      (SELECT count(*) FROM reply JOIN seen USING (person_id) WHERE reply.run_id = ${run} AND waits_for IS NOT NULL) AS waiting_replies
    FROM call_out c WHERE c.run_id = ${run}`;
  return row && { ...row, waves: await wavesOf(sql, { run, scopePath }) };
}

/** Candidates of a run as far as the scope reaches. */
const seen = (sql: Statement, { run, scopePath }: Sight): PendingQuery<Row[]> => sql`
  SELECT k.* FROM candidate k JOIN run r ON r.id = k.run_id JOIN committee c ON c.id = k.committee_id
  WHERE k.run_id = ${run} AND ${withinSight(sql, scopePath)}`;

const wavesOf = (sql: Statement, sight: Sight): Promise<Wave[]> => sql<Wave[]>`
  WITH asked AS (
    SELECT k.*, m.state IN ('undelivered', 'failed', 'suppressed', 'expired', 'cancelled') AS unreached
    FROM (${seen(sql, sight)}) k JOIN occurrence o ON o.run_id = k.run_id AND o.step = ${ASK_STEP} AND o.number = k.wave
    LEFT JOIN message m ON m.occurrence_id = o.id AND m.person_id = k.person_id)
  SELECT wave AS number, min(asked_at) AS asked_at,
    coalesce(max(answer_by) FILTER (WHERE answered_at IS NULL), max(answer_by)) AS answer_by, count(*) AS asked,
    count(*) FILTER (WHERE state IN ('placed', 'waitlisted')) AS accepted,
    count(*) FILTER (WHERE state IN ('declined', 'withdrawn')) AS refused,
    count(*) FILTER (WHERE state = 'unsure') AS unsure,
    count(*) FILTER (WHERE answered_at IS NULL AND NOT coalesce(unreached, false)) AS silent,
    count(*) FILTER (WHERE answered_at IS NULL AND coalesce(unreached, false)) AS unreached
  FROM asked GROUP BY wave ORDER BY wave`;

/** Somebody a call-out may ask, and where they stand; the phone stays encrypted. */
export interface CandidateLine extends Standpoint {
  person: number;
  name: string;
  committee: string;
  phoneCipher: Buffer | null;
  code: string;
  state: CandidateState;
  excluded: string | null;
  rank: number | null;
  wave: number | null;
  answeredAt: Date | null;
  lateMinutes: number | null;
  people: number | null;
  attendedAt: Date | null;
  attestedBy: string | null;
}

/** Some candidates of a call-out. */
export interface CandidatesWanted {
  /** Who is in one of these states; absent: everyone. */
  states?: readonly CandidateState[];
  /** With whoever came, whatever their state. */
  came?: boolean;
  limit: number;
}

/** Candidates: on the roster by the time of their place, else by rank. */
export async function candidatesOf(
  sql: Statement,
  { run, scopePath, states, came = false, limit }: Sight & CandidatesWanted,
): Promise<CandidateLine[]> {
  return sql<CandidateLine[]>`
    SELECT k.person_id AS person, p.name, c.name AS committee, p.phone_cipher, k.code, k.state, k.excluded, k.rank, k.available,
      k.distance, k.asked_lately, k.served_lately, k.acceptance, k.points, k.wave, k.answered_at, k.late_minutes, k.people,
      k.attended_at, k.attested_by
    FROM (${seen(sql, { run, scopePath })}) k JOIN person p ON p.id = k.person_id JOIN committee c ON c.id = k.committee_id
    WHERE ${states === undefined ? sql`true` : sql`(k.state = ANY(${states as CandidateState[]}) OR ${came} AND k.attended_at IS NOT NULL)`}
    ORDER BY k.state = 'placed' DESC, k.state = 'waitlisted' DESC, CASE WHEN k.state IN ('placed', 'waitlisted') THEN k.since END,
      k.rank NULLS LAST, k.person_id LIMIT ${limit}`;
}

/** Those of a call-out's candidates who bear a name, and may be meant by it on a leader's list. */
export async function candidatesNamed(
  sql: Statement,
  { run, name }: { run: number; name: string },
): Promise<number[]> {
  const rows = await sql<{ person: number }[]>`
    SELECT k.person_id AS person FROM candidate k JOIN person p ON p.id = k.person_id
    WHERE k.run_id = ${run} AND k.asked_at IS NOT NULL AND p.name = ${name}`;
  return rows.map(({ person }) => person);
}

/** Whether a call-out has asked somebody. */
export async function wasAsked(sql: Statement, run: number, person: number): Promise<boolean> {
  const rows = await sql`
    SELECT FROM candidate WHERE run_id = ${run} AND person_id = ${person} AND asked_at IS NOT NULL`;
  return rows.count > 0;
}
