import type { BudgetForecast, BudgetView } from '../../../office/budget.js';
import { table } from '../table.js';
import type { Words } from '../words.js';

/** 分 as people read money. */
export const money = (fen: number): string => `¥${(fen / 100).toFixed(2)}`;

const unlimited = ({ label }: Words): string => label('未设，不限', 'none set');

/** Months, one a line. */
export function budgetsView(budgets: readonly BudgetView[], words: Words): string {
  const { stacked } = words;
  return table(
    [
      stacked('月份', 'month'),
      stacked('预算', 'budget'),
      stacked('已结算', 'counted'),
      stacked('预留', 'reserved'),
      stacked('余额', 'left'),
    ],
    budgets.map(({ month, fen, actualFen, reservedFen, remainingFen }) => [
      month,
      fen === null ? unlimited(words) : money(fen),
      money(actualFen),
      money(reservedFen),
      remainingFen === null ? '—' : money(remainingFen),
    ]),
  );
}

/** What a launch takes out of its month, on one line. */
export function budgetLine(
  { month, fen, costFen, remainingFen, enough }: BudgetForecast,
  words: Words,
): string {
  const { say } = words;
  if (fen === null) return say(`${month} 没有设预算，不限`, `no budget is set for ${month}: no limit`);
  const left = remainingFen ?? 0;
  return enough
    ? say(
        `${month} 预算 ${money(fen)}，余 ${money(left)}，发起后余 ${money(left - costFen)}`,
        `of ${month}'s ${money(fen)} there remain ${money(left)}, and ${money(left - costFen)} after it`,
      )
    : say(
        `超出预算：${month} 预算 ${money(fen)}，只剩 ${money(left)}，需要 ${money(costFen)}，不能发起`,
        `beyond the budget: of ${month}'s ${money(fen)} there remain ${money(left)}, and it needs ${money(costFen)}; it cannot be launched`,
      );
}
