import type { Problem } from '../domain/problem.js';
import { committeesByCode, type Committee } from '../ledger/committees.js';
import type { Statement } from '../runtime/database.js';
import { refuse, Refusal } from './refusal.js';
import { unknownCommittee } from './unknown-committee.js';

/** Where a fault is told: at its row of a table, or at its field alone where only one entry is written. */
export type RowPath = (at: number) => Problem['path'];

/** Rows of a table. */
export const inTable: RowPath = (at) => [at];
/** The one entry. */
export const alone: RowPath = () => [];

/**
 * The committees that rows name, within a part of the tree, in the order of the rows.
 * @returns undefined for each row that names another, with the problem
 */
export async function committeesOfRows(
  sql: Statement,
  { rows, scopePath, path }: { rows: readonly { committee: string }[]; scopePath: string; path: RowPath },
): Promise<{ committees: (Committee | undefined)[]; problems: Problem[] }> {
  const codes = [...new Set(rows.map(({ committee }) => committee.trim()))];
  const found = await committeesByCode(sql, codes, scopePath);
  const byCode = new Map(found.map((committee) => [committee.code, committee]));
  const unknown = new Map<string, Problem>();
  for (const code of codes)
    if (!byCode.has(code)) unknown.set(code, await unknownCommittee(sql, code, ['committee']));
  return {
    committees: rows.map(({ committee }) => byCode.get(committee.trim())),
    problems: rows.flatMap(({ committee }, at) => {
      const problem = unknown.get(committee.trim());
      return problem ? [{ ...problem, path: [...path(at), ...problem.path] }] : [];
    }),
  };
}

/**
 * The path below which a list is asked for; undefined: no committee was named.
 * @throws {Refusal} the committee is not within that part of the tree
 */
export async function pathBelow(
  sql: Statement,
  code: string | undefined,
  scopePath: string,
): Promise<string | undefined> {
  if (code === undefined) return undefined;
  const [committee] = await committeesByCode(sql, [code], scopePath);
  if (committee) return committee.path;
  throw new Refusal('not-found', [await unknownCommittee(sql, code, ['committee'])]);
}

/**
 * In the order of the rows, as a person goes through them.
 * @throws {Refusal} when there is any
 */
export function refuseAll(problems: readonly Problem[]): void {
  if (problems.length === 0) return;
  throw new Refusal(
    'invalid',
    [...problems].sort((one, other) => Number(one.path[0]) - Number(other.path[0]) || 0),
  );
}

/** No entry of that number, or not for the actor. */
export const noEntry = (zh: string, en: string, id: number): Refusal =>
  refuse(
    'not-found',
    'no-such-entry',
    `没有 ${id} 号${zh}，或不在您的管辖范围`,
    `there is no ${en} ${id} within your scope`,
  );
