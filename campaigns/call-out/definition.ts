import { z } from 'zod';
import { ASK_STEP, TELL_STEPS } from '../../domain/call-out/steps.js';
import { closedObject, said } from '../../domain/definition/problems.js';
import { REQUIREMENTS } from '../../domain/plan/plan.js';
import { audience, duration, officeInstant } from '../../domain/plan/schema.js';
import { emergencyField, launchKeyField, titleField, windowField } from '../fields.js';

/** One line of text that must fit into a variable of an SMS. */
const line = (zh: string, en: string) =>
  z
    .string()
    .trim()
    .min(1)
    .max(35, said('最多 35 字，短信变量只能这么长', 'at most 35 characters: an SMS variable takes no more'))
    .describe(`${zh} / ${en}`);

const event = closedObject('事项', 'event field', {
  title: line('事项名称，写进短信', 'what it is, as its texts say it'),
  place: line('集合地点，写进短信', 'where to meet, as its texts say it'),
  near: z
    .string()
    .trim()
    .min(1)
    .exactOptional()
    .describe(
      '地点所属委员会的代码：就近者先问 / code of the committee whose area it is in: who lives near is asked first',
    ),
  from: officeInstant.describe('开始时间 / begins'),
  to: officeInstant.describe('结束时间 / ends'),
  bring: line('自带物品', 'what to bring').exactOptional(),
  risks: line(
    '风险提示（《志愿服务条例》第十二条要求如实告知）',
    'its risks, which the law obliges us to state',
  ),
}).describe('事项 / the event');

/** Keys of all its steps. */
export const STEPS: readonly string[] = [ASK_STEP, ...Object.values(TELL_STEPS)];

/** What a clerk writes to call people out to an event. */
export const callOutDefinition = closedObject('字段', 'field', {
  kind: z.literal('call-out').describe('活动类型：集结 / kind of campaign'),
  key: launchKeyField,
  title: titleField,
  event,
  needed: z.int().min(1).max(100_000).describe('需要的人数 / how many people are needed'),
  audience,
  requires: z
    .array(z.enum(REQUIREMENTS))
    .exactOptional()
    .describe(
      '硬性条件：adult 成年、insured 有保险、trained 已培训；不写则三项都要 / what everyone asked must be; default all three',
    ),
  at: officeInstant
    .exactOptional()
    .describe('开始询问的时间；不写则立即 / when to begin asking; default now'),
  wave_wait: duration
    .exactOptional()
    .describe('每一轮等待回复的时间，默认 30m / how long a wave has to answer; default 30m'),
  expected_acceptance: z
    .int()
    .min(5)
    .max(100)
    .exactOptional()
    .describe(
      '没有往例的人按百分之几会来估计；不写则用本单位的 / percent expected to come of those nothing is known of',
    ),
  window: windowField,
  emergency: emergencyField,
  templates: z
    .partialRecord(z.enum(STEPS), z.string().trim().min(1))
    .exactOptional()
    .describe('改用其他短信模板，按步骤 / other SMS templates, by step'),
}).describe('集结：为一件事召集若干人 / call-out: people for an event');

/** A call-out definition as read. */
export type CallOutDefinition = z.infer<typeof callOutDefinition>;
