import { officeTime } from '../../domain/calendar/office-day.js';
import type { Slot } from '../../domain/duties/form.js';
import { endingsTaken } from '../../domain/duties/media.js';
import type { Sentence } from '../../domain/problem.js';
import { valueText, type FileView } from '../../office/duty-view.js';
import type { RefusedFile } from '../../office/files.js';
import type { FormResult, ReportOnPage } from '../../office/report-page.js';
import { html, type Html } from './html.js';
import { page, told } from './page.js';
import { fieldPart, textOf } from './report-fields.js';
import { SLOT_MARK } from './report-parts.js';

/** What a form just brought, and what came of it. */
export interface Brought {
  result: FormResult;
  refused: readonly RefusedFile[];
  /** By field, as it was typed; shown again where it was not kept. */
  written: Readonly<Record<string, string | readonly string[]>>;
  /** It was to be handed in. */
  submitting: boolean;
}

/** The page of one report: a form while it is open, then what was handed in. */
export const reportPage = (report: ReportOnPage, token: string, brought?: Brought): string =>
  page(
    { zh: report.duty.title, en: 'Report' },
    html`<p class="quiet">
        ${report.committee}${report.duty.about === null ? '' : ` · ${report.duty.about}`}
      </p>
      ${brought ? notice(report, brought) : ''} ${standing(report)}
      ${report.reason === null ? '' : returned(report.reason)}
      ${report.closed ? html`${unsaved(report, brought)}${reading(report, wasNotKept(brought))}` : form(report, brought)}
      <p><a href="../${token}">${told({ zh: '返回报送列表', en: 'Back to the list' })}</a></p>`,
  );

/** What was typed and not kept has to be seen again. */
const wasNotKept = (brought: Brought | undefined): brought is Brought =>
  brought?.result.outcome === 'overtaken' || brought?.result.outcome === 'closed';

function notice(report: ReportOnPage, { result, refused, submitting }: Brought): Html {
  return html`<div class="notice" role="status">
    <p>${told(outcomeOf(report, result, submitting && refused.length > 0))}</p>
    ${result.outcome === 'flawed' ? list(result.flaws) : ''}
    ${refused.length === 0 ? '' : list(refused.map(refusalOf))}
    ${'overfull' in result && result.overfull.length > 0 ? list(result.overfull.map(fullOf)) : ''}
  </div>`;
}

const list = (sentences: readonly Sentence[]): Html =>
  html`<ul class="plain">
    ${sentences.map((sentence) => html`<li>${told(sentence)}</li>`)}
  </ul>`;

const refusalOf = ({ name, fault: { zh, en } }: RefusedFile): Sentence => ({
  zh: `没有收下 ${name}：${zh}`,
  en: `not taken: ${en}`,
});

const fullOf = (name: string): Sentence => ({
  zh: `没有收下 ${name}：这一项已满，请先删去一个`,
  en: 'not taken: no room, remove one first',
});

function outcomeOf({ duty, closed }: ReportOnPage, result: FormResult, heldBack: boolean): Sentence {
  switch (result.outcome) {
    case 'closed':
      return nothingTaken(closed!);
    case 'overtaken':
      return {
        zh: `没有任何改动：${result.by.zh}已于 ${officeTime(result.at)} 先保存。您写的仍在栏内，已保存的在其下；要用您写的，请再按一次`,
        en: `Nothing was changed: ${result.by.en} saved before you. Your words are still in the fields, what is saved stands below; to keep yours, press again`,
      };
    case 'saved':
      return heldBack ? HELD_BACK : result.changed ? SAVED : SAME;
    case 'flawed':
      return FLAWED;
    case 'submitted':
      return handedIn(result.again, duty.inTime === false ? '（逾期）' : '');
  }
}

const nothingTaken = ({ zh, en }: Sentence): Sentence => ({
  zh: `没有任何改动：${zh}。您写的内容在下面，可以复制留存`,
  en: `Nothing was changed: ${en}. What you wrote stands below`,
});

const HELD_BACK: Sentence = {
  zh: '还没有报送：有文件没有收下。其余内容已存为草稿',
  en: 'Not handed in: a file was not taken. The rest is kept as a draft',
};
const SAVED: Sentence = { zh: '已保存草稿，还没有报送', en: 'Saved as a draft, not handed in yet' };
const SAME: Sentence = { zh: '没有改动', en: 'Nothing was changed' };
const FLAWED: Sentence = {
  zh: '还没有报送，草稿已保存。请补充：',
  en: 'Not handed in; the draft is kept. Still needed:',
};

const handedIn = (again: boolean, late: string): Sentence =>
  again
    ? {
        zh: `已经报送过${late}，内容相同，不用再报`,
        en: 'Handed in before, with the same content: nothing more to do',
      }
    : {
        zh: `报送成功${late}，谢谢。不再提醒；通过或锁定之前还可以修改`,
        en: 'Handed in, thank you. No more reminders; it can be changed until it is accepted or locked',
      };

function standing({ duty, late, closed, drafted, submitted, written }: ReportOnPage): Html {
  const until = duty.lockAt === null || closed ? '' : `，${officeTime(duty.lockAt)} 锁定`;
  const due = `期限 ${officeTime(duty.dueAt)}${duty.provisional ? '（暂定）' : ''}${until}`;
  return html`<p class="state">
      ${told({ zh: late ? `已逾期，${due}` : due, en: late ? 'overdue' : 'due' })}
    </p>
    ${closed ? html`<p class="state">${told(closed)}</p>` : ''}
    ${submitted ? html`<p class="quiet">${told(said(submitted, '报送', 'handed in'))}</p>` : ''}
    ${drafted && written ? html`<p class="quiet">${told(said(written, submitted ? '修改，还没有报送' : '填写，还没有报送', 'a draft'))}</p>` : ''}`;
}

const said = ({ by, at }: { by: Sentence; at: Date }, zh: string, en: string): Sentence => ({
  zh: `${by.zh}于 ${officeTime(at)} ${zh}`,
  en: `${en}, by ${by.en}`,
});

const returned = (reason: string): Html =>
  html`<section class="returned">
    <h2>${told({ zh: '退回意见', en: 'Why it was returned' })}</h2>
    <p class="words warning">${reason}</p>
  </section>`;

/** Typed into a report that takes nothing any more: to be copied. */
function unsaved({ duty }: ReportOnPage, brought: Brought | undefined): Html {
  if (!wasNotKept(brought)) return html``;
  const typed = duty.form.fields.filter(({ key }) => textOf(brought.written[key]) !== '');
  return html`<section>
    <h2>${told({ zh: '您写的内容，没有收下', en: 'What you wrote, which was not taken' })}</h2>
    ${typed.map(
      ({ key, zh, en }) =>
        html`<h3>${told({ zh, en })}</h3>
          <p class="words">${textOf(brought.written[key])}</p>`,
    )}
  </section>`;
}

const reading = ({ duty, values, files, names }: ReportOnPage, besideOthers: boolean): Html =>
  html`<section>
    ${besideOthers ? html`<h2>${told({ zh: '已保存的内容', en: 'What is saved' })}</h2>` : ''}
    ${duty.form.fields.map((field) =>
      values[field.key] === undefined
        ? html``
        : html`<h3>${told(field)}</h3>
            <p class="words">${valueText(field, values[field.key], names)}</p>`,
    )}
    ${duty.form.attachments.map((slot) => {
      const lying = files.filter((file) => file.slot === slot.key);
      return lying.length === 0
        ? html``
        : html`<h3>${told(slot)}</h3>
            ${fileList(lying, duty.id, false)}`;
    })}
  </section>`;

/** One form for everything: whichever button is pressed, what was typed is kept. */
function form(report: ReportOnPage, brought: Brought | undefined): Html {
  const { duty, mark } = report;
  return html`<form method="post" enctype="multipart/form-data">
    <input type="hidden" name="seen" value="${mark}" />
    ${duty.form.fields.map((field) => fieldPart(report, field, wasNotKept(brought) ? brought.written : undefined))}
    ${duty.form.attachments.map((slot) => slotPart(report, slot))} ${lackingPart(report)}
    <p><button name="press" value="draft">${told({ zh: '保存草稿', en: 'Save the draft' })}</button></p>
    <p><button class="main" name="press" value="submit">${told({ zh: '报送', en: 'Hand in' })}</button></p>
  </form>`;
}

function lackingPart({ flaws, duty }: ReportOnPage): Html {
  const missing = [...duty.form.fields, ...duty.form.attachments].filter(({ key }) =>
    flaws.some((flaw) => flaw.key === key),
  );
  if (missing.length === 0) return html``;
  return html`<p class="quiet">
    ${told({
      zh: `已保存的内容还缺 ${missing.length} 项：${missing.map(({ zh }) => zh).join('、')}`,
      en: `what is saved still lacks: ${missing.map(({ en }) => en).join(', ')}`,
    })}
  </p>`;
}

function slotPart({ duty, files, mostMegabytes }: ReportOnPage, slot: Slot): Html {
  const lying = files.filter((file) => file.slot === slot.key);
  const name = `${SLOT_MARK}${slot.key}`;
  const accept = endingsTaken(slot.kind).map((ending) => `.${ending}`);
  const most = `最多 ${slot.most} 份，每份不超过 ${mostMegabytes[slot.kind]} MB`;
  const need: Sentence =
    lying.length < slot.least
      ? {
          zh: `还缺 ${slot.least - lying.length} 份，${most}`,
          en: `${slot.least - lying.length} more needed, ${mostMegabytes[slot.kind]} MB each at most`,
        }
      : {
          zh: `已有 ${lying.length} 份，${most}`,
          en: `${lying.length} of at most ${slot.most}, ${mostMegabytes[slot.kind]} MB each`,
        };
  return html`<div class="field">
    <label for="${name}">${told(slot)}</label>
    <p class="${lying.length < slot.least ? 'warning' : 'quiet'}">${told(need)}</p>
    ${fileList(lying, duty.id, true)}
    ${
      lying.length >= slot.most
        ? ''
        : html`<input id="${name}" type="file" name="${name}" accept="${wideAccept(slot, accept)}" multiple />
            <button name="press" value="attach">${told({ zh: '上传所选文件', en: 'Upload' })}</button>`
    }
  </div>`;
}

/** Phones offer their camera and album for these words, and not for a list of endings. */
const wideAccept = ({ kind }: Slot, endings: readonly string[]): string =>
  kind === 'photo' ? 'image/*' : kind === 'video' ? 'video/*' : endings.join(',');

const fileList = (files: readonly FileView[], duty: number, removable: boolean): Html =>
  html`<ul>
    ${files.map(
      ({ id, name, bytes }) =>
        html`<li>
          <div><a href="${duty}/file/${id}">${name}</a> <span class="quiet">${sizeText(bytes)}</span></div>
          ${removable ? html`<button name="press" value="remove.${id}">${told({ zh: '删去', en: 'Remove' })}</button>` : ''}
        </li>`,
    )}
  </ul>`;

const sizeText = (bytes: number): string =>
  bytes < 1024 * 1024
    ? `${Math.max(1, Math.round(bytes / 1024))} KB`
    : `${(bytes / 1024 / 1024).toFixed(1)} MB`;
