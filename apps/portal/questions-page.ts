import { officeTime } from '../../domain/calendar/office-day.js';
import type { Sentence } from '../../domain/problem.js';
import type { OwedQuestion, PageAnswer } from '../../office/question-page.js';
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

/** The page of the questions somebody may answer; `outcome`: what came of the answer just given. */
export const questionsPage = (
  questions: readonly OwedQuestion[],
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
      </p>`,
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

function part({ id, subject, from, to, dueAt, overdue, text }: OwedQuestion, draft?: Draft): Html {
  const due = officeTime(dueAt);
  return html`<section>
    <h2>${id} · ${subject}</h2>
    <p class="quiet">${told({ zh: `${from} 问 ${to}`, en: 'who asks, and who is asked' })}</p>
    <p class="state">
      ${told({ zh: `${overdue ? '已逾期，' : ''}期限 ${due}`, en: overdue ? 'overdue' : 'due' })}
    </p>
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
