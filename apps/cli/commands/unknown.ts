import type { Command } from 'commander';
import type { InDoubt } from '../../../ledger/in-doubt.js';
import { inDoubt, settleInDoubt } from '../../../office/in-doubt.js';
import { reasonMeaning } from '../../../office/reasons.js';
import { refuse } from '../../../office/refusal.js';
import { limited, wholeNumber, type Act } from '../command.js';
import { table } from '../table.js';
import { shownTime } from '../views/time.js';
import { channelLabel, type Words } from '../words.js';

/** `muster unknown …` */
export function unknownCommands(program: Command, act: Act): void {
  const group = program.command('unknown').description('待核实的消息 / messages that may have been sent');
  limited(group.command('list').description('列出，最久的在前 / list them, the longest first'))
    .option('--run <run>', '只看一次活动 / of one run', wholeNumber)
    .action(
      act(async (session, _args: [], { run, limit }: { run?: number; limit: number }) => {
        const wanted = run === undefined ? { limit } : { runId: run, limit };
        const found = await inDoubt(session.office, await session.actor(), wanted);
        session.answer(found, () => inDoubtView(found, session.words));
      }),
    );
  addSettle(group, act);
}

interface SettleOptions {
  arrived?: boolean;
  notArrived?: boolean;
  force?: boolean;
  reason: string;
}

const addSettle = (group: Command, act: Act) =>
  group
    .command('settle')
    .description('查明后人工了结一批 / settle a batch once you have found out')
    .argument('<batch>', '批次编号，见 unknown list / number of the batch', wholeNumber)
    .option('--arrived', '已送达：记为已提交 / it arrived: counts as sent')
    .option('--not-arrived', '没有送达：重新排队 / it did not: queued again')
    .option('--force', '未到认定时间也重发，可能收到两次 / send again before it is certain; may arrive twice')
    .requiredOption('--reason <text>', '原因，记入日志 / why; goes into the audit log')
    .action(
      act(async (session, [batch]: [number], options: SettleOptions) => {
        const { arrived = false, notArrived = false, force = false, reason } = options;
        if (arrived === notArrived)
          throw refuse(
            'invalid',
            'arrived-or-not',
            '请用 --arrived 或 --not-arrived，二者取一',
            'say --arrived or --not-arrived, one of them',
          );
        const wish = { batch, arrived, force, reason };
        const messages = await settleInDoubt(session.office, await session.actor(), wish);
        session.answer({ batch, arrived, messages }, () =>
          session.words.say(
            arrived ? `${messages} 条记为已提交` : `${messages} 条重新排队`,
            arrived ? `${messages} messages count as sent` : `${messages} messages queued again`,
          ),
        );
      }),
    );

function inDoubtView(found: readonly InDoubt[], words: Words): string {
  if (found.length === 0) return words.say('没有待核实的消息', 'nothing is in doubt');
  const { stacked, tell } = words;
  return table(
    [
      stacked('批次', 'batch'),
      stacked('活动', 'run'),
      stacked('步骤', 'step'),
      stacked('渠道', 'channel'),
      stacked('服务商', 'provider'),
      stacked('条数', 'messages'),
      stacked('始于', 'since'),
      stacked('最后一次', 'last try'),
      stacked('原因', 'why'),
      stacked('下次核实', 'next look'),
    ],
    found.map((one) => [
      ...[one.batch, one.run, one.step, channelLabel(words, one.channel), one.provider, one.messages],
      ...[shownTime(one.since), shownTime(one.lastTriedAt), tell(reasonMeaning(one.code ?? '—'))],
      one.looksAt === null ? words.label('排队中', 'in the queue') : shownTime(one.looksAt),
    ]),
  );
}
