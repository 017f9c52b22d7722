import { officeTime } from '../../domain/calendar/office-day.js';
import type { QuestionOutcome } from '../../domain/plan/plan.js';
import type { Sentence } from '../../domain/problem.js';
import type { PageAnswer, PageEntry, PageQuestion, QuestionsOnPage } from '../../office/question-page.js';
import { html, type Html } from './html.js';
import { page, told } from './page.js';

const TITLE: Sentence = { zh: '等待答复的问题', en: 'Questions waiting for an answer' };

const NONE: Sentence = { zh: '现在没有需要您单位答复的问题。', en: 'Nothing is waiting for your committee.' };

const SAID: Record<PageAnswer, Sentence> = {
  answered: {
    zh: '已答复，谢谢。提问的单位会收到通知，不再提醒。',
    en: 'Answered, thank you. Those who asked are told, and there are no more reminders.',
  },
  over: {
    zh: '没有任何改动：这个问题已有人答复，或已结束，或不归您单位答复。要补充或更正，请联系提问的单位。',
    en: 'Nothing was changed: the question has been answered or is over, or is not for you. To add to the answer, write to those who asked.',
  },
  empty: { zh: '没有任何改动：请先写答复。', en: 'Nothing was changed: write an answer first.' },
  'too long': {
    zh: '没有任何改动：答复最多 4000 字，请精简。',
    en: 'Nothing was changed: an answer has at most 4,000 characters.',
  },
};

/** What somebody wrote; where it was not taken, it is given back to them. */
export interface Draft {
  id: number;
  text: string;
}

/** The page of the questions of somebody's committees; `outcome`: what came of the answer just given. */
export const questionsPage = (
  { owed: questions, asked, below }: QuestionsOnPage,
  outcome?: PageAnswer,
  draft?: Draft,
): string =>
  page(
    TITLE,
    html`${outcome ? html`<p class="notice" role="status">${told(SAID[outcome])}</p>` : ''}
      ${outcome && draft && !questions.some(({ id }) => id === draft.id) ? given(outcome, draft) : ''}
      ${questions.length === 0 ? html`<p>${told(NONE)}</p>` : questions.map((one) => part(one, draft))}
      <p class="quiet">
        ${told({
          zh: '每个问题只能答复一次。请不要转发这个页面的链接。',
          en: 'Each question is answered once. Do not pass this page’s link on.',
        })}
      </p>
      ${readOnly(ASKED, asked)} ${readOnly(BELOW, below)}`,
  );

/** What somebody wrote to a question that is not on the page any more: to see that it is theirs, or not to lose it. */
function given(outcome: PageAnswer, { id, text }: Draft): Html | string {
  if (text.trim() === '') return '';
  const title =
    outcome === 'answered'
      ? { zh: `${id} 号问题，您的答复`, en: `Your answer to question ${id}` }
      : { zh: '您写的内容，没有提交', en: 'What you wrote, which was not taken' };
  return html`<section>
    <h2>${told(title)}</h2>
    <p class="words">${text}</p>
  </section>`;
}

const ASKED: Sentence = { zh: '您单位提出的问题', en: 'Asked by your committee' };
const BELOW: Sentence = { zh: '下级单位逾期未答复的问题', en: 'Overdue with committees below yours' };

/** What they may read, and others answer. */
const readOnly = (title: Sentence, questions: readonly PageQuestion[]): Html | string =>
  questions.length === 0
    ? ''
    : html`<section>
        <h2>${told(title)}</h2>
        ${questions.map(readPart)}
      </section>`;

const readPart = (question: PageQuestion): Html =>
  html`<section>
    <h3>${question.id} · ${question.subject}</h3>
    <p class="quiet">
      ${told({ zh: `${question.from} 问 ${question.to}`, en: 'who asks, and who is asked' })}
    </p>
    <p class="state">${told(standing(question))}</p>
    ${before(question.earlier)}
    <p class="words">${question.text}</p>
    ${question.answer === null ? '' : html`<h4>${told({ zh: '答复', en: 'Answer' })}</h4>`}
    ${question.answer === null ? '' : html`<p class="words">${question.answer}</p>`}
  </section>`;

const ENDED: Record<QuestionOutcome, Sentence> = {
  answered: { zh: '已答复', en: 'answered' },
  withdrawn: { zh: '已撤回', en: 'withdrawn' },
  unanswered: { zh: '未获答复，提醒已经结束', en: 'not answered; reminders are over' },
};

function standing({ outcome, overdue, dueAt }: PageQuestion): Sentence {
  if (outcome !== null) return ENDED[outcome];
  const due = officeTime(dueAt);
  return overdue
    ? { zh: `已逾期，期限 ${due}`, en: 'overdue' }
    : { zh: `等待答复，期限 ${due}`, en: 'an answer is awaited' };
}

/** What was said before in the thread: folded, for it may be long. */
const before = (entries: readonly PageEntry[]): Html | string =>
  entries.length === 0
    ? ''
    : html`<details>
        <summary>${told({ zh: '此前的问答', en: 'What was said before' })}</summary>
        ${entries.map(said)}
      </details>`;

const said = ({ question, kind, committee, writtenAt, text }: PageEntry): Html =>
  html`<p class="quiet">
      ${question} · ${officeTime(writtenAt)} ·
      ${told(
        kind === 'question'
          ? { zh: `${committee} 问`, en: 'asked' }
          : { zh: `${committee} 答`, en: 'answered' },
      )}
    </p>
    <p class="words">${text}</p>`;

function part({ id, subject, from, to, dueAt, overdue, earlier, text }: PageQuestion, draft?: Draft): Html {
  const due = officeTime(dueAt);
  return html`<section>
    <h2>${id} · ${subject}</h2>
    <p class="quiet">${told({ zh: `${from} 问 ${to}`, en: 'who asks, and who is asked' })}</p>
    <p class="state">
      ${told({ zh: `${overdue ? '已逾期，' : ''}期限 ${due}`, en: overdue ? 'overdue' : 'due' })}
    </p>
    ${before(earlier)}
    <p class="words">${text}</p>
    <form method="post">
      <input type="hidden" name="question" value="${id}" />
      <label for="answer-${id}">${told({ zh: '答复', en: 'Answer' })}</label>
      <textarea id="answer-${id}" name="answer" rows="6" maxlength="4000" required>
${draft?.id === id ? draft.text : ''}</textarea>
      <button class="main">${told({ zh: '提交答复', en: 'Answer' })}</button>
    </form>
  </section>`;
}
