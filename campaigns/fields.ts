/** Fields that definitions of several kinds share. */
import { z } from 'zod';
import { closedObject, said } from '../domain/definition/problems.js';
import { TOPIC_NAMES, TOPICS } from '../domain/messages/topics.js';
import { CHANNELS } from '../domain/plan/plan.js';
import { sendWindow } from '../domain/plan/schema.js';
import { STANDING_KEY } from '../domain/plan/standing.js';
import { invitationField } from './invitations.js';

/** The author's own key of a launch. */
export const launchKeyField = z
  .string()
  .regex(
    /^[\p{L}\p{N}][\p{L}\p{N}._-]{0,79}$/u,
    said(
      '唯一标识只能用汉字、字母、数字和 . _ -，最多 80 字',
      'a key is made of letters, digits and . _ -, at most 80 of them',
    ),
  )
  .refine(
    (key) => key !== STANDING_KEY,
    said(
      `唯一标识 ${STANDING_KEY} 留给办公室日常，请换一个`,
      `the key ${STANDING_KEY} is the office’s own; choose another`,
    ),
  )
  .exactOptional()
  .describe('唯一标识：同一标识只会发送一次 / makes the launch unique; otherwise content and day do');

/** What the office calls it. */
export const titleField = z
  .string()
  .trim()
  .min(1)
  .max(100)
  .regex(/^\P{Cc}*$/u, said('标题只能有一行', 'a title is one line'))
  .describe('标题，供内部查找 / title, for the office itself');

/** What it is about: whoever has refused that topic does not get it. */
export const topicField = z
  .enum(TOPICS)
  .exactOptional()
  .describe(
    `主题，本人可按主题退订，默认 notices：${TOPICS.map((topic) => `${topic} ${TOPIC_NAMES[topic].zh}`).join('、')} / topic, which people may refuse; default notices`,
  );

/** Tells contact persons what their committee owes: opt-outs and caps do not count. */
export const dutyField = z
  .literal(true)
  .exactOptional()
  .describe(
    '联系人职责：只发给联系人（audience.roles）时可写，不受退订和次数限制 / a duty of contact persons (audience.roles only): opt-outs and caps do not count',
  );

/** Hours in which to send. */
export const windowField = z
  .union(
    [z.literal('always'), sendWindow],
    said('应写作 { from: "08:00", to: "20:00" } 或 always', 'write { from: "08:00", to: "20:00" } or always'),
  )
  .exactOptional()
  .describe('可发送时段；不写则用本单位的 / hours in which to send; default the office’s');

/** Why quiet hours and caps do not hold. */
export const emergencyField = z
  .string()
  .trim()
  .min(1)
  .max(200)
  .exactOptional()
  .describe('紧急原因：写明后不受时段和次数限制，并记入日志 / reason for sending at any hour; logged');

const channel = closedObject('渠道字段', 'channel field', {
  channel: z.enum(CHANNELS).describe('渠道：sms 短信、email 邮件 / channel'),
  template: z.string().trim().min(1).describe('模板代码 / code of the template'),
  variables: z
    .record(z.string(), z.string())
    .exactOptional()
    .describe(
      '模板变量的值；name 与 committee 取自收件人，不必写 / values of its variables; name and committee come from the recipient',
    ),
  invitation: invitationField.exactOptional(),
});

/** What is sent on which channel. */
export const channelsField = z
  .array(channel)
  .min(1)
  .describe('渠道与模板，每个渠道一项 / one item per channel');
