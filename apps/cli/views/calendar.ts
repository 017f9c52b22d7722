import type { BaseDay } from '../../../domain/calendar/date-rule.js';
import { weekdayOf, type Day } from '../../../domain/calendar/day.js';
import type { FindingStep } from '../../../domain/calendar/resolve.js';
import { spokenWeekday, WEEKDAYS } from '../../../domain/calendar/spoken.js';
import type { DayKind } from '../../../domain/calendar/workdays.js';
import { writeDateRule } from '../../../domain/calendar/written-rule.js';
import type { Sentence } from '../../../domain/problem.js';
import type { CalendarDay, CalendarYear, LoadedHolidays, ResolvedRule } from '../../../office/calendar.js';
import { columns, table } from '../table.js';
import type { Words } from '../words.js';

/** Heads of a month, Monday first. */
const WEEK = [...WEEKDAYS.slice(1), ...WEEKDAYS.slice(0, 1)];
const ENGLISH_WEEKDAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
/** Columns of a month and the space beside it. */
const MONTH_WIDTH = 45;

/** `2026-02-17 周二 Tue` */
const shownDay = (day: Day, { label }: Words): string =>
  `${day} ${label(spokenWeekday(weekdayOf(day)), ENGLISH_WEEKDAYS[weekdayOf(day)]!)}`;

/** A year: twelve months, its holidays and its themes; as many months beside each other as the screen is wide. */
export function yearView(year: CalendarYear, words: Words, width: number): string {
  const abreast = Math.min(3, Math.max(1, Math.floor(width / MONTH_WIDTH)));
  const months = Array.from({ length: 12 }, (_, at) => monthView(year, at + 1, words));
  const rows = Array.from({ length: Math.ceil(12 / abreast) }, (_, at) =>
    columns(months.slice(at * abreast, (at + 1) * abreast)),
  );
  return [headingOf(year, words), ...rows, holidaysView(year, words), themesView(year, words)].join('\n\n');
}

const headingOf = ({ year, covered, source, days }: CalendarYear, { say }: Words): string =>
  covered
    ? say(
        `${year} 年：工作日 ${countWorkdays(days)} 天；休＝放假，班＝调休上班${source === null ? '' : `；依据 ${source}`}`,
        `${year}: ${countWorkdays(days)} workdays; 休 is off, 班 is worked instead${source === null ? '' : `; by ${source}`}`,
      )
    : say(
        `${year} 年的假期还没有公布，这里只有法定节日，日期可能变动；公布后用 muster calendar load 载入`,
        `the holidays of ${year} are not announced: only the law’s days are shown and dates may move; load them by \`muster calendar load\``,
      );

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

/** The themes of a year, and what is to be known of each. */
const themesView = (year: CalendarYear, words: Words): string =>
  table(
    [words.stacked('主题', 'theme'), words.stacked('日期', 'days'), words.stacked('代码', 'code'), ''],
    year.themes.map((found) => [
      found.ordinal === null ? found.theme.name : `${found.theme.name}（第 ${found.ordinal} 个）`,
      found.first.day === found.last
        ? shownDay(found.last, words)
        : `${shownDay(found.first.day, words)} – ${found.last}`,
      found.theme.code,
      remarksOn(found, year, words).join('；'),
    ]),
  );

function remarksOn(
  { theme, first, last, on }: CalendarYear['themes'][number],
  { meetings }: CalendarYear,
  { label }: Words,
): string[] {
  const met = meetings.flatMap(({ codes }) => (codes.includes(theme.code) ? codes : []));
  return [
    first.provisional ? label('暂定', 'provisional') : '',
    theme.collective ? label('集中活动日', 'held by everybody') : '',
    first.day === last && on.name !== null && !on.work ? label(`正逢${on.name}假期`, 'on a holiday') : '',
    ...met.filter((code) => code !== theme.code).map((code) => label(`与 ${code} 同日`, `meets ${code}`)),
  ].filter((remark) => remark !== '');
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
          ? [`  ${words.tell(WHY_PROVISIONAL)}`]
          : []),
      ].join('\n'),
    )
    .join('\n');
}

const WHY_PROVISIONAL: Sentence = {
  zh: '那一年的假期还没有公布，这一天可能变动',
  en: 'holidays of that year are not announced, and the day may move',
};

const stepSentence = (step: FindingStep): Sentence =>
  (STEP_SENTENCES[step.step] as (found: FindingStep) => Sentence)(step);

const STEP_SENTENCES: {
  readonly [Kind in FindingStep['step']]: (found: Extract<FindingStep, { step: Kind }>) => Sentence;
} = {
  base: ({ base, day }) => ({ zh: `${written(base)}是 ${day}`, en: `${written(base)} is ${day}` }),
  announced: ({ day }) => ({ zh: `已公布为 ${day}`, en: `announced for ${day}` }),
  'awaits announcement': () => ({
    zh: '每年另行公布，公布前暂按此日',
    en: 'announced every year; taken for this until then',
  }),
  days: ({ days, day }) => ({
    zh: `${days < 0 ? '往前' : '往后'} ${Math.abs(days)} 天，到 ${day}`,
    en: `${Math.abs(days)} days ${days < 0 ? 'before it' : 'after it'}: ${day}`,
  }),
  workdays: ({ workdays, restDays, day }) => ({
    zh: `${workdays < 0 ? '往前' : '往后'}数 ${Math.abs(workdays)} 个工作日，跳过休息日 ${restDays.length} 天${heldBy(restDays)}，到 ${day}`,
    en: `${Math.abs(workdays)} workdays ${workdays < 0 ? 'before it' : 'after it'}, past ${restDays.length} rest days: ${day}`,
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

const written = (base: BaseDay): string => writeDateRule({ base, offset: null, restDay: 'keep' });

const restName = ({ name }: DayKind): string => (name === null ? '周末' : `${name}假期`);

function heldBy(restDays: readonly DayKind[]): string {
  const names = [...new Set(restDays.flatMap(({ name }) => name ?? []))];
  return names.length === 0 ? '' : `（含${names.join('、')}）`;
}

/** What a table has changed. */
export function loadedView({ year, source, replaced, changed }: LoadedHolidays, words: Words): string {
  const { say } = words;
  const done = say(
    `已载入 ${year} 年假期（${source}）${replaced ? '，代替了原来的' : ''}；${changed.length === 0 ? '没有一天因此变化' : `${changed.length} 天因此变化：`}`,
    `the holidays of ${year} are loaded (${source})${replaced ? ' in place of those before' : ''}; ${changed.length === 0 ? 'no day is changed by it' : `${changed.length} days are changed by it:`}`,
  );
  if (changed.length === 0) return done;
  return [
    done,
    table(
      [words.stacked('日期', 'day'), words.stacked('现在', 'now'), words.stacked('节日', 'holiday')],
      changed.map(({ day, work, name }) => [
        shownDay(day, words),
        work ? words.label('上班', 'worked') : words.label('休息', 'off'),
        name ?? '',
      ]),
    ),
  ].join('\n');
}
