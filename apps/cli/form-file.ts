import { stringify } from 'yaml';
import type { Field, Form, Slot } from '../../domain/duties/form.js';
import { endingsTaken } from '../../domain/duties/media.js';
import type { Problem } from '../../domain/problem.js';
import { Refusal } from '../../office/refusal.js';

/** What stands above a form's fields. */
export interface FormHead {
  id: number;
  title: string;
  about: string | null;
  committee: string;
  due: string;
}

/** An empty YAML file to be filled in, each field with what it takes, and below what has to be attached. */
export const emptyForm = ({ id, title, about, committee, due }: FormHead, form: Form): string =>
  [
    `# 报送 ${id}：${title}${about === null ? '' : ` · ${about}`} · ${committee} · 期限 ${due}`,
    `# 填好后 / then: muster duty submit ${id} FILE${form.attachments.map(({ key }) => ` --attach ${key}=…`).join('')}`,
    '',
    ...form.fields.flatMap((field) => [`# ${hintOf(field)}`, `${keyText(field.key)}:`, '']),
    ...form.attachments.map((slot) => `# --attach ${slot.key}=…  ${slotHint(slot)}`),
  ].join('\n');

/** As YAML writes a key, with quotation marks where it needs them. */
const keyText = (key: string): string => stringify(key).trim();

const TYPES: Record<Field['type'], string> = {
  line: '一行文字 line',
  text: '文字，多行用 | text, several lines after |',
  number: '数字 number',
  day: '日期 day, 2027-03-05',
  choice: '选一 choice',
  codes: '下级组织的全名或代码，[甲, 乙] committees below by name or code',
  projects: '本单位项目的编号，[1, 2] projects by number',
};

function hintOf({ zh, en, type, optional, least, most, choices }: Field): string {
  const bounds = [least === undefined ? '' : `≥ ${least}`, most === undefined ? '' : `≤ ${most}`]
    .filter(Boolean)
    .join(', ');
  return [
    `${zh} ${en}`,
    choices ? choices.join(' | ') : TYPES[type],
    ...(bounds === '' ? [] : [bounds]),
    ...(optional ? ['可不填 optional'] : []),
  ].join(' · ');
}

const slotHint = ({ zh, en, kind, least, most }: Slot): string =>
  `${zh} ${en} · ${least}–${most} · ${endingsTaken(kind).join(', ')}`;

/**
 * What a filled-in file says, field by field.
 * @throws {Refusal} when it is no list of fields, each with a text, a number or a list of them
 */
export function writtenFields(value: unknown): Record<string, string | string[]> {
  if (value === null || value === undefined) return {};
  if (typeof value !== 'object' || Array.isArray(value))
    throw new Refusal('invalid', [
      {
        path: [],
        reason: 'wrong-type',
        zh: '应为“字段: 内容”，可用 muster duty form 得到空表',
        en: 'must be fields and what they hold; `muster duty form` prints an empty one',
      },
    ]);
  const fields: Record<string, string | string[]> = {};
  const problems: Problem[] = [];
  for (const [key, held] of Object.entries(value)) {
    const text = held === null ? '' : textsOf(held);
    if (text === undefined)
      problems.push({
        path: [key],
        reason: 'wrong-type',
        zh: '应为文字、数字或它们的列表',
        en: 'must be a text, a number, or a list of them',
      });
    else fields[key] = text;
  }
  if (problems.length > 0) throw new Refusal('invalid', problems);
  return fields;
}

function textsOf(held: unknown): string | string[] | undefined {
  if (typeof held === 'string' || typeof held === 'number') return String(held);
  if (!Array.isArray(held)) return undefined;
  const texts = held.map(textsOf);
  return texts.every((text) => typeof text === 'string') ? texts : undefined;
}
