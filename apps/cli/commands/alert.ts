import type { Command } from 'commander';
import { alerts } from '../../../office/alerts.js';
import { limited, type Act } from '../command.js';
import { alertsView } from '../views/alert.js';

/** `muster alert …` */
export function alertCommands(program: Command, act: Act): void {
  const group = program.command('alert').description('告警 / what the operators are told of');
  limited(
    group
      .command('list')
      .description('未恢复的告警，含义和处理办法，最新的在前 / open alerts, what they mean and what to do')
      .option('--all', '也列出已恢复的 / those that are over too'),
  ).action(
    act(async (session, _args: [], { limit, all = false }: { limit: number; all?: boolean }) => {
      const found = await alerts(session.office, await session.actor(), { openOnly: !all, limit });
      session.answer(found, () => alertsView(found, session.words));
    }),
  );
}
