import type { QuestionOutcome } from '../domain/plan/plan.js';
import type { Sentence } from '../domain/problem.js';
import type { Side } from '../ledger/questions.js';
import { refuse, type Refusal } from './refusal.js';

/** How a question ended, as people read it. */
export const OUTCOME_MEANING: Record<QuestionOutcome, Sentence> = {
  answered: { zh: '已答复', en: 'answered' },
  withdrawn: { zh: '已撤回', en: 'withdrawn' },
  unanswered: { zh: '未获答复，已结束', en: 'ended without an answer' },
};

/** There is none, or none that the actor may know of. */
export const noSuchQuestion = (id: number): Refusal =>
  refuse(
    'not-found',
    'no-such-question',
    `没有问题 ${id}，或与您的管辖范围无关：请用 muster question list --all 查看`,
    `there is no question ${id} within your sight: see \`muster question list --all\``,
  );

const DOES = {
  answer: { zh: '答复', en: 'answer' },
  withdraw: { zh: '撤回', en: 'withdraw' },
} as const;

/** It is for another committee to do that. */
export const notYours = (id: number, { code, name }: Side, act: keyof typeof DOES): Refusal =>
  refuse(
    'not-allowed',
    'beyond-scope',
    `问题 ${id} 应由${name}${DOES[act].zh}，不在您的管辖范围，您只能查看`,
    `question ${id} is for committee ${code} to ${DOES[act].en}, which you do not work for; you may only look`,
  );

/** Nothing more can be done with it. */
export const endedAlready = (id: number, outcome: QuestionOutcome): Refusal =>
  refuse(
    'conflict',
    'ended',
    `问题 ${id} ${OUTCOME_MEANING[outcome].zh}，不能再答复或撤回：请用 muster question show ${id} 查看；还有话说请用 --follows ${id} 接着提问`,
    `question ${id} is over (${OUTCOME_MEANING[outcome].en}): see \`muster question show ${id}\`; to say more, ask on with --follows ${id}`,
  );

/** It waits for somebody's agreement, or for its workflow. */
export const notAsked = (id: number): Refusal =>
  refuse(
    'conflict',
    'not-asked',
    `问题 ${id} 还没有提出（等待审批，或刚刚发起），不能答复或撤回；发起人不再想问，请用 muster run withdraw ${id}`,
    `question ${id} has not been put yet (it waits for an approval, or has only just been launched): it can be neither answered nor closed; its author takes it back by \`muster run withdraw ${id}\``,
  );
