import { z } from 'zod';
import { closedObject, said } from '../../domain/definition/problems.js';
import { officeInstant } from '../../domain/plan/schema.js';
import { launchKeyField, titleField } from '../fields.js';

const line = (most: number) =>
  z
    .string()
    .trim()
    .min(1)
    .max(most)
    .regex(/^\P{Cc}*$/u, said('只能有一行', 'is one line'));

/** What an office writes to call a meeting; a change of one or its calling off names the run that called it. */
export const meetingDefinition = closedObject('字段', 'field', {
  kind: z.literal('meeting').describe('活动类型：调度会 / kind of campaign'),
  key: launchKeyField,
  of: z
    .int()
    .min(1)
    .exactOptional()
    .describe('更改或取消哪次会议（活动编号） / changes or calls off the meeting that this run called'),
  cancel: z.literal(true).exactOptional().describe('取消 of 所指的会议 / calls off the meeting named by of'),
  title: titleField.describe('会议名称，会写进短信 / what the meeting is called; stands in its texts'),
  place: line(100).describe('地点 / place'),
  from: officeInstant.describe('开始，北京时间 / start'),
  to: officeInstant.describe('结束，北京时间 / end'),
  committees: z
    .array(z.string().trim().min(1))
    .min(1)
    .exactOptional()
    .describe('通知哪些组织参加；不写则为下一级全部 / who is invited; default all right below'),
  with: z
    .array(line(50))
    .min(1)
    .max(20)
    .exactOptional()
    .describe('参加的部门，写进邮件 / departments that take part, named in the mail'),
  agenda: z
    .string()
    .trim()
    .min(1)
    .max(500)
    .exactOptional()
    .describe(
      '议程，会写进邮件和日历：简短，不写个人信息 / stands in mails and calendars: short, and nothing about people',
    ),
  reason: line(200)
    .exactOptional()
    .describe('更改或取消的原因，记入日志 / why it is changed or called off; goes into the log'),
  minutes_within: z
    .int()
    .min(1)
    .max(60)
    .exactOptional()
    .describe('会后几个工作日内办公室交纪要，默认 5 / the office owes the minutes so many workdays later'),
})
  .refine(({ of, cancel, reason }) => !cancel || (of !== undefined && reason !== undefined), {
    error: said(
      '取消会议须用 of 写明是哪次，用 reason 写明原因',
      'a meeting that is called off is named as of, with the reason as reason',
    ),
    path: ['cancel'],
  })
  .describe(
    '调度会：通知、回执、提醒、纪要、待办事项 / a meeting: invitation, answers, minutes, action items',
  );

/** A meeting's definition as read. */
export type MeetingDefinition = z.infer<typeof meetingDefinition>;
