import { officeTime } from '../../domain/calendar/office-day.js';
import type { Sentence } from '../../domain/problem.js';
import { DUTY_STATE_MEANING } from '../../office/duty-words.js';
import { GROUPS, type Group, type ListedDuty, type ReportsOnPage } from '../../office/report-page.js';
import { html, type Html } from './html.js';
import { page, told } from './page.js';
import type { CommitteeLink } from '../../office/report-link.js';
import { CODE_ASKED, CODE_TITLE } from './report-words.js';
import { PAGE_CODE_LENGTH } from '../../domain/messages/page-code.js';

const TITLES: Record<Group, Sentence> = {
  late: { zh: '逾期未报', en: 'Overdue' },
  returned: { zh: '退回修改', en: 'Returned to you' },
  owed: { zh: '待报', en: 'To hand in' },
  submitted: { zh: '已报，等待审核', en: 'Handed in' },
  settled: { zh: '已办结', en: 'Settled' },
};

/** The list of what a committee owes and has handed in; links are relative, so that any address in front will do. */
export const reportsPage = ({ committee, lastDay, listed }: ReportsOnPage, token: string): string =>
  page(
    { zh: `${committee} · 报送`, en: 'Reports' },
    html`${listed.some(({ group }) => isOpen(group)) ? '' : html`<p>${told(NONE)}</p>`}
      ${GROUPS.map((group) =>
        part(
          group,
          listed.filter((duty) => duty.group === group),
          token,
        ),
      )}
      <p class="quiet">
        ${told({
          zh: `链接到 ${lastDay} 为止有效，只供${committee}使用，请不要转发。`,
          en: `This link is good until ${lastDay}, for this committee alone. Do not pass it on.`,
        })}
      </p>`,
  );

const NONE: Sentence = { zh: '现在没有需要报送的材料。', en: 'Nothing has to be handed in at present.' };

const isOpen = (group: Group): boolean => group === 'late' || group === 'returned' || group === 'owed';

const part = (group: Group, duties: readonly ListedDuty[], token: string): Html =>
  duties.length === 0
    ? html``
    : html`<section class="${group}">
        <h2>${told({ zh: `${TITLES[group].zh}（${duties.length}）`, en: TITLES[group].en })}</h2>
        ${duties.map((duty) => card(duty, token))}
      </section>`;

const card = (duty: ListedDuty, token: string): Html =>
  html`<a class="card" href="${token}/${duty.id}">
    <strong>${duty.title}</strong>
    ${duty.about === null ? '' : html`<span class="quiet">${duty.about}</span>`}
    <span class="state">${told(standing(duty))}</span>
    ${duty.reason === null ? '' : html`<span class="words warning">${duty.reason}</span>`}
    ${duty.missing.length === 0 ? '' : html`<span class="quiet">${told(lacking(duty))}</span>`}
    ${duty.drafted && !isOpen(duty.group) ? html`<span class="quiet">${told(UNSENT)}</span>` : ''}
  </a>`;

const UNSENT: Sentence = { zh: '有修改还没有报送', en: 'changes have not been handed in yet' };

const lacking = ({ missing }: ListedDuty): Sentence => ({
  zh: `还缺 ${missing.length} 项：${missing.map(({ zh }) => zh).join('、')}`,
  en: `still missing: ${missing.map(({ en }) => en).join(', ')}`,
});

function standing({
  group,
  state,
  dueAt,
  lockAt,
  provisional,
  inTime,
  firstSubmittedAt,
}: ListedDuty): Sentence {
  const due = `${officeTime(dueAt)}${provisional ? '（暂定）' : ''}`;
  if (group === 'late') {
    const until = lockAt === null ? '' : `，补报到 ${officeTime(lockAt)} 为止`;
    return {
      zh: `已逾期，期限 ${due}${until}`,
      en: `overdue${lockAt === null ? '' : '; taken until then'}`,
    };
  }
  if (isOpen(group)) return { zh: `期限 ${due}`, en: provisional ? 'due, the day may still move' : 'due' };
  if (group === 'submitted')
    return {
      zh: `${officeTime(firstSubmittedAt!)} 已报${inTime ? '，按时' : '，逾期'}`,
      en: inTime ? 'handed in in time' : 'handed in late',
    };
  return state === 'accepted' || state === 'excused' ? DUTY_STATE_MEANING[state] : DUTY_STATE_MEANING.locked;
}

/** Where a short code is typed in; `said`: what was wrong with the last one. */
export const codePage = (said?: Sentence, typed = ''): string =>
  page(
    CODE_TITLE,
    html`${said ? html`<p class="notice" role="status">${told(said)}</p>` : ''}
      <form method="post">
        <label for="code">${told(CODE_ASKED)}</label>
        <input
          id="code"
          name="code"
          value="${typed}"
          autocomplete="off"
          autocapitalize="characters"
          spellcheck="false"
          maxlength="${PAGE_CODE_LENGTH * 4}"
          required
        />
        <button class="main">${told({ zh: '进入', en: 'Open' })}</button>
      </form>`,
  );

/** Where somebody who speaks for several committees says for which. */
export const choicePage = (links: readonly CommitteeLink[]): string =>
  page(
    { zh: '为哪个单位报送', en: 'For which committee' },
    html`${links.map(({ committee, token }) => html`<a class="card" href="r/${token}"><strong>${committee}</strong></a>`)}`,
  );
