import { MINUTE_MILLISECONDS, officeTime, parsePlannedTime } from '../domain/calendar/office-day.js';
import { isWithin, nextOpen } from '../domain/messages/window.js';
import type { MessageClass, SendWindow } from '../domain/plan/plan.js';
import { durationSeconds } from '../domain/plan/schema.js';
import type { Checked, Problem } from '../domain/problem.js';
import type { PlanContext } from './context.js';

/** What a definition says about when to send. */
export interface WrittenTiming {
  at?: string;
  window?: SendWindow | 'always';
  emergency?: string;
  expires_after?: string;
}

/** The same, settled: no step looks at the office's settings again. */
export interface Timing {
  at: Date;
  window: SendWindow | null;
  expiresAt: Date | null;
}

function windowOf({ window, emergency }: WrittenTiming, office: SendWindow | null): SendWindow | null {
  if (emergency !== undefined || window === 'always') return null;
  return window ?? office;
}

/** A time is written to the minute: one within the minute of the launch is "now", not "past". */
function past({ at }: WrittenTiming, { now }: PlanContext): Problem[] {
  const instant = at === undefined ? null : parsePlannedTime(at, now);
  if (instant === null || instant.getTime() > now.getTime() - MINUTE_MILLISECONDS) return [];
  return [
    {
      path: ['at'],
      reason: 'past',
      zh: `发送时间 ${officeTime(instant)} 已过，现在是 ${officeTime(now)}；请改期，或删去此项以立即发送`,
      en: `${officeTime(instant)} is past, it is ${officeTime(now)} now; choose a later time, or leave it out to send at once`,
    },
  ];
}

/** Office hours protect people's nights: a campaign may narrow them, only an emergency may leave them. */
function outsideOffice(
  window: SendWindow | null,
  written: WrittenTiming,
  office: SendWindow | null,
): Problem[] {
  if (written.emergency !== undefined || office === null || isWithin(window, office)) return [];
  const { from, to } = office;
  return [
    {
      path: ['window'],
      reason: 'outside-office-window',
      zh: `超出本单位允许的发送时段 ${from}–${to}；请缩小时段，紧急情况请填写 emergency 说明原因`,
      en: `leaves the office's hours ${from}–${to}; narrow it, or give the reason as emergency`,
    },
  ];
}

function neverOpen({ at, window, expiresAt }: Timing): Problem[] {
  if (expiresAt === null || nextOpen(window, at) < expiresAt) return [];
  return [
    {
      path: ['expires_after'],
      reason: 'expires-before-window',
      zh: `${officeTime(expiresAt)} 就过期，而发送时段 ${officeTime(nextOpen(window, at))} 才开始；请延长有效时间或调整时段`,
      en: `expires at ${officeTime(expiresAt)}, but sending may only begin at ${officeTime(nextOpen(window, at))}; let it last longer or change the window`,
    },
  ];
}

/** When a step is sent, in which hours of its class, and until when; or why that cannot be. */
export function timingOf(
  written: WrittenTiming,
  context: PlanContext,
  messageClass: MessageClass = 'notice',
): Checked<Timing> {
  const office = context.office.windows[messageClass];
  const at = (written.at === undefined ? null : parsePlannedTime(written.at, context.now)) ?? context.now;
  const window = windowOf(written, office);
  const expiresAt =
    written.expires_after === undefined
      ? null
      : new Date(at.getTime() + durationSeconds(written.expires_after) * 1000);
  const timing = { at, window, expiresAt };
  const problems = [
    ...past(written, context),
    ...outsideOffice(window, written, office),
    ...neverOpen(timing),
  ];
  return problems.length > 0 ? { ok: false, problems } : { ok: true, value: timing };
}
