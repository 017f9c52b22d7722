import { officeDay, officeTime, parsePlannedTime } from '../../domain/calendar/office-day.js';
import { dayIn, parsePeriod, spanOf, spokenPeriod, type PeriodOfYear } from '../../domain/calendar/period.js';
import { parseDateRule } from '../../domain/calendar/written-rule.js';
import { nearest } from '../../domain/definition/nearest.js';
import type { PlannedDuty } from '../../domain/duties/duty.js';
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
import { safeguardTitle } from '../theme/safeguard.js';
import { digestStep, summaryStep } from './chasing.js';
import type { DeadlineDefinition } from './definition.js';
import { dueStillAhead, endOfDay } from './due.js';
import type { Obligation } from './obligation.js';
import { planDuty, type Debtors, type Owed } from './owed.js';
import { repeatedReports, safeguardReports } from './repeated.js';

/** Grace of a report of an office's own, in workdays, where it does not say. */
const USUAL_GRACE_WORKDAYS = 20;

/** What is owed, under one title. */
interface AllOwed {
  title: string;
  owed: readonly Owed[];
}

/** The plan of a deadline: what is owed by whom, the rungs on which it is chased, and the summaries. Every problem at once. */
export function planDeadline(definition: DeadlineDefinition, context: PlanContext): Checked<Plan> {
  const owed = owedOf(definition, context);
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

/** What a definition asks for, in one of its three ways. */
function owedOf(definition: DeadlineDefinition, context: PlanContext): Checked<AllOwed> {
  if (definition.obligation !== undefined) return owedFor(definition, context);
  return definition.safeguard === undefined
    ? ownReport(definition, context)
    : duringSafeguard(definition, context);
}

/** A report nobody else asks for, in the office's own words; once, or again and again between two days. */
function ownReport(definition: DeadlineDefinition, context: PlanContext): Checked<AllOwed> {
  const { title: given, form, due, repeat, grace } = definition;
  const title = given!;
  const common = { title, form: formOf(form!), who: debtors('committee', definition, context) };
  if (repeat !== undefined)
    return titledAll(title, repeatedReports(repeat, { ...common, grace }, context.workdays));
  const at = parsePlannedTime(due!, context.now)!;
  const once = { key: 'report', ladder: USUAL_LADDER, due: { at, provisional: false } };
  return titledAll(title, {
    ok: true,
    value: [{ ...common, ...once, graceWorkdays: grace ?? USUAL_GRACE_WORKDAYS }],
  });
}

/** What is reported in a time of special care. */
function duringSafeguard(definition: DeadlineDefinition, context: PlanContext): Checked<AllOwed> {
  const period = context.safeguards.get(definition.safeguard!);
  if (!period) return { ok: false, problems: [unknownSafeguard(definition.safeguard!)] };
  const alike = { who: debtors('committee', definition, context), grace: definition.grace };
  return titledAll(safeguardTitle(period), safeguardReports(period, alike, context.workdays));
}

const titledAll = (title: string, owed: Checked<Owed[]>): Checked<AllOwed> =>
  owed.ok ? { ok: true, value: { title, owed: owed.value } } : owed;

const unknownSafeguard = (id: number): Problem => ({
  path: ['safeguard'],
  reason: 'no-safeguard',
  zh: `没有编号 ${id} 的重要时段，或已取消；见 muster safeguard list`,
  en: `there is no time of special care ${id}, or it was called off; see \`muster safeguard list\``,
});

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
  if (['repeat', 'safeguard'].includes(dayGivenBy(definition)))
    return { ok: true, value: { title, owed: [next, ...others] } };
  const latest = dueOn(next);
  const ahead = owed.map((one) =>
    'at' in one.due
      ? { ...one, due: { ...one.due, at: dueStillAhead(one.due.at, { now, latest, workdays }) } }
      : one,
  );
  return { ok: true, value: { title, owed: ahead } };
}

/** The field that says on which days it is due. */
function dayGivenBy({ obligation, safeguard, repeat }: DeadlineDefinition): keyof DeadlineDefinition {
  if (obligation !== undefined) return 'period';
  if (safeguard !== undefined) return 'safeguard';
  return repeat === undefined ? 'due' : 'repeat';
}

function pastProblem(dues: readonly Date[], definition: DeadlineDefinition, now: Date): Problem {
  const at = new Date(Math.max(...dues.map(Number)));
  return {
    path: [dayGivenBy(definition)],
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
