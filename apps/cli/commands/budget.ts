import type { Command } from 'commander';
import { budgets, setMonthBudget } from '../../../office/budget.js';
import type { Act } from '../command.js';
import { budgetsView } from '../views/budget.js';

/** `muster budget …` */
export function budgetCommands(program: Command, act: Act): void {
  const group = program
    .command('budget')
    .description(
      '每月短信预算：超出则不能发起 / what a month’s texts may cost; beyond it nothing is launched',
    );
  group
    .command('set')
    .description('设定一个月的预算（负责人） / set a month’s budget; for heads')
    .argument('<month>', '月份，如 2026-12 / month')
    .argument('<yuan>', '金额（元），如 5000 / amount in yuan')
    .action(
      act(async (session, [month, yuan]: [string, string]) => {
        const budget = await setMonthBudget(session.office, await session.actor(), { month, yuan });
        session.answer(budget, () => budgetsView([budget], session.words));
      }),
    );
  group
    .command('show')
    .description('各月的预算、支出和余额 / budget, spending and what is left, by month')
    .argument('[month]', '只看这个月 / this month only')
    .action(
      act(async (session, [month]: [string | undefined]) => {
        const found = await budgets(session.office, await session.actor(), month);
        session.answer(found, () => budgetsView(found, session.words));
      }),
    );
}
