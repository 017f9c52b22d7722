import { z } from 'zod';
import { closedObject, said } from '../../domain/definition/problems.js';
import { CHANNELS } from '../../domain/plan/plan.js';
import { audience, duration, officeInstant, sendWindow } from '../../domain/plan/schema.js';

const channel = closedObject('渠道字段', 'channel field', {
  channel: z.enum(CHANNELS).describe('渠道：sms 短信、email 邮件 / channel'),
  template: z.string().trim().min(1).describe('模板代码 / code of the template'),
  variables: z
    .record(z.string(), z.string())
    .exactOptional()
    .describe(
      '模板变量的值；name 与 committee 取自收件人，不必写 / values of its variables; name and committee come from the recipient',
    ),
});

const key = z
  .string()
  .regex(
    /^[\p{L}\p{N}][\p{L}\p{N}._-]{0,79}$/u,
    said(
      '唯一标识只能用汉字、字母、数字和 . _ -，最多 80 字',
      'a key is made of letters, digits and . _ -, at most 80 of them',
    ),
  );

/** What a clerk writes to send one message to an audience. */
export const noticeDefinition = closedObject('字段', 'field', {
  kind: z.literal('notice').describe('活动类型：通知 / kind of campaign'),
  key: key
    .exactOptional()
    .describe('唯一标识：同一标识只会发送一次 / makes the launch unique; otherwise content and day do'),
  title: z
    .string()
    .trim()
    .min(1)
    .max(100)
    .regex(/^\P{Cc}*$/u, said('标题只能有一行', 'a title is one line'))
    .describe('标题，供内部查找 / title, for the office itself'),
  audience,
  channels: z.array(channel).min(1).describe('渠道与模板，每个渠道一项 / one item per channel'),
  lane: z
    .enum(['urgent', 'bulk'])
    .exactOptional()
    .describe('urgent 紧急通道、bulk 普通通道（默认） / which queue; default bulk'),
  at: officeInstant.exactOptional().describe('发送时间，北京时间；不写则立即 / when to send; default now'),
  window: z
    .union(
      [z.literal('always'), sendWindow],
      said(
        '应写作 { from: "08:00", to: "20:00" } 或 always',
        'write { from: "08:00", to: "20:00" } or always',
      ),
    )
    .exactOptional()
    .describe('可发送时段；不写则用本单位的 / hours in which to send; default the office’s'),
  emergency: z
    .string()
    .trim()
    .min(1)
    .max(200)
    .exactOptional()
    .describe('紧急原因：写明后不受时段限制，并记入日志 / reason for sending at any hour; logged'),
  expires_after: duration
    .exactOptional()
    .describe('发送时间之后多久作废，如 12h / too old to send so long after its time'),
}).describe('通知：向一类人发送一条消息 / notice: one message to an audience');

/** A notice definition as read. */
export type NoticeDefinition = z.infer<typeof noticeDefinition>;
