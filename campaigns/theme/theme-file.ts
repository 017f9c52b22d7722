import { z } from 'zod';
import { parseDateRule } from '../../domain/calendar/written-rule.js';
import { closedObject, read, said } from '../../domain/definition/problems.js';
import type { Checked } from '../../domain/problem.js';
import { PHASES, THEME_DUTIES, type PhaseTiming, type Theme } from './theme.js';

const word = (zh: string, en: string) => z.string().trim().min(1).max(100).describe(`${zh} / ${en}`);

const rule = (zh: string, en: string) =>
  z
    .string()
    .refine(
      (text) => parseDateRule(text) !== null,
      said(
        '看不懂这条日期规则，可以写：3月5日、农历1-1 -15天、3月最后一个周一、@safety-month +14天',
        'no date rule; write 3-5, lunar 1-1 -15d, last mon of 3, or @safety-month +14d',
      ),
    )
    .describe(`${zh} / ${en}`);

/** Further than this from its day nothing belongs to a theme. */
const MOST_DAYS = 200;
const distance = z.int().min(-MOST_DAYS).max(MOST_DAYS);

const phase = closedObject('阶段字段', 'field of a phase', {
  days: distance
    .exactOptional()
    .describe('距活动日的天数，提前为负 / days from the day, before it if negative'),
  workdays: distance.exactOptional().describe('距活动日的工作日数 / workdays from the day'),
  from: z
    .enum(['first', 'last'])
    .exactOptional()
    .describe('从第一天还是最后一天算起 / counted from which day'),
  rest: z
    .enum(['before', 'after', 'keep'])
    .exactOptional()
    .describe('遇休息日：before 提前、after 顺延、keep 不变 / what a rest day does'),
  time: z
    .string()
    .regex(/^([01]\d|2[0-3]):[0-5]\d$/, said('时间写作 09:00', 'a time is written 09:00'))
    .exactOptional()
    .describe('几点 / at what time'),
}).refine(
  ({ days, workdays }) => days === undefined || workdays === undefined,
  said('days 和 workdays 只能写一个', 'give days or workdays, not both'),
);

const fields = {
  english: word('英文名', 'name in English').exactOptional(),
  days: z.int().min(1).max(366).exactOptional().describe('持续天数；默认一天 / how many days; default one'),
  until: rule('持续到哪天，代替 days', 'its last day, instead of days').exactOptional(),
  announced_yearly: z
    .boolean()
    .exactOptional()
    .describe('日期每年另行公布 / its days are announced every year'),
  collective: z.boolean().exactOptional().describe('集中活动日，人人参加 / held by everybody'),
  project: word('所属专题', 'the project it belongs to').exactOptional(),
  first: z.int().min(1900).max(2100).exactOptional().describe('第一届是哪年 / year of the first'),
  with: z
    .array(word('部门', 'department'))
    .exactOptional()
    .describe('联合部门 / departments that hold it too'),
  owes: z
    .array(z.enum(THEME_DUTIES))
    .exactOptional()
    .describe(
      '各委员会要报什么：plan 方案、roster 名单、counts 统计、summary 总结 / what every committee reports',
    ),
  phases: z
    .partialRecord(z.enum(PHASES), phase)
    .exactOptional()
    .describe('与通常不同的阶段 / phases that lie otherwise than usual'),
  without: z.array(z.enum(PHASES)).exactOptional().describe('不要的阶段 / phases it does without'),
};

const ONE_LENGTH = said('days 和 until 只能写一个', 'give days or until, not both');
const oneLength = ({ days, until }: { days?: number; until?: string }): boolean =>
  days === undefined || until === undefined;

const ownTheme = closedObject('主题字段', 'field of a theme', {
  code: z
    .string()
    .regex(
      /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/,
      said(
        '代码用小写字母、数字和连字符，如 river-day',
        'a code is small letters, digits and strokes: river-day',
      ),
    )
    .max(40)
    .describe('代码 / code'),
  name: word('名称', 'name'),
  rule: rule('每年哪天开始', 'when it begins every year'),
  ...fields,
}).refine(oneLength, ONE_LENGTH);

const themeChange = closedObject('主题字段', 'field of a theme', {
  name: word('名称', 'name').exactOptional(),
  rule: rule('每年哪天开始', 'when it begins every year').exactOptional(),
  ...fields,
})
  .refine(oneLength, ONE_LENGTH)
  .refine((change) => Object.keys(change).length > 0, said('没有写要改什么', 'nothing is to be changed'));

/** A theme as the office writes it, and as the ledger keeps it. */
export type WrittenTheme = z.infer<typeof ownTheme>;
/** What the office has changed of a theme. */
export type WrittenChange = z.infer<typeof themeChange>;

/** Reads a theme of the office's own. */
export const readOwnTheme = (value: unknown): Checked<WrittenTheme> => read(ownTheme, value);

/** Reads what is to be different about a theme. */
export const readThemeChange = (value: unknown): Checked<WrittenChange> => read(themeChange, value);

/** A theme of the office's own. */
export const themeFrom = (written: WrittenTheme): Theme =>
  changedTheme(
    {
      ...{ code: written.code, name: written.name, english: written.english ?? written.name },
      ...{ rule: written.rule, length: { days: 1 }, owes: [] },
    },
    written,
  );

/** A theme with what the office has changed of it; what it does not name stays. */
export function changedTheme(theme: Theme, written: Partial<WrittenTheme>): Theme {
  const { code: _, days, until, announced_yearly: announcedYearly, phases, ...named } = written;
  return {
    ...theme,
    ...named,
    ...(days === undefined ? {} : { length: { days } }),
    ...(until === undefined ? {} : { length: { until } }),
    ...(announcedYearly === undefined ? {} : { announcedYearly }),
    ...(phases === undefined ? {} : { phases: timings(phases, theme.phases) }),
  };
}

/** What a change says of a phase, over what holds of it already. */
function timings(
  phases: NonNullable<WrittenChange['phases']>,
  before: NonNullable<Theme['phases']> = {},
): NonNullable<Theme['phases']> {
  const anew = PHASES.flatMap((name) => {
    const written = phases[name];
    return written ? [[name, { ...before[name], ...timing(written) }] as const] : [];
  });
  return { ...before, ...Object.fromEntries(anew) };
}

function timing({
  days,
  workdays,
  from,
  rest,
  time,
}: NonNullable<NonNullable<WrittenChange['phases']>[(typeof PHASES)[number]]>): Partial<PhaseTiming> {
  const offset = days !== undefined ? { days } : workdays !== undefined ? { workdays } : undefined;
  return {
    ...(offset && { offset }),
    ...(from && { from }),
    ...(rest && { restDay: rest }),
    ...(time && { time }),
  };
}
