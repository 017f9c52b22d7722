import { officeTime } from '../../../domain/calendar/office-day.js';
import type { Sentence } from '../../../domain/problem.js';
import { OUTCOME_MEANING } from '../../../office/question-refusals.js';
import type { EntryView, QuestionLine, QuestionSide, ThreadView } from '../../../office/questions.js';
import { printable } from '../printable.js';
import { table } from '../table.js';
import type { Words } from '../words.js';

const SIDES: Record<QuestionSide, Sentence> = {
  'to answer': { zh: '要我答复的', en: 'mine to answer' },
  asked: { zh: '我提出的', en: 'mine asked' },
  'between others': { zh: '下级之间的', en: 'between others' },
};

/** Questions, one a line, under whose they are. */
export function questionsView(found: readonly QuestionLine[], words: Words): string {
  if (found.length === 0) return words.say('没有等待答复的问题', 'no questions are waiting');
  const { stacked, label } = words;
  return table(
    [
      stacked('问题', 'question'),
      '',
      stacked('状态', 'state'),
      stacked('期限', 'due'),
      stacked('提问', 'from'),
      stacked('答复', 'to'),
      stacked('主题', 'subject'),
    ],
    found.map((line) => [
      line.id,
      label(SIDES[line.side].zh, SIDES[line.side].en),
      stateOf(line, words),
      officeTime(line.dueAt),
      line.from.name,
      line.to.name,
      line.subject,
    ]),
  );
}

function stateOf({ outcome, overdue, asked }: QuestionLine, { label, tell }: Words): string {
  if (outcome !== null) return tell(OUTCOME_MEANING[outcome]);
  if (!asked) return label('待审批，尚未提出', 'waiting for approval, not put yet');
  return overdue ? label('逾期', 'overdue') : label('待答复', 'open');
}

/** A thread, question by question. */
export const threadView = ({ questions }: ThreadView, words: Words): string =>
  questions
    .map((question) =>
      [
        `[${question.id}] ${question.subject} · ${question.from.name} → ${question.to.name} · ${words.label('期限', 'due')} ${officeTime(question.dueAt)} · ${stateOf(question, words)}`,
        ...question.entries.flatMap((entry) => entryLines(entry, words)),
      ].join('\n'),
    )
    .join('\n\n');

const entryLines = ({ kind, writtenBy, writtenAt, text }: EntryView, { label }: Words): string[] => [
  `    ${kind === 'question' ? label('问', 'asked') : label('答', 'answered')} · ${writtenBy} · ${officeTime(writtenAt)}`,
  ...printable(text).map((line) => `      ${line}`.trimEnd()),
];
