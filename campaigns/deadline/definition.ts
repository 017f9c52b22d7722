import { z } from 'zod';
import { parseOfficeDay } from '../../domain/calendar/office-day.js';
import { closedObject, said } from '../../domain/definition/problems.js';
import { CHANNELS } from '../../domain/plan/plan.js';
import { officeInstant } from '../../domain/plan/schema.js';
import { launchKeyField, titleField } from '../fields.js';

const key = z
  .string()
  .regex(
    /^[a-z][a-z0-9_]{0,39}$/,
    said('只能用小写字母、数字和 _，以字母开头', 'small letters, digits and _, beginning with a letter'),
  );

const called = { key: key.describe('英文代号 / its key'), zh: titleField, en: titleField.exactOptional() };

const field = closedObject('填报项', 'field', {
  ...called,
  type: z
    .enum(['line', 'text', 'number', 'day', 'choice', 'codes', 'projects'])
    .describe('类型：一行、多行、数字、日期、选择、下级组织代码、项目 / what it holds'),
  optional: z.literal(true).exactOptional().describe('可以不填 / may be left empty'),
  least: z.number().exactOptional().describe('最小值，或至少几项 / least value, or how many at least'),
  most: z.number().exactOptional().describe('最大值、最多几项或几个字 / largest value, number or length'),
  choices: z.array(z.string().trim().min(1)).min(2).exactOptional().describe('可选的值 / what may be chosen'),
  league: z.literal(true).exactOptional().describe('按这个数排名 / committees are ranked by it'),
}).refine(
  ({ type, choices }) => (type === 'choice') === (choices !== undefined),
  said('选择项（choice）须写 choices，其他类型不写', 'a choice names its choices, and nothing else does'),
);

const slot = closedObject('附件项', 'slot', {
  ...called,
  kind: z
    .enum(['document', 'roster', 'photo', 'video'])
    .describe('类型：文档、名册、照片、视频 / what kind of files'),
  least: z.int().min(0).max(20).describe('至少几份 / how many at least'),
  most: z.int().min(1).max(20).describe('最多几份 / how many at most'),
});

const day = z
  .string()
  .refine(
    (text) => parseOfficeDay(text) !== null,
    said('日期写作 2027-03-01', 'a day is written 2027-03-01'),
  );

const form = closedObject('表单', 'form', {
  fields: z.array(field).min(1).max(40).describe('要填的内容 / what is to be filled in'),
  attachments: z.array(slot).max(10).exactOptional().describe('要交的附件 / files to be handed in'),
}).refine(
  ({ fields, attachments = [] }) => {
    const keys = [...fields, ...attachments].map((one) => one.key);
    return new Set(keys).size === keys.length;
  },
  said('代号不能重复', 'no two may have the same key'),
);

/** What may be given together. */
const WRITTEN_WAYS: readonly string[] = [
  ...['obligation period', 'obligation period due', 'safeguard'],
  ...['title form due', 'title form repeat'],
];

/** What an office writes to have something reported: one of its obligations for a period, or a report of its own. */
export const deadlineDefinition = closedObject('字段', 'field', {
  kind: z.literal('deadline').describe('活动类型：报送 / kind of campaign'),
  key: launchKeyField,
  obligation: z
    .string()
    .trim()
    .min(1)
    .exactOptional()
    .describe('报送事项代号，见 muster deadline kinds / code of an obligation'),
  period: z
    .string()
    .trim()
    .min(1)
    .exactOptional()
    .describe('哪一期，如 2027、2027-H1、2027-Q1、2027-03 / which period'),
  safeguard: z
    .int()
    .min(1)
    .exactOptional()
    .describe('重要时段编号，见 muster safeguard list / number of a time of special care'),
  title: titleField.exactOptional().describe('临时报送的名称 / what a report of its own is called'),
  form: form.exactOptional().describe('临时报送填什么 / what a report of its own consists of'),
  committees: z
    .array(z.string().trim().min(1))
    .min(1)
    .exactOptional()
    .describe(
      '欠报单位：这些组织；不写则为管辖范围的下一级全部 / who owes it: these; default all right below',
    ),
  repeat: closedObject('重复', 'field of its repetition', {
    from: day.describe('第一天，如 2027-03-01 / its first day'),
    to: day.describe('最后一天 / its last day'),
    every: z
      .union([
        z.enum(['day', 'week']),
        closedObject('间隔', 'interval', {
          workdays: z.int().min(1).max(20).describe('每几个工作日 / every so many workdays'),
        }),
      ])
      .describe('多久报一次：day 每天、week 每周、{ workdays: 2 } 每两个工作日 / how often'),
    time: z
      .string()
      .regex(
        /^([01]\d|2[0-3]):[0-5]\d$/,
        said('时刻应写作 "17:00"（加引号）', 'write a time of day as "17:00", in quotes'),
      )
      .describe('当天几点前报 / until when on the day'),
  })
    .exactOptional()
    .describe(
      '临时报送在一段时间内反复报，如重要时段零报告；不写 due / reported again and again between two days',
    ),
  due: officeInstant.exactOptional().describe('期限，不写则按规则 / until when; default by its rule'),
  grace: z
    .int()
    .min(0)
    .max(250)
    .exactOptional()
    .describe('逾期几个工作日后锁定 / how many workdays later nothing is taken any more'),
  channels: z
    .array(z.enum(CHANNELS))
    .min(1)
    .exactOptional()
    .describe('提醒用的渠道；不写则短信和邮件都用 / channels of its messages; default both'),
})
  .refine(
    ({ obligation, period, safeguard, title, form: asked, due, repeat }) => {
      const given = Object.entries({ obligation, period, safeguard, title, form: asked, due, repeat })
        .filter(([, value]) => value !== undefined)
        .map(([name]) => name)
        .join(' ');
      return WRITTEN_WAYS.includes(given);
    },
    said(
      '写 obligation 和 period；或者写 title、form 和 due（或 repeat），作为临时报送；或者只写 safeguard',
      'give obligation and period; or title, form and due (or repeat), for a report of its own; or a safeguard alone',
    ),
  )
  .describe('报送：谁欠什么、哪一期、何时到期，逐级催报 / something owed by a day, chased up the tree');

/** A deadline's definition as read. */
export type DeadlineDefinition = z.infer<typeof deadlineDefinition>;
