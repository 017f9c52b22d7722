import { almanacOf, finderOf, type ThemeYear } from '../campaigns/theme/days.js';
import { addDays, daysBetween, yearOf, type Day } from '../domain/calendar/day.js';
import { parseDateRule } from '../domain/calendar/written-rule.js';
import { resolve } from '../domain/calendar/resolve.js';
import type { Sentence } from '../domain/problem.js';
import { writeAudit } from '../ledger/audit.js';
import type { Actor } from '../ledger/operators.js';
import { putThemeYear, removeThemeYear, type NewThemeYear } from '../ledger/themes.js';
import type { Statement } from '../runtime/database.js';
import { requireWholeOffice } from './actor.js';
import { changeCalendar, type WithEffects } from './calendar-effects.js';
import { checkedDay, checkedYear } from './checked-day.js';
import type { Office } from './office.js';
import { refuse, requireReason, type Refusal } from './refusal.js';
import { requireRight } from './rights.js';
import { officeCalendar, requireTheme, type OfficeCalendar } from './theme-book.js';

/** What somebody announces of a theme; at least one of its days, the day it is held and its motto. */
export interface WrittenAnnouncement {
  code: string;
  year: number;
  /** Its first day; the last is then by its rule. */
  day?: string;
  /** Its first and its last day. */
  from?: string;
  to?: string;
  held?: string;
  wording?: string;
  source?: string;
}

/** What is now known of a theme in the year, and what is odd about it. */
export interface AnnouncedTheme {
  found: ThemeYear[];
  remarks: Sentence[];
}

/** Further apart than this, the day it is held is a slip of the pen. */
const MOST_DAYS_APART = 60;
const LONGEST_DAYS = 366;
const LONGEST_LINE = 200;

/**
 * Writes down what was announced of a theme in a year; what is not named stays. The days count before the theme's rule.
 * @param preview only look: nothing is written down
 * @throws {Refusal} where a day lies in another year, or the last before the first, or nothing is announced
 */
export async function announceTheme(
  office: Office,
  actor: Actor,
  written: WrittenAnnouncement,
  { preview = false }: { preview?: boolean } = {},
): Promise<WithEffects<AnnouncedTheme>> {
  requireRight(actor, 'run campaigns');
  requireWholeOffice(actor, '公布主题日期', 'announcing a theme');
  const announced = checked(written);
  const by = { name: actor.name, now: office.clock.now() };
  return changeCalendar(office, actor, { change: (sql) => announce(sql, announced, by), only: preview });
}

async function announce(
  sql: Statement,
  announced: NewThemeYear,
  by: { name: string; now: Date },
): Promise<AnnouncedTheme> {
  requireTheme((await officeCalendar(sql, by.now)).book, announced.code);
  await putThemeYear(sql, announced, by);
  const after = await officeCalendar(sql, by.now);
  const found = finderOf(after.book, after.workdays)(announced.code, announced.year);
  for (const one of found) requireNearby(one);
  const { code, year, ...detail } = announced;
  const subject = `theme ${code} ${year}`;
  await writeAudit(sql, { actor: by.name, action: 'theme announce', subject, detail }, by.now);
  return { found, remarks: remarksOn(announced, found, after) };
}

/** Takes back what was announced of a theme in a year: its rule counts again. */
export async function withdrawAnnouncement(
  office: Office,
  actor: Actor,
  { code, year, reason }: { code: string; year: number; reason: string },
  { preview = false }: { preview?: boolean } = {},
): Promise<WithEffects<AnnouncedTheme>> {
  requireRight(actor, 'run campaigns');
  requireWholeOffice(actor, '撤回主题公布', 'withdrawing an announcement');
  requireReason(reason);
  checkedYear(year);
  const change = async (sql: Statement): Promise<AnnouncedTheme> => {
    const now = office.clock.now();
    requireTheme((await officeCalendar(sql, now)).book, code);
    if (!(await removeThemeYear(sql, { code, year }))) throw nothingKnown(code, year);
    const subject = `theme ${code} ${year}`;
    await writeAudit(sql, { actor: actor.name, action: 'theme withdraw', subject, detail: { reason } }, now);
    const { book, workdays } = await officeCalendar(sql, now);
    return { found: finderOf(book, workdays)(code, year), remarks: [] };
  };
  return changeCalendar(office, actor, { change, only: preview });
}

function checked(written: WrittenAnnouncement): NewThemeYear {
  const { code, held } = written;
  const year = checkedYear(written.year);
  const said = { ...checkedLine('wording', written.wording), ...checkedLine('source', written.source) };
  const days = daysOf(written);
  if (!days && held === undefined && said.wording === undefined) throw nothingSaid();
  if (days) requireYear(days.day, year);
  return {
    ...{ code, year, ...said },
    ...(days && { days }),
    ...(held !== undefined && { held: requireYear(checkedDay(held), year) }),
  };
}

function requireYear(day: Day, year: number): Day {
  if (yearOf(day) === year) return day;
  throw refuse(
    'invalid',
    'other-year',
    `${day} 不在 ${year} 年，请核对 --year`,
    `${day} is not in ${year}: look at --year`,
  );
}

/** Blank is as good as nothing. */
function checkedLine(
  key: 'wording' | 'source',
  written: string | undefined,
): Pick<NewThemeYear, 'wording' | 'source'> {
  const line = written?.trim() ?? '';
  if (line === '') return {};
  if (line.length <= LONGEST_LINE && !/\p{Cc}/u.test(line)) return { [key]: line };
  throw refuse(
    'invalid',
    'not-one-line',
    `年度主题和依据应为一行，不超过 ${LONGEST_LINE} 字`,
    `a motto and a notice are one line of at most ${LONGEST_LINE} characters`,
  );
}

function daysOf({ day, from, to }: WrittenAnnouncement): NewThemeYear['days'] {
  if (day !== undefined && (from !== undefined || to !== undefined)) throw dayOrSpan();
  if (day !== undefined) return { day: checkedDay(day), lastDay: null };
  if (from === undefined && to === undefined) return undefined;
  if (from === undefined || to === undefined) throw halfSpan();
  const [first, last] = [checkedDay(from), checkedDay(to)];
  if (last < first) throw endsBefore(first, last);
  if (daysBetween(first, last) >= LONGEST_DAYS) throw tooLong();
  return { day: first, lastDay: last };
}

/** The office's own day lies near the theme's. */
function requireNearby({ held, first, last }: ThemeYear): void {
  if (!held) return;
  if (held.day >= addDays(first.day, -MOST_DAYS_APART) && held.day <= addDays(last.day, MOST_DAYS_APART))
    return;
  throw refuse(
    'invalid',
    'far-away',
    `举办日 ${held.day} 离主题日 ${first.day} 太远（超过 ${MOST_DAYS_APART} 天），请核对`,
    `held on ${held.day}, more than ${MOST_DAYS_APART} days from ${first.day}: look again`,
  );
}

/** What is right and yet unusual: said, not refused. */
function remarksOn(
  { code, year, days }: NewThemeYear,
  found: readonly ThemeYear[],
  { book, workdays }: OfficeCalendar,
): Sentence[] {
  const theme = requireTheme(book, code);
  const remarks: Sentence[] = [];
  if (book.off.has(code))
    remarks.push({
      zh: `主题 ${code} 已停用，公布的内容已记下`,
      en: `theme ${code} is switched off; what was announced is kept`,
    });
  const base = resolve(parseDateRule(theme.rule)!, year, almanacOf(workdays, book))[0]?.steps[0]?.day;
  const [one] = found;
  if (days && base !== undefined && one && (base < one.first.day || base > one.last.day))
    remarks.push(outside(base, one));
  return remarks;
}

const outside = (base: Day, { first, last }: ThemeYear): Sentence => ({
  zh: `公布的日期 ${first.day}${last.day === first.day ? '' : `—${last.day}`} 不含 ${base}，请核对是否属实`,
  en: `the days announced, ${first.day}${last.day === first.day ? '' : ` to ${last.day}`}, do not hold ${base}: make sure they are right`,
});

const nothingSaid = (): Refusal =>
  refuse(
    'invalid',
    'nothing-announced',
    '没有写公布了什么：请给出 --day，或 --from 和 --to，或 --held、--wording',
    'nothing is announced: give --day, or --from and --to, or --held, or --wording',
  );

const dayOrSpan = (): Refusal =>
  refuse(
    'invalid',
    'day-or-span',
    '--day 与 --from、--to 只能用一种',
    'give --day, or --from and --to, not both',
  );

const halfSpan = (): Refusal =>
  refuse(
    'invalid',
    'half-span',
    '--from 和 --to 要一起写；只公布了第一天请用 --day',
    '--from and --to go together; where only the first day is announced, give --day',
  );

const endsBefore = (first: Day, last: Day): Refusal =>
  refuse(
    'invalid',
    'ends-before-it-begins',
    `最后一天 ${last} 在第一天 ${first} 之前，请对调`,
    `the last day ${last} lies before the first ${first}; swap them`,
  );

const tooLong = (): Refusal =>
  refuse(
    'invalid',
    'too-long',
    `一个主题最长 ${LONGEST_DAYS} 天，请核对日期`,
    `a theme lasts at most ${LONGEST_DAYS} days; look at the days`,
  );

const nothingKnown = (code: string, year: number): Refusal =>
  refuse(
    'not-found',
    'nothing-announced',
    `${year} 年没有登记过主题 ${code} 的公布内容`,
    `nothing was announced of theme ${code} in ${year}`,
  );
