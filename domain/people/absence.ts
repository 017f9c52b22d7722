/** 请假: away from one instant until another. Days count whole: away until the 5th means the 5th too. */
import {
  DAY_MILLISECONDS,
  officeDay,
  officeTime,
  parseOfficeDay,
  parseOfficeTime,
  startOfOfficeDay,
} from '../calendar/office-day.js';
import type { Checked, Problem, Sentence } from '../problem.js';

/** From `from` on, and no longer at `until`. */
export interface AbsenceSpan {
  from: Date;
  until: Date;
}

/** Longer is a slip of the year, or somebody who has left. */
const LONGEST_DAYS = 366;

/**
 * Reads an absence as a person writes it: days (`2026-12-01`, the whole of it) or times (`2026-12-01 18:00`), in
 * office time. Without `from` it begins now.
 */
export function readAbsence(written: { from?: string; until: string }, now: Date): Checked<AbsenceSpan> {
  const from = written.from === undefined ? now : instantOf(written.from, 'from');
  const until = instantOf(written.until, 'until');
  if (from === null || until === null) {
    const wrong = [from === null ? notATime('from') : [], until === null ? notATime('until') : []];
    return { ok: false, problems: wrong.flat() };
  }
  const problems = problemsOf({ from, until }, now);
  return problems.length > 0 ? { ok: false, problems } : { ok: true, value: { from, until } };
}

function instantOf(written: string, end: 'from' | 'until'): Date | null {
  const day = parseOfficeDay(written);
  if (day === null) return parseOfficeTime(written);
  const start = startOfOfficeDay(day);
  return end === 'from' ? start : new Date(start.getTime() + DAY_MILLISECONDS);
}

const notATime = (end: string): Problem => ({
  path: [end],
  reason: 'not-a-time',
  zh: '应写作 2026-12-01 或 2026-12-01 18:00（北京时间），且日期存在',
  en: 'write 2026-12-01 or 2026-12-01 18:00 (office time), on a day that exists',
});

function problemsOf({ from, until }: AbsenceSpan, now: Date): Problem[] {
  if (until <= now) {
    const time = officeTime(now);
    return [
      { path: ['until'], reason: 'past', zh: `已经过去，现在是 ${time}`, en: `is past, it is ${time} now` },
    ];
  }
  if (until <= from) {
    return [{ path: ['until'], reason: 'ends-first', zh: '结束早于开始', en: 'ends before it begins' }];
  }
  if (until.getTime() - from.getTime() <= LONGEST_DAYS * DAY_MILLISECONDS) return [];
  return [
    {
      path: ['until'],
      reason: 'too-long',
      zh: `一次最多请假 ${LONGEST_DAYS} 天，请核对年份`,
      en: `at most ${LONGEST_DAYS} days at a time: check the year`,
    },
  ];
}

/** Until when somebody is away, in words: the last day where a whole day ends it, else the time. */
export function awayUntilWords(until: Date): Sentence {
  const day = officeDay(until);
  if (startOfOfficeDay(day).getTime() !== until.getTime()) {
    const time = officeTime(until);
    return { zh: `至 ${time}`, en: `until ${time}` };
  }
  const last = officeDay(new Date(until.getTime() - 1));
  return { zh: `至 ${last}（含）`, en: `through ${last}` };
}
