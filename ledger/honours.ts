import type { DutyState } from '../domain/duties/duty.js';
import type { Statement } from '../runtime/database.js';

/** How far a month of the ten has come. */
export interface HonourMonth {
  month: string;
  publishedAt: Date | null;
  publishedBy: string | null;
  rewardedAt: Date | null;
  rewardedBy: string | null;
}

/** Holds a month until the transaction ends: of two operators the second sees what the first has done. */
export async function holdHonours(sql: Statement, month: string): Promise<HonourMonth> {
  await sql`INSERT INTO honour_month (month) VALUES (${month}) ON CONFLICT DO NOTHING`;
  const [held] = await sql<[HonourMonth]>`SELECT * FROM honour_month WHERE month = ${month} FOR UPDATE`;
  return held;
}

/** A month; undefined: nothing has been picked in it. */
export async function honourMonth(sql: Statement, month: string): Promise<HonourMonth | undefined> {
  const [row] = await sql<HonourMonth[]>`SELECT * FROM honour_month WHERE month = ${month}`;
  return row;
}

/** A month with its figures. */
export interface HonourLine {
  month: string;
  nominated: number;
  picked: number;
  noticed: number;
  publishedAt: Date | null;
  rewardedAt: Date | null;
}

/** Months in which something was nominated or picked, the newest first. */
export async function honourMonths(sql: Statement, nominating: string, limit: number): Promise<HonourLine[]> {
  return sql<HonourLine[]>`
    WITH nominated AS (
      SELECT r.definition ->> 'period' AS month, count(*) FILTER (WHERE d.state IN ('submitted', 'accepted')) AS nominated
      FROM run r JOIN duty d ON d.run_id = r.id
      WHERE r.kind = 'deadline' AND r.definition ->> 'obligation' = ${nominating} AND r.state <> 'cancelled' AND NOT r.test AND d.planned IS NULL
      GROUP BY 1),
    picked AS (
      SELECT month, count(*) AS picked, count(notice_from) AS noticed FROM honour_pick WHERE ended_at IS NULL GROUP BY month)
    SELECT month, coalesce(nominated, 0) AS nominated, coalesce(picked, 0) AS picked, coalesce(noticed, 0) AS noticed,
      h.published_at, h.rewarded_at
    FROM nominated FULL JOIN honour_month h USING (month) LEFT JOIN picked USING (month)
    ORDER BY month DESC LIMIT ${limit}`;
}

/** A nomination, its words sealed. */
export interface SealedNomination {
  duty: number;
  month: string;
  code: string;
  committee: string;
  state: DutyState;
  /** The version handed in last, or that was published; null: none was handed in. */
  version: number | null;
  valuesCipher: Buffer | null;
}

/** Nominations of a month that were handed in, or those named by number, whatever their month and state. */
export async function nominationsOf(
  sql: Statement,
  nominating: string,
  wanted: { month: string } | { duties: readonly number[] },
): Promise<SealedNomination[]> {
  return sql<SealedNomination[]>`
    SELECT d.id AS duty, r.definition ->> 'period' AS month, c.code, c.name AS committee, d.state, said.version, said.values_cipher
    FROM duty d JOIN run r ON r.id = d.run_id JOIN committee c ON c.id = d.committee_id
    LEFT JOIN honour_pick p ON p.duty_id = d.id AND p.version IS NOT NULL
    LEFT JOIN LATERAL (
      SELECT s.version, s.values_cipher FROM submission s
      WHERE s.duty_id = d.id AND s.submitted_at IS NOT NULL AND s.version = coalesce(p.version, s.version)
      ORDER BY s.version DESC LIMIT 1) said ON true
    WHERE r.kind = 'deadline' AND r.definition ->> 'obligation' = ${nominating} AND r.state <> 'cancelled' AND NOT r.test AND d.planned IS NULL
      AND ${
        'month' in wanted
          ? sql`r.definition ->> 'period' = ${wanted.month} AND (p.id IS NOT NULL OR d.state IN ('submitted', 'accepted') AND said.version IS NOT NULL)`
          : sql`d.id = ANY(${[...wanted.duties]})`
      }
    ORDER BY c.code, d.id`;
}

/** Until the transaction ends nobody hands in or decides about these nominations. */
export async function holdNominations(sql: Statement, duties: readonly number[]): Promise<void> {
  await sql`SELECT FROM duty WHERE id = ANY(${[...duties]}) ORDER BY id FOR NO KEY UPDATE`;
}

/** A nomination that was picked. */
export interface Pick {
  id: number;
  duty: number;
  pickedBy: string;
  pickedAt: Date;
  /** The office day on which its public notice began; null: it has not. */
  noticeFrom: string | null;
  noticeWorkdays: number | null;
  endedWhy: 'unpicked' | 'objection' | null;
  /** Objections that did not hold. */
  dismissed: number;
}

/** All that was ever picked in a month, in the order in which it was. */
export async function picksOf(sql: Statement, month: string): Promise<Pick[]> {
  return sql<Pick[]>`
    SELECT p.id, p.duty_id AS duty, p.picked_by, p.picked_at, to_char(p.notice_from, 'YYYY-MM-DD') AS notice_from, p.notice_workdays, p.ended_why,
      (SELECT count(*) FROM honour_objection o WHERE o.pick_id = p.id AND NOT o.upheld) AS dismissed
    FROM honour_pick p WHERE p.month = ${month} ORDER BY p.id`;
}

/** What is done to picks, by whom and when. */
export interface HonourDeed {
  month: string;
  duties: readonly number[];
  by: string;
  now: Date;
}

/** Picks nominations. */
export async function addPicks(sql: Statement, { month, duties, by, now }: HonourDeed): Promise<void> {
  await sql`
    INSERT INTO honour_pick (month, duty_id, picked_by, picked_at) SELECT ${month}, duty, ${by}, ${now} FROM unnest(${[...duties]}::bigint[]) duty`;
}

/** Takes picks out. */
export async function endPicks(
  sql: Statement,
  { month, duties, now, why }: Omit<HonourDeed, 'by'> & { why: NonNullable<Pick['endedWhy']> },
): Promise<void> {
  await sql`
    UPDATE honour_pick SET ended_at = ${now}, ended_why = ${why}
    WHERE month = ${month} AND duty_id = ANY(${[...duties]}) AND ended_at IS NULL`;
}

/** Begins the public notice of those that are not under one yet. */
export async function beginNotice(
  sql: Statement,
  { month, from, workdays }: { month: string; from: string; workdays: number },
): Promise<void> {
  await sql`
    UPDATE honour_pick SET notice_from = ${from}, notice_workdays = ${workdays}
    WHERE month = ${month} AND ended_at IS NULL AND notice_from IS NULL`;
}

/** Writes an objection down; it is never changed. */
export async function addObjection(
  sql: Statement,
  {
    pick,
    reasonCipher,
    upheld,
    by,
    now,
  }: { pick: number; reasonCipher: Buffer; upheld: boolean; by: string; now: Date },
): Promise<void> {
  await sql`
    INSERT INTO honour_objection (pick_id, reason_cipher, upheld, entered_by, entered_at) VALUES (${pick}, ${reasonCipher}, ${upheld}, ${by}, ${now})`;
}

/** Publishes a month: each pick with the version of its nomination that is published. */
export async function publishPicks(
  sql: Statement,
  {
    month,
    versions,
    by,
    now,
  }: { month: string; versions: readonly { duty: number; version: number }[]; by: string; now: Date },
): Promise<void> {
  await sql`
    UPDATE honour_pick p SET version = v.version FROM jsonb_to_recordset(${sql.json(versions)}::jsonb) AS v (duty bigint, version smallint)
    WHERE p.month = ${month} AND p.duty_id = v.duty AND p.ended_at IS NULL`;
  await sql`UPDATE honour_month SET published_at = ${now}, published_by = ${by} WHERE month = ${month}`;
}

/** Writes down that the ten of a month were rewarded. */
export async function rewardMonth(
  sql: Statement,
  { month, by, now }: Omit<HonourDeed, 'duties'>,
): Promise<void> {
  await sql`UPDATE honour_month SET rewarded_at = ${now}, rewarded_by = ${by} WHERE month = ${month}`;
}
