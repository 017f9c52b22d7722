import { z } from 'zod';
import { officeTime, parsePlannedTime } from '../domain/calendar/office-day.js';
import { closedObject, said } from '../domain/definition/problems.js';
import type { InvitedEvent, PlannedInvitation } from '../domain/plan/plan.js';
import { officeInstant } from '../domain/plan/schema.js';
import type { Checked, Problem } from '../domain/problem.js';
import type { PlanContext, SentInvitation } from './context.js';

const line = (most: number) =>
  z
    .string()
    .trim()
    .min(1)
    .max(most)
    .regex(/^\P{Cc}*$/u, said('只能有一行', 'is one line'))
    .exactOptional();

/** An invitation for people's calendars, with a mail; or a change of one that was sent. */
export const invitationField = closedObject('邀请字段', 'invitation field', {
  of: z
    .int()
    .min(1)
    .exactOptional()
    .describe('更改或取消哪次活动发出的邀请（活动编号） / change the invitation that this run sent'),
  cancel: z.literal(true).exactOptional().describe('取消 of 所指的邀请 / cancel the invitation named by of'),
  title: line(100).describe('事项 / what people are invited to'),
  place: line(100).describe('地点 / place'),
  description: z.string().trim().min(1).max(1000).exactOptional().describe('说明 / description'),
  from: officeInstant.exactOptional().describe('开始，北京时间 / start'),
  to: officeInstant.exactOptional().describe('结束，北京时间 / end'),
}).describe('日历邀请，仅限邮件 / an invitation for calendars, mail only');

/** What a definition says of an invitation. */
export type WrittenInvitation = z.infer<typeof invitationField>;

type Fault = Omit<Problem, 'path'>;

const missing = (what: string): Problem => ({
  path: [what],
  reason: 'missing',
  zh: `邀请缺少 ${what}，请补上`,
  en: `the invitation has no ${what}; add it`,
});

/** The invitation a definition means, or all that is wrong with it; paths begin inside it. */
export function plannedInvitation(
  written: WrittenInvitation,
  { now, invitations }: PlanContext,
): Checked<PlannedInvitation> {
  const { of, cancel = false } = written;
  const before = of === undefined ? undefined : invitations.get(of);
  const fault = faultOfReference(written, before);
  if (fault) return { ok: false, problems: [{ path: [cancel ? 'cancel' : 'of'], ...fault }] };
  const event = { ...before?.event, ...writtenEvent(written, now) };
  const lacking = (['title', 'place', 'from', 'to'] as const).filter((field) => event[field] === undefined);
  if (lacking.length > 0) return { ok: false, problems: lacking.map(missing) };
  const whole = event as InvitedEvent;
  if (whole.to <= whole.from) return { ok: false, problems: [{ path: ['to'], ...ENDS_FIRST }] };
  const state = { uid: before?.uid ?? null, sequence: before ? before.sequence + 1 : 0, cancelled: cancel };
  return { ok: true, value: { ...state, event: whole } };
}

function writtenEvent(
  { title, place, description, from, to }: WrittenInvitation,
  now: Date,
): Partial<InvitedEvent> {
  const instant = (text: string | undefined): string | undefined =>
    text === undefined ? undefined : parsePlannedTime(text, now)?.toISOString();
  const given = Object.entries({ title, place, description, from: instant(from), to: instant(to) });
  return Object.fromEntries(given.filter(([, value]) => value !== undefined));
}

const ENDS_FIRST: Fault = {
  reason: 'ends-before-it-begins',
  zh: '结束不晚于开始，请核对',
  en: 'ends before it begins; look at both times',
};

/** What is wrong with changing or cancelling an invitation, whatever the change says. */
function faultOfReference(
  { of, cancel, ...event }: WrittenInvitation,
  before: SentInvitation | undefined,
): Fault | undefined {
  const changes = Object.keys(event).length > 0;
  if (of === undefined) return cancel ? CANCELS_NOTHING : undefined;
  if (before === undefined) return nothingSent(of);
  if (before.cancelled)
    return {
      reason: 'already-cancelled',
      zh: `活动 ${of} 的邀请已经取消，请发新的邀请`,
      en: `the invitation of run ${of} is cancelled already; send a new one`,
    };
  if (cancel) return changes ? CANCELS_AND_CHANGES : undefined;
  return changes ? undefined : CHANGES_NOTHING;
}

const nothingSent = (of: number): Fault => ({
  reason: 'no-invitation',
  zh: `活动 ${of} 没有发出邀请，请核对编号`,
  en: `run ${of} sent no invitation; look at the number`,
});

const CANCELS_NOTHING: Fault = {
  reason: 'nothing-to-cancel',
  zh: '取消邀请须用 of 写明是哪次活动的',
  en: 'name the run whose invitation is cancelled as of',
};

const CANCELS_AND_CHANGES: Fault = {
  reason: 'cancels-and-changes',
  zh: '取消邀请时不能同时更改其他内容，请只保留 of 与 cancel',
  en: 'a cancellation changes nothing else; keep of and cancel only',
};

const CHANGES_NOTHING: Fault = {
  reason: 'changes-nothing',
  zh: '没有写要更改什么：请写新的时间、地点等，或写 cancel: true 取消',
  en: 'says nothing new: give a new time, place or the like, or cancel: true',
};

/** Nobody is invited to what has begun by the time the mail may go out. */
export function invitationInPast({ event }: PlannedInvitation, sentFrom: Date): Fault | undefined {
  const from = new Date(event.from);
  if (from > sentFrom) return undefined;
  return {
    reason: 'past',
    zh: `邀请的事项 ${officeTime(from)} 开始，而邮件最早 ${officeTime(sentFrom)} 才发出，请核对时间`,
    en: `the event begins at ${officeTime(from)}, but its mail goes out at ${officeTime(sentFrom)} at the earliest; look at the times`,
  };
}
