import type { Command } from 'commander';
import type { FailedMessage } from '../../../ledger/failed.js';
import { failed, redrive } from '../../../office/failed.js';
import { reasonMeaning } from '../../../office/reasons.js';
import { limited, wholeNumber, type Act } from '../command.js';
import { table, type Cell } from '../table.js';
import { shownTime } from '../views/time.js';
import { channelLabel, type Words } from '../words.js';

/** `muster failed …` */
export function failedCommands(program: Command, act: Act): void {
  const group = program.command('failed').description('没能发出的消息 / messages that failed for good');
  limited(group.command('list').description('列出 / list them'))
    .option('--run <run>', '只看一次活动 / of one run', wholeNumber)
    .action(
      act(async (session, _args: [], { run, limit }: { run?: number; limit: number }) => {
        const wanted = run === undefined ? { limit } : { runId: run, limit };
        const found = await failed(session.office, await session.actor(), wanted);
        session.answer(found, () => failedView(found, session.words));
      }),
    );
  group
    .command('redrive')
    .description('原因排除后，把失败的重新排队 / queue them again once the cause is mended')
    .argument('<run>', '活动编号 / number of the run', wholeNumber)
    .requiredOption('--reason <text>', '原因，记入日志 / why; goes into the audit log')
    .action(
      act(async (session, [runId]: [number], { reason }: { reason: string }) => {
        const messages = await redrive(session.office, await session.actor(), { runId, reason });
        session.answer({ run: runId, messages }, () =>
          session.words.say(`已重新排队 ${messages} 条`, `${messages} messages queued again`),
        );
      }),
    );
}

function failedView(messages: readonly FailedMessage[], words: Words): string {
  if (messages.length === 0) return words.say('没有失败的消息', 'no failed messages');
  const { stacked } = words;
  const heads: [string, string][] = [
    ['消息', 'message'],
    ['活动', 'run'],
    ['步骤', 'step'],
    ['渠道', 'channel'],
    ['人员', 'person'],
    ['委员会', 'committee'],
    ['原因', 'reason'],
    ['时间', 'at'],
  ];
  return table(
    heads.map(([zh, en]) => stacked(zh, en)),
    messages.map((one) => failedRow(one, words)),
  );
}

function failedRow(one: FailedMessage, words: Words): Cell[] {
  const { id, run, step, channel, person, committee, failedAt } = one;
  const reason = reasonMeaning(one.reason);
  return [
    ...[id, run, step, channelLabel(words, channel), person, committee],
    words.stacked(reason.zh, reason.en),
    shownTime(failedAt),
  ];
}
