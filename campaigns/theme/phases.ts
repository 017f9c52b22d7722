import type { DateRule } from '../../domain/calendar/date-rule.js';
import { addDays, yearOf, type Day } from '../../domain/calendar/day.js';
import { instantOf } from '../../domain/calendar/office-day.js';
import { movedFrom, type FoundDay } from '../../domain/calendar/resolve.js';
import { LONGEST_REST_DAYS, type Workdays } from '../../domain/calendar/workdays.js';
import type { Instant } from '../../domain/calendar/instant.js';
import type { Sentence } from '../../domain/problem.js';
import type { ThemeYear } from './days.js';
import { PHASES, type PhaseName, type PhaseTiming, type Theme, type ThemeDutyKey } from './theme.js';

/** What a phase is called, and where it lies unless its theme says otherwise. */
interface UsualPhase extends PhaseTiming {
  name: Sentence;
  /** The report that falls due then: where it is not owed there is no such phase. */
  due?: ThemeDutyKey;
}

const MORNING = { restDay: 'before', time: '09:00' } as const;
/** The end of the office's day, by which reports are in. */
const EVENING = { restDay: 'before', time: '18:00' } as const;
/** What belongs to the day itself is not moved off it. */
const KEPT = { restDay: 'keep' } as const;

const before = (days: number) => ({ from: 'first', offset: { days: -days } }) as const;
const after = (days: number) => ({ from: 'last', offset: { days } }) as const;

/**
 * The usual phases. No source gives their distances; they are settings of each theme. What has to be done on a rest day is done on
 * the workday before it. The order is out a week before the plans are due, a month ahead: nobody can plan on the day they are told.
 */
export const USUAL_PHASES: Readonly<Record<PhaseName, UsualPhase>> = {
  order: { name: { zh: '部署通知', en: 'order out' }, ...before(37), ...MORNING },
  plan: { name: { zh: '方案截止', en: 'plans due' }, ...before(30), ...EVENING, due: 'plan' },
  materials: {
    ...{ name: { zh: '物料和短信模板检查', en: 'materials and SMS templates checked' } },
    ...{ ...before(21), ...MORNING },
  },
  roster: { name: { zh: '名单截止', en: 'rosters due' }, ...before(14), ...EVENING, due: 'roster' },
  training: { name: { zh: '培训检查', en: 'training checked' }, ...before(7), ...MORNING },
  chase: { name: { zh: '催办', en: 'chase' }, ...before(3), ...MORNING },
  reminder: { name: { zh: '提醒志愿者', en: 'volunteers reminded' }, ...before(1), ...KEPT, time: '10:00' },
  day: { name: { zh: '活动当日', en: 'the day' }, ...before(0), ...KEPT, time: '09:00' },
  counts: {
    ...{ name: { zh: '统计截止', en: 'counts due' }, due: 'counts' },
    ...{ ...after(0), ...KEPT, time: '18:00' },
  },
  // 民政部令67号第十一条: within ten workdays after the activity has ended.
  records: {
    ...{ name: { zh: '服务记录截止（法定）', en: 'records due by law' } },
    ...{ from: 'last', offset: { workdays: 10 }, restDay: 'keep', time: '18:00' },
  },
  summary: {
    ...{ name: { zh: '总结和照片截止', en: 'summaries and photos due' }, due: 'summary' },
    ...{ ...after(15), ...EVENING },
  },
};

/** A phase with its day and minute, and how they were found. */
export interface Phase extends FoundDay {
  phase: PhaseName;
  at: Instant;
  /** What would move it: the first or the last day of the theme, and the holidays of these years. */
  movesWith: { from: PhaseTiming['from']; holidays: readonly number[] };
}

/** What phases are counted from: the days of the theme, or the day on which the office holds it. */
export function heldDays({ first, last, held }: ThemeYear): { first: FoundDay; last: FoundDay } {
  if (!held) return { first, last };
  // A theme of one day ends on the day it is held; a longer one goes on to its end.
  return { first: held, last: first.day === last.day || held.day > last.day ? held : last };
}

/** The phases of a theme in a year, the earliest first; those of one minute in their usual order. */
export function phasesOf(themeYear: ThemeYear, workdays: Workdays): Phase[] {
  const { phases = {}, without = [], owes } = themeYear.theme;
  const days = heldDays(themeYear);
  const found = PHASES.filter((phase) => !without.includes(phase))
    .filter((phase) => owedIn(phase, owes))
    .map((phase) => foundIn(phase, { ...USUAL_PHASES[phase], ...phases[phase] }, days, workdays));
  return inOrder(found, workdays)
    .map((each) => dated(each, days))
    .sort((one, other) => one.at.localeCompare(other.at));
}

function owedIn(phase: PhaseName, owes: readonly ThemeDutyKey[]): boolean {
  const { due } = USUAL_PHASES[phase];
  return due === undefined || owes.includes(due);
}

interface FoundPhase {
  phase: PhaseName;
  timing: PhaseTiming;
  found: FoundDay;
}

function foundIn(
  phase: PhaseName,
  timing: PhaseTiming,
  days: { first: FoundDay; last: FoundDay },
  workdays: Workdays,
): FoundPhase {
  const { from, offset, restDay } = timing;
  const rule: Pick<DateRule, 'offset' | 'restDay'> = {
    restDay,
    offset: 'days' in offset && offset.days === 0 ? null : offset,
  };
  return { phase, timing, found: movedFrom(days[from], rule, workdays) };
}

/**
 * Where rest days bring a phase to the day of the one before it and to an earlier hour, that one makes room: before a golden week the
 * rosters that are checked at nine are due on the evening before, not on the same one.
 */
const inOrder = (phases: readonly FoundPhase[], workdays: Workdays): FoundPhase[] =>
  phases.reduceRight<FoundPhase[]>((later, each) => {
    const next = later[0];
    const crowded =
      next?.found.day === each.found.day &&
      next.found.steps.at(-1)?.step === 'moved off a rest day' &&
      next.timing.time < each.timing.time;
    const workdayBefore = { offset: { workdays: -1 }, restDay: 'keep' } as const;
    return [crowded ? { ...each, found: movedFrom(each.found, workdayBefore, workdays) } : each, ...later];
  }, []);

function dated(
  { phase, timing: { from, offset, restDay, time }, found }: FoundPhase,
  days: { first: FoundDay; last: FoundDay },
): Phase {
  const counted = 'days' in offset ? addDays(days[from].day, offset.days) : days[from].day;
  const resting = restDay !== 'keep' || 'workdays' in offset;
  const [earliest, latest] = [counted, found.day].sort() as [string, string];
  return {
    ...found,
    ...{ phase, at: instantOf(found.day, time).toISOString() },
    movesWith: { from, holidays: resting ? noticesOf(earliest, latest) : [] },
  };
}

/** Years whose notices say which days between two are worked: the next year's takes the last six of December. */
const noticesOf = (earliest: Day, latest: Day): number[] => [
  ...new Set([earliest, latest, addDays(latest, 6)].map(yearOf)),
];

/**
 * How many days before its first day the preparations of a theme begin at the earliest, whatever rest may lie on the way; null: it
 * has none.
 */
export function preparationDays({ phases = {}, without = [], owes }: Theme): number | null {
  const distances = PHASES.filter((phase) => !without.includes(phase) && owedIn(phase, owes)).flatMap(
    (phase) => {
      const { from, offset } = { ...USUAL_PHASES[phase], ...phases[phase] };
      return from === 'first' ? ['days' in offset ? -offset.days : daysOf(-offset.workdays)] : [];
    },
  );
  const earliest = Math.max(...distances);
  return earliest > 0 ? earliest + LONGEST_REST_DAYS : null;
}

/** Days that so many workdays take at most where no holiday lies among them. */
const daysOf = (workdays: number): number => (workdays > 0 ? Math.ceil(workdays / 5) * 7 + 2 : 0);
