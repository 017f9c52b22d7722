import { addDays, type Day } from '../../domain/calendar/day.js';
import { instantOf, officeTime, officeDay } from '../../domain/calendar/office-day.js';
import { nearest } from '../../domain/definition/nearest.js';
import type { Form } from '../../domain/duties/form.js';
import {
  LADDER_WITHOUT_OPENING,
  LIAISON,
  nextDigest,
  type LadderGround,
} from '../../domain/duties/ladder.js';
import { audienceRule } from '../../domain/plan/schema.js';
import type {
  AudienceRule,
  Channel,
  Plan,
  PlannedLaunch,
  SendStep,
  SummaryStep,
} from '../../domain/plan/plan.js';
import type { Checked, Problem } from '../../domain/problem.js';
import { bindChannels, type BoundChannels } from '../channels.js';
import type { PlanContext } from '../context.js';
import { bindTexts, digestStep, sendingDuty, summaryStep } from '../deadline/chasing.js';
import { dueStillAhead, endOfDay } from '../deadline/due.js';
import { planDuty, type Owed } from '../deadline/owed.js';
import { finderOf, type ThemeYear } from './days.js';
import type { ThemeDefinition } from './definition.js';
import { dutiesOf } from './duties.js';
import { heldDays, phasesOf, type Phase } from './phases.js';
import { EVE_TEMPLATE, ORDER_TEMPLATE, THEME_SUMMARY_TEMPLATE } from './texts.js';
import type { PhaseName } from './theme.js';

/** How long after its due day a report of a theme is taken, in workdays. */
const GRACE_WORKDAYS = 10;

/** A theme in its year, with its phases that are held this time. */
interface Held {
  themeYear: ThemeYear;
  first: Day;
  last: Day;
  phases: ReadonlyMap<PhaseName, Phase>;
}

/** The plan of a theme: order, reminders, what is owed for it, what it launches, and its summaries. Every problem at once. */
export function planTheme(definition: ThemeDefinition, context: PlanContext): Checked<Plan> {
  const held = heldIn(definition, context);
  if (!held.ok) return held;
  const { channels = ['sms', 'email'] } = definition;
  const values = valuesOf(held.value);
  const texts = {
    digest: digestStep(channels, context, 'theme'),
    order: bound(ORDER_TEMPLATE, channels, { context, values }),
    eve: bound(EVE_TEMPLATE, channels, { context, values }),
    summary: summaryStep(channels, { title: values.title, context, kind: 'theme' }),
    closing: summaryStep(channels, {
      title: values.title,
      context,
      kind: 'theme',
      template: THEME_SUMMARY_TEMPLATE,
    }),
    volunteers: volunteersOf(definition, context),
  };
  const { digest, order, eve, summary, closing, volunteers } = texts;
  const problems = [
    ...pastProblems(held.value, context),
    ...[digest, order, eve, summary, closing, volunteers].flatMap((one) => (one.ok ? [] : one.problems)),
  ];
  if (
    problems.length > 0 ||
    !digest.ok ||
    !order.ok ||
    !eve.ok ||
    !summary.ok ||
    !closing.ok ||
    !volunteers.ok
  )
    return { ok: false, problems };
  const bounds = { digest: digest.value, order: order.value, eve: eve.value, summary: summary.value };
  return {
    ok: true,
    value: planOf(
      { definition, held: held.value, context },
      { ...bounds, closing: closing.value, volunteers: volunteers.value },
    ),
  };
}

function heldIn(definition: ThemeDefinition, { themes, workdays }: PlanContext): Checked<Held> {
  const { theme: code, year, without = [] } = definition;
  const theme = themes.themes.find((one) => one.code === code);
  if (!theme)
    return {
      ok: false,
      problems: [
        unknownTheme(
          code,
          themes.themes.map((one) => one.code),
        ),
      ],
    };
  const themeYear = finderOf(themes, workdays)(code, year)[0];
  if (!themeYear) return { ok: false, problems: [noDay(code, year)] };
  const phases = phasesOf(themeYear, workdays).filter(({ phase }) => !without.includes(phase));
  const { first, last } = heldDays(themeYear);
  return {
    ok: true,
    value: {
      ...{ themeYear, first: first.day, last: last.day },
      phases: new Map(phases.map((phase) => [phase.phase, phase])),
    },
  };
}

function unknownTheme(code: string, known: readonly string[]): Problem {
  const meant = nearest(code, known);
  return {
    path: ['theme'],
    reason: 'unknown-theme',
    zh: `没有主题 “${code}”${meant ? `，是否指 ${meant}？` : '：全部主题见 muster theme list'}`,
    en: `there is no theme “${code}”${meant ? `, did you mean ${meant}?` : ': see `muster theme list`'}`,
  };
}

const noDay = (code: string, year: number): Problem => ({
  path: ['year'],
  reason: 'no-date',
  zh: `主题 ${code} 在 ${year} 年没有日期：请换一年，或用 muster theme announce 写明`,
  en: `theme ${code} has no day in ${year}: choose another year, or announce its day`,
});

/** What is over is not held any more. */
function pastProblems({ last }: Held, { now }: PlanContext): Problem[] {
  if (last >= officeDay(now)) return [];
  return [
    {
      path: ['year'],
      reason: 'past',
      zh: `这一年的活动 ${last} 已经结束，今天是 ${officeTime(now)}：请换一年`,
      en: `it was over on ${last}, and it is ${officeTime(now)} now: choose another year`,
    },
  ];
}

/** What its texts say of it. */
type Values = Readonly<Record<'title' | 'days' | 'wording' | 'partners' | 'tasks', string>>;

const TASKS: readonly (readonly [PhaseName, string])[] = [
  ...([
    ['plan', '方案'],
    ['roster', '名单'],
    ['counts', '统计'],
    ['summary', '总结'],
  ] as const),
];

function valuesOf({ themeYear, first, last, phases }: Held): Values {
  const { theme, year, ordinal, wording } = themeYear;
  const tasks = TASKS.flatMap(([phase, name]) => {
    const due = phases.get(phase);
    return due ? [`${name}${spokenShort(due.day)}`] : [];
  });
  return {
    title: `${year}年${ordinal === null ? '' : `第${ordinal}个`}${theme.name}`,
    days: first === last ? spokenShort(first) : `${spokenShort(first)}至${spokenShort(last)}`,
    wording: wording ?? '以上级通知为准',
    partners: theme.with?.join('、') ?? '无',
    tasks: tasks.length === 0 ? '无须报送' : tasks.join('、'),
  };
}

/** `3月5日` */
const spokenShort = (day: Day): string => `${Number(day.slice(5, 7))}月${Number(day.slice(8))}日`;

const bound = (
  template: string,
  channels: readonly Channel[],
  { context, values }: { context: PlanContext; values: Values },
): Checked<BoundChannels> => bindTexts(template, channels, { context, kind: 'theme', values });

/** The reminder of the volunteers themselves, where one is wanted. */
function volunteersOf({ volunteers }: ThemeDefinition, context: PlanContext): Checked<BoundChannels | null> {
  if (!volunteers) return { ok: true, value: null };
  const found = bindChannels(volunteers.channels, context, { kind: 'notice' });
  if (found.ok) return found;
  return {
    ok: false,
    problems: found.problems.map((one) => ({ ...one, path: ['volunteers', ...one.path] })),
  };
}

interface Ground {
  definition: ThemeDefinition;
  held: Held;
  context: PlanContext;
}

interface Bound {
  digest: (at: Date) => Extract<Plan, { kind: 'theme' }>['steps'][0];
  order: BoundChannels;
  eve: BoundChannels;
  summary: SummaryMaker;
  closing: SummaryMaker;
  volunteers: BoundChannels | null;
}

type SummaryMaker = (key: string, at: Date, duties?: readonly string[]) => SummaryStep;

function planOf(ground: Ground, texts: Bound): Plan {
  const { held, context, definition } = ground;
  const { workdays, office } = context;
  const laid: LadderGround = { workdays, time: office.digestTime };
  const planned = owedOf(ground).map((owed) => planDuty(owed, context.now, laid));
  const lastLock = Math.max(
    endOfDay(held.last).getTime(),
    ...planned.map(({ times }) => times.lockAt.getTime()),
  );
  const endsAt = nextDigest(new Date(lastLock), laid);
  const rungs = planned.flatMap(({ duty }) => duty.rungs.map(({ at }) => at)).sort();
  return {
    ...{
      kind: 'theme',
      title: valuesOf(held).title,
      theme: held.themeYear.theme.code,
      year: held.themeYear.year,
    },
    ...{ first: held.first, last: held.last },
    steps: [
      texts.digest(new Date(rungs[0] ?? nextDigest(context.now, laid))),
      ...sendSteps(ground, texts),
      ...summarySteps(ground, texts, laid),
      texts.closing('summary-close', endsAt),
    ],
    duties: planned.map(({ duty }) => duty),
    launches: launchesOf(definition, held.first),
    provisional:
      held.themeYear.first.provisional || [...held.phases.values()].some(({ provisional }) => provisional),
    endsAt: endsAt.toISOString(),
  };
}

/** What every committee owes for it, and what the office owes itself: its two checks. */
function owedOf({ definition, held, context }: Ground): Owed[] {
  const { themeYear, phases } = held;
  const { theme, year } = themeYear;
  const { title } = valuesOf(held);
  const goals = context.goals.filter((goal) => goal.code === theme.code && goal.year === year);
  const { committees } = definition;
  const who: Owed['who'] = committees
    ? { owedBy: 'committee', under: committees, themselves: true }
    : { owedBy: 'committee', under: [context.office.root] };
  const asked = dutiesOf(theme, goals).map(({ key, name, form, due }) => ({ key, name, form, due, who }));
  const own: Owed['who'] = { owedBy: 'office', under: [context.office.root] };
  const checks = CHECKS.map(({ key, name, form }) => ({ key, name, form, due: key, who: own }));
  return [...asked, ...checks].flatMap(({ key, name, form, due, who: debtors }): Owed[] => {
    const phase = phases.get(due);
    if (!phase) return [];
    return [
      {
        ...{ key, form, title: `${title}：${name}`, who: debtors },
        ...{ graceWorkdays: GRACE_WORKDAYS, ladder: LADDER_WITHOUT_OPENING },
        due: { at: stillAhead(phase, held, context), provisional: phase.provisional },
      },
    ];
  });
}

/** What the office looks after itself, each as a report it owes. */
const CHECKS: readonly { key: 'materials' | 'training'; name: string; form: Form }[] = [
  {
    ...{ key: 'materials', name: '物料和短信模板检查' },
    form: {
      fields: [
        {
          key: 'templates',
          zh: '短信模板已报备通过',
          en: 'SMS templates are approved',
          type: 'choice',
          choices: ['是', '否'],
        },
        { key: 'materials', zh: '物料准备情况', en: 'materials', type: 'line' },
      ],
      attachments: [],
    },
  },
  {
    ...{ key: 'training', name: '培训检查' },
    form: {
      fields: [
        { key: 'trained', zh: '已培训人数', en: 'trained', type: 'number' },
        { key: 'untrained', zh: '尚未培训人数', en: 'not trained yet', type: 'number' },
        { key: 'measures', zh: '补训安排', en: 'what is done about it', type: 'line', optional: true },
      ],
      attachments: [],
    },
  },
];

/** Where preparations begin late, what would be due already is due soon, but not after its theme. */
const stillAhead = ({ at }: Phase, { last }: Held, { now, workdays }: PlanContext): Date =>
  dueStillAhead(new Date(at), { now, latest: endOfDay(last), workdays });

/** The order, the word of the day before, and the volunteers' own reminder. */
function sendSteps({ definition, held, context }: Ground, { order, eve, volunteers }: Bound): SendStep[] {
  const { phases, first } = held;
  const { now, office } = context;
  const contacts: AudienceRule = definition.committees
    ? { committees: definition.committees, itself: true, roles: [...LIAISON], firstRole: true }
    : { committees: [office.root], below: true, roles: [...LIAISON], firstRole: true };
  const at = (phase: PhaseName): Date | null => {
    const found = phases.get(phase);
    return found ? new Date(found.at) : null;
  };
  const ordered = at('order');
  const reminded = at('reminder');
  const begins = instantOf(first, '00:00');
  const step = (
    key: string,
    texts: BoundChannels,
    when: Date,
    audience: AudienceRule,
    until: Date,
  ): SendStep => ({
    ...sendingDuty(texts, context),
    ...{ kind: 'send', key, at: when.toISOString(), audience, expiresAt: until.toISOString() },
  });
  return [
    ...(ordered
      ? [
          step(
            'order',
            order,
            ordered > now ? ordered : now,
            contacts,
            begins > now ? begins : endOfDay(held.last),
          ),
        ]
      : []),
    ...(reminded && reminded > now ? [step('eve', eve, reminded, contacts, endOfDay(first))] : []),
    ...(volunteers && reminded && reminded > now
      ? [
          {
            ...step(
              'volunteers',
              volunteers,
              reminded,
              audienceRule(definition.volunteers!.audience),
              endOfDay(first),
            ),
            ...{
              topic: 'campaigns' as const,
              irrefusable: null,
              cap: office.caps[volunteers.class],
              window: office.windows[volunteers.class],
            },
          },
        ]
      : []),
  ];
}

/** How preparations stand shortly before, and what was counted right after. */
function summarySteps({ held, context }: Ground, { summary }: Bound, laid: LadderGround): SummaryStep[] {
  const { phases } = held;
  const prepared = (['plan', 'roster'] as const).filter((key) => phases.has(key));
  const chase = phases.get('chase');
  const counts = phases.get('counts');
  const ahead = (at: Date): boolean => at > context.now;
  return [
    ...(chase && prepared.length > 0 && ahead(new Date(chase.at))
      ? [summary('summary-before', nextDigest(new Date(chase.at), laid), prepared)]
      : []),
    ...(counts ? [summary('summary-counts', nextDigest(endOfDay(counts.day), laid), ['counts'])] : []),
  ];
}

const launchesOf = ({ launches = [] }: ThemeDefinition, first: Day): PlannedLaunch[] =>
  launches.map(({ key, day, time, definition }) => ({
    ...{ key, definition },
    at: instantOf(addDays(first, day), time).toISOString(),
  }));

/** The year a theme's run is known by. */
export const themeKey = (theme: string, year: number, root: string): string => `${theme}.${year}.${root}`;
