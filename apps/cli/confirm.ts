import type { Sentence } from '../../domain/problem.js';
import { refuse } from '../../office/refusal.js';
import type { Session } from './session.js';

const NOTHING: Sentence = { zh: '', en: '' };

/**
 * Makes sure that a person can be asked here, before anything else: a script learns at once what it lacks.
 * @param orElse what else there is than --yes
 * @throws {Refusal} when there is nobody
 */
export function requirePerson({ world, json }: Session, orElse = NOTHING): void {
  if (world.interactive && !json) return;
  throw refuse(
    'invalid',
    'nobody-to-ask',
    `这里没有人可以确认：请加 --yes 直接执行${orElse.zh}`,
    `there is nobody here to ask: add --yes to go ahead${orElse.en}`,
  );
}

/** Anything else is a no: what is asked about cannot be taken back. */
const YES = /^(y|yes|是|好|确认)$/i;

/** Asks, and takes only a clear yes for one. */
export async function agreed({ world, words }: Session, zh: string, en: string): Promise<boolean> {
  const question = words.say(`${zh}输入 yes 或 是`, `${en} type yes`);
  return YES.test((await world.ask(`\n${question}: `)).trim());
}
