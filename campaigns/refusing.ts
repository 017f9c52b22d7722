import { topicOf, type Topic } from '../domain/messages/topics.js';
import type { Irrefusable, MessageClass } from '../domain/plan/plan.js';
import type { Problem } from '../domain/problem.js';

/** What a definition says about who may refuse it. */
export interface WrittenRefusing {
  topic?: Topic;
  duty?: true;
  emergency?: string;
  audience: { roles?: readonly string[] };
}

/** Why nobody may refuse it; null: everybody may. An emergency that also is a duty counts as the graver. */
export const irrefusableOf = ({
  duty,
  emergency,
}: Pick<WrittenRefusing, 'duty' | 'emergency'>): Irrefusable | null =>
  emergency === undefined ? (duty ? 'contact duty' : null) : 'emergency';

/** The topic of a step that sends. */
export const sendingTopic = (written: Pick<WrittenRefusing, 'topic'>): Topic =>
  topicOf({ ...written, kind: 'send' });

/** Only few things may be sent against somebody's wish: no promotion, and no duty to whom has none. */
export function refusingProblems(
  { duty, emergency, audience }: WrittenRefusing,
  messageClass: MessageClass,
): Problem[] {
  const problems: Problem[] = [];
  if (duty && audience.roles === undefined) {
    problems.push({
      path: ['duty'],
      reason: 'duty-without-roles',
      zh: '只有联系人才有此职责：请写明 audience.roles，或删去 duty',
      en: 'only contact persons have such a duty: name audience.roles, or leave duty out',
    });
  }
  for (const field of ['duty', 'emergency'] as const) {
    if (messageClass !== 'promotion' || { duty, emergency }[field] === undefined) continue;
    problems.push({
      path: [field],
      reason: 'promotion-is-refusable',
      zh: '推广任何人都可以拒收，不能作为紧急通知或联系人职责发送：请改用通知模板，或删去此项',
      en: 'anybody may refuse a promotion, so it is no emergency and no duty: use a notice template, or leave this out',
    });
  }
  return problems;
}
