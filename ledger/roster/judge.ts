import { INSURANCE, PRE_SERVICE_TRAINING } from '../../domain/people/qualifications.js';
import type { Statement } from '../../runtime/database.js';

/** How rows are looked at: by whom and on which office day (`YYYY-MM-DD`). */
export interface Judging {
  importId: number;
  scopePath: string;
  day: string;
  /** Whoever is new gets the id they will have; only for an import that is about to be applied. */
  numbering?: boolean;
}

/** What a clerk has decided about a question: the person meant, or null, somebody new. */
export interface Decision {
  rowNumber: number;
  personId: number | null;
}

/**
 * Matches the staged rows of an import with the ledger and compares them. The result is the temporary table
 * `judged`, which lives until the transaction ends: verdict and reason, the person meant (or to be), whom a
 * question may mean, what would change, and the policy whose end a row tells.
 */
export async function judge(sql: Statement, judging: Judging): Promise<void> {
  await match(sql, judging);
  await sql.unsafe(`
    CREATE TEMPORARY TABLE judged (row_number integer PRIMARY KEY, verdict roster_verdict NOT NULL, reason text,
      person_id bigint, candidates bigint[], twin integer, fields text[] NOT NULL, person_state bigint, policy_from date) ON COMMIT DROP`);
  await compare(sql, judging);
  await sql`ANALYZE judged`;
}

/** Judges questions again as the clerk has decided them. */
export async function decide(
  sql: Statement,
  judging: Judging,
  decisions: readonly Decision[],
): Promise<void> {
  if (decisions.length === 0) return;
  const rows = decisions.map(({ rowNumber }) => rowNumber);
  const people = decisions.map(({ personId }) => personId);
  await sql`
    UPDATE meant m SET person_id = d.person_id, outcome = CASE WHEN d.person_id IS NULL THEN 'new' ELSE 'same' END
    FROM unnest(${rows}::int[], ${people as number[]}::bigint[]) d (row_number, person_id) WHERE m.row_number = d.row_number`;
  await sql`DELETE FROM judged WHERE row_number = ANY(${rows})`;
  await compare(sql, judging, rows);
}

/**
 * Finds whom each row means, into the temporary table `meant`: by ID, then by name with phone or mail address.
 * What could mean somebody known is a question: an ID under another name, a phone of somebody else (families
 * share them), a namesake's mail address beside another phone.
 */
async function match(sql: Statement, { importId, scopePath }: Judging): Promise<void> {
  await sql.unsafe(`
    CREATE TEMPORARY TABLE meant (row_number integer PRIMARY KEY, outcome text NOT NULL, person_id bigint,
      candidates bigint[]) ON COMMIT DROP`);
  await sql`
    WITH own AS MATERIALIZED (
      SELECT row_number, name, id_number_hash, phone_hash, email_hash FROM roster_row WHERE import_id = ${importId}),
    known AS NOT MATERIALIZED (
      SELECT p.id, p.name, p.id_number_hash, p.phone_hash, p.email_hash, starts_with(c.path, ${scopePath}) AS inside
      FROM person p JOIN committee c ON c.id = p.home_committee_id),
    by_id AS (
      SELECT o.row_number, k.id, k.name = o.name AS named FROM own o JOIN known k ON k.id_number_hash = o.id_number_hash),
    kin AS (
      SELECT o.row_number, k.id, k.inside, k.id_number_hash IS NOT NULL AS has_id, k.name = o.name AS named, true AS close
      FROM own o JOIN known k ON k.phone_hash = o.phone_hash
      UNION ALL
      SELECT o.row_number, k.id, k.inside, k.id_number_hash IS NOT NULL, k.name = o.name, k.phone_hash IS NULL OR o.phone_hash IS NULL
      FROM own o JOIN known k ON k.email_hash = o.email_hash AND (k.phone_hash = o.phone_hash) IS NOT TRUE
      WHERE k.name = o.name OR o.phone_hash IS NULL),
    near AS (
      SELECT row_number, count(*) FILTER (WHERE named AND close) AS same, bool_or(has_id) FILTER (WHERE named AND close) AS has_id,
        min(id) FILTER (WHERE named AND close) AS id,
        array_agg(id ORDER BY id) FILTER (WHERE named AND close AND inside) AS namesakes,
        count(*) FILTER (WHERE named AND NOT close) AS apart,
        array_agg(id ORDER BY id) FILTER (WHERE named AND NOT close AND inside) AS others,
        count(*) FILTER (WHERE NOT named) AS strange,
        array_agg(id ORDER BY id) FILTER (WHERE NOT named AND inside) AS strangers
      FROM kin GROUP BY row_number)
    INSERT INTO meant
    SELECT o.row_number, seen.outcome,
      CASE WHEN seen.outcome IN ('same', 'id-other-name') THEN coalesce(i.id, n.id) END,
      CASE seen.outcome WHEN 'several-namesakes' THEN n.namesakes WHEN 'other-id' THEN n.namesakes
        WHEN 'other-phone' THEN n.others WHEN 'other-name' THEN n.strangers END
    FROM own o LEFT JOIN by_id i USING (row_number) LEFT JOIN near n USING (row_number)
    CROSS JOIN LATERAL (SELECT CASE
      WHEN i.named THEN 'same'
      WHEN i.id IS NOT NULL THEN 'id-other-name'
      WHEN n.same > 1 THEN 'several-namesakes'
      WHEN n.same = 1 AND n.has_id AND o.id_number_hash IS NOT NULL THEN 'other-id'
      WHEN n.same = 1 THEN 'same'
      WHEN n.apart > 0 THEN 'other-phone'
      WHEN n.strange > 0 AND o.id_number_hash IS NULL THEN 'other-name'
      ELSE 'new' END AS outcome) seen`;
  await sql`ANALYZE meant`;
}

/** Writes down what each row would do. Whoever is at home beyond the scope, or is meant twice, is an error. */
async function compare(sql: Statement, judging: Judging, rows?: readonly number[]): Promise<void> {
  const { importId, scopePath, day, numbering = false } = judging;
  const only = rows ? sql`AND m.row_number = ANY(${rows as number[]})` : sql``;
  await sql`
    INSERT INTO judged (row_number, verdict, reason, person_id, candidates, fields)
    SELECT m.row_number, (CASE m.outcome WHEN 'new' THEN 'new' ELSE 'question' END)::roster_verdict, nullif(m.outcome, 'new'),
      ${numbering ? sql`CASE m.outcome WHEN 'new' THEN nextval(pg_get_serial_sequence('person', 'id')) END` : sql`NULL`},
      m.candidates, '{}'
    FROM meant m WHERE m.person_id IS NULL ${only}`;
  await sql`
    WITH twins AS (
      SELECT row_number, min(row_number) OVER (PARTITION BY person_id) AS first FROM meant WHERE outcome = 'same')
    INSERT INTO judged
    SELECT m.row_number, seen.verdict::roster_verdict,
      CASE seen.verdict WHEN 'error' THEN judgement.wrong WHEN 'question' THEN m.outcome END,
      CASE WHEN m.outcome = 'same' THEN m.person_id END,
      CASE WHEN m.outcome <> 'same' THEN ARRAY[m.person_id] END,
      CASE WHEN t.first < m.row_number THEN t.first END, compared.fields, compared.state, compared.policy_from
    FROM meant m JOIN roster_row r ON r.import_id = ${importId} AND r.row_number = m.row_number
    JOIN person p ON p.id = m.person_id JOIN committee c ON c.id = p.home_committee_id
    LEFT JOIN twins t ON t.row_number = m.row_number
    CROSS JOIN LATERAL (${differences(sql, day)}) compared
    CROSS JOIN LATERAL (SELECT CASE WHEN NOT starts_with(c.path, ${scopePath}) THEN 'beyond-scope'
      WHEN t.first < m.row_number THEN 'same-person' END AS wrong) judgement
    CROSS JOIN LATERAL (SELECT CASE WHEN judgement.wrong IS NOT NULL THEN 'error' WHEN m.outcome <> 'same' THEN 'question'
      WHEN compared.fields = '{}' THEN 'unchanged' ELSE 'changed' END AS verdict) seen
    WHERE true ${only}`;
}

/**
 * Which fields of person `p` row `r` would change, and a number that stands for what was compared. An empty cell
 * changes nothing. A day of joining from before the end of another membership is not that of this one.
 */
const differences = (sql: Statement, day: string) => sql`
  SELECT array_remove(ARRAY[
      CASE WHEN r.name <> p.name THEN 'name' END,
      CASE WHEN r.id_number_hash <> coalesce(p.id_number_hash, '') THEN 'id_number' END,
      CASE WHEN r.phone_hash <> coalesce(p.phone_hash, '') THEN 'phone' END,
      CASE WHEN r.email_hash <> coalesce(p.email_hash, '') THEN 'email' END,
      CASE WHEN r.sex <> coalesce(p.sex, '') THEN 'sex' END,
      CASE WHEN r.birth_date <> coalesce(p.birth_date, '-infinity') THEN 'birth_date' END,
      CASE WHEN r.committee_id <> p.home_committee_id THEN 'committee' WHEN ms.from_date IS NULL THEN 'membership' END,
      CASE WHEN r.joined <> ms.from_date AND NOT EXISTS (SELECT FROM membership x WHERE x.person_id = p.id
        AND (x.committee_id, x.from_date) <> (r.committee_id, ms.from_date)
        AND (x.to_date > r.joined OR x.committee_id = r.committee_id AND x.from_date = r.joined)) THEN 'joined' END,
      CASE WHEN NOT (r.skills @> p.skills AND r.skills <@ p.skills) THEN 'skills' END,
      CASE WHEN r.team_id IS NULL THEN NULL WHEN tm.role IS NULL THEN 'team' WHEN tm.role <> r.team_role THEN 'team_role' END,
      CASE WHEN qi.from_date IS NULL AND r.insured_until IS NOT NULL AND NOT EXISTS (SELECT FROM qualification x
          WHERE x.person_id = p.id AND x.kind = ${INSURANCE} AND x.until_date = r.insured_until)
        OR qi.from_date IS NOT NULL AND r.insured_until <> coalesce(qi.until_date, 'infinity') THEN 'insured_until' END,
      CASE WHEN r.trained_on IS NOT NULL AND NOT EXISTS (SELECT FROM qualification x
        WHERE x.person_id = p.id AND x.kind = ${PRE_SERVICE_TRAINING} AND x.from_date = r.trained_on) THEN 'trained_on' END,
      CASE WHEN r.consented_at IS NOT NULL AND EXISTS (${newConsents(sql)}) THEN 'consented_on' END], NULL) AS fields,
    hashtextextended(ROW(p.*, ms.from_date, tm.role, qi.from_date, qi.until_date)::text, 0) AS state,
    qi.from_date AS policy_from
  FROM (SELECT) always
  LEFT JOIN LATERAL (SELECT x.from_date FROM membership x WHERE x.person_id = p.id AND x.committee_id = r.committee_id
    AND (x.to_date IS NULL OR x.to_date > ${day}::date) ORDER BY x.from_date LIMIT 1) ms ON true
  LEFT JOIN LATERAL (SELECT x.role FROM team_member x WHERE x.person_id = p.id AND x.team_id = r.team_id
    AND (x.to_date IS NULL OR x.to_date > ${day}::date) ORDER BY x.from_date LIMIT 1) tm ON true
  LEFT JOIN LATERAL (${policyMeant(sql, day)}) qi ON true`;

/**
 * The policy of person `p` that row `r` tells the end of: the one in force that ends last. One that began after
 * the end the row names is another, and is left alone.
 */
const policyMeant = (sql: Statement, day: string) => sql`
  SELECT x.from_date, x.until_date FROM qualification x
  WHERE x.person_id = p.id AND x.kind = ${INSURANCE} AND x.from_date <= ${day}::date AND x.from_date <= r.insured_until
    AND (x.until_date IS NULL OR x.until_date >= ${day}::date)
  ORDER BY x.until_date DESC NULLS FIRST LIMIT 1`;

/**
 * Channels of person `p` on which row `r` brings a consent that is not there yet. One that was withdrawn since
 * stays withdrawn.
 */
export const newConsents = (sql: Statement) => sql`
  SELECT c.channel FROM (VALUES ('sms'::channel, coalesce(r.phone_hash, p.phone_hash)),
    ('email'::channel, coalesce(r.email_hash, p.email_hash))) c (channel, address)
  WHERE c.address IS NOT NULL AND NOT EXISTS (SELECT FROM consent x WHERE x.person_id = p.id AND x.channel = c.channel
    AND (x.given_at = r.consented_at OR x.withdrawn_at >= r.consented_at))`;
