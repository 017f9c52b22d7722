import { z } from 'zod';
import { closedObject } from '../../domain/definition/problems.js';
import { audience, duration, officeInstant } from '../../domain/plan/schema.js';
import {
  channelsField,
  dutyField,
  emergencyField,
  launchKeyField,
  titleField,
  topicField,
  windowField,
} from '../fields.js';

/** What a clerk writes to send one message to an audience. */
export const noticeDefinition = closedObject('字段', 'field', {
  kind: z.literal('notice').describe('活动类型：通知 / kind of campaign'),
  key: launchKeyField,
  title: titleField,
  audience,
  topic: topicField,
  duty: dutyField,
  channels: channelsField,
  in_turn: duration
    .exactOptional()
    .describe(
      '两个渠道依次使用：第一个最终失败，或短信这么久没有回执，才用第二个；不写则同时使用 / use the two channels in turn: the second for whom the first failed for good, or whose text brought no receipt for so long; default both at once',
    ),
  lane: z
    .enum(['urgent', 'bulk'])
    .exactOptional()
    .describe('urgent 紧急通道、bulk 普通通道（默认） / which queue; default bulk'),
  at: officeInstant.exactOptional().describe('发送时间，北京时间；不写则立即 / when to send; default now'),
  window: windowField,
  emergency: emergencyField,
  expires_after: duration
    .exactOptional()
    .describe('发送时间之后多久作废，如 12h / too old to send so long after its time'),
}).describe('通知：向一类人发送一条消息 / notice: one message to an audience');

/** A notice definition as read. */
export type NoticeDefinition = z.infer<typeof noticeDefinition>;
