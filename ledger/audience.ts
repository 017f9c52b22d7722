import type { PendingQuery, Row } from 'postgres';
import type { AudienceRule } from '../domain/plan/plan.js';
import type { Statement } from '../runtime/database.js';
import { firstSpeakers } from './first-speakers.js';
import { inForce } from './in-force.js';

type Fragment = PendingQuery<Row[]>;

/** Within which part of the tree, and on which office day (`YYYY-MM-DD`), a rule is read. */
export interface AudienceBounds {
  scopePath: string;
  officeDay: string;
}

/**
 * The one place where an audience rule becomes SQL: a SELECT of `person_id, committee_id` (the home), each
 * person once. The scope is always an added condition, whatever a definition says.
 */
export function compileAudience(sql: Statement, rule: AudienceRule, bounds: AudienceBounds): Fragment {
  const day = bounds.officeDay;
  return sql`
    SELECT p.id AS person_id, p.home_committee_id AS committee_id FROM person p
    WHERE ${rule.recipientsOf ? recipientsOf(sql, rule.recipientsOf) : sql`true`}
      AND p.id IN (${belonging(sql, rule, bounds)})
      ${rule.teams?.length ? sql`AND p.id IN (${teamMembers(sql, rule.teams, day)})` : sql``}
      ${rule.skills?.length ? sql`AND p.skills @> ${rule.skills}` : sql``}
      ${rule.qualifications?.length ? rule.qualifications.map((kind) => sql`AND ${qualified(sql, kind, day)} `) : sql``}
      ${rule.age?.from !== undefined ? sql`AND p.birth_date <= ${day}::date - make_interval(years => ${rule.age.from})` : sql``}
      ${rule.age?.to !== undefined ? sql`AND p.birth_date > ${day}::date - make_interval(years => ${rule.age.to + 1})` : sql``}`;
}

/** Ids of the committees meant: the subtrees of the named codes, cut to the scope; of no codes, the scope itself. */
const subtree = (sql: Statement, codes: readonly string[], scopePath: string): Fragment =>
  codes.length === 0
    ? sql`SELECT c.id FROM committee c WHERE starts_with(c.path, ${scopePath})`
    : sql`
      SELECT c.id FROM committee c
      JOIN committee top ON starts_with(c.path, top.path)
      WHERE top.code = ANY(${codes as string[]}) AND starts_with(c.path, ${scopePath})`;

/** The named committees alone, wherever they lie. */
const themselves = (sql: Statement, codes: readonly string[]): Fragment =>
  sql`SELECT c.id FROM committee c WHERE c.code = ANY(${codes as string[]})`;

/** Those right below the named ones. */
const below = (sql: Statement, codes: readonly string[]): Fragment => sql`
  SELECT c.id FROM committee c JOIN committee top ON top.id = c.parent_id WHERE top.code = ANY(${codes as string[]})`;

function belonging(sql: Statement, rule: AudienceRule, { scopePath, officeDay }: AudienceBounds): Fragment {
  const committees = rule.itself
    ? themselves(sql, rule.committees)
    : rule.below
      ? below(sql, rule.committees)
      : subtree(sql, rule.committees, scopePath);
  if (rule.people) return named(sql, rule.people, committees);
  if (rule.roles?.length && rule.firstRole) {
    const { roles } = rule;
    return sql`SELECT person_id FROM (${firstSpeakers(sql, committees, { roles, officeDay })}) speaking`;
  }
  if (rule.roles?.length) {
    return sql`SELECT r.person_id FROM contact_role r
      WHERE r.committee_id IN (${committees}) AND r.role::text = ANY(${rule.roles}) AND ${inForce(sql, 'r', officeDay)}`;
  }
  return sql`SELECT m.person_id FROM membership m
    WHERE m.committee_id IN (${committees}) AND ${inForce(sql, 'm', officeDay)}`;
}

/** Whoever belongs there, volunteer or contact person. */
const named = (sql: Statement, people: readonly number[], committees: Fragment): Fragment => sql`
  SELECT q.id FROM person q WHERE q.id = ANY(${people as number[]}) AND q.home_committee_id IN (${committees})`;

const teamMembers = (sql: Statement, codes: readonly string[], day: string): Fragment => sql`
  SELECT tm.person_id FROM team_member tm JOIN team t ON t.id = tm.team_id
  WHERE t.code = ANY(${codes as string[]}) AND ${inForce(sql, 'tm', day)}`;

const qualified = (sql: Statement, kind: string, day: string): Fragment => sql`
  EXISTS (SELECT FROM qualification q WHERE q.person_id = p.id AND q.kind = ${kind}
    AND q.from_date <= ${day}::date AND (q.until_date IS NULL OR q.until_date >= ${day}::date))`;

const recipientsOf = (sql: Statement, { run, step }: { run: number; step: string }): Fragment => sql`
  p.id IN (SELECT s.person_id FROM recipient s JOIN occurrence o ON o.id = s.occurrence_id
    WHERE o.run_id = ${run} AND o.step = ${step})`;

/** How many people a rule means now. */
export async function countAudience(
  sql: Statement,
  rule: AudienceRule,
  bounds: AudienceBounds,
): Promise<number> {
  const [row] = await sql<[{ count: number }]>`
    SELECT count(*) FROM (${compileAudience(sql, rule, bounds)}) audience`;
  return row.count;
}

/** Skill and qualification words of a rule that nobody in the ledger has ever had: a mistyped word. */
export async function unknownAudienceWords(sql: Statement, rule: AudienceRule): Promise<string[]> {
  const rows = await sql<{ word: string }[]>`
    SELECT word FROM unnest(${rule.skills ?? []}::text[]) word
      WHERE NOT EXISTS (SELECT FROM person WHERE skills @> ARRAY[word])
    UNION ALL
    SELECT word FROM unnest(${rule.qualifications ?? []}::text[]) word
      WHERE NOT EXISTS (SELECT FROM qualification WHERE kind = word)`;
  return rows.map((row) => row.word);
}
