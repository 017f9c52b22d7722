import type { Standpoint } from '../../domain/call-out/ranking.js';
import type { Statement } from '../../runtime/database.js';
import { rank, type Ranking } from './ranking.js';

/** How many people may be asked to an event. */
export async function countAskable(sql: Statement, ranking: Ranking): Promise<number> {
  const [row] = await sql<[{ count: number }]>`
    SELECT count(*) FROM (${rank(sql, ranking)}) ranked WHERE excluded IS NULL`;
  return row.count;
}

/** The same at a call-out whose candidates are still to be ranked; 0: they are. */
export async function countUnranked(sql: Statement, run: number, ranking: Ranking): Promise<number> {
  const ranked = await sql`SELECT FROM call_out WHERE run_id = ${run}`;
  return ranked.count > 0 ? 0 : countAskable(sql, ranking);
}

/** Somebody who will be asked, and why so early. */
export interface RankedPerson extends Standpoint {
  rank: number;
  person: number;
  name: string;
  committee: string;
}

/** Who would be asked to an event if it were launched now. */
export interface RankForecast {
  askable: number;
  /** The others, by reason, the most frequent first. */
  excluded: { reason: string; people: number }[];
  /** Share of the first who are expected to say yes, 0–1. */
  expected: number;
  first: RankedPerson[];
}

/** Ranks without writing anything down; by the SQL of the launch. */
export async function forecastRanking(
  sql: Statement,
  ranking: Ranking,
  { first }: { first: number },
): Promise<RankForecast> {
  const excluded = await sql<{ reason: string | null; people: number }[]>`
    SELECT excluded AS reason, count(*) AS people FROM (${rank(sql, ranking)}) ranked
    GROUP BY excluded ORDER BY people DESC, excluded`;
  const people = await sql<(RankedPerson & { expected: number })[]>`
    WITH ranked AS MATERIALIZED (${rank(sql, ranking)})
    SELECT r.rank, r.person_id AS person, p.name, c.name AS committee, r.available, r.distance, r.asked_lately,
      r.served_lately, r.acceptance, r.points,
      (SELECT avg(acceptance) FROM ranked best WHERE best.rank <= ${3 * ranking.step.needed}) AS expected
    FROM ranked r JOIN person p ON p.id = r.person_id JOIN committee c ON c.id = r.committee_id
    WHERE r.rank <= ${first} ORDER BY r.rank`;
  return {
    askable: excluded.find(({ reason }) => reason === null)?.people ?? 0,
    excluded: excluded.flatMap(({ reason, people: count }) =>
      reason === null ? [] : [{ reason, people: count }],
    ),
    expected: people[0]?.expected ?? 0,
    first: people.map(({ expected: _expected, ...person }) => person),
  };
}
