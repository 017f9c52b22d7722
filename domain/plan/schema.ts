/**
 * The words of a plan as a person writes them in YAML or JSON. Every field is described in Chinese and
 * English, because the published JSON schema is made from here.
 */
import { z } from 'zod';
import { parsePlannedTime } from '../calendar/office-day.js';
import { closedObject, said } from '../definition/problems.js';
import type { AudienceRule } from './plan.js';
import { CONTACT_ROLES } from '../people/contact-role.js';

const codes = (zh: string, en: string) =>
  z.array(z.string().trim().min(1)).min(1).exactOptional().describe(`${zh} / ${en}`);

const age = z.int().min(0).max(130).exactOptional();

/** Full years, both ends included. */
const ageRange = closedObject('年龄条件', 'age condition', {
  from: age.describe('不小于（周岁） / at least so many full years'),
  to: age.describe('不大于（周岁） / at most so many full years'),
}).refine(
  ({ from = 0, to = Infinity }) => from <= to,
  said('年龄下限大于上限，请对调', 'the lower age is above the upper; swap them'),
);

/** Who is meant. */
export const audience = closedObject('受众条件', 'audience condition', {
  committees: codes(
    '委员会代码，包括其下级；写了 teams 时可以不写，即管辖范围内的全部',
    'committee codes, each with its whole subtree; beside teams it may be left out, for the whole scope',
  ),
  teams: codes('服务队代码：其中任何一队的现有队员', 'team codes: current members of any of them'),
  roles: z
    .array(z.enum(CONTACT_ROLES))
    .min(1)
    .exactOptional()
    .describe(
      '改为发给联系人：head 主任、deputy 副主任、liaison 联络员 / contact persons instead of volunteers',
    ),
  skills: codes('具备全部所列技能', 'has every one of these skills'),
  qualifications: codes('当日持有全部所列资格', 'holds every one of these qualifications on the day'),
  age: ageRange.exactOptional().describe('年龄（周岁） / age in full years'),
  recipients_of: closedObject('前次发送', 'earlier step', {
    run: z.int().min(1).describe('活动编号 / number of the run'),
    step: z.string().trim().min(1).describe('步骤名称 / key of its step'),
  })
    .exactOptional()
    .describe('仅限某次发送的收件人 / only the recipients of an earlier step'),
})
  .refine(({ committees, teams }) => committees !== undefined || teams !== undefined, {
    error: said(
      '缺少此项，请补上委员会代码；或者写 teams（服务队代码）',
      'is missing; name committees, or teams instead',
    ),
    path: ['committees'],
  })
  // For editors, which read the published schema: a check of our own leaves no trace in it.
  .meta({
    description: '受众 / who is meant',
    anyOf: [{ required: ['committees'] }, { required: ['teams'] }],
  });

/** The rule as the plan freezes it. */
export function audienceRule({
  committees = [],
  recipients_of: recipientsOf,
  ...conditions
}: z.infer<typeof audience>): AudienceRule {
  return { committees, ...conditions, ...(recipientsOf ? { recipientsOf } : {}) };
}

const timeOfDay = (pattern: RegExp) =>
  z
    .string()
    .regex(pattern, said('时刻应写作 "08:00"（加引号）', 'write a time of day as "08:00", in quotes'));

/** When sending is allowed, in office time; may wrap midnight. */
export const sendWindow = closedObject('时段', 'window field', {
  from: timeOfDay(/^([01]\d|2[0-3]):[0-5]\d$/).describe('开始（含） / from, inclusive'),
  to: timeOfDay(/^(([01]\d|2[0-3]):[0-5]\d|24:00)$/).describe('结束（不含） / to, exclusive'),
})
  .refine(
    ({ from, to }) => from !== to,
    said('开始与结束相同；不限时段请写 always', 'from and to are equal; for any hour write always'),
  )
  .describe('可发送时段，北京时间，可跨零点 / when sending is allowed, office time, may wrap midnight');

const UNIT_SECONDS = { m: 60, h: 3600, d: 86_400 } as const;
const DURATION = /^([1-9]\d{0,4})([mhd])$/;

/** A span of time: `30m`, `12h`, `3d`. */
export const duration = z
  .string()
  .regex(DURATION, said('时长应写作 30m、12h 或 3d', 'write a span of time as 30m, 12h or 3d'))
  .describe('时长：30m 分钟、12h 小时、3d 天 / a span: minutes, hours, days');

/** Seconds of a duration that the schema has accepted. */
export function durationSeconds(text: string): number {
  const match = DURATION.exec(text);
  if (!match) throw new RangeError(`not a duration: ${text}`);
  return Number(match[1]) * UNIT_SECONDS[match[2] as keyof typeof UNIT_SECONDS];
}

/** Whether a time can be read does not depend on the day it is read. */
const ANY_DAY = new Date(0);

/** An instant: office time `2026-08-01 09:00`, ISO with an offset, or `+3d 09:00` counted from the launch. */
export const officeInstant = z
  .string()
  .refine(
    (text) => parsePlannedTime(text, ANY_DAY) !== null,
    said(
      '时间应写作 2026-08-01 09:00（北京时间，日期须存在），或 +3d 09:00（三天后）',
      'write a time as 2026-08-01 09:00 (office time), on a day that exists, or as +3d 09:00, three days from now',
    ),
  )
  .describe(
    '北京时间，如 2026-08-01 09:00；或 +3d 09:00，即三天后 / office time, or so many days from the launch',
  );
