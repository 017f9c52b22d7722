import { parseOfficeTime } from '../calendar/office-day.js';
import type { Day } from '../calendar/day.js';
import type { Problem } from '../problem.js';
import { isPrintable } from '../roster/cell.js';
import { readDay } from '../roster/day.js';

/** A day and a time as spreadsheets write them: `2026/12/5 9:00`, `2026年12月5日 09:00:00`. */
const DAY_AND_TIME = /^(\d{4}\D\d{1,2}\D\d{1,2}日?)[ T]*(\d{1,2}:\d{2})(?::\d{2})?$/i;
/** Above what anybody counts, and below a phone in the wrong column. */
const MOST_COUNTED = 10_000_000;

/** Reads the fields of one written entry, and gathers everything that is wrong with them, each at its place. */
export class RowCheck<Field extends string> {
  readonly problems: Problem[] = [];

  /** @param path where the entry stands: nowhere by itself, or at its index in a table */
  constructor(private readonly path: Problem['path']) {}

  /** Notes a fault of a field. */
  fault(field: Field, reason: string, zh: string, en: string): void {
    this.problems.push({ path: [...this.path, field], reason, zh, en });
  }

  /** A line of text, so many characters at most. */
  line(field: Field, written: string, most: number): string {
    const text = written.trim();
    if (text === '' || text.length > most)
      this.fault(field, 'length', `应为 1 到 ${most} 字`, `has 1 to ${most} characters`);
    else if (!isPrintable(text) || /[\r\n]/.test(text))
      this.fault(field, 'unprintable', '应为一行普通文字', 'is one line of plain text');
    return text;
  }

  /** A day; null: it is none, and that is noted. */
  day(field: Field, written: string): Day | null {
    const day = readDay(written);
    if (typeof day === 'string') return day;
    this.fault(field, day.reason, day.zh, day.en);
    return null;
  }

  /** A day and a time of the office; null: it is none, and that is noted. */
  time(field: Field, written: string): Date | null {
    const text = written.normalize('NFKC').trim();
    const [, day, time] = DAY_AND_TIME.exec(text) ?? [];
    const read = day === undefined ? text : readDay(day);
    const instant =
      typeof read !== 'string' ? null : parseOfficeTime(day === undefined ? read : `${read} ${time}`);
    if (instant === null)
      this.fault(
        field,
        'not-a-time',
        '应写作 2026-12-05 09:00（北京时间），且日期存在',
        'write 2026-12-05 09:00 (office time), on a day that exists',
      );
    return instant;
  }

  /** One of some words, written in either language; null: it is none, and that is noted. */
  choice<Word extends string>(
    field: Field,
    written: string,
    words: Readonly<Record<Word, readonly string[]>>,
  ): Word | null {
    const text = written.trim().toLowerCase();
    const known = Object.entries<readonly string[]>(words) as [Word, readonly string[]][];
    const found = known.find(([word, spellings]) => word === text || spellings.includes(text));
    if (found) return found[0];
    const [zh, en] = [known.map(([, [first]]) => first).join('、'), known.map(([word]) => word).join(', ')];
    this.fault(field, 'choice', `没有 “${written}”，可用的有：${zh}`, `there is no “${written}”; use ${en}`);
    return null;
  }

  /** How many; null: it is no such number, and that is noted. */
  count(field: Field, written: string | number): number | null {
    const value =
      typeof written === 'number' ? written : /^\d+$/.test(written.trim()) ? Number(written) : NaN;
    if (Number.isSafeInteger(value) && value >= 0 && value <= MOST_COUNTED) return value;
    this.fault(
      field,
      'count',
      `应为 0 到 ${MOST_COUNTED} 的整数，读到 “${written}”`,
      `is a whole number from 0 to ${MOST_COUNTED}, read “${written}”`,
    );
    return null;
  }
}
