import type { BaseDay } from '../../../domain/calendar/date-rule.js';
import { weekdayOf, yearOf, type Day } from '../../../domain/calendar/day.js';
import { FIRST_SHIPPED_YEAR } from '../../../domain/calendar/holidays.js';
import { spokenLunarDate } from '../../../domain/calendar/lunar.js';
import type { FindingStep } from '../../../domain/calendar/resolve.js';
import { ENGLISH_WEEKDAYS, spokenWeekday, WEEKDAYS } from '../../../domain/calendar/spoken.js';
import { TAKEN_BY_NEXT_NOTICE, type DayKind } from '../../../domain/calendar/workdays.js';
import { writeDateRule } from '../../../domain/calendar/written-rule.js';
import type { Sentence } from '../../../domain/problem.js';
import type { ThemeYear } from '../../../campaigns/theme/days.js';
import type { CalendarDay, CalendarYear, LoadedHolidays, ResolvedRule } from '../../../office/calendar.js';
import type { WithEffects } from '../../../office/calendar-effects.js';
import type { CalendarTheme } from '../../../office/theme-book.js';
import { columns, table } from '../table.js';
import type { Words } from '../words.js';
import { safeguardsView } from './safeguard.js';
import { movedView } from './schedule.js';

/** Heads of a month, Monday first. */
const WEEK = [...WEEKDAYS.slice(1), ...WEEKDAYS.slice(0, 1)];
/** Columns of a month and the space beside it. */
const MONTH_WIDTH = 45;

/** `2026-02-17 周二 Tue` */
export const shownDay = (day: Day, { label }: Words): string =>
  `${day} ${label(spokenWeekday(weekdayOf(day)), ENGLISH_WEEKDAYS[weekdayOf(day)]!)}`;

/** A year: twelve months, its holidays and its themes; as many months beside each other as the screen is wide. */
export function yearView(year: CalendarYear, words: Words, width: number): string {
  const abreast = Math.min(3, Math.max(1, Math.floor(width / MONTH_WIDTH)));
  const months = Array.from({ length: 12 }, (_, at) => monthView(year, at + 1, words));
  const rows = Array.from({ length: Math.ceil(12 / abreast) }, (_, at) =>
    columns(months.slice(at * abreast, (at + 1) * abreast)),
  );
  const parts = [headingOf(year, words), ...rows, holidaysView(year, words), themesView(year, words)];
  if (year.safeguards.length > 0) parts.push(safeguardsView(year.safeguards, words));
  return parts.join('\n\n');
}

function headingOf(year: CalendarYear, { say, tell }: Words): string {
  if (!year.covered) return tell(year.byLaterLaw ? byLaterLaw(year) : notAnnounced(year));
  const { source } = year;
  const lines = [
    say(
      `${year.year} 年：工作日 ${countWorkdays(year.days)} 天；休＝放假，班＝调休上班${source === null ? '' : `；依据 ${source}`}`,
      `${year.year}: ${countWorkdays(year.days)} workdays; 休 is off, 班 is worked instead${source === null ? '' : `; by ${source}`}`,
    ),
  ];
  if (year.endMayChange) lines.push(tell(endMayChange(year)));
  return lines.join('\n');
}

const notAnnounced = ({ year }: CalendarYear): Sentence => ({
  zh: `${year} 年的假期还没有公布，这里只有法定节日，日期可能变动；公布后用 muster calendar load 载入`,
  en: `the holidays of ${year} are not announced: only the law’s days are shown and dates may move; load them by \`muster calendar load\``,
});

const byLaterLaw = ({ year }: CalendarYear): Sentence => ({
  zh: `${year} 年没有假期表（最早的是 ${FIRST_SHIPPED_YEAR} 年）：休息日按后来的法定节日推算，并非当年的实际安排`,
  en: `there is no holiday table of ${year} (the earliest is of ${FIRST_SHIPPED_YEAR}): days off are reckoned by a later law, and were not so in that year`,
});

const endMayChange = ({ year }: CalendarYear): Sentence => ({
  zh: `${year + 1} 年的通知还没有公布，${year}-${TAKEN_BY_NEXT_NOTICE} 以后的休和班还可能变动`,
  en: `the notice of ${year + 1} is not out: days from ${year}-${TAKEN_BY_NEXT_NOTICE} on may still be off, or worked`,
});

const countWorkdays = (days: readonly CalendarDay[]): number => days.filter(({ work }) => work).length;

/** One month as a block of lines, Monday first. */
function monthView({ year, days }: CalendarYear, month: number, { label }: Words): string {
  const shown = days.filter(({ day }) => Number(day.slice(5, 7)) === month);
  const cells = [...Array<string>((weekdayOf(shown[0]!.day) + 6) % 7).fill(''), ...shown.map(dayCell)];
  const weeks = Array.from({ length: Math.ceil(cells.length / 7) }, (_, at) =>
    Array.from({ length: 7 }, (__, weekday) => cells[at * 7 + weekday] ?? ''),
  );
  return [label(`${month} 月`, `${year}-${String(month).padStart(2, '0')}`), table(WEEK, weeks)].join('\n');
}

const MARKS: Readonly<Partial<Record<DayKind['why'], string>>> = { holiday: '休', 'make-up': '班' };

/** As wide with a mark as without. */
const NO_MARK = '\u3000';

const dayCell = ({ day, why }: CalendarDay): string =>
  `${String(Number(day.slice(8))).padStart(2)}${MARKS[why] ?? NO_MARK}`;

function holidaysView({ holidays }: CalendarYear, words: Words): string {
  if (holidays.length === 0) return words.say('法定节日见上', 'the law’s days are marked above');
  const { stacked } = words;
  return table(
    [stacked('节日', 'holiday'), stacked('放假', 'off'), stacked('调休上班', 'worked instead')],
    holidays.map(({ name, from, to, makeUp }) => [
      name,
      from === to ? shownDay(from, words) : `${shownDay(from, words)} – ${shownDay(to, words)}`,
      makeUp.map((day) => shownDay(day, words)).join('、'),
    ]),
  );
}

/** The themes of a year, and what is to be known of each; those of the year before that still go on come first. */
const themesView = (year: CalendarYear, words: Words): string =>
  table(
    [words.stacked('主题', 'theme'), words.stacked('日期', 'days'), words.stacked('代码', 'code'), ''],
    [...year.before, ...year.themes].map((found) => [
      nameOf(found),
      shownDays(found, words),
      found.theme.code,
      remarksOn(found, year, words).join('；'),
    ]),
  );

/** `学雷锋日（第 64 个）` */
export const nameOf = ({ theme, ordinal }: ThemeYear): string =>
  ordinal === null ? theme.name : `${theme.name}（第 ${ordinal} 个）`;

/** `2026-02-02 周一 Mon – 2026-03-13`; of one day the day. */
export const shownDays = ({ first, last }: Pick<ThemeYear, 'first' | 'last'>, words: Words): string =>
  first.day === last.day ? shownDay(last.day, words) : `${shownDay(first.day, words)} – ${last.day}`;

/** What is to be known of a theme's days, in a few words each. */
export function remarksOn(
  { theme, year, first, last, held, wording, on, announced }: CalendarTheme,
  shown: Pick<CalendarYear, 'year' | 'meetings'>,
  { label }: Words,
): string[] {
  const met = shown.meetings.flatMap(({ codes }) => (codes.includes(theme.code) ? codes : []));
  const onOneDay = first.day === last.day || theme.collective === true;
  return [
    year < shown.year ? label('上年开始', 'since the year before') : '',
    certainty({ first, last, announced }, label),
    theme.collective ? label('集中活动日', 'held by everybody') : '',
    held ? label(`本办 ${held.day} 举办`, `held on ${held.day}`) : '',
    wording === null ? '' : `“${wording}”`,
    onOneDay && on.name !== null && !on.work ? label(`正逢${on.name}假期`, 'on a holiday') : '',
    ...met.filter((code) => code !== theme.code).map((code) => label(`逢 ${code}`, `meets ${code}`)),
  ].filter((remark) => remark !== '');
}

function certainty(
  { first, last, announced }: Pick<CalendarTheme, 'first' | 'last' | 'announced'>,
  label: Words['label'],
): string {
  if (announced) return label('已公布', 'announced');
  if (first.provisional) return label('暂定', 'provisional');
  if (last.provisional) return label('结束日暂定', 'its end is provisional');
  return first.steps.some(({ step }) => step === 'was expected')
    ? label('按规则，未登记公布', 'as was expected')
    : '';
}

/** The days of a rule, each with the way to it. */
export function resolvedView({ rule, year, found }: ResolvedRule, words: Words): string {
  const { say } = words;
  if (found.length === 0)
    return say(`${rule}：${year} 年没有这一天`, `${rule}: there is no such day in ${year}`);
  return found
    .map(({ day, lunar, provisional, steps }) =>
      [
        `${shownDay(day, words)}  ${lunar}${provisional ? `  ${say('暂定', 'provisional')}` : ''}`,
        ...steps.map((step) => `  ${words.tell(stepSentence(step))}`),
        ...(provisional && steps.every(({ step }) => step !== 'awaits announcement')
          ? [`  ${words.tell(whyProvisional(day))}`]
          : []),
      ].join('\n'),
    )
    .join('\n');
}

const whyProvisional = (day: Day): Sentence =>
  yearOf(day) < FIRST_SHIPPED_YEAR
    ? {
        zh: '那一年没有假期表，休息日按后来的法定节日推算',
        en: 'there is no holiday table of that year: days off are reckoned by a later law',
      }
    : {
        zh: '要用到的假期通知还没有公布，这一天可能变动',
        en: 'a holiday notice it rests on is not out, and the day may move',
      };

const stepSentence = (step: FindingStep): Sentence =>
  (STEP_SENTENCES[step.step] as (found: FindingStep) => Sentence)(step);

const STEP_SENTENCES: {
  readonly [Kind in FindingStep['step']]: (found: Extract<FindingStep, { step: Kind }>) => Sentence;
} = {
  base: ({ base, day }) => ({
    zh: `${written(base)}是 ${day}${isShortened(base, day) ? '（那个月没有三十，取最后一天）' : ''}`,
    en: `${written(base)} is ${day}${isShortened(base, day) ? ', the last day of a month without a 30th' : ''}`,
  }),
  announced: ({ day }) => ({ zh: `已公布为 ${day}`, en: `announced for ${day}` }),
  held: ({ day }) => ({ zh: `本办定在 ${day} 举办`, en: `the office holds it on ${day}` }),
  'was expected': () => ({
    zh: '每年另行公布，那一年的没有登记，按规则是此日',
    en: 'announced every year; of that year nobody has written it down, and this was to be expected',
  }),
  'awaits announcement': () => ({
    zh: '每年另行公布，公布前暂按此日',
    en: 'announced every year; taken for this until then',
  }),
  days: ({ days, day }) => ({
    zh: `${days < 0 ? '往前' : '往后'} ${Math.abs(days)} 天，到 ${day}`,
    en: `${counted(days, 'day')} ${days < 0 ? 'before it' : 'after it'}: ${day}`,
  }),
  workdays: ({ workdays, restDays, day }) => ({
    zh: `${workdays < 0 ? '往前' : '往后'}数 ${Math.abs(workdays)} 个工作日，跳过休息日 ${restDays.length} 天${heldBy(restDays)}，到 ${day}`,
    en: `${counted(workdays, 'workday')} ${workdays < 0 ? 'before it' : 'after it'}, past ${counted(restDays.length, 'rest day')}: ${day}`,
  }),
  weekday: ({ to, weekday, day }) => ({
    zh: `${to === 'before' ? '往前' : '往后'}到${spokenWeekday(weekday)}，是 ${day}`,
    en: `the ${ENGLISH_WEEKDAYS[weekday]} on or ${to} it: ${day}`,
  }),
  'kept on a rest day': ({ kind }) => ({
    zh: `那天是${restName(kind)}，按规则不移动`,
    en: 'a rest day, and kept',
  }),
  'moved off a rest day': ({ kind, day }) => ({
    zh: `那天是${restName(kind)}，改到 ${day}`,
    en: `a rest day: moved to ${day}`,
  }),
};

/** `1 day`, `15 days` */
const counted = (count: number, noun: string): string =>
  `${Math.abs(count)} ${noun}${Math.abs(count) === 1 ? '' : 's'}`;

const written = (base: BaseDay): string => writeDateRule({ base, offset: null, restDay: 'keep' });

const isShortened = (base: BaseDay, day: Day): boolean =>
  base.on === 'lunar' && base.day === 30 && !spokenLunarDate(day).endsWith('三十');

const restName = ({ name }: DayKind): string => (name === null ? '周末' : `${name}假期`);

function heldBy(restDays: readonly DayKind[]): string {
  const names = [...new Set(restDays.flatMap(({ name }) => name ?? []))];
  return names.length === 0 ? '' : `（含${names.join('、')}）`;
}

/** What a table has changed. */
export function loadedView(
  loaded: LoadedHolidays & Pick<WithEffects<LoadedHolidays>, 'schedules'>,
  words: Words,
): string {
  const { year, source, extraDays, replaced, changed, schedules } = loaded;
  const { say } = words;
  const extra =
    extraDays === 0 ? '' : say(`\n其中法定之外另放 ${extraDays} 天`, `${extraDays} given beyond the law`);
  const done = say(
    `已载入 ${year} 年假期（${source}）${replaced ? '，代替了原来的' : ''}；${changed.length === 0 ? '没有一天因此变化' : `${changed.length} 天因此变化：`}`,
    `the holidays of ${year} are loaded (${source})${replaced ? ' in place of those before' : ''}; ${changed.length === 0 ? 'no day is changed by it' : `${counted(changed.length, 'day')} changed by it:`}`,
  );
  const said = `${done}${extra}`;
  const moved = movedView(schedules, words);
  if (changed.length === 0) return [said, moved].join('\n');
  return [
    said,
    table(
      [words.stacked('日期', 'day'), words.stacked('现在', 'now'), words.stacked('节日', 'holiday')],
      changed.map(({ day, work, name }) => [
        shownDay(day, words),
        work ? words.label('上班', 'worked') : words.label('休息', 'off'),
        name ?? '',
      ]),
    ),
    moved,
  ].join('\n');
}
