import type { PendingQuery, Row } from 'postgres';
import { INSURANCE, PRE_SERVICE_TRAINING } from '../../domain/people/qualifications.js';
import type { Statement } from '../../runtime/database.js';
import { carryOptOuts, keepAddresses } from './addresses.js';
import { dropStaging, type AppliedCounts } from './imports.js';
import { newConsents } from './judge.js';
import { imageOf, statesOf, WRITTEN_TABLES } from './state.js';

/** What is being applied: on which office day, at which instant. */
export interface Applying {
  importId: number;
  day: string;
  now: Date;
}

/** Committees that an import touches and that lie beyond a part of the tree: of its rows, their teams and people. */
export async function committeesBeyond(
  sql: Statement,
  importId: number,
  scopePath: string,
): Promise<{ code: string; name: string }[]> {
  return sql<{ code: string; name: string }[]>`
    SELECT c.code, c.name FROM committee c
    WHERE NOT starts_with(c.path, ${scopePath}) AND c.id IN (
      SELECT r.committee_id FROM roster_row r WHERE r.import_id = ${importId}
      UNION SELECT t.committee_id FROM roster_row r JOIN team t ON t.id = r.team_id WHERE r.import_id = ${importId}
      UNION SELECT p.home_committee_id FROM roster_match m JOIN person p ON p.id = m.person_id
        WHERE m.import_id = ${importId} AND m.verdict IN ('changed', 'unchanged'))
    ORDER BY c.level, c.code`;
}

/** Rows that the ledger sees otherwise now than when they were planned. */
export interface Staleness {
  rows: number;
  first: { row: number; planned: string; now: string }[];
}

const LISTED = 5;

/** Compares what `judge` finds now with what the plan says. */
export async function stalenessOf(sql: Statement, importId: number): Promise<Staleness> {
  const rows = await sql<{ row: number; planned: string; now: string; rows: number }[]>`
    SELECT m.row_number AS row, m.verdict AS planned, j.verdict AS now, count(*) OVER () AS rows
    FROM roster_match m JOIN judged j USING (row_number)
    WHERE m.import_id = ${importId} AND (m.verdict, m.reason, m.person_id, m.candidates, m.twin, m.fields, m.person_state)
      IS DISTINCT FROM (j.verdict, j.reason, CASE WHEN j.verdict <> 'new' THEN j.person_id END, j.candidates, j.twin, j.fields, j.person_state)
    ORDER BY m.row_number LIMIT ${LISTED}`;
  return {
    rows: rows[0]?.rows ?? 0,
    first: rows.map(({ row, planned, now }) => ({ row, planned, now })),
  };
}

/** Of the rows that were decided, those that mean a person whom another row to be written means too. */
export async function meantTwice(sql: Statement, decided: readonly number[]): Promise<number[]> {
  const rows = await sql<{ row: number }[]>`
    SELECT j.row_number AS row FROM judged j WHERE j.row_number = ANY(${decided as number[]}) AND EXISTS (
      SELECT FROM judged o WHERE o.person_id = j.person_id AND o.row_number <> j.row_number
        AND (o.verdict <> 'error' OR o.row_number = ANY(${decided as number[]})))
    ORDER BY j.row_number LIMIT ${LISTED}`;
  return rows.map(({ row }) => row);
}

/**
 * Writes what `judge` (numbering) and `decide` have found, people locked and all in one transaction, and keeps how
 * everyone was before; what was staged is dropped. Hears after each step how many of how many are done.
 */
export async function applyJudged(
  sql: Statement,
  applying: Applying,
  onStep: (done: number, total: number) => void,
): Promise<Pick<AppliedCounts, 'added' | 'changed' | 'carriedOptOuts'>> {
  const counts = await countWritten(sql);
  let carriedOptOuts = 0;
  const steps = [
    () => keepImages(sql),
    () => keepAddresses(sql, peopleMoving(sql)),
    () => closeMemberships(sql, applying),
    () => addPeople(sql, applying),
    () => changePeople(sql, applying),
    () => openMemberships(sql, applying),
    () => joinTeams(sql, applying),
    () => insure(sql, applying),
    () => train(sql, applying),
    () => consent(sql, applying),
    () => analyseMany(sql, counts.added + counts.changed),
    () => keepChanges(sql, applying),
    () => dropStaging(sql, [applying.importId]),
    async () => (carriedOptOuts = await carryOptOuts(sql, applying)),
  ];
  for (const [at, step] of steps.entries()) {
    await step();
    onStep(at + 1, steps.length);
  }
  return { ...counts, carriedOptOuts };
}

async function countWritten(sql: Statement): Promise<{ added: number; changed: number }> {
  const [counts] = await sql<[{ added: number; changed: number }]>`
    SELECT count(*) FILTER (WHERE verdict = 'new') AS added, count(*) FILTER (WHERE verdict = 'changed') AS changed FROM judged`;
  return counts;
}

/** A ledger that has grown much is planned for by its new numbers; autovacuum would come a minute too late. */
async function analyseMany(sql: Statement, people: number): Promise<void> {
  if (people >= 1000) await sql`ANALYZE ${sql(WRITTEN_TABLES)}`;
}

type Fragment = PendingQuery<Row[]>;

/** Rows that add somebody, each `j` with its staged `r`. */
const added = (sql: Statement, { importId }: Applying): Fragment => sql`
  (SELECT * FROM judged WHERE verdict = 'new') j JOIN roster_row r ON r.import_id = ${importId} AND r.row_number = j.row_number`;

/** Rows that change one of these fields of somebody, likewise. */
const changing = (sql: Statement, { importId }: Applying, ...fields: string[]): Fragment => sql`
  (SELECT * FROM judged WHERE verdict = 'changed' AND fields && ${fields}) j
  JOIN roster_row r ON r.import_id = ${importId} AND r.row_number = j.row_number`;

/** Rows that add somebody or change one of these fields. */
const writing = (sql: Statement, { importId }: Applying, ...fields: string[]): Fragment => sql`
  (SELECT * FROM judged WHERE verdict = 'new' OR verdict = 'changed' AND fields && ${fields}) j
  JOIN roster_row r ON r.import_id = ${importId} AND r.row_number = j.row_number`;

/** How those who change are now, into the temporary table `image`. */
async function keepImages(sql: Statement): Promise<void> {
  await sql.unsafe(
    'CREATE TEMPORARY TABLE image (person_id bigint PRIMARY KEY, before jsonb NOT NULL) ON COMMIT DROP',
  );
  await sql`
    INSERT INTO image SELECT p.id, ${imageOf(sql)} FROM judged j JOIN person p ON p.id = j.person_id
    WHERE j.verdict = 'changed'`;
}

const peopleMoving = (sql: Statement): Fragment =>
  sql`SELECT person_id FROM judged WHERE verdict = 'changed' AND fields && '{phone,email}'`;

/**
 * The day from which row `r` has person `j` in its committee: the one it names, if that lies behind what the
 * ledger knows of them, else the day of the import.
 */
const moved = (sql: Statement, { day }: Applying) => sql`
  CASE WHEN r.joined > coalesce(greatest(
      (SELECT max(x.from_date) FROM membership x JOIN image i ON i.person_id = x.person_id
        WHERE x.person_id = j.person_id AND x.committee_id = (i.before #>> '{person,home_committee_id}')::int),
      (SELECT max(x.to_date) FROM membership x WHERE x.person_id = j.person_id AND x.committee_id = r.committee_id
        AND x.to_date <= ${day}::date)), '-infinity') THEN r.joined ELSE ${day}::date END`;

/** Whoever moves leaves the committee that was home; other memberships stay. */
const closeMemberships = (sql: Statement, applying: Applying) => sql`
  UPDATE membership m SET to_date = greatest(m.from_date, leaving.day)
  FROM (SELECT j.person_id, p.home_committee_id, ${moved(sql, applying)} AS day
    FROM ${changing(sql, applying, 'committee')} JOIN person p ON p.id = j.person_id) leaving
  WHERE m.person_id = leaving.person_id AND m.committee_id = leaving.home_committee_id
    AND (m.to_date IS NULL OR m.to_date > leaving.day)`;

const addPeople = (sql: Statement, applying: Applying) => sql`
  INSERT INTO person (id, name, sex, birth_date, id_number_cipher, id_number_hash, phone_cipher, phone_hash, email_cipher,
    email_hash, home_committee_id, skills, created_at) OVERRIDING SYSTEM VALUE
  SELECT j.person_id, r.name, r.sex, r.birth_date, r.id_number_cipher, r.id_number_hash, r.phone_cipher, r.phone_hash,
    r.email_cipher, r.email_hash, r.committee_id, coalesce(r.skills, '{}'), ${applying.now}
  FROM ${added(sql, applying)}`;

/** Only the fields that differ; the same phone sealed anew stays the old bytes. */
const changePeople = (sql: Statement, applying: Applying) => {
  const columns: [string, string, string][] = [
    ['name', 'name', 'name'],
    ['sex', 'sex', 'sex'],
    ['birth_date', 'birth_date', 'birth_date'],
    ...['id_number', 'phone', 'email'].flatMap((field): [string, string, string][] =>
      ['cipher', 'hash'].map((part) => [field, `${field}_${part}`, `${field}_${part}`]),
    ),
    ['committee', 'home_committee_id', 'committee_id'],
    ['skills', 'skills', 'skills'],
  ];
  return sql`
    UPDATE person p SET ${columns.map(
      ([field, column, from], at) =>
        sql`${at > 0 ? sql`, ` : sql``}${sql(column)} = CASE WHEN ${field} = ANY(j.fields) THEN r.${sql(from)} ELSE p.${sql(column)} END`,
    )}
    FROM ${changing(sql, applying, ...columns.map(([field]) => field))} WHERE p.id = j.person_id`;
};

/** Everyone belongs to the committee of their row; whoever joined on another day than the ledger knew, since then. */
async function openMemberships(sql: Statement, applying: Applying): Promise<void> {
  const { day } = applying;
  await sql`
    UPDATE membership m SET from_date = r.joined FROM ${changing(sql, applying, 'joined')}
    WHERE m.person_id = j.person_id AND m.committee_id = r.committee_id
      AND m.from_date = (SELECT min(x.from_date) FROM membership x WHERE x.person_id = j.person_id
        AND x.committee_id = r.committee_id AND (x.to_date IS NULL OR x.to_date > ${day}::date))`;
  await sql`
    INSERT INTO membership (person_id, committee_id, from_date)
    SELECT j.person_id, r.committee_id, coalesce(r.joined, ${day}::date) FROM ${added(sql, applying)}`;
  await sql`
    INSERT INTO membership (person_id, committee_id, from_date)
    SELECT j.person_id, r.committee_id, ${moved(sql, applying)} FROM ${changing(sql, applying, 'committee', 'membership')}
    WHERE NOT EXISTS (SELECT FROM membership x WHERE x.person_id = j.person_id AND x.committee_id = r.committee_id
      AND (x.to_date IS NULL OR x.to_date > ${day}::date))
    ON CONFLICT (person_id, committee_id, from_date) DO UPDATE SET to_date = NULL`;
}

/** A role that changes ends on the day of the import, and the new one begins; other teams stay. */
async function joinTeams(sql: Statement, applying: Applying): Promise<void> {
  const { day } = applying;
  await sql`
    UPDATE team_member t SET to_date = CASE WHEN t.from_date < ${day}::date THEN ${day}::date ELSE t.to_date END,
      role = CASE WHEN t.from_date < ${day}::date THEN t.role ELSE r.team_role END
    FROM ${changing(sql, applying, 'team_role')}
    WHERE t.team_id = r.team_id AND t.person_id = j.person_id AND (t.to_date IS NULL OR t.to_date > ${day}::date)`;
  await sql`
    INSERT INTO team_member (team_id, person_id, role, from_date)
    SELECT r.team_id, j.person_id, coalesce(r.team_role, 'member'), ${day}::date
    FROM ${writing(sql, applying, 'team', 'team_role')}
    WHERE r.team_id IS NOT NULL AND NOT EXISTS (SELECT FROM team_member t WHERE t.team_id = r.team_id
      AND t.person_id = j.person_id AND (t.to_date IS NULL OR t.to_date > ${day}::date))
    ON CONFLICT (team_id, person_id, from_date) DO UPDATE SET role = EXCLUDED.role, to_date = NULL`;
}

/**
 * The policy in force gets its new end, and none runs longer; where there is none, one is entered that runs from
 * the day of the import.
 */
async function insure(sql: Statement, applying: Applying): Promise<void> {
  await sql`
    UPDATE qualification q SET until_date = r.insured_until FROM ${changing(sql, applying, 'insured_until')}
    WHERE q.person_id = j.person_id AND q.kind = ${INSURANCE} AND j.policy_from IS NOT NULL
      AND q.from_date <= least(${applying.day}::date, r.insured_until)
      AND (q.from_date = j.policy_from OR coalesce(q.until_date, 'infinity') > r.insured_until
        AND coalesce(q.until_date, 'infinity') >= ${applying.day}::date)`;
  await sql`
    INSERT INTO qualification (person_id, kind, from_date, until_date)
    SELECT j.person_id, ${INSURANCE}, least(${applying.day}::date, r.insured_until), r.insured_until
    FROM ${writing(sql, applying, 'insured_until')} WHERE r.insured_until IS NOT NULL AND j.policy_from IS NULL
    ON CONFLICT (person_id, kind, from_date) DO UPDATE SET until_date = EXCLUDED.until_date`;
}

const train = (sql: Statement, applying: Applying): Fragment => sql`
  INSERT INTO qualification (person_id, kind, from_date)
  SELECT j.person_id, ${PRE_SERVICE_TRAINING}, r.trained_on FROM ${writing(sql, applying, 'trained_on')} WHERE r.trained_on IS NOT NULL`;

/** One for each channel on which they can be reached; they free nobody who has opted out. */
const consent = (sql: Statement, applying: Applying): Fragment => sql`
  INSERT INTO consent (person_id, channel, basis, source, given_at)
  SELECT p.id, k.channel, 'consent', 'import', r.consented_at
  FROM ${writing(sql, applying, 'consented_on')} JOIN person p ON p.id = j.person_id CROSS JOIN LATERAL (${newConsents(sql)}) k
  WHERE r.consented_at IS NOT NULL`;

const keepChanges = (sql: Statement, { importId }: Applying) => sql`
  INSERT INTO roster_change (import_id, person_id, row_number, before, after_state)
  SELECT ${importId}, j.person_id, j.row_number, i.before, s.state
  FROM judged j JOIN (${statesOf(sql, sql`SELECT person_id FROM judged WHERE verdict IN ('new', 'changed')`)}) s USING (person_id)
  LEFT JOIN image i USING (person_id)
  WHERE j.verdict IN ('new', 'changed')`;
