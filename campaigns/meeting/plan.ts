import { instantOf, officeDay, officeTime, parsePlannedTime } from '../../domain/calendar/office-day.js';
import { spokenTime } from '../../domain/calendar/spoken.js';
import type { PlannedDuty } from '../../domain/duties/duty.js';
import {
  LADDER_WITHOUT_OPENING,
  LIAISON,
  nextDigest,
  type LadderGround,
} from '../../domain/duties/ladder.js';
import { nextOpen } from '../../domain/messages/window.js';
import type {
  AudienceRule,
  Channel,
  InvitedEvent,
  Plan,
  SendStep,
  SummaryStep,
} from '../../domain/plan/plan.js';
import type { Checked, Problem } from '../../domain/problem.js';
import type { BoundChannels } from '../channels.js';
import type { PlanContext } from '../context.js';
import { bindTexts, digestStep, sendingDuty, summaryStep } from '../deadline/chasing.js';
import { endOfDay } from '../deadline/due.js';
import { planDuty, type Owed } from '../deadline/owed.js';
import { invitationInPast, type WrittenInvitation } from '../invitations.js';
import type { MeetingDefinition } from './definition.js';
import {
  ANSWERS,
  ATTENDING,
  MINUTES,
  MINUTES_FORM,
  MINUTES_GRACE_WORKDAYS,
  RSVP,
  RSVP_FORM,
  RSVP_LADDER,
} from './duties.js';
import {
  ATTENDANCE_TEMPLATE,
  CHANGED_TEMPLATE,
  INVITATION_TEMPLATE,
  OFF_TEMPLATE,
  REMINDER_TEMPLATE,
} from './texts.js';

const MINUTES_WITHIN_WORKDAYS = 5;

/** Key of the step that invites, tells of a change, or calls off. */
const INVITATION_STEP = 'invitation';

/** On the workday before, in the order in which they come. */
const EVE = { reminder: '15:00', due: '17:00', attendance: '17:30' } as const;

/** Both, always: the mail brings the calendar entry, the text makes sure of it. */
const BOTH: readonly Channel[] = ['sms', 'email'];

type MeetingPlan = Extract<Plan, { kind: 'meeting' }>;

/** The plan of a meeting, of its change, or of its calling off. Every problem at once. */
export function planMeeting(definition: MeetingDefinition, context: PlanContext): Checked<Plan> {
  const begun = begunProblems(definition, context);
  return definition.cancel ? planOff(definition, context, begun) : planCall(definition, context, begun);
}

/** When it is, and the instants around it. */
interface Times {
  from: Date;
  to: Date;
  /** Until when committees answer. */
  answered: Date;
  /** Null: it is called too late for one. */
  reminder: Date | null;
  attendance: Date;
}

function timesOf(written: Pick<MeetingDefinition, 'from' | 'to'>, { now, workdays }: PlanContext): Times {
  const from = parsePlannedTime(written.from, now)!;
  const to = parsePlannedTime(written.to, now)!;
  const eve = workdays.nthFrom(officeDay(from), -1);
  const ahead = (time: string): Date => (instantOf(eve, time) > now ? instantOf(eve, time) : from);
  return {
    ...{ from, to, answered: ahead(EVE.due), attendance: ahead(EVE.attendance) },
    // On the day on which it is called nobody needs to be reminded of it.
    reminder: eve > officeDay(now) ? instantOf(eve, EVE.reminder) : null,
  };
}

function planCall(
  definition: MeetingDefinition,
  context: PlanContext,
  begun: readonly Problem[],
): Checked<Plan> {
  const times = timesOf(definition, context);
  const { title, place, of } = definition;
  const values = valuesOf(definition, times);
  const binding = { context, kind: 'meeting', values } as const;
  const invited = bindTexts(of === undefined ? INVITATION_TEMPLATE : CHANGED_TEMPLATE, BOTH, {
    ...binding,
    invitation: invitationOf(definition),
  });
  const reminder = bindTexts(REMINDER_TEMPLATE, BOTH, binding);
  const digest = digestStep(BOTH, context, 'meeting');
  const attendance = summaryStep(BOTH, {
    ...{ title, context, kind: 'meeting', template: ATTENDANCE_TEMPLATE },
    values,
  });
  const problems = [invited, reminder, digest, attendance].flatMap((one) => (one.ok ? [] : one.problems));
  problems.push(...begun, ...(invited.ok ? pastProblems(invited.value, context) : []));
  if (problems.length > 0 || !invited.ok || !reminder.ok || !digest.ok || !attendance.ok)
    return { ok: false, problems };
  const ground = { workdays: context.workdays, time: context.office.digestTime };
  const duties = dutiesOf(definition, times, { context, ground });
  const endsAt = nextDigest(new Date(duties[1].lockAt!), ground);
  const steps = stepsOf(
    { invited: invited.value, reminder: reminder.value, attendance: attendance.value },
    { definition, times, context },
  );
  const firstDigest = new Date(duties.flatMap(({ rungs }) => rungs.map(({ at }) => at)).sort()[0]!);
  const plan: MeetingPlan = {
    ...{ kind: 'meeting', title, place, from: times.from.toISOString(), to: times.to.toISOString() },
    ...(of === undefined ? {} : { of }),
    ...{ steps: [digest.value(firstDigest), ...steps], duties, endsAt: endsAt.toISOString() },
  };
  return { ok: true, value: plan };
}

/** What its texts say of it. */
type Values = Readonly<Record<'title' | 'place' | 'when' | 'until' | 'departments' | 'agenda', string>>;

const valuesOf = (
  { title, place, with: departments, agenda }: MeetingDefinition,
  { from, to, answered }: Times,
): Values => ({
  ...{ title, place, when: spokenSpan(from, to), until: spokenTime(answered) },
  departments: departments?.join('、') ?? '无',
  agenda: agenda ?? '会上通报',
});

/** `11月28日（周六）14:00至16:00` */
const spokenSpan = (from: Date, to: Date): string =>
  `${spokenTime(from)}至${officeDay(from) === officeDay(to) ? officeTime(to).slice(11) : spokenTime(to)}`;

function invitationOf(definition: MeetingDefinition): WrittenInvitation {
  const { of, title, place, from, to, with: departments, agenda } = definition;
  const description = [
    ...(departments ? [`参加部门：${departments.join('、')}`] : []),
    ...(agenda === undefined ? [] : [`议程：${agenda}`]),
  ].join('\n');
  return {
    ...{ title, place, from, to },
    ...(of === undefined ? {} : { of }),
    ...(description === '' ? {} : { description }),
  };
}

/** Nobody is invited to what will have begun when the mail may go out. */
function pastProblems({ channels, class: messageClass }: BoundChannels, context: PlanContext): Problem[] {
  const { now, office } = context;
  return channels.flatMap(({ invitation }) => {
    const fault = invitation && invitationInPast(invitation, nextOpen(office.windows[messageClass], now));
    return fault ? [{ path: ['from'], ...fault }] : [];
  });
}

/** What has begun is neither changed nor called off. */
function begunProblems({ of }: MeetingDefinition, { invitations, now }: PlanContext): Problem[] {
  const before = of === undefined ? undefined : invitations.get(of);
  if (!before || new Date(before.event.from) > now) return [];
  const began = officeTime(new Date(before.event.from));
  return [
    {
      path: ['of'],
      reason: 'begun',
      zh: `活动 ${of} 的会议 ${began} 已经开始，不能更改或取消：请另行召开`,
      en: `the meeting of run ${of} began at ${began} and can be neither changed nor called off: call another one`,
    },
  ];
}

/** What the committees owe for it, and what the office owes after it. */
function dutiesOf(
  { title, committees, minutes_within: within = MINUTES_WITHIN_WORKDAYS }: MeetingDefinition,
  { from, to, answered }: Times,
  { context, ground }: { context: PlanContext; ground: LadderGround },
): [PlannedDuty, PlannedDuty] {
  const { office, workdays, now } = context;
  const who: Owed['who'] = committees
    ? { owedBy: 'committee', under: committees, themselves: true }
    : { owedBy: 'committee', under: [office.root] };
  const rsvp = planDuty(
    {
      ...{ key: RSVP, title: `${title}：参会回执`, form: RSVP_FORM, who, graceWorkdays: 0 },
      ...{ ladder: RSVP_LADDER, due: { at: answered, provisional: false } },
    },
    // The invitation itself opens it: nobody hears of it twice on that day.
    endOfDay(officeDay(now)),
    ground,
  ).duty;
  const minutes = planDuty(
    {
      ...{ key: MINUTES, title: `${title}：会议纪要`, form: MINUTES_FORM },
      ...{ who: { owedBy: 'office', under: [office.root] }, graceWorkdays: MINUTES_GRACE_WORKDAYS },
      ladder: LADDER_WITHOUT_OPENING,
      due: { at: endOfDay(workdays.nthFrom(officeDay(to), within)), provisional: false },
    },
    endOfDay(officeDay(to)),
    ground,
  ).duty;
  return [untilBegins(rsvp, from), minutes];
}

/** An answer is of use until the meeting begins. */
const untilBegins = (duty: PlannedDuty, from: Date): PlannedDuty => ({
  ...duty,
  lockAt: from.toISOString(),
  rungs: duty.rungs.filter(({ at }) => new Date(at) < from),
});

interface Texts {
  invited: BoundChannels;
  reminder: BoundChannels;
  attendance: (key: string, at: Date, duties?: readonly string[]) => SummaryStep;
}

function stepsOf(
  { invited, reminder, attendance }: Texts,
  { definition, times, context }: { definition: MeetingDefinition; times: Times; context: PlanContext },
): (SendStep | SummaryStep)[] {
  const audience = audienceOf(definition, context);
  const send = (key: string, texts: BoundChannels, at: Date): SendStep => ({
    ...sendingDuty(texts, context),
    ...{ kind: 'send', key, at: at.toISOString(), audience, expiresAt: times.from.toISOString() },
  });
  const declined = { duty: RSVP, field: ATTENDING, value: ANSWERS.no };
  return [
    send(INVITATION_STEP, invited, context.now),
    ...(times.reminder ? [{ ...send('reminder', reminder, times.reminder), unlessAnswered: declined }] : []),
    {
      ...attendance('attendance', times.attendance, [RSVP]),
      byAnswer: { duty: RSVP, field: ATTENDING },
    },
  ];
}

/** Whoever speaks first for each committee that is invited. */
const audienceOf = ({ committees }: MeetingDefinition, { office: { root } }: PlanContext): AudienceRule => ({
  ...(committees ? { committees, itself: true } : { committees: [root], below: true }),
  ...{ roles: [...LIAISON], firstRole: true },
});

/** Its calling off says what was planned, whatever is written now. */
function planOff(
  definition: MeetingDefinition,
  context: PlanContext,
  begun: readonly Problem[],
): Checked<Plan> {
  const of = definition.of!;
  const event = context.invitations.get(of)?.event ?? eventOf(definition, context);
  const [from, to] = [new Date(event.from), new Date(event.to)];
  const values = { title: event.title, place: event.place, when: spokenSpan(from, to) };
  const bound = bindTexts(OFF_TEMPLATE, BOTH, {
    ...{ context, kind: 'meeting', values },
    invitation: { of, cancel: true },
  });
  if (!bound.ok || begun.length > 0)
    return { ok: false, problems: [...(bound.ok ? [] : bound.problems), ...begun] };
  const told: SendStep = {
    ...sendingDuty(bound.value, context),
    ...{ kind: 'send', key: INVITATION_STEP, at: context.now.toISOString() },
    ...{ audience: audienceOf(definition, context), expiresAt: event.from },
  };
  const plan: MeetingPlan = {
    ...{ kind: 'meeting', title: event.title, place: event.place, from: event.from, to: event.to, of },
    ...{ steps: [told], duties: [], endsAt: event.from },
  };
  return { ok: true, value: plan };
}

const eventOf = ({ title, place, from, to }: MeetingDefinition, { now }: PlanContext): InvitedEvent => ({
  ...{ title, place },
  from: parsePlannedTime(from, now)!.toISOString(),
  to: parsePlannedTime(to, now)!.toISOString(),
});
