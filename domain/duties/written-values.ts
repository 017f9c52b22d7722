import { parseOfficeDay } from '../calendar/office-day.js';
import type { Field, FieldValue, Form } from './form.js';

/** Values by field, as a form or file has them. */
export type Values = Readonly<Record<string, FieldValue>>;

/**
 * What somebody wrote into a field, as it is kept. What cannot be read (a number in words) stays as it was written: a
 * draft may hold it, and it is found wrong when the report is handed in.
 * @returns undefined: nothing was written
 */
export function writtenValue(
  { type }: Pick<Field, 'type'>,
  written: string | readonly string[],
): FieldValue | undefined {
  if (type === 'codes' || type === 'projects') {
    const entries = [written].flat().flatMap((one) => one.split(/[\s,，、;；]+/u));
    const distinct = [...new Set(entries.filter((entry) => entry !== ''))];
    return distinct.length === 0 ? undefined : distinct;
  }
  const text = [written].flat().join('\n').replace(/\r\n?/g, '\n').trim();
  if (text === '') return undefined;
  if (type === 'number') return numberIn(text) ?? text;
  if (type === 'day') return dayIn(text) ?? text;
  return text;
}

function numberIn(text: string): number | undefined {
  const plain = text.normalize('NFKC').replace(/[\s,]/g, '');
  return /^-?\d{1,12}(\.\d{1,6})?$/.test(plain) ? Number(plain) : undefined;
}

/** Also `2027.3.5` and `2027年3月5日`. */
function dayIn(text: string): string | undefined {
  const [, year, month = '', day = ''] =
    /^(\d{4})\D{1,2}(\d{1,2})\D{1,2}(\d{1,2})\s*日?$/.exec(text.normalize('NFKC').trim()) ?? [];
  if (year === undefined) return undefined;
  return parseOfficeDay(`${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`) ?? undefined;
}

/** All that was written into a form; fields it does not have are left as they are, to be found wrong. */
export function writtenValues(
  form: Form,
  written: Readonly<Record<string, string | readonly string[]>>,
): Values {
  const types = new Map(form.fields.map((field) => [field.key, field]));
  return Object.fromEntries(
    Object.entries(written).flatMap(([key, value]) => {
      const read = writtenValue(types.get(key) ?? { type: 'text' }, value);
      return read === undefined ? [] : [[key, read]];
    }),
  );
}

/** The same text for the same values, in whatever order they came. */
export const valuesText = (values: Values): string =>
  JSON.stringify(Object.entries(values).sort(([one], [other]) => (one < other ? -1 : 1)));
