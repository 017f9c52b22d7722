import type { PendingQuery, Row } from 'postgres';
import { CHASED_KINDS } from '../../domain/duties/duty.js';
import { officeDay, startOfOfficeDay } from '../../domain/calendar/office-day.js';
import { LIST_LENGTH, PAGES_VALUE, VARIABLE_ATTRIBUTES } from '../../domain/messages/template.js';
import type { Database, Statement } from '../../runtime/database.js';
import { inForce } from '../in-force.js';
import { freezeOnce } from '../occurrences.js';
import { givePageCodes, newestPageCode } from './page-codes.js';

type Fragment = PendingQuery<Row[]>;

/** What a digest says of a rung, by its name; `late` and `below` hold `{days}`. */
export type RungWords = Readonly<Record<string, string>>;

/** A firing that tells of everything due, and how. */
export interface Digest {
  occurrenceId: number;
  words: RungWords;
  /** When somebody who has been told today is told the rest. */
  next: Date;
  now: Date;
}

/** How far back a digest that never went out is looked for, in days. */
const UNSENT_DAYS = 7;

/**
 * Rungs whose digest reached nobody, since it was cancelled with its run or too old before it could go out, are to be told
 * again.
 * @returns how many
 */
export async function reviveUnsent(
  sql: Statement,
  { now, next }: Pick<Digest, 'now' | 'next'>,
): Promise<number> {
  const { count } = await sql`
    UPDATE duty_rung g SET outcome = NULL, occurrence_id = NULL, settled_at = NULL, at = ${next}
    FROM duty d, occurrence o
    WHERE g.outcome = 'told' AND g.settled_at > ${now}::timestamptz - make_interval(days => ${UNSENT_DAYS}::int)
      AND d.id = g.duty_id AND d.state IN ('owed', 'returned') AND o.id = g.occurrence_id AND o.materialised_at IS NOT NULL
      AND NOT EXISTS (SELECT FROM duty_rung later WHERE later.duty_id = g.duty_id AND later.outcome = 'told' AND later.settled_at > g.settled_at)
      AND EXISTS (SELECT FROM duty_told t JOIN message m ON m.occurrence_id = t.occurrence_id AND m.person_id = t.person_id
        WHERE t.occurrence_id = g.occurrence_id AND t.duty_id = g.duty_id AND m.state IN ('cancelled', 'expired'))
      AND NOT EXISTS (SELECT FROM duty_told t JOIN message m ON m.occurrence_id = t.occurrence_id AND m.person_id = t.person_id
        WHERE t.occurrence_id = g.occurrence_id AND t.duty_id = g.duty_id AND m.state NOT IN ('cancelled', 'expired', 'suppressed'))`;
  return count;
}

/** Rungs of running runs that have come due on duties somebody still has to do something about. */
const openRungs = (sql: Statement, now: Date): Fragment => sql`
  SELECT g.duty_id, g.ladder, g.rung, g.at, g.side, g.roles, d.committee_id, c.parent_id, c.name AS committee, d.title, d.due_at
  FROM duty_rung g JOIN duty d ON d.id = g.duty_id JOIN run r ON r.id = d.run_id JOIN committee c ON c.id = d.committee_id
  WHERE g.outcome IS NULL AND g.at <= ${now} AND d.state IN ('owed', 'returned') AND r.state = 'running' AND r.kind = ANY(${[...CHASED_KINDS]})`;

/**
 * How many people would be told now, in any run. Where nobody would, what has come due is settled all the same: passed over
 * where nobody is there to hear it, put off to `next` where everybody has been told today.
 */
export const countHearers = (
  database: Database,
  { now, next }: Pick<Digest, 'now' | 'next'>,
): Promise<number> =>
  database.begin(async (sql) => {
    await gather(sql, now);
    const [row] = await sql<
      [{ people: number }]
    >`SELECT count(DISTINCT person_id) AS people FROM telling WHERE NOT tired`;
    if (row.people === 0) await settleRungs(sql, { occurrenceId: null, now, next });
    await sql`DROP TABLE telling`;
    return row.people;
  });

/**
 * Freezes everyone who is to be told of something that has come due, in any run, as the recipients of one firing; what each
 * is told is written down with it. Of the rungs of one duty that have come due together only the last is told: it says what
 * the others would. Who has been told today waits for the next digest. Of two firings at once the second finds nothing left.
 * @returns how many people are told; 0: somebody was faster, and the firing is not frozen
 */
export async function freezeDigest(database: Database, digest: Digest): Promise<number> {
  try {
    return await database.begin((sql) =>
      freezeOnce(sql, { occurrenceId: digest.occurrenceId, now: digest.now }, () => tell(sql, digest)),
    );
  } catch (error) {
    if (error instanceof NothingLeft) return 0;
    throw error;
  }
}

/** Takes the freezing back. */
class NothingLeft extends Error {
  constructor() {
    super('nothing left to tell');
  }
}

async function tell(sql: Statement, digest: Digest): Promise<{ count: number }> {
  await gather(sql, digest.now);
  await settleRungs(sql, digest);
  const { occurrenceId } = digest;
  await sql`
    INSERT INTO duty_told (occurrence_id, person_id, duty_id, rung)
    SELECT DISTINCT ${occurrenceId}::int, person_id, duty_id, rung FROM telling WHERE NOT tired`;
  await givePageCodes(sql, sql`SELECT DISTINCT person_id FROM telling WHERE NOT tired`, digest.now);
  await sql`
    INSERT INTO recipient_value (occurrence_id, person_id, variables)
    SELECT ${occurrenceId}, person_id, variables FROM (${values(sql, digest)}) said`;
  const { count } = await sql`
    INSERT INTO recipient (occurrence_id, person_id, committee_id)
    SELECT ${occurrenceId}, p.id, p.home_committee_id FROM person p WHERE p.id IN (SELECT person_id FROM telling WHERE NOT tired)`;
  await sql`DROP TABLE telling`;
  if (count === 0) throw new NothingLeft();
  return { count };
}

/**
 * Who is to be told of what, into a table that is gone when the transaction ends: the last rung of each duty, and whoever
 * speaks for its side today; where nobody does the committee above, and where nobody does there either the office.
 */
const gather = async (sql: Statement, now: Date): Promise<void> => {
  const day = officeDay(now);
  // One after the other, in all runs: whoever comes second sees who has been told.
  await sql`SELECT pg_advisory_xact_lock(hashtext('muster digest'))`;
  await sql`
    CREATE TEMPORARY TABLE telling ON COMMIT DROP AS
    WITH due AS (SELECT DISTINCT ON (duty_id) * FROM (${openRungs(sql, now)}) rung ORDER BY duty_id, at DESC, ladder DESC, array_position(${LATER_FIRST}, rung)),
    told_today AS (${toldSince(sql, startOfOfficeDay(day))})
    SELECT due.*, who.person_id, EXISTS (SELECT FROM told_today t WHERE t.person_id = who.person_id) AS tired
    FROM due LEFT JOIN LATERAL (
      SELECT person_id FROM (
        SELECT person_id, rank() OVER (ORDER BY place, role_place) AS best FROM (
          SELECT r.person_id, 0 AS place, array_position(due.roles, r.role::text) AS role_place FROM contact_role r
          WHERE due.side <> 'office' AND r.committee_id = CASE due.side WHEN 'debtor' THEN due.committee_id ELSE due.parent_id END
            AND r.role::text = ANY(due.roles) AND ${inForce(sql, 'r', day)}
          UNION ALL
          SELECT r.person_id, 1, array_position(due.roles, r.role::text) FROM contact_role r
          WHERE due.side = 'debtor' AND r.committee_id = due.parent_id AND r.role::text = ANY(due.roles) AND ${inForce(sql, 'r', day)}
          UNION ALL
          SELECT o.person_id, 2, 0 FROM operator o JOIN committee root ON root.id = o.committee_id AND root.parent_id IS NULL
          WHERE o.person_id IS NOT NULL AND o.ended_at IS NULL AND o.role IN ('clerk', 'head')) speaker) ranked
      WHERE best = 1) who ON true`;
  // One rung is told to all whom it concerns at once, or to none of them yet.
  await sql`
    UPDATE telling SET tired = true
    WHERE duty_id IN (SELECT duty_id FROM telling WHERE tired)`;
  await sql`UPDATE telling SET tired = NULL WHERE person_id IS NULL`;
};

/** Of several rungs at one instant the one that says most. */
const LATER_FIRST = [
  'returned',
  'unlocked',
  'extended',
  'office',
  'superior',
  'head',
  'deputy',
  'late',
  'due',
  'day before',
  'week before',
  'opened',
  // What it would say stands beside every other: the day.
  'moved',
];

/** People who were told of something since an instant, unless what was to tell them was cancelled or came too late. */
const toldSince = (sql: Statement, since: Date): Fragment => sql`
  SELECT DISTINCT t.person_id FROM duty_told t JOIN occurrence o ON o.id = t.occurrence_id
  WHERE o.frozen_at >= ${since}
    AND (o.materialised_at IS NULL OR EXISTS (SELECT FROM message m
      WHERE m.occurrence_id = o.id AND m.person_id = t.person_id AND m.state NOT IN ('cancelled', 'expired', 'suppressed')))`;

/** What is told is told, what was due before it is passed over, what waits waits for the next digest. */
const settleRungs = (
  sql: Statement,
  { occurrenceId, next, now }: Pick<Digest, 'next' | 'now'> & { occurrenceId: number | null },
): Promise<unknown> => sql`
  WITH postponed AS (
    UPDATE duty_rung g SET at = ${next} FROM (SELECT DISTINCT duty_id, ladder, rung FROM telling WHERE tired) t
    WHERE g.duty_id = t.duty_id AND g.ladder = t.ladder AND g.rung = t.rung)
  UPDATE duty_rung g SET settled_at = ${now},
    outcome = CASE WHEN g.ladder = t.ladder AND g.rung = t.rung AND t.heard THEN 'told' ELSE 'passed' END,
    occurrence_id = CASE WHEN g.ladder = t.ladder AND g.rung = t.rung AND t.heard THEN ${occurrenceId}::int END
  FROM (SELECT DISTINCT duty_id, ladder, rung, person_id IS NOT NULL AS heard FROM telling WHERE tired IS NOT TRUE) t
  WHERE g.duty_id = t.duty_id AND g.outcome IS NULL AND g.at <= ${now}`;

/** How long the links of a mail open their pages, in days. */
const LINK_DAYS = 45;

/** Committees whose pages a mail of a person links to, as `dispatch/report-link.ts` reads them: a last day, then one to a line. */
const pagesOf = (sql: Statement, person: Fragment, now: Date): Fragment => sql`
  (SELECT to_char((${now}::timestamptz + make_interval(days => ${LINK_DAYS}::int)) AT TIME ZONE 'Asia/Shanghai', 'YYYY-MM-DD')
      || coalesce(string_agg(DISTINCT E'\\n' || c.code || ' ' || c.name, ''), '')
    FROM contact_role r JOIN committee c ON c.id = r.committee_id WHERE r.person_id = ${person} AND ${inForce(sql, 'r', officeDay(now))})`;

/**
 * What each person is told: how much, how much of it late, what is most urgent, and all of it, one to a line. Late is counted in days of
 * the office: what was due this very morning is due today.
 */
const values = (sql: Statement, { words, now }: Digest): Fragment => sql`
  SELECT person_id, jsonb_build_object(
    'duty_count', count(*)::text,
    'duty_late', count(*) FILTER (WHERE days_late > 0)::text,
    'duty_first', left((array_agg(what ORDER BY number))[1], ${VARIABLE_ATTRIBUTES.text}::int),
    'duty_until', to_char(min(due_at) AT TIME ZONE 'Asia/Shanghai', 'FMMM"月"FMDD"日"'),
    'duty_list', left(string_agg(number || '. ' || line, E'\\n' ORDER BY number), ${LIST_LENGTH}::int),
    'duty_code', ${newestPageCode(sql, sql`said.person_id`)},
    ${PAGES_VALUE}::text, ${pagesOf(sql, sql`said.person_id`, now)}) AS variables
  FROM (
    SELECT person_id, due_at, days_late, whose || title AS what, row_number() OVER (PARTITION BY person_id ORDER BY due_at, committee, title) AS number,
      whose || title || '，期限' || to_char(due_at AT TIME ZONE 'Asia/Shanghai', 'YYYY"年"FMMM"月"FMDD"日"') || '，' || replace(
        ${sql.json(words)}::jsonb ->> CASE WHEN days_late <= 0 OR rung IN ('returned', 'unlocked', 'extended', 'moved') THEN rung WHEN whose = '' THEN 'late' ELSE 'below' END,
        '{days}', days_late::text) AS line
    FROM (SELECT t.*, ${officeDay(now)}::date - (t.due_at AT TIME ZONE 'Asia/Shanghai')::date AS days_late, CASE WHEN EXISTS (SELECT FROM contact_role r WHERE r.committee_id = t.committee_id AND r.person_id = t.person_id) THEN '' ELSE committee || '：' END AS whose
      FROM telling t WHERE NOT tired) mine) said
  GROUP BY person_id`;
