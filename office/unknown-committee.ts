import type { Problem } from '../domain/problem.js';
import { similarCommittees } from '../ledger/committees.js';
import type { Statement } from '../runtime/database.js';

/** The refusal of a committee that is not there, or not for the actor, with those that look like it. */
export async function unknownCommittee(
  database: Statement,
  code: string,
  path: Problem['path'],
): Promise<Problem> {
  const similar = (await similarCommittees(database, code))
    .map((one) => `${one.code} ${one.name}`)
    .join('、');
  return {
    path,
    reason: 'unknown-committee',
    zh: `没有组织 “${code}”，或不在您的管辖范围${similar ? `；相近的有：${similar}` : ''}`,
    en: `no committee “${code}” within your scope${similar ? `; similar: ${similar}` : ''}`,
  };
}
