import { yearOf, type Day } from '../calendar/day.js';
import type { Checked, Problem } from '../problem.js';
import { RowCheck } from './row-check.js';

/** A project as a person writes it, by options or in a table; what they leave out is empty. */
export interface WrittenProject {
  /** Code of the committee that runs it. */
  committee: string;
  title: string;
  targetGroup: string;
  from: string;
  to: string;
  /** `2026、2027` */
  brandYears: string;
}

/** A project as it was understood, but for its committee. */
export interface ProjectEntry {
  title: string;
  /** Whom it serves, in the office's words. */
  targetGroup: string | null;
  from: Day;
  /** Its last day; null: open. */
  to: Day | null;
  /** Years in which its committee names it one of its brand projects (品牌项目). */
  brandYears: number[];
}

/** A committee has one or two brand projects a year (hebei-2017 四(一)). */
export const MOST_BRANDS = 2;
const LONGEST_TITLE = 100;
const LONGEST_GROUP = 40;
/** A longer list of years is a slip. */
const LAST_YEAR = 2100;

/** Reads a project; `path` is where it stands in a table. */
export function readProject(written: WrittenProject, path: Problem['path'] = []): Checked<ProjectEntry> {
  const check = new RowCheck<keyof WrittenProject>(path);
  const title = check.line('title', written.title, LONGEST_TITLE);
  const targetGroup =
    written.targetGroup.trim() === '' ? null : check.line('targetGroup', written.targetGroup, LONGEST_GROUP);
  const from = check.day('from', written.from);
  const to = written.to.trim() === '' ? null : check.day('to', written.to);
  if (from !== null && to !== null && to < from)
    check.fault('to', 'ends-first', `${to} 早于开始的 ${from}`, `${to} lies before its first day, ${from}`);
  const brandYears = yearsOf(written.brandYears);
  if (from !== null) {
    const fault = brandYears.map((year) => brandYearFault(year, { from, to })).find(Boolean);
    if (fault) check.fault('brandYears', fault.reason, fault.zh, fault.en);
  }
  return check.problems.length > 0 || from === null
    ? { ok: false, problems: check.problems }
    : { ok: true, value: { title, targetGroup, from, to, brandYears } };
}

const yearsOf = (written: string): number[] => [
  ...new Set(
    written
      .split(/[、,，;；\s]+/)
      .filter((each) => each !== '')
      .map((each) => (/^\d{4}$/.test(each) ? Number(each) : NaN)),
  ),
];

/** What keeps a year from being one in which a project is a brand; undefined: nothing. */
export function brandYearFault(
  year: number,
  { from, to }: Pick<ProjectEntry, 'from' | 'to'>,
): Omit<Problem, 'path'> | undefined {
  const [first, last] = [yearOf(from), to === null ? LAST_YEAR : yearOf(to)];
  if (year >= first && year <= last) return undefined;
  return {
    reason: 'brand-year',
    zh: `品牌年度应在项目期内（${first}–${to === null ? '' : last}），多个用顿号隔开，如 2026、2027`,
    en: `brand years lie within the project’s own (${first}–${to === null ? '' : last}), written like 2026, 2027`,
  };
}
