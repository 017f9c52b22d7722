import { parseOfficeDay } from '../calendar/office-day.js';
import type { Fault } from '../problem.js';

/** What a field of a form holds; `codes`: committees below the one that fills it in; `projects`: of its own register. */
export type FieldType = 'line' | 'text' | 'number' | 'day' | 'choice' | 'codes' | 'projects';

/** One thing to be filled in. */
export interface Field {
  key: string;
  /** As people read it. */
  zh: string;
  en: string;
  type: FieldType;
  /** It may be left empty. */
  optional?: true;
  /** Of a number, its value; of codes and projects, how many; of a text, how long. */
  least?: number;
  most?: number;
  /** Of a choice. */
  choices?: readonly string[];
  /** Of a number: committees are ranked by it, the highest first (积分榜). */
  league?: true;
}

/** What may be handed in beside the fields. */
export type AttachmentKind = 'document' | 'roster' | 'photo' | 'video';

/** A place for files. */
export interface Slot {
  key: string;
  zh: string;
  en: string;
  kind: AttachmentKind;
  /** How many files are wanted at least and taken at most. */
  least: number;
  most: number;
}

/** What a report consists of. */
export interface Form {
  fields: readonly Field[];
  attachments: readonly Slot[];
}

/** What somebody filled in: a text, a number, or several codes. */
export type FieldValue = string | number | readonly string[];

/** What is handed in, as far as a form can judge it: values by field, and how many files lie in each slot. */
export interface Filled {
  values: Readonly<Record<string, FieldValue>>;
  files: Readonly<Record<string, number>>;
}

/** Something a report still lacks, or has too much of; at a field or slot by its key. */
export interface Flaw extends Fault<
  'missing' | 'wrong-type' | 'out-of-range' | 'unknown-word' | 'unknown-field'
> {
  key: string;
}

const LONGEST: Readonly<Record<'line' | 'text', number>> = { line: 200, text: 8000 };

const flaw = (key: string, reason: Flaw['reason'], zh: string, en: string): Flaw => ({ key, reason, zh, en });

/** Everything that keeps a report from being handed in; empty: it may be. A draft may lack anything. */
export function flawsOf(form: Form, { values, files }: Filled): Flaw[] {
  const known = new Set([...form.fields, ...form.attachments].map(({ key }) => key));
  const strangers = [...Object.keys(values), ...Object.keys(files)].filter((key) => !known.has(key));
  return [
    ...form.fields.flatMap((field) => fieldFlaw(field, values[field.key]) ?? []),
    ...form.attachments.flatMap((slot) => slotFlaw(slot, files[slot.key] ?? 0) ?? []),
    ...strangers.map((key) =>
      flaw(key, 'unknown-field', `没有 “${key}” 这一项，请删去`, `there is no field “${key}”; remove it`),
    ),
  ];
}

const isEmpty = (value: FieldValue | undefined): boolean =>
  value === undefined ||
  (typeof value === 'string' ? value.trim() === '' : typeof value === 'object' && value.length === 0);

function fieldFlaw(field: Field, value: FieldValue | undefined): Flaw | null {
  const { key, zh, en, optional, type } = field;
  if (!isEmpty(value)) return FLAWS[type](field, value!);
  return optional ? null : flaw(key, 'missing', `缺少“${zh}”，请填写`, `“${en}” is missing; fill it in`);
}

function dayFlaw({ key, zh, en }: Field, value: FieldValue): Flaw | null {
  if (typeof value === 'string' && parseOfficeDay(value) !== null) return null;
  return flaw(
    key,
    'wrong-type',
    `“${zh}”应为日期，如 2027-03-05`,
    `“${en}” must be a day such as 2027-03-05`,
  );
}

function choiceFlaw({ key, zh, en, choices = [] }: Field, value: FieldValue): Flaw | null {
  if (choices.includes(value as string)) return null;
  return flaw(
    key,
    'unknown-word',
    `“${zh}”只能是 ${choices.join('、')}`,
    `“${en}” must be one of ${choices.join(', ')}`,
  );
}

function numberFlaw({ key, zh, en, least = 0, most = 10_000_000 }: Field, value: FieldValue): Flaw | null {
  if (typeof value !== 'number' || !Number.isFinite(value))
    return flaw(key, 'wrong-type', `“${zh}”应为数字`, `“${en}” must be a number`);
  if (value >= least && value <= most) return null;
  return value < least
    ? flaw(
        key,
        'out-of-range',
        `“${zh}”至少 ${least}，现为 ${value}`,
        `“${en}” must be at least ${least}, not ${value}`,
      )
    : flaw(
        key,
        'out-of-range',
        `“${zh}”最多 ${most}，现为 ${value}`,
        `“${en}” must be at most ${most}, not ${value}`,
      );
}

function countFlaw({ key, zh, en, least = 1, most = 50 }: Field, value: FieldValue): Flaw | null {
  if (typeof value !== 'object') return flaw(key, 'wrong-type', `“${zh}”应为列表`, `“${en}” must be a list`);
  const count = new Set(value).size;
  if (count === value.length && count >= least && count <= most) return null;
  return flaw(
    key,
    'out-of-range',
    `“${zh}”应有 ${least} 到 ${most} 项，不重复，现有 ${value.length} 项`,
    `“${en}” needs ${least} to ${most} different entries, not ${value.length}`,
  );
}

function textFlaw(
  { key, zh, en, type, most = LONGEST[type as 'line' | 'text'] }: Field,
  value: FieldValue,
): Flaw | null {
  if (typeof value !== 'string') return flaw(key, 'wrong-type', `“${zh}”应为文字`, `“${en}” must be text`);
  if (value.length > most)
    return flaw(
      key,
      'out-of-range',
      `“${zh}”最多 ${most} 字，现有 ${value.length} 字`,
      `“${en}” has at most ${most} characters, not ${value.length}`,
    );
  if (type === 'line' && /\p{Cc}/u.test(value))
    return flaw(key, 'wrong-type', `“${zh}”只能有一行`, `“${en}” is one line`);
  return null;
}

/** What is wrong with a value, by what its field holds. */
const FLAWS: Readonly<Record<FieldType, (field: Field, value: FieldValue) => Flaw | null>> = {
  line: textFlaw,
  text: textFlaw,
  number: numberFlaw,
  day: dayFlaw,
  choice: choiceFlaw,
  codes: countFlaw,
  projects: countFlaw,
};

const KINDS: Readonly<Record<AttachmentKind, readonly [string, string]>> = {
  ...{ document: ['文档', 'document'], roster: ['名册', 'roster'] },
  ...{ photo: ['照片', 'photo'], video: ['视频', 'video'] },
};

function slotFlaw({ key, zh, en, kind, least, most }: Slot, files: number): Flaw | null {
  const [zhKind, enKind] = KINDS[kind];
  if (files < least)
    return flaw(
      key,
      'missing',
      `缺少“${zh}”：至少 ${least} 份${zhKind}，现有 ${files} 份`,
      `“${en}” is missing: at least ${least} ${enKind}(s), there are ${files}`,
    );
  return files > most
    ? flaw(
        key,
        'out-of-range',
        `“${zh}”最多 ${most} 份，现有 ${files} 份`,
        `“${en}” takes at most ${most}, there are ${files}`,
      )
    : null;
}
