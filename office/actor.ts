import { operatorByName, operatorNames, type Actor } from '../ledger/operators.js';
import type { Office } from './office.js';
import { refuse } from './refusal.js';

/** The operator who asks; everything they see and do is cut to their part of the tree. */
export async function actorNamed({ database }: Pick<Office, 'database'>, name: string): Promise<Actor> {
  const actor = await operatorByName(database, name);
  if (actor) return actor;
  const known = (await operatorNames(database)).join(', ') || '无 none';
  throw refuse(
    'not-allowed',
    'unknown-operator',
    `没有操作员 “${name}”。现有：${known}。请用 --as 指定`,
    `there is no operator “${name}”. Known: ${known}. Name one with --as`,
  );
}

/** Whether an operator works for the whole office: their part of the tree is the root, a path of one code. */
export const worksForAll = ({ scopePath }: Actor): boolean => scopePath.indexOf('/') === scopePath.length - 1;

/**
 * What concerns everybody (templates, schedules) is not for those who work for a part.
 * @throws {Refusal} naming what was asked
 */
export function requireWholeOffice(actor: Actor, zh: string, en: string): void {
  if (worksForAll(actor)) return;
  throw refuse(
    'not-allowed',
    'whole-office-only',
    `${zh}影响全市，只有市级操作员可以做；您是 ${actor.name}`,
    `${en} concerns the whole office: only its operators may do that, and you are ${actor.name}`,
  );
}
