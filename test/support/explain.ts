import type { PendingQuery, Row } from 'postgres';
import type { Statement } from '../../runtime/database.js';

/** A step of PostgreSQL's plan for a statement. */
export interface PlanNode {
  'Node Type': string;
  'Relation Name'?: string;
  'Hash Cond'?: string;
  'Index Cond'?: string;
  'Join Filter'?: string;
  Filter?: string;
  Plans?: PlanNode[];
}

/** Every step below a step, itself included. */
const below = (node: PlanNode): PlanNode[] => [node, ...(node.Plans ?? []).flatMap(below)];

/**
 * The plan of each statement that a ledger function would run; none is run, and each seems to bring no rows.
 * @returns all steps of all plans
 */
export async function planOf(
  sql: Statement,
  work: (explaining: Statement) => Promise<unknown>,
): Promise<PlanNode[]> {
  const nodes: PlanNode[] = [];
  const explained = async (query: PendingQuery<Row[]>): Promise<Row[]> => {
    const [row] = await sql<[{ 'QUERY PLAN': [{ Plan: PlanNode }] }]>`EXPLAIN (FORMAT JSON) ${query}`;
    nodes.push(...below(Object.values(row)[0]![0].Plan));
    return [];
  };
  // A fragment is never awaited, a statement is: only then it is explained.
  const explaining = new Proxy(sql, {
    apply(target, self, given: unknown[]) {
      const query = Reflect.apply(target, self, given) as PendingQuery<Row[]>;
      const then: Promise<Row[]>['then'] = (kept, lost) => explained(query).then(kept, lost);
      return Array.isArray(given[0]) && 'raw' in given[0] ? Object.assign(query, { then }) : query;
    },
  });
  await work(explaining);
  return nodes;
}
