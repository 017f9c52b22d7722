import { InvalidArgumentError, type Command } from 'commander';
import type { Rhythm } from '../../../domain/calendar/rhythm.js';
import { safeguards, startSafeguard, stopSafeguard } from '../../../office/safeguards.js';
import { wholeNumber, type Act } from '../command.js';
import { safeguardsView, startedView, stoppedView } from '../views/safeguard.js';
import { yearNumber, yearOfToday } from './calendar.js';

/** `muster safeguard …` */
export function safeguardCommands(program: Command, act: Act): void {
  const group = program
    .command('safeguard')
    .description(
      '重要时段：两天之间报送加密，到时自动催报 / times of special care: reported more often, asked for by itself',
    );
  group
    .command('add')
    .description('设定一个重要时段 / set a time of special care')
    .argument('<name>', '名称，如 春节保障 / its name')
    .requiredOption('--from <day>', '第一天，如 2027-02-01 / first day')
    .requiredOption('--to <day>', '最后一天 / last day')
    .option(
      '--every <rhythm>',
      'day 每日（默认）、week 每周、2wd 每两个工作日 / how often is reported: day, week, or every so many workdays',
      rhythmFrom,
      'day' satisfies Rhythm,
    )
    .action(
      act(
        async (
          session,
          [name]: [string],
          { from, to, every }: { from: string; to: string; every: Rhythm },
        ) => {
          const actor = await session.actor();
          const added = await startSafeguard(session.office, actor, { name, from, to, every });
          session.answer(added, () => startedView(added, session.words));
        },
      ),
    );
  group
    .command('list')
    .description('一年的重要时段 / those of a year')
    .option('--year <year>', '年份（默认今年） / the year, this one by default', yearNumber)
    .action(
      act(async (session, _args: [], { year }: { year?: number }) => {
        const found = await safeguards(session.office, await session.actor(), year ?? yearOfToday(session));
        session.answer(found, () => safeguardsView(found, session.words));
      }),
    );
  group
    .command('end')
    .description(
      '提前结束，今天是最后一天；还没开始的即取消 / end it with today, or call it off before it begins',
    )
    .argument('<id>', '编号，见 safeguard list / its number', wholeNumber)
    .requiredOption('--reason <reason>', '原因，记入日志 / why, for the log')
    .action(
      act(async (session, [id]: [number], { reason }: { reason: string }) => {
        const ended = await stopSafeguard(session.office, await session.actor(), { id, reason });
        session.answer(ended, () => stoppedView(ended, session.words));
      }),
    );
}

/** `day`, `week`, `2wd` */
function rhythmFrom(written: string): Rhythm {
  if (written === 'day' || written === 'week') return written;
  const workdays = Number(/^(\d{1,2})wd$/.exec(written)?.[1]);
  if (workdays >= 1 && workdays <= 20) return { workdays };
  throw new InvalidArgumentError('应为 day、week 或 1wd 到 20wd / must be day, week, or 1wd to 20wd.');
}
