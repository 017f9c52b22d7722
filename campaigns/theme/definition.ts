import { z } from 'zod';
import { closedObject, said } from '../../domain/definition/problems.js';
import { CHANNELS } from '../../domain/plan/plan.js';
import { audience } from '../../domain/plan/schema.js';
import { channelsField, launchKeyField } from '../fields.js';
import { PHASES } from './theme.js';

const day = z
  .int()
  .min(-120)
  .max(120)
  .describe('活动首日前后几天，-1 为前一天 / so many days after its first day, before it if negative');

const timeOfDay = z
  .string()
  .regex(
    /^([01]\d|2[0-3]):[0-5]\d$/,
    said('时刻应写作 "10:00"（加引号）', 'write a time of day as "10:00", in quotes'),
  );

/** What an office writes to hold a theme in a year. */
export const themeDefinition = closedObject('字段', 'field', {
  kind: z.literal('theme').describe('活动类型：主题活动 / kind of campaign'),
  key: launchKeyField,
  theme: z.string().trim().min(1).describe('主题代号，见 muster theme list / code of the theme'),
  year: z.int().min(2000).max(2099).describe('年份 / year'),
  committees: z
    .array(z.string().trim().min(1))
    .min(1)
    .exactOptional()
    .describe('参加的组织；不写则为下一级全部 / who takes part; default all right below'),
  volunteers: closedObject('志愿者提醒', 'reminder of volunteers', {
    audience: audience.describe('提醒哪些志愿者 / which volunteers'),
    channels: channelsField,
  })
    .exactOptional()
    .describe(
      '前一天直接提醒志愿者；不写则只提醒各组织联系人 / reminds volunteers themselves; default contacts only',
    ),
  launches: z
    .array(
      closedObject('随附活动', 'launch', {
        key: z
          .string()
          .regex(/^[a-z][a-z0-9-]{0,29}$/, said('只能用小写字母、数字和 -', 'small letters, digits and -'))
          .describe('代号 / its key'),
        day,
        time: timeOfDay.describe('几点 / at what time'),
        definition: z
          .looseObject({
            kind: z.enum(['notice', 'call-out']).describe('活动类型 / kind of campaign'),
          })
          .describe(
            '到时发起的通知或集结，写法同其文件，不写 key / the notice or call-out, as its file says it, without a key',
          ),
      }),
    )
    .max(10)
    .exactOptional()
    .describe('到时另行发起的通知或集结 / notices and call-outs that it launches'),
  without: z
    .array(z.enum(PHASES))
    .exactOptional()
    .describe('这一次不要的环节 / phases it does without this time'),
  channels: z
    .array(z.enum(CHANNELS))
    .min(1)
    .exactOptional()
    .describe('部署和提醒用的渠道；不写则短信和邮件都用 / channels of its messages; default both'),
}).describe('主题活动：部署、催报、提醒、统计、总结 / a theme: ordered, chased, counted, summed up');

/** A theme's definition as read. */
export type ThemeDefinition = z.infer<typeof themeDefinition>;
