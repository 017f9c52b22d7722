import {
  officeDay,
  officeTime,
  parsePlannedTime,
  startOfOfficeDay,
} from '../../domain/calendar/office-day.js';
import { spokenDay } from '../../domain/calendar/spoken.js';
import { TELL_STEPS, ASK_STEP } from '../../domain/call-out/steps.js';
import { variablesOf } from '../../domain/messages/placeholders.js';
import { isRecipientVariable } from '../../domain/messages/template.js';
import { nextOpen } from '../../domain/messages/window.js';
import {
  REQUIREMENTS,
  type AskStep,
  type ChannelPlan,
  type Plan,
  type TellEvent,
  type TellStep,
} from '../../domain/plan/plan.js';
import { audienceRule, durationSeconds } from '../../domain/plan/schema.js';
import type { Checked, Problem } from '../../domain/problem.js';
import { bindChannels } from '../channels.js';
import type { PlanContext } from '../context.js';
import { irrefusableOf } from '../refusing.js';
import { timingOf, type Timing } from '../timing.js';
import { STEPS, type CallOutDefinition } from './definition.js';

const DEFAULT_WAVE = '30m';
/** Who came may sign in until so long after the end. */
const SIGN_IN_SECONDS = 12 * 3600;
/** When on the day before its people are reminded, in milliseconds of the office day. */
const REMINDER_TIME = 17 * 3_600_000;
/** Nobody who sets out in vain should have been spared a text for the hour it came at. */
const STAND_DOWN_REASON = 'stand-down: nobody shall set out in vain';

/** The plan of a call-out: one ask, fired wave by wave, and what is told when. Every problem at once. */
export function planCallOut(definition: CallOutDefinition, context: PlanContext): Checked<Plan> {
  const timing = timingOf(definition, context);
  const texts = bindTexts(definition, context);
  const problems = [
    ...(timing.ok ? whenProblems(definition, timing.value, context) : timing.problems),
    ...texts.flatMap((text) => (text.bound.ok ? [] : text.bound.problems)),
  ];
  if (!timing.ok || problems.length > 0) return { ok: false, problems };
  const channels = new Map(texts.map(({ step, bound }) => [step, bound.ok ? bound.value : []]));
  return { ok: true, value: planOf(definition, timing.value, channels, context) };
}

/** When the event begins and ends; the schema has accepted both. */
const eventSpan = ({ event }: CallOutDefinition, now: Date): { from: Date; to: Date } => ({
  from: parsePlannedTime(event.from, now)!,
  to: parsePlannedTime(event.to, now)!,
});
const waveSeconds = ({ wave_wait: wait = DEFAULT_WAVE }: CallOutDefinition): number => durationSeconds(wait);

/** An event must lie ahead, and leave a wave the time to answer. */
function whenProblems(
  definition: CallOutDefinition,
  { at, window }: Timing,
  { now }: PlanContext,
): Problem[] {
  const { from, to } = eventSpan(definition, now);
  const asked = nextOpen(window, at);
  if (to <= from) {
    return [
      {
        path: ['event', 'to'],
        reason: 'ends-before-it-begins',
        zh: '结束时间不晚于开始时间，请核对',
        en: 'it ends before it begins; check both times',
      },
    ];
  }
  if (from <= now) {
    return [
      {
        path: ['event', 'from'],
        reason: 'past',
        zh: `事项 ${officeTime(from)} 已经开始或过去，现在是 ${officeTime(now)}：请改时间`,
        en: `the event began at ${officeTime(from)}, and it is ${officeTime(now)} now: change its time`,
      },
    ];
  }
  if (asked.getTime() + waveSeconds(definition) * 1000 <= from.getTime()) return [];
  return [
    {
      path: ['wave_wait'],
      reason: 'wave-longer-than-time-left',
      zh: `从 ${officeTime(asked)} 开始询问，到 ${officeTime(from)} 开始前容不下一轮等待：请缩短 wave_wait，或提早询问；紧急情况请填写 emergency`,
      en: `asking begins at ${officeTime(asked)}; until ${officeTime(from)} there is no time for one wave: shorten wave_wait, ask earlier, or give a reason as emergency`,
    },
  ];
}

interface BoundText {
  step: string;
  bound: Checked<ChannelPlan[]>;
}

const TELLS = Object.entries(TELL_STEPS) as [TellEvent, string][];

/** Binds the template of every step; values come from the event, whichever of them the template uses. */
function bindTexts(definition: CallOutDefinition, context: PlanContext): BoundText[] {
  const values = eventValues(definition, context.now);
  return STEPS.map((step) => {
    const template = definition.templates?.[step] ?? `call-out-${step}`;
    const wanted = variablesOf(context.templates.get(template)?.text).filter(
      (name) => !isRecipientVariable(name),
    );
    const variables = Object.fromEntries(Object.entries(values).filter(([name]) => wanted.includes(name)));
    const bound = bindChannels([{ channel: 'sms', template, variables }], context, { kind: 'call-out' });
    return {
      step,
      bound: bound.ok ? { ok: true, value: bound.value.channels } : placed(step, bound.problems),
    };
  });
}

/** Problems of a template stand where the definition names it. */
const placed = (step: string, problems: readonly Problem[]): Checked<never> => ({
  ok: false,
  problems: problems.map((problem) => ({ ...problem, path: ['templates', step] })),
});

function eventValues(definition: CallOutDefinition, now: Date): Record<string, string> {
  const { event } = definition;
  const { from, to } = eventSpan(definition, now);
  return {
    event: event.title,
    place: event.place,
    time: spokenTime(from, to),
    bring: event.bring ?? '无',
    risks: event.risks,
  };
}

/** `11月28日（周六）08:30至12:00`; the end names its day when it is another. */
function spokenTime(from: Date, to: Date): string {
  const end = officeDay(from) === officeDay(to) ? '' : spokenDay(to);
  return `${spokenDay(from)}${officeTime(from).slice(11)}至${end}${officeTime(to).slice(11)}`;
}

function planOf(
  definition: CallOutDefinition,
  timing: Timing,
  channels: ReadonlyMap<string, ChannelPlan[]>,
  context: PlanContext,
): Plan {
  const { office } = context;
  const { from, to } = eventSpan(definition, context.now);
  const sending = {
    lane: 'urgent',
    class: 'notice',
    window: timing.window,
    emergency: definition.emergency ?? null,
    cap: { perDay: null, perWeek: null },
    carrierCap: office.smsCarrierCapPerDay,
    topic: 'call-outs',
    irrefusable: irrefusableOf(definition),
  } as const;
  const ask: AskStep = {
    ...sending,
    key: ASK_STEP,
    kind: 'ask',
    at: timing.at.toISOString(),
    channels: channels.get(ASK_STEP)!,
    // Being asked is a notice like others; being answered is not counted.
    cap: definition.emergency ? sending.cap : office.caps.notice,
    expiresAt: from.toISOString(),
    audience: audienceRule(definition.audience),
    requires: definition.requires ?? [...REQUIREMENTS],
    event: {
      title: definition.event.title,
      place: definition.event.place,
      near: definition.event.near ?? null,
      from: from.toISOString(),
      to: to.toISOString(),
    },
    needed: definition.needed,
    waveSeconds: waveSeconds(definition),
    acceptance: (definition.expected_acceptance ?? office.callOutAcceptancePercent) / 100,
    signInSeconds: SIGN_IN_SECONDS,
    settleSeconds: office.settleSeconds,
  };
  const reminder = reminderTime(from, timing);
  const tells = TELLS.filter(([after]) => after !== 'day before' || reminder !== null).map(
    ([after, key]): TellStep => ({
      ...sending,
      ...(after === 'stand-down' ? { window: null, emergency: sending.emergency ?? STAND_DOWN_REASON } : {}),
      key,
      kind: 'tell',
      after,
      at: after === 'day before' ? reminder : null,
      channels: channels.get(key)!,
      // Until the end somebody may still drop out, and who comes instead must hear of it.
      // 明天 is true until midnight.
      expiresAt: (after === 'day before' ? startOfOfficeDay(officeDay(from)) : to).toISOString(),
    }),
  );
  return { kind: 'call-out', title: definition.title, steps: [ask, ...tells] };
}

/**
 * The afternoon before, or whenever that day texts may be sent; none where people are asked no earlier than that, or
 * no text may be sent that day.
 */
function reminderTime(from: Date, { at: asked, window }: Timing): string | null {
  const eventDay = startOfOfficeDay(officeDay(from));
  const dayBefore = startOfOfficeDay(officeDay(new Date(eventDay.getTime() - 1)));
  const afternoon = new Date(dayBefore.getTime() + REMINDER_TIME);
  const reminder = [afternoon, dayBefore]
    .map((wanted) => nextOpen(window, wanted))
    .find((possible) => possible < eventDay);
  return reminder && reminder > asked ? reminder.toISOString() : null;
}
