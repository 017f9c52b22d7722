/** The fields of a report's form. */
import type { Field, FieldValue } from '../../domain/duties/form.js';
import type { Sentence } from '../../domain/problem.js';
import { valueText } from '../../office/duty-view.js';
import type { ReportOnPage } from '../../office/report-page.js';
import { html, type Html } from './html.js';
import { told } from './page.js';
import { FIELD_MARK } from './report-parts.js';

/** What was typed, by field. */
export type Typed = Readonly<Record<string, string | readonly string[]>>;

/** What was typed, on as many lines. */
export const textOf = (written: string | readonly string[] | undefined): string =>
  written === undefined ? '' : [written].flat().join('\n').trim();

/**
 * A field to be filled in.
 * @param unkept what was typed and not kept: it is shown again, what is saved stands below it
 */
export function fieldPart(report: ReportOnPage, field: Field, unkept: Typed | undefined): Html {
  const { values, names } = report;
  const stored = values[field.key];
  const typed = unkept?.[field.key];
  const differs = unkept !== undefined && textOf(typed) !== [stored ?? ''].flat().join('\n');
  const saved = html`<p class="words">${valueText(field, stored, names)}</p>`;
  return html`<div class="field">
    <label for="${FIELD_MARK}${field.key}">${told(labelOf(field))}</label>
    ${inputOf(report, field, unkept === undefined ? stored : typed)}
    ${
      differs
        ? html`<p class="quiet">${told({ zh: '已保存的是：', en: 'What is saved:' })}</p>
            ${saved}`
        : ''
    }
    ${unkept === undefined && field.type === 'codes' ? saved : ''}
  </div>`;
}

function labelOf({ zh, en, type, optional, least, most }: Field): Sentence {
  const bounds =
    type === 'codes' || type === 'projects'
      ? `，${least ?? 1} 到 ${most ?? 50} 个`
      : type === 'number' && least !== undefined
        ? `，至少 ${least}`
        : '';
  return { zh: `${zh}${bounds}${optional ? '（可不填）' : ''}`, en: `${en}${optional ? ' (optional)' : ''}` };
}

function inputOf(report: ReportOnPage, field: Field, value: FieldValue | undefined): Html {
  const name = `${FIELD_MARK}${field.key}`;
  const text = [value ?? ''].flat().join('\n');
  switch (field.type) {
    case 'text':
      return area(name, text, { rows: 6, most: field.most ?? 8000, hint: '' });
    case 'codes':
      return area(name, text, { rows: 3, most: 8000, hint: '每行一个，写全名或代码' });
    case 'choice':
      return choices(name, text, field);
    case 'projects':
      return projectBoxes(report, name, [value ?? []].flat().map(String));
    case 'number':
      return line(name, text, { mode: 'decimal', most: 40, hint: '' });
    case 'day':
      return line(name, text, { mode: 'text', most: 40, hint: '2027-03-05' });
    case 'line':
      return line(name, text, { mode: 'text', most: field.most ?? 200, hint: '' });
  }
}

interface Look {
  /** Characters at most. */
  most: number;
  hint: string;
}

const area = (name: string, text: string, { rows, most, hint }: Look & { rows: number }): Html =>
  html`<textarea id="${name}" name="${name}" rows="${rows}" maxlength="${most}" placeholder="${hint}">
${text}</textarea>`;

const line = (name: string, text: string, { mode, most, hint }: Look & { mode: string }): Html =>
  html`<input
    id="${name}"
    name="${name}"
    value="${text}"
    inputmode="${mode}"
    maxlength="${most}"
    placeholder="${hint}"
    autocomplete="off"
  />`;

const choices = (name: string, text: string, field: Field): Html =>
  html`<select id="${name}" name="${name}">
    <option value="">请选择</option>
    ${(field.choices ?? []).map((choice) => option(choice, choice === text))}
  </select>`;

const projectBoxes = ({ projects }: ReportOnPage, name: string, chosen: readonly string[]): Html =>
  html`<div id="${name}" class="choices">
    ${projects.length === 0 ? html`<p class="quiet">${told(NO_PROJECTS)}</p>` : ''}
    ${projects.map(({ code, name: title }) => choiceBox(name, code, title, chosen))}
  </div>`;

const NO_PROJECTS: Sentence = {
  zh: '本单位还没有登记进行中的项目，请联系上级经办人员登记',
  en: 'No project of your committee is open: ask the clerk above to enter it',
};

const option = (choice: string, selected: boolean): Html =>
  selected ? html`<option selected>${choice}</option>` : html`<option>${choice}</option>`;

const choiceBox = (name: string, code: string, title: string, chosen: readonly string[]): Html =>
  html`<label class="choice">
    ${chosen.includes(code) ? html`<input type="checkbox" name="${name}" value="${code}" checked />` : html`<input type="checkbox" name="${name}" value="${code}" />`}
    ${title}
  </label>`;
