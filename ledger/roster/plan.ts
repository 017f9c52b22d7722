import type { Sentence } from '../../domain/problem.js';
import type { ColumnKey } from '../../domain/roster/columns.js';
import type { Statement } from '../../runtime/database.js';
import type { RosterCounts, VerdictCounts } from './imports.js';

/** What is said of a row that judging has refused; `%s` stands for the row that means the same person. */
export type JudgementSentences = Record<'beyond-scope' | 'same-person', Sentence>;

/** Keeps what `judge` found beside the staged rows; what it refused is noted as a problem too. */
export async function keepJudgement(
  sql: Statement,
  importId: number,
  said: JudgementSentences,
): Promise<void> {
  await sql`
    INSERT INTO roster_match (import_id, row_number, verdict, reason, person_id, candidates, twin, fields, person_state)
    SELECT ${importId}, row_number, verdict, reason, person_id, candidates, twin, fields, person_state FROM judged`;
  await sql`
    INSERT INTO roster_problem (import_id, row_number, position, column_key, reason, shown, zh, en)
    SELECT ${importId}, j.row_number, 0, CASE WHEN r.id_number_hash IS NOT NULL THEN 'id_number' ELSE 'name' END, j.reason, '',
      format(${JSON.stringify(said)}::text::json #>> ARRAY[j.reason, 'zh'], j.twin),
      format(${JSON.stringify(said)}::text::json #>> ARRAY[j.reason, 'en'], j.twin)
    FROM judged j JOIN roster_row r ON r.import_id = ${importId} AND r.row_number = j.row_number WHERE j.verdict = 'error'`;
}

/** Counts what an import would do, as it is kept. */
export async function countPlan(sql: Statement, importId: number): Promise<RosterCounts> {
  const [verdicts] = await sql<[VerdictCounts]>`
    SELECT count(*) FILTER (WHERE verdict = 'new') AS new, count(*) FILTER (WHERE verdict = 'changed') AS changed,
      count(*) FILTER (WHERE verdict = 'unchanged') AS unchanged, count(*) FILTER (WHERE verdict = 'question') AS questions,
      (SELECT count(DISTINCT row_number) FROM roster_problem WHERE import_id = ${importId}) AS errors
    FROM roster_match WHERE import_id = ${importId}`;
  const fields = await sql<{ field: string; rows: number }[]>`
    SELECT field, count(*) AS rows FROM roster_match, unnest(fields) AS field
    WHERE import_id = ${importId} AND verdict = 'changed' GROUP BY field ORDER BY rows DESC, field`;
  return { ...verdicts, fields: Object.fromEntries(fields.map(({ field, rows }) => [field, rows])) };
}

/** What an import means for one part of the tree. */
export interface CommitteeCounts extends Omit<VerdictCounts, 'errors'> {
  code: string;
  name: string;
}

/** Verdicts by the parts of the tree right below the scope (or by the scope itself, for its own people). */
export async function planByCommittee(
  sql: Statement,
  importId: number,
  scopePath: string,
): Promise<CommitteeCounts[]> {
  const levels = scopePath.split('/').length;
  return sql<CommitteeCounts[]>`
    WITH counted AS (
      SELECT r.committee_id, count(*) FILTER (WHERE verdict = 'new') AS new, count(*) FILTER (WHERE verdict = 'changed') AS changed,
        count(*) FILTER (WHERE verdict = 'unchanged') AS unchanged, count(*) FILTER (WHERE verdict = 'question') AS questions
      FROM roster_match m JOIN roster_row r USING (import_id, row_number)
      WHERE m.import_id = ${importId} AND m.verdict <> 'error' GROUP BY r.committee_id)
    SELECT part.code, part.name, sum(new)::int AS new, sum(changed)::int AS changed, sum(unchanged)::int AS unchanged,
      sum(questions)::int AS questions
    FROM counted JOIN committee c ON c.id = committee_id
    JOIN committee part ON part.path = array_to_string((string_to_array(rtrim(c.path, '/'), '/'))[1:${levels}], '/') || '/'
    GROUP BY part.id ORDER BY part.level, part.code`;
}

/** A cell that is wrong, as it is listed. */
export interface ListedProblem extends Sentence {
  row: number;
  /** null: one without heading. */
  column: ColumnKey | null;
  reason: string;
  shown: string;
}

/** What is wrong first, in the order of the file. */
export async function listProblems(
  sql: Statement,
  importId: number,
  limit: number,
): Promise<ListedProblem[]> {
  return sql<ListedProblem[]>`
    SELECT row_number AS row, column_key AS column, reason, shown, zh, en FROM roster_problem
    WHERE import_id = ${importId} ORDER BY row_number, position LIMIT ${limit}`;
}

/** A row that is not ready to be applied: what is wrong with it, or what is asked. */
export interface WrongRow {
  row: number;
  problems: (Sentence & { column: ColumnKey | null })[];
  question: QuestionReason | null;
}

/** Rows that are wrong or undecided, in the order of the file, from behind a row on. */
export async function wrongRows(
  sql: Statement,
  importId: number,
  { after, limit }: { after: number; limit: number },
): Promise<WrongRow[]> {
  return sql<WrongRow[]>`
    SELECT row_number AS row, json_agg(json_build_object('column', column_key, 'zh', zh, 'en', en) ORDER BY position) AS problems,
      NULL AS question
    FROM roster_problem WHERE import_id = ${importId} AND row_number > ${after} GROUP BY row_number
    UNION ALL
    SELECT row_number, '[]', reason FROM roster_match
    WHERE import_id = ${importId} AND row_number > ${after} AND verdict = 'question'
    ORDER BY row LIMIT ${limit}`;
}

/** What is sealed of somebody, to be shown masked. */
interface SealedLooks {
  name: string;
  phoneCipher: Buffer | null;
  idNumberCipher: Buffer | null;
}

/** How a row may mean somebody known. */
export type QuestionReason =
  'id-other-name' | 'other-id' | 'several-namesakes' | 'other-phone' | 'other-name';

/** A row that may mean somebody known. */
export interface Question extends SealedLooks {
  row: number;
  reason: QuestionReason;
  candidates: (SealedLooks & { person: number; committee: string })[];
}

/** Candidates listed for one question; more have one phone only by mistake. */
const MOST_CANDIDATES = 5;

/** Questions in the order of the file: those of some rows, or the first ones; whom they may mean within the scope. */
export async function listQuestions(
  sql: Statement,
  importId: number,
  { scopePath, limit, rows }: { scopePath: string; limit: number; rows?: readonly number[] },
): Promise<Question[]> {
  const questions = await sql<(Omit<Question, 'candidates'> & { candidates: number[] | null })[]>`
    SELECT m.row_number AS row, m.reason, m.candidates, r.name, r.phone_cipher, r.id_number_cipher
    FROM roster_match m JOIN roster_row r USING (import_id, row_number)
    WHERE m.import_id = ${importId} AND m.verdict = 'question'
      ${rows ? sql`AND m.row_number = ANY(${rows as number[]}::bigint[])` : sql``}
    ORDER BY m.row_number LIMIT ${limit}`;
  const ids = questions.flatMap(({ candidates }) => candidates?.slice(0, MOST_CANDIDATES) ?? []);
  const people = await sql<(SealedLooks & { person: number; committee: string })[]>`
    SELECT p.id AS person, p.name, c.name AS committee, p.phone_cipher, p.id_number_cipher
    FROM person p JOIN committee c ON c.id = p.home_committee_id
    WHERE p.id = ANY(${ids}) AND starts_with(c.path, ${scopePath})`;
  const byId = new Map(people.map((one) => [one.person, one]));
  return questions.map(({ candidates, ...question }) => ({
    ...question,
    candidates: (candidates ?? []).flatMap((id) => byId.get(id) ?? []),
  }));
}

/** A row that adds or changes somebody. */
export interface PlannedRow extends SealedLooks {
  row: number;
  verdict: 'new' | 'changed';
  committee: string;
  person: number | null;
  fields: string[];
  /** How phone and home are now, where they change. */
  phoneBefore: Buffer | null;
  committeeBefore: string | null;
}

/** The first rows of a verdict. */
export async function plannedRows(
  sql: Statement,
  importId: number,
  { verdict, limit }: { verdict: PlannedRow['verdict']; limit: number },
): Promise<PlannedRow[]> {
  return sql<PlannedRow[]>`
    SELECT m.row_number AS row, m.verdict, m.person_id AS person, m.fields, c.name AS committee, r.name, r.phone_cipher,
      r.id_number_cipher, CASE WHEN 'phone' = ANY(m.fields) THEN p.phone_cipher END AS phone_before,
      CASE WHEN 'committee' = ANY(m.fields) THEN h.name END AS committee_before
    FROM roster_match m JOIN roster_row r USING (import_id, row_number) JOIN committee c ON c.id = r.committee_id
    LEFT JOIN person p ON p.id = m.person_id LEFT JOIN committee h ON h.id = p.home_committee_id
    WHERE m.import_id = ${importId} AND m.verdict = ${verdict} ORDER BY m.row_number LIMIT ${limit}`;
}

/** What the opt-outs in force mean for an import. */
export interface OptOutNotes {
  /** Rows whose address has opted out: they are imported, and are not written to. */
  optedOut: { rows: number; first: number[] };
  /** Rows that give somebody who has opted out a new address: the opt-out follows them there. */
  carried: { rows: number; first: number[] };
}

const ADDRESSES = [
  { channel: 'sms', field: 'phone', hash: 'phone_hash' },
  { channel: 'email', field: 'email', hash: 'email_hash' },
] as const;

/** Rows listed for each note. */
const LISTED = 10;

/** Looks for opt-outs at the addresses an import brings, and at those it replaces. */
export async function optOutNotes(sql: Statement, importId: number): Promise<OptOutNotes> {
  const notes = await sql<{ carried: boolean; rows: number; first: number[] }[]>`
    WITH in_force AS (SELECT channel, address_hash FROM opt_out WHERE revoked_at IS NULL),
    met AS (${ADDRESSES.map(
      ({ channel, field, hash }, at) => sql`${at > 0 ? sql`UNION` : sql``}
      SELECT m.row_number, false AS carried FROM in_force x JOIN roster_row r ON r.${sql(hash)} = x.address_hash
      JOIN roster_match m USING (import_id, row_number)
      WHERE r.import_id = ${importId} AND x.channel = ${channel} AND (m.verdict = 'new' OR m.verdict = 'changed' AND ${field} = ANY(m.fields))
      UNION
      SELECT m.row_number, true FROM in_force x JOIN person p ON p.${sql(hash)} = x.address_hash
      JOIN roster_match m ON m.person_id = p.id
      WHERE m.import_id = ${importId} AND x.channel = ${channel} AND m.verdict = 'changed' AND ${field} = ANY(m.fields)`,
    )})
    SELECT carried, count(*) AS rows, (array_agg(row_number ORDER BY row_number))[1:${LISTED}] AS first FROM met GROUP BY carried`;
  const none = { rows: 0, first: [] as number[] };
  const note = (carried: boolean) => {
    const found = notes.find((one) => one.carried === carried);
    return found ? { rows: found.rows, first: found.first } : none;
  };
  return { optedOut: note(false), carried: note(true) };
}

/** A skill word that nobody in the ledger has: a slip, a new skill, or what a shifted column has brought. */
export interface UnheardSkill {
  word: string;
  /** How many rows have it, and the first of them. */
  rows: number;
  first: number;
}

/** Skill words of an import that nobody in the ledger has, the most frequent first. */
export async function unheardSkills(
  sql: Statement,
  importId: number,
  { known, limit }: { known: readonly string[]; limit: number },
): Promise<UnheardSkill[]> {
  return sql<UnheardSkill[]>`
    SELECT word, count(*) AS rows, min(row_number) AS first FROM roster_row, unnest(skills) AS word
    WHERE import_id = ${importId} AND word <> ALL(${known as string[]})
      AND word NOT IN (SELECT unnest(skills) FROM person)
    GROUP BY word ORDER BY rows DESC, word LIMIT ${limit}`;
}
