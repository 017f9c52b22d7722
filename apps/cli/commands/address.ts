import type { Command } from 'commander';
import type { MailCount } from '../../../ledger/mail-answers.js';
import { clearAddress, deadAddresses, mailCounts, type DeadAddressView } from '../../../office/addresses.js';
import { reasonMeaning } from '../../../office/reasons.js';
import { limited, wholeNumber, type Act } from '../command.js';
import { table } from '../table.js';
import { shownTime } from '../views/time.js';
import type { Words } from '../words.js';

/** `muster address …` */
export function addressCommands(program: Command, act: Act): void {
  const group = program
    .command('address')
    .description('停用的邮箱与退信 / dead mail addresses, and what came back');
  limited(
    group
      .command('list')
      .description('因退信而不再发送的邮箱，最新的在前 / nothing is sent to them any more, the newest first'),
  ).action(
    act(async (session, _args: [], { limit }: { limit: number }) => {
      const found = await deadAddresses(session.office, await session.actor(), limit);
      session.answer(found, () => deadView(found, session.words));
    }),
  );
  addClear(group, act);
  group
    .command('returned')
    .description('近来退回与答复的邮件，按种类计数 / what came back by mail, counted')
    .option('--days <number>', '最近多少天 / of so many days', wholeNumber, 30)
    .action(
      act(async (session, _args: [], { days }: { days: number }) => {
        const counts = await mailCounts(session.office, await session.actor(), days);
        session.answer(counts, () => countsView(counts, session.words));
      }),
    );
}

const addClear = (group: Command, act: Act) =>
  group
    .command('clear')
    .description('核实可用后，恢复向这个邮箱发送 / once it is known to work: it is written to again')
    .argument('<address>', '列表中的编号，或完整的邮箱 / number in the list, or the whole address')
    .requiredOption('--reason <text>', '如何得知可用，记入日志 / how that is known; goes into the audit log')
    .action(
      act(async (session, [written]: [string], { reason }: { reason: string }) => {
        const id = await clearAddress(session.office, await session.actor(), { written, reason });
        session.answer({ id }, () =>
          session.words.say(`已恢复（停用邮箱 ${id}）`, `written to again (dead address ${id})`),
        );
      }),
    );

function deadView(found: readonly DeadAddressView[], words: Words): string {
  if (found.length === 0) return words.say('没有停用的邮箱', 'no dead addresses');
  const { stacked } = words;
  return table(
    [
      stacked('编号', 'id'),
      stacked('邮箱', 'address'),
      stacked('人员', 'person'),
      stacked('涉及人数', 'people'),
      stacked('原因', 'reason'),
      stacked('时间', 'since'),
    ],
    found.map(({ id, address, person, name, people, code, since }) => [
      ...[id, address, person === null ? '—' : `${name} ${person}`, people],
      stacked(reasonMeaning(code).zh, reasonMeaning(code).en),
      shownTime(since),
    ]),
  );
}

const KINDS: Record<MailCount['kind'], string> = {
  bounce: '退信',
  'auto-reply': '自动回复',
  complaint: '投诉',
  'opt-out': '退订',
  reply: '回复',
  unknown: '无法对应',
};

function countsView(counts: readonly MailCount[], words: Words): string {
  if (counts.length === 0) return words.say('没有退回的邮件', 'nothing came back');
  const { stacked, label } = words;
  return table(
    [stacked('种类', 'kind'), stacked('代码', 'code'), stacked('封数', 'mails'), stacked('最近', 'last')],
    counts.map(({ kind, action, code, mails, last }) => [
      label(KINDS[kind], kind),
      [action, code].filter((word) => word !== null).join(' '),
      ...[mails, shownTime(last)],
    ]),
  );
}
