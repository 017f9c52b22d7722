import { FIGURES, isFigure, type ThemeGoal } from '../campaigns/theme/duties.js';
import { nearest } from '../domain/definition/nearest.js';
import { activityTotals, totalFigures } from '../ledger/activity-totals.js';
import { writeAudit } from '../ledger/audit.js';
import type { Actor } from '../ledger/operators.js';
import { addGoal, removeGoal, themeGoals, type StoredGoal } from '../ledger/themes.js';
import type { Statement } from '../runtime/database.js';
import { requireWholeOffice } from './actor.js';
import { checkedYear } from './checked-day.js';
import type { Office } from './office.js';
import { refuse, type Refusal } from './refusal.js';
import { requireRight } from './rights.js';
import { officeCalendar, requireTheme } from './theme-book.js';

/** A goal with how far it is reached, within the part of the tree of who asks. */
export interface GoalProgress extends StoredGoal {
  reached: number;
  /** Of the target, in whole percent, rounded down; may exceed 100. */
  percent: number;
}

/** The goals of a year with their progress, of one theme or of all. */
export async function goals(
  { database, clock }: Office,
  actor: Actor,
  asked: { year: number; code?: string },
): Promise<GoalProgress[]> {
  requireRight(actor, 'look');
  checkedYear(asked.year);
  if (asked.code !== undefined) requireTheme((await officeCalendar(database, clock.now())).book, asked.code);
  return progressOf(database, await themeGoals(database, asked), actor.scopePath);
}

/** One question to the ledger for each theme that has goals, and few have. */
export async function progressOf(
  sql: Statement,
  found: readonly StoredGoal[],
  scopePath: string,
): Promise<GoalProgress[]> {
  const codes = [...new Set(found.map(({ code }) => code))];
  const totals = await Promise.all(
    codes.map(async (theme) => {
      const { year } = found.find(({ code }) => code === theme)!;
      return totalFigures(await activityTotals(sql, { theme, year }, scopePath));
    }),
  );
  return found.map((goal) => {
    const reached = totals[codes.indexOf(goal.code)]?.[goal.counts] ?? 0;
    return { ...goal, reached, percent: Math.floor((reached * 100) / goal.target) };
  });
}

/** Sets a theme a goal for a year. */
export async function setGoal(
  office: Office,
  actor: Actor,
  written: { code: string; year: number } & ThemeGoal,
): Promise<StoredGoal> {
  requireRight(actor, 'run campaigns');
  requireWholeOffice(actor, '设定目标', 'setting a goal');
  checkedYear(written.year);
  const { code, year, key, target, counts } = written;
  const name = written.name.trim();
  if (!WORD.test(key)) throw noWord(key);
  if (!WORD.test(counts)) throw noWord(counts);
  if (name === '' || !(target > 0)) throw noTarget();
  const meant = isFigure(counts) ? null : nearest(counts, FIGURES);
  if (meant !== null) throw noFigure(counts, meant);
  const goal = { code, year, key, name, target, counts };
  return office.database.begin(async (sql) => {
    const now = office.clock.now();
    const theme = requireTheme((await officeCalendar(sql, now)).book, code);
    if (!isFigure(counts) && !theme.owes.includes('counts')) throw nobodyCounts(code, counts);
    if (!(await addGoal(sql, goal, { name: actor.name, now }))) throw taken(goal);
    const detail = { key, target, counts };
    await writeAudit(
      sql,
      { actor: actor.name, action: 'theme goal add', subject: `theme ${code} ${year}`, detail },
      now,
    );
    return goal;
  });
}

/** Takes a goal away. */
export async function dropGoal(
  office: Office,
  actor: Actor,
  { code, year, key }: Pick<StoredGoal, 'code' | 'year' | 'key'>,
): Promise<void> {
  requireRight(actor, 'run campaigns');
  requireWholeOffice(actor, '取消目标', 'removing a goal');
  await office.database.begin(async (sql) => {
    const now = office.clock.now();
    requireTheme((await officeCalendar(sql, now)).book, code);
    if (!(await removeGoal(sql, { code, year, key }))) {
      const known = (await themeGoals(sql, { year, code })).map((goal) => goal.key);
      throw noGoal({ code, year, key }, known);
    }
    await writeAudit(
      sql,
      { actor: actor.name, action: 'theme goal remove', subject: `theme ${code} ${year}`, detail: { key } },
      now,
    );
  });
}

/** Keys become names of fields. */
const WORD = /^[a-z][a-z0-9_]{0,39}$/;

const noWord = (written: string): Refusal =>
  refuse(
    'invalid',
    'no-word',
    `“${written}” 应以小写字母开头，只用小写字母、数字和下划线，如 villages`,
    `“${written}” must be small letters, digits and underscores, a letter first: villages`,
  );

const noTarget = (): Refusal =>
  refuse(
    'invalid',
    'no-target',
    '目标要有名称和大于零的数，如 进百村 --target 100',
    'a goal has a name and a number above nought, such as 进百村 --target 100',
  );

const noFigure = (written: string, meant: string): Refusal =>
  refuse(
    'invalid',
    'no-figure',
    `没有统计项 “${written}”，是不是 ${meant}？自设统计项请换一个名称`,
    `there is no figure “${written}”; did you mean ${meant}? One of your own needs another name`,
  );

const nobodyCounts = (code: string, counts: string): Refusal =>
  refuse(
    'conflict',
    'nobody-counts',
    `主题 ${code} 不要求报统计，没有人会报 ${counts}；请先用 muster theme change ${code} --owes counts`,
    `theme ${code} asks for no counts, so nobody would report ${counts}; first \`muster theme change ${code} --owes counts\``,
  );

const taken = ({ code, year, key }: StoredGoal): Refusal =>
  refuse(
    'conflict',
    'goal-exists',
    `主题 ${code} 在 ${year} 年已有目标 ${key}；要改请先 goal remove`,
    `theme ${code} has a goal ${key} in ${year} already; remove it first`,
  );

function noGoal({ code, year, key }: Pick<StoredGoal, 'code' | 'year' | 'key'>, known: string[]): Refusal {
  const listed = known.join('、');
  return refuse(
    'not-found',
    'no-goal',
    `主题 ${code} 在 ${year} 年没有目标 “${key}”${listed && `；现有：${listed}`}`,
    `theme ${code} has no goal “${key}” in ${year}${listed && `; there are: ${listed}`}`,
  );
}
