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
