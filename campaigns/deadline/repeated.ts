import { rhythmDays, type Rhythm } from '../../domain/calendar/rhythm.js';
import type { Day } from '../../domain/calendar/day.js';
import { parseOfficeTime } from '../../domain/calendar/office-day.js';
import type { TimeOfDay } from '../../domain/calendar/instant.js';
import type { Workdays } from '../../domain/calendar/workdays.js';
import type { LadderRung } from '../../domain/duties/duty.js';
import type { Form } from '../../domain/duties/form.js';
import { USUAL_LADDER } from '../../domain/duties/ladder.js';
import type { Checked, Problem } from '../../domain/problem.js';
import {
  REPORTED_BY,
  reportingDays,
  safeguardTitle,
  ZERO_REPORT,
  type SafeguardPeriod,
} from '../theme/safeguard.js';
import type { DeadlineDefinition } from './definition.js';
import type { Debtors, Owed } from './owed.js';

/** Grace of a report that comes again in a day or a week, in workdays, where it does not say. */
const USUAL_GRACE_WORKDAYS = 3;
/** Most times a report comes again in one run. */
const MOST_REPEATED = 120;

/** What comes again soon is reminded of on its day, and chased twice. */
const LADDER: readonly LadderRung[] = USUAL_LADDER.filter(({ rung }) =>
  ['due', 'late', 'deputy'].includes(rung),
);

/** What each of them says alike. */
interface Alike {
  title: string;
  form: Form;
  who: Debtors;
  grace: number | undefined;
}

/** A report an office asks for in its own words, again and again between two days. */
export const repeatedReports = (
  { from, to, every, time }: NonNullable<DeadlineDefinition['repeat']>,
  alike: Alike,
  workdays: Workdays,
): Checked<Owed[]> =>
  oneADay(
    to < from ? [] : rhythmDays({ from, to }, every, workdays),
    { ...alike, every, time, at: 'repeat' },
    workdays,
  );

/** The reports of a time of special care (重要时段零报告): also who has nothing to report says so. */
export const safeguardReports = (
  period: SafeguardPeriod,
  alike: Omit<Alike, 'title' | 'form'>,
  workdays: Workdays,
): Checked<Owed[]> =>
  oneADay(
    reportingDays(period, workdays),
    {
      ...{ ...alike, every: period.every, time: REPORTED_BY },
      ...{ title: safeguardTitle(period), form: ZERO_REPORT, at: 'safeguard' },
    },
    workdays,
  );

function oneADay(
  days: readonly Day[],
  { at, title, form, who, grace, every, time }: Alike & { at: string; every: Rhythm; time: TimeOfDay },
  workdays: Workdays,
): Checked<Owed[]> {
  const problem = repeatedProblem(days, [at]);
  if (problem) return { ok: false, problems: [problem] };
  const owed = days.map((day) => ({
    ...{ form, who, key: day, title: `${title} ${day}`, ladder: LADDER },
    due: {
      at: parseOfficeTime(`${day} ${time}`)!,
      provisional: every !== 'day' && workdays.kindOf(day).provisional,
    },
    graceWorkdays: grace ?? USUAL_GRACE_WORKDAYS,
  }));
  return { ok: true, value: owed };
}

/** What is wrong with the days on which is reported: there are none, or too many for one run; null: nothing. */
export function repeatedProblem({ length }: readonly Day[], path: Problem['path']): Problem | null {
  if (length === 0)
    return {
      ...{ path, reason: 'no-day' },
      zh: '这段时间里没有一天要报：请核对起止日期',
      en: 'not one day between them asks for a report: check both days',
    };
  if (length <= MOST_REPEATED) return null;
  return {
    ...{ path, reason: 'too-often' },
    zh: `一次最多 ${MOST_REPEATED} 期，现有 ${length} 期：请缩短或放慢`,
    en: `at most ${MOST_REPEATED} reports in one run, these are ${length}: shorten it, or ask less often`,
  };
}
