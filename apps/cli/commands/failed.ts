import type { Command } from 'commander';
import type { FailedGroup, FailedMessage } from '../../../ledger/failed.js';
import { failed, failedByReason, redrive } from '../../../office/failed.js';
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
    .option('--by-reason', '按原因合计 / added up by reason')
    .action(
      act(async (session, _args: [], { run, limit, byReason }: ListOptions) => {
        const wanted = run === undefined ? { limit } : { runId: run, limit };
        if (byReason) {
          const groups = await failedByReason(session.office, await session.actor(), wanted);
          return session.answer(groups, () => groupsView(groups, session.words));
        }
        const found = await failed(session.office, await session.actor(), wanted);
        session.answer(found, () => failedView(found, session.words));
      }),
    );
  group
    .command('redrive')
    .description('原因排除后，把失败的重新排队 / queue them again once the cause is mended')
    .argument('<run>', '活动编号 / number of the run', wholeNumber)
    .option('--code <code>', '只重发这一代码的，见 failed list --by-reason / only those of this code')
    .requiredOption('--reason <text>', '原因，记入日志 / why; goes into the audit log')
    .action(
      act(async (session, [runId]: [number], { reason, code }: { reason: string; code?: string }) => {
        const wish = { runId, reason, ...(code === undefined ? {} : { code }) };
        const messages = await redrive(session.office, await session.actor(), wish);
        session.answer({ run: runId, messages }, () =>
          session.words.say(`已重新排队 ${messages} 条`, `${messages} messages queued again`),
        );
      }),
    );
}

/** Options of `failed list`. */
interface ListOptions {
  run?: number;
  limit: number;
  byReason?: boolean;
}

function groupsView(groups: readonly FailedGroup[], words: Words): string {
  if (groups.length === 0) return words.say('没有失败的消息', 'no failed messages');
  const { stacked } = words;
  return table(
    [
      stacked('活动', 'run'),
      stacked('步骤', 'step'),
      stacked('渠道', 'channel'),
      stacked('条数', 'messages'),
      stacked('原因', 'reason'),
      stacked('代码', 'code'),
      stacked('最后一次', 'last'),
    ],
    groups.map(({ run, step, channel, messages, reason, lastAt }): Cell[] => [
      ...[run, step, channelLabel(words, channel), messages, words.tell(reasonMeaning(reason)), reason],
      shownTime(lastAt),
    ]),
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
