import type { AudienceRule, PlannedAnswer } from '../domain/plan/plan.js';
import { answersTo } from '../ledger/duties/answers.js';
import type { ActivityDependencies } from './deps.js';

type Deps = Pick<ActivityDependencies, 'database' | 'keys'>;

/** What a committee has answered in one field; null: it has not answered. */
export interface Answer {
  duty: number;
  code: string;
  value: string | null;
}

/** What everybody asked has answered in one field of a run's duty. One row a committee, never a person. */
export async function answersIn(
  { database, keys }: Deps,
  runId: number,
  { duty: key, field }: Pick<PlannedAnswer, 'duty' | 'field'>,
): Promise<Answer[]> {
  const answers = await answersTo(database, { runId, key });
  return answers.map(({ duty, code, valuesCipher }) => {
    if (valuesCipher === null) return { duty, code, value: null };
    const values = JSON.parse(keys.decrypt(valuesCipher)) as Record<string, unknown>;
    return { duty, code, value: typeof values[field] === 'string' ? values[field] : null };
  });
}

/** Of an audience those who speak for committees that were asked and have not answered so. */
export async function leavingOut(
  deps: Deps,
  runId: number,
  { rule, answered }: { rule: AudienceRule; answered: PlannedAnswer },
): Promise<AudienceRule> {
  const answers = await answersIn(deps, runId, answered);
  const committees = answers.filter(({ value }) => value !== answered.value).map(({ code }) => code);
  return { roles: [...(rule.roles ?? [])], firstRole: true, committees, itself: true };
}
