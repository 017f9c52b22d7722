import { daysFrom, weekdayOf, type Day } from '../../domain/calendar/day.js';
import {
  officeDay,
  officeTime,
  parseOfficeTime,
  parsePlannedTime,
} from '../../domain/calendar/office-day.js';
import { dayIn, parsePeriod, spanOf, spokenPeriod, type PeriodOfYear } from '../../domain/calendar/period.js';
import type { Workdays } from '../../domain/calendar/workdays.js';
import { parseDateRule } from '../../domain/calendar/written-rule.js';
import { nearest } from '../../domain/definition/nearest.js';
import type { LadderRung, PlannedDuty } from '../../domain/duties/duty.js';
import type { Form } from '../../domain/duties/form.js';
import {
  LADDER_WITHOUT_OPENING,
  nextDigest,
  USUAL_LADDER,
  type LadderGround,
} from '../../domain/duties/ladder.js';
import type { DigestStep, Plan, SummaryStep } from '../../domain/plan/plan.js';
import type { Checked, Problem } from '../../domain/problem.js';
import type { PlanContext } from '../context.js';
import { almanacOf } from '../theme/days.js';
import { digestStep, summaryStep } from './chasing.js';
import type { DeadlineDefinition } from './definition.js';
import { dueStillAhead, endOfDay } from './due.js';
import type { Obligation } from './obligation.js';
import { planDuty, type Debtors, type Owed } from './owed.js';

/** Grace of a report of an office's own, in workdays, where it does not say. */
const USUAL_GRACE_WORKDAYS = 20;
/** The same of one that comes again in a day or a week. */
const REPEATED_GRACE_WORKDAYS = 3;
/** Most times a report comes again in one run. */
const MOST_REPEATED = 120;

/** What is owed, under one title. */
interface AllOwed {
  title: string;
  owed: readonly Owed[];
}

/** The plan of a deadline: what is owed by whom, the rungs on which it is chased, and the summaries. Every problem at once. */
export function planDeadline(definition: DeadlineDefinition, context: PlanContext): Checked<Plan> {
  const owed =
    definition.obligation === undefined ? ownReport(definition, context) : owedFor(definition, context);
  // The texts are looked at in any case; what it is called then does not matter.
  const title = owed.ok ? owed.value.title : '报送';
  const channels = definition.channels ?? ['sms', 'email'];
  const digest = digestStep(channels, context, 'deadline');
  const summary = summaryStep(channels, { title, context, kind: 'deadline' });
  const problems = [owed, digest, summary].flatMap((one) => (one.ok ? [] : one.problems));
  if (!owed.ok || !digest.ok || !summary.ok) return { ok: false, problems };
  const ahead = stillAhead(owed.value, definition, context);
  if (!ahead.ok) return ahead;
  return { ok: true, value: planOf(ahead.value, { digest: digest.value, summary: summary.value }, context) };
}

/** A report nobody else asks for, in the office's own words; once, or again and again between two days. */
function ownReport(definition: DeadlineDefinition, context: PlanContext): Checked<AllOwed> {
  const { title, form, due, repeat, grace } = definition;
  const common = { form: formOf(form!), who: debtors('committee', definition, context) };
  if (repeat === undefined) {
    const at = parsePlannedTime(due!, context.now)!;
    const once = { key: 'report', title: title!, ladder: USUAL_LADDER, due: { at, provisional: false } };
    return {
      ok: true,
      value: { title: title!, owed: [{ ...common, ...once, graceWorkdays: grace ?? USUAL_GRACE_WORKDAYS }] },
    };
  }
  const days = repeatedDays(repeat, context.workdays);
  if (days.length === 0 || days.length > MOST_REPEATED)
    return { ok: false, problems: [repeatedProblem(days.length)] };
  const owed = days.map((day) => ({
    ...{ ...common, key: day, title: `${title!} ${day}`, ladder: REPEATED_LADDER },
    due: { at: parseOfficeTime(`${day} ${repeat.time}`)!, provisional: false },
    graceWorkdays: grace ?? REPEATED_GRACE_WORKDAYS,
  }));
  return { ok: true, value: { title: title!, owed } };
}

/** What comes again soon is reminded of on its day, and chased twice. */
const REPEATED_LADDER: readonly LadderRung[] = USUAL_LADDER.filter(({ rung }) =>
  ['due', 'late', 'head'].includes(rung),
);

type Repeat = NonNullable<DeadlineDefinition['repeat']>;

/** Every day, or every so many workdays, or once a week, on the weekday on which it begins. */
function repeatedDays({ from, to, every }: Repeat, workdays: Workdays): Day[] {
  const days = to < from ? [] : daysFrom(from, to);
  if (every === 'day') return days;
  if (every === 'week') return days.filter((day) => weekdayOf(day) === weekdayOf(from));
  return days.filter((day) => workdays.isWorkday(day)).filter((_day, at) => at % every.workdays === 0);
}

const repeatedProblem = (count: number): Problem =>
  count === 0
    ? {
        path: ['repeat'],
        reason: 'no-day',
        zh: '这段时间里没有一天要报：请核对起止日期',
        en: 'not one day between them asks for a report: check both days',
      }
    : {
        path: ['repeat'],
        reason: 'too-often',
        zh: `一次最多 ${MOST_REPEATED} 期，现有 ${count} 期：请缩短或放慢`,
        en: `at most ${MOST_REPEATED} reports in one run, these are ${count}: shorten it, or ask less often`,
      };

const formOf = ({ fields, attachments = [] }: NonNullable<DeadlineDefinition['form']>): Form => ({
  fields: fields.map((field) => ({ ...field, en: field.en ?? field.key })),
  attachments: attachments.map((slot) => ({ ...slot, en: slot.en ?? slot.key })),
});

const debtors = (
  owedBy: PlannedDuty['owedBy'],
  { committees }: Pick<DeadlineDefinition, 'committees'>,
  { office: { root } }: PlanContext,
): Debtors =>
  committees === undefined ? { owedBy, under: [root] } : { owedBy, under: committees, themselves: true };

/** An obligation in a period; its day may be given otherwise this once. */
function owedFor(definition: DeadlineDefinition, context: PlanContext): Checked<AllOwed> {
  const obligation = context.obligations.get(definition.obligation!);
  if (!obligation) return { ok: false, problems: [unknownObligation(definition.obligation!, context)] };
  const period = parsePeriod(definition.period!);
  if (period?.of !== obligation.every) return { ok: false, problems: [otherPeriod(obligation)] };
  const written = { definition, context };
  const title = titled(period, obligation.name);
  const common = {
    graceWorkdays: definition.grace ?? obligation.graceWorkdays,
    who: obligationDebtors(obligation, period, written),
  };
  const alone = obligation.duties.length === 1;
  const owed: Owed[] = [];
  for (const { key, name, form, due: own } of obligation.duties) {
    const due =
      own === undefined ? dueOf(obligation, period, written) : dueBy(own, obligation, period, written);
    if (!due.ok) return due;
    const ladder = 'at' in due.value ? USUAL_LADDER : LADDER_WITHOUT_OPENING;
    owed.push({ ...common, key, form, due: due.value, ladder, title: alone ? title : `${title}：${name}` });
  }
  return { ok: true, value: { title, owed } };
}

function obligationDebtors(
  { owedBy, terms }: Obligation,
  period: PeriodOfYear,
  { definition, context }: Written,
): Debtors {
  const { first: from, last: to } = spanOf(period);
  return {
    ...debtors(owedBy, definition, context),
    ...(['project', 'activity', 'term'].includes(owedBy) ? { between: { from, to } } : {}),
    ...(terms ? { terms } : {}),
  };
}

/** `2027年度活动规划`, not `2027年年度活动规划`. */
const titled = (period: PeriodOfYear, name: string): string =>
  `${spokenPeriod(period)}${name}`.replace('年年度', '年度');

interface Written {
  definition: DeadlineDefinition;
  context: PlanContext;
}

function dueOf(obligation: Obligation, period: PeriodOfYear, written: Written): Checked<Owed['due']> {
  const { definition, context } = written;
  const { due } = obligation;
  if (definition.due !== undefined)
    return { ok: true, value: { at: parsePlannedTime(definition.due, context.now)!, provisional: false } };
  if (typeof due !== 'string')
    return { ok: true, value: { workdays: due.workdays, last: spanOf(period).last } };
  return dueBy(due, obligation, period, written);
}

/** The day of a rule in a period. */
function dueBy(
  due: string,
  { code }: Obligation,
  period: PeriodOfYear,
  { context }: Written,
): Checked<Owed['due']> {
  const rule = parseDateRule(due);
  const found = rule && dayIn(rule, period, almanacOf(context.workdays, context.themes));
  if (!found) return { ok: false, problems: [noDate(code, due, period)] };
  return { ok: true, value: { at: endOfDay(found.day), provisional: found.provisional } };
}

function unknownObligation(code: string, { obligations }: PlanContext): Problem {
  const known = [...obligations.keys()];
  const meant = nearest(code, known);
  return {
    path: ['obligation'],
    reason: 'unknown-obligation',
    zh: `没有报送事项 “${code}”${meant ? `，是否指 ${meant}？` : `，现有：${known.join('、') || '无，全部已停用'}`}`,
    en: `there is no obligation “${code}”${meant ? `, did you mean ${meant}?` : `; there are: ${known.join(', ') || 'none, all are switched off'}`}`,
  };
}

const PERIOD_EXAMPLES = {
  ...{ year: '2027', 'half-year': '2027-H1' },
  ...{ quarter: '2027-Q1', month: '2027-03' },
} as const;

const otherPeriod = ({ code, every }: Obligation): Problem => ({
  path: ['period'],
  reason: 'other-period',
  zh: `报送事项 ${code} 的期应写作 ${PERIOD_EXAMPLES[every]}`,
  en: `a period of ${code} is written ${PERIOD_EXAMPLES[every]}`,
});

const noDate = (code: string, rule: string, period: PeriodOfYear): Problem => ({
  path: ['period'],
  reason: 'no-date',
  zh: `报送事项 ${code} 的期限规则“${rule}”在${spokenPeriod(period)}没有日期：请用 due 写明这一次的期限，或用 muster deadline set 改规则`,
  en: `the rule “${rule}” of ${code} has no day in that period: give this one's day as due, or change the rule by \`muster deadline set\``,
});

/**
 * What is past altogether is asked of nobody. Where some of it lies ahead, days of a repeated report that are past are left out, and
 * an earlier stage is due soon, but not after the next one.
 */
function stillAhead(
  { title, owed }: AllOwed,
  definition: DeadlineDefinition,
  { now, workdays }: PlanContext,
): Checked<AllOwed> {
  const dueOn = ({ due }: Owed): Date => ('at' in due ? due.at : endOfDay(due.last));
  const [next, ...others] = owed
    .filter((one) => dueOn(one) > now)
    .sort((one, other) => +dueOn(one) - +dueOn(other));
  if (!next) return { ok: false, problems: [pastProblem(owed.map(dueOn), definition, now)] };
  if (definition.repeat) return { ok: true, value: { title, owed: [next, ...others] } };
  const latest = dueOn(next);
  const ahead = owed.map((one) =>
    'at' in one.due
      ? { ...one, due: { ...one.due, at: dueStillAhead(one.due.at, { now, latest, workdays }) } }
      : one,
  );
  return { ok: true, value: { title, owed: ahead } };
}

function pastProblem(dues: readonly Date[], definition: DeadlineDefinition, now: Date): Problem {
  const at = new Date(Math.max(...dues.map(Number)));
  return {
    path: [definition.repeat ? 'repeat' : definition.obligation === undefined ? 'due' : 'period'],
    reason: 'past',
    zh: `期限 ${officeTime(at)} 已过，现在是 ${officeTime(now)}：请换一期，或写明新的期限`,
    en: `it was due at ${officeTime(at)}, and it is ${officeTime(now)} now: choose another period, or give a later day`,
  };
}

interface Bound {
  digest: (at: Date) => DigestStep;
  summary: (key: string, at: Date) => SummaryStep;
}

function planOf({ title, owed }: AllOwed, { digest, summary }: Bound, context: PlanContext): Plan {
  const ground: LadderGround = { workdays: context.workdays, time: context.office.digestTime };
  const planned = owed.map((one) => planDuty(one, context.now, ground));
  const [first, ...others] = planned.map(({ duty }) => duty);
  const last = (of: 'dueAt' | 'lockAt'): Date =>
    new Date(Math.max(...planned.map(({ times }) => times[of].getTime())));
  const afterDue = nextDigest(endOfDay(officeDay(last('dueAt'))), ground);
  const endsAt = nextDigest(last('lockAt'), ground);
  return {
    ...{ kind: 'deadline', title },
    steps: [
      digest(nextDigest(context.now, ground)),
      summary('summary-due', afterDue),
      summary('summary-close', endsAt),
    ],
    duties: [first!, ...others],
    endsAt: endsAt.toISOString(),
  };
}
