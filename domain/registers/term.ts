import { addDays, daysBetween, type Day } from '../calendar/day.js';
import type { Checked, Sentence } from '../problem.js';
import { RowCheck } from './row-check.js';

/** What is agreed until a day, by the words a person may use. */
export const TERM_KINDS = {
  'school pairing': ['校地结对', '结对', 'school-pairing', 'pairing'],
  ambassador: ['形象大使', '大使'],
} as const satisfies Record<string, readonly string[]>;
/** One of them. */
export type TermKind = keyof typeof TERM_KINDS;

/** How a term stands on a day: 已到期, 即将到期, 生效中, 未开始, 已续期, 已终止. */
export const TERM_STATES = {
  expired: { zh: '已到期', en: 'expired' },
  expiring: { zh: '即将到期', en: 'expiring' },
  running: { zh: '生效中', en: 'running' },
  coming: { zh: '未开始', en: 'coming' },
  renewed: { zh: '已续期', en: 'renewed' },
  ended: { zh: '已终止', en: 'ended' },
} as const satisfies Record<string, Sentence>;
/** One of them. */
export type TermState = keyof typeof TERM_STATES;

/** So long before its last day a term is one to be seen to. */
export const EXPIRING_DAYS = 60;
const LONGEST_TITLE = 100;
/** Longer is a slip of the year. */
const LONGEST_YEARS = 20;

/** A term as a person writes it. */
export interface WrittenTerm {
  committee: string;
  kind: string;
  /** The school, or the office held. */
  title: string;
  from: string;
  /** The last day. */
  until: string;
}

/** A term as it was understood, but for its committee and person. */
export interface TermEntry extends TermDays {
  kind: TermKind;
  title: string;
}

/** Both days are in it. */
export interface TermDays {
  from: Day;
  until: Day;
}

/** Reads a term. */
export function readTerm(written: WrittenTerm): Checked<TermEntry> {
  const check = new RowCheck<keyof WrittenTerm>([]);
  const kind = check.choice('kind', written.kind, TERM_KINDS);
  const title = check.line('title', written.title, LONGEST_TITLE);
  const days = daysOf(check, written);
  return kind === null || days === null || check.problems.length > 0
    ? { ok: false, problems: check.problems }
    : { ok: true, value: { kind, title, ...days } };
}

/** Reads the days of a term that follows another; it begins on the day after that, unless another day is given. */
export function readRenewal(written: { from?: string; until: string }, before: TermDays): Checked<TermDays> {
  const check = new RowCheck<'from' | 'until'>([]);
  const days = daysOf(check, { from: written.from ?? addDays(before.until, 1), until: written.until });
  if (days !== null && days.from <= before.until)
    check.fault(
      'from',
      'overlaps',
      `本期到 ${before.until}（含）才结束，续期最早从次日开始`,
      `the term goes on through ${before.until}: the next begins the day after at the earliest`,
    );
  return days === null || check.problems.length > 0
    ? { ok: false, problems: check.problems }
    : { ok: true, value: days };
}

function daysOf(
  check: RowCheck<'from' | 'until'>,
  written: Pick<WrittenTerm, 'from' | 'until'>,
): TermDays | null {
  const [from, until] = [check.day('from', written.from), check.day('until', written.until)];
  if (from === null || until === null) return null;
  if (until < from)
    check.fault(
      'until',
      'ends-first',
      `${until} 早于开始的 ${from}`,
      `${until} lies before its first day, ${from}`,
    );
  else if (daysBetween(from, until) > LONGEST_YEARS * 366)
    check.fault(
      'until',
      'too-long',
      `最长 ${LONGEST_YEARS} 年，请核对年份`,
      `${LONGEST_YEARS} years at most: check the year`,
    );
  return { from, until };
}

/** How a term stands on a day. */
export function termState(
  { from, until, endedAt, renewedBy }: TermDays & { endedAt: Date | null; renewedBy: number | null },
  today: Day,
): TermState {
  if (renewedBy !== null) return 'renewed';
  if (endedAt !== null) return 'ended';
  if (until < today) return 'expired';
  if (daysBetween(today, until) <= EXPIRING_DAYS) return 'expiring';
  return from > today ? 'coming' : 'running';
}
