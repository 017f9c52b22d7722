import { officeMonth, parseMonth, parseYuan } from '../domain/plan/budget.js';
import { writeAudit } from '../ledger/audit.js';
import {
  forgetPastMonths,
  monthBudget,
  monthsWithBudget,
  remainingFen,
  setBudget,
  spentFen,
  type MonthBudget,
} from '../ledger/budget.js';
import type { Actor } from '../ledger/operators.js';
import { countSpending, runsToCount } from '../ledger/spending.js';
import { requireWholeOffice } from './actor.js';
import { codeOf } from './error-code.js';
import type { Office, SweeperRound } from './office.js';
import { requireRight } from './rights.js';
import { refuse, type Refusal } from './refusal.js';

/** A month's budget with what is left of it, in 分; null: no budget is set, hence no limit. */
export interface BudgetView extends MonthBudget {
  spentFen: number;
  remainingFen: number | null;
}

const view = (budget: MonthBudget): BudgetView => ({
  ...budget,
  spentFen: spentFen(budget),
  remainingFen: remainingFen(budget),
});

/**
 * Sets what a month's texts may cost.
 * @param month `2026-12`
 * @param yuan with at most two decimals
 */
export async function setMonthBudget(
  office: Office,
  actor: Actor,
  written: { month: string; yuan: string },
): Promise<BudgetView> {
  requireWholeOffice(actor, '设定预算', 'setting a budget');
  requireRight(actor, 'set budgets');
  const month = checkedMonth(written.month);
  const fen = parseYuan(written.yuan);
  if (fen === null) throw noAmount(written.yuan);
  const { database, clock } = office;
  if (month < officeMonth(clock.now())) throw pastMonth(month);
  return database.begin(async (sql) => {
    const now = clock.now();
    const before = await monthBudget(sql, month);
    await setBudget(sql, { month, fen, by: actor.name }, now);
    const detail = { fen, before: before.fen };
    await writeAudit(
      sql,
      { actor: actor.name, action: 'budget set', subject: `month ${month}`, detail },
      now,
    );
    return view(await monthBudget(sql, month));
  });
}

const checkedMonth = (written: string): string => {
  const month = parseMonth(written);
  if (month !== null) return month;
  throw refuse(
    'invalid',
    'month',
    `“${written}” 不是月份，请写作 2026-12`,
    `“${written}” is no month: write it as 2026-12`,
  );
};

const noAmount = (written: string): Refusal =>
  refuse(
    'invalid',
    'amount',
    `“${written}” 不是金额：请写元，0 到 1 亿，至多两位小数，如 5000 或 123.45`,
    `“${written}” is no amount: write yuan from 0 to 100 million, with at most two decimals, such as 5000 or 123.45`,
  );

const pastMonth = (month: string): Refusal =>
  refuse(
    'invalid',
    'past',
    `${month} 已经过去，不能再设预算`,
    `${month} is over: its budget stays as it was`,
  );

/** Budgets of the months that have one or have cost something, the newest first; or of one month. */
export async function budgets(
  { database, clock }: Office,
  actor: Actor,
  written?: string,
): Promise<BudgetView[]> {
  requireRight(actor, 'look');
  const months =
    written === undefined
      ? [...new Set([officeMonth(clock.now()), ...(await monthsWithBudget(database, MONTHS_SHOWN))])]
      : [checkedMonth(written)];
  const found = await Promise.all(
    months
      .sort()
      .reverse()
      .map((month) => monthBudget(database, month)),
  );
  return found.map(view);
}

const MONTHS_SHOWN = 24;

/** What a launch would cost against its month. */
export interface BudgetForecast {
  month: string;
  /** Null: no budget is set. */
  fen: number | null;
  costFen: number;
  /** Before the launch. */
  remainingFen: number | null;
  enough: boolean;
}

/**
 * Holds a cost against its month.
 * @param reservedFen what has been taken out of it for the same already
 */
export async function forecastBudget(
  { database }: Pick<Office, 'database'>,
  month: string,
  costFen: number,
  reservedFen = 0,
): Promise<BudgetForecast> {
  const stored = await monthBudget(database, month);
  const budget = { ...stored, reservedFen: Math.max(0, stored.reservedFen - reservedFen) };
  const left = remainingFen(budget);
  return { month, fen: budget.fen, costFen, remainingFen: left, enough: fits(budget, costFen) };
}

/** What costs nothing needs no budget. */
export const fits = (budget: MonthBudget, costFen: number): boolean =>
  costFen === 0 || costFen <= (remainingFen(budget) ?? Infinity);

/**
 * Holds a run against its month, as if it had reserved nothing yet.
 * @throws {Refusal} with the figures, when the month has not as much
 */
export function requireRoom(month: MonthBudget, reservedFen: number, costFen: number): void {
  const others = { ...month, reservedFen: month.reservedFen - reservedFen };
  if (!fits(others, costFen)) throw beyondBudget(others, costFen);
}

/** A month that would be overspent, with the figures. */
export function beyondBudget(budget: MonthBudget, costFen: number): Refusal {
  const [cost, left, fen] = [costFen, remainingFen(budget) ?? 0, budget.fen ?? 0].map(yuan);
  return refuse(
    'conflict',
    'beyond-budget',
    `超出 ${budget.month} 的预算：预计需要 ¥${cost}，预算 ¥${fen} 只剩 ¥${left}；请缩小范围，或由负责人用 muster budget set 调整`,
    `beyond the budget of ${budget.month}: it needs ¥${cost}, and of ¥${fen} only ¥${left} remain; send to fewer, or have a head change it by \`muster budget set\``,
  );
}

/** 分 as yuan, with two decimals. */
export const yuan = (fen: number): string => (fen / 100).toFixed(2);

/**
 * Replaces what finished runs were expected to cost by what they did cost. One that cannot be counted keeps no other
 * waiting; the next round tries again.
 */
export async function countFinished({ database, clock, log }: Omit<SweeperRound, 'temporal'>): Promise<void> {
  const later = (error: unknown): void =>
    log.warn({ code: codeOf(error) }, 'costs are counted later: an engine is away');
  for (const run of (await runsToCount(database).catch(later)) ?? [])
    await countSpending(database, run, clock.now()).catch(later);
  await forgetPastMonths(database, officeMonth(clock.now()), clock.now()).catch(later);
}
