import { z } from 'zod';
import { closedObject, read, said } from '../definition/problems.js';
import type { Checked, Problem, Sentence } from '../problem.js';
import {
  checkTable,
  FIRST_SHIPPED_YEAR,
  type BalanceProblem,
  type DayProblem,
  type HolidayTable,
  type TableProblem,
} from './holidays.js';
import { CALENDAR_YEARS } from './lunar.js';
import { parseOfficeDay } from './office-day.js';

/** A table with where it was announced. */
export interface AnnouncedTable extends HolidayTable {
  source: string;
}

const day = z
  .string()
  .transform((text) => parseOfficeDay(text))
  .refine((found) => found !== null, said('日期写作 2027-02-05', 'a day is written 2027-02-05'));

const holiday = closedObject('节日字段', 'field of a holiday', {
  name: z.string().trim().min(1).describe('节日名称，如 春节 / name of the holiday'),
  from: day.describe('放假第一天 / first day off'),
  to: day.exactOptional().describe('放假最后一天；只放一天可以不写 / last day off'),
  make_up: z.array(day).exactOptional().describe('调休上班的日子 / rest days worked instead'),
});

const holidayFile = closedObject('假期表字段', 'field of a holiday table', {
  year: z.int().min(FIRST_SHIPPED_YEAR).max(CALENDAR_YEARS.last).describe('年份 / year'),
  source: z.string().trim().min(1).describe('依据：通知的文号或网址 / the notice it was announced by'),
  holidays: z.array(holiday).min(1),
  extra_days: z
    .int()
    .min(1)
    .max(10)
    .exactOptional()
    .describe('在法定节日之外另放的工作日数，如 2015 年 9月3日 / workdays given beyond the law'),
});

/** A table as the office writes it in YAML or JSON; it must contradict neither itself nor the law. */
export function readHolidayFile(value: unknown): Checked<AnnouncedTable> {
  const written = read(holidayFile, value);
  if (!written.ok) return written;
  const { year, source, holidays, extra_days: extraDays } = written.value;
  const table: AnnouncedTable = {
    ...{ year, source },
    ...(extraDays === undefined ? {} : { extraDays }),
    holidays: holidays.map(({ name, from, to = from, make_up = [] }) => ({
      name,
      from,
      to,
      makeUp: make_up,
    })),
  };
  const problems = checkTable(table).map((problem) => told(problem, table));
  return problems.length > 0 ? { ok: false, problems } : { ok: true, value: table };
}

/** A contradiction in words, at the holiday it is about. */
function told(problem: TableProblem, { holidays }: HolidayTable): Problem {
  const { reason } = problem;
  if (reason === 'days do not balance') return { path: ['holidays'], reason, ...unbalanced(problem) };
  const at = holidays.findIndex(({ name }) => name === problem.name);
  return { path: at < 0 ? ['holidays'] : ['holidays', at], reason, ...SENTENCES[reason](problem) };
}

const unbalanced = ({ given, lawful, extra }: BalanceProblem): Sentence => ({
  zh: `放假占用的工作日减去调休上班的，应等于法定的 ${lawful} 天${extra === 0 ? '' : `加另放的 ${extra} 天`}，表里是 ${given} 天；请对照通知，看放假和调休上班有没有多写或漏写；通知另外多放了假的，写上 extra_days`,
  en: `the workdays off less those worked instead must be the law’s ${lawful}${extra === 0 ? '' : ` and the ${extra} beyond it`}, and here they are ${given}; compare with the notice: a day off or a make-up day is missing or too many; where the notice gives days beyond the law, say so by extra_days`,
});

const SENTENCES: Readonly<Record<DayProblem['reason'], (problem: DayProblem) => Sentence>> = {
  'statutory day worked': ({ name, day: missing }) => ({
    zh: `${missing} 是法定节日（${name}），表里没有放假，请补上`,
    en: `${missing} is a day off by law (${name}), and the table does not give it; add it`,
  }),
  'make-up day is a workday': ({ name, day: wrong }) => ({
    zh: `${name}调休上班的 ${wrong} 本来就是工作日，请核对`,
    en: `${wrong}, worked for ${name}, is a workday anyway; look again`,
  }),
  'make-up day is off': ({ name, day: wrong }) => ({
    zh: `${name}调休上班的 ${wrong} 在表里又是放假，请核对`,
    en: `${wrong}, worked for ${name}, is off in the same table; look again`,
  }),
  'make-up day twice': ({ name, day: wrong }) => ({
    zh: `${name}调休上班的 ${wrong} 在表里写了两次，请删去一次`,
    en: `${wrong}, worked for ${name}, stands in the table twice; take one away`,
  }),
  'holidays overlap': ({ name, day: wrong }) => ({
    zh: `${name}的 ${wrong} 在表里写了两次；两节连放请写成一个`,
    en: `${wrong} of ${name} stands in the table twice; write holidays that join as one`,
  }),
  'ends before it begins': ({ name, day: wrong }) => ({
    zh: `${name}从 ${wrong} 开始，却在那之前结束，请对调`,
    en: `${name} begins on ${wrong} and ends before; swap the days`,
  }),
  'other year': ({ name, day: wrong }) => ({
    zh: `${name}的 ${wrong} 不在这一年，请核对年份`,
    en: `${wrong} of ${name} is not of that year; look at the year`,
  }),
};
