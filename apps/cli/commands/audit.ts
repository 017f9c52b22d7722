import type { Command } from 'commander';
import type { StoredAuditEntry } from '../../../ledger/audit.js';
import { auditChain, auditEntries, auditHead, type AuditVerdict } from '../../../office/audit.js';
import { limited, type Act } from '../command.js';
import { EXIT } from '../exit-codes.js';
import { table } from '../table.js';
import { shownTime } from '../views/time.js';
import type { Words } from '../words.js';

/** `muster audit …` */
export function auditCommands(program: Command, act: Act): void {
  const group = program.command('audit').description('操作日志 / the audit log');
  limited(group.command('list').description('列出操作，最新的在前 / what was done, the newest first')).action(
    act(async (session, _args: [], { limit }: { limit: number }) => {
      const found = await auditEntries(session.office, await session.actor(), limit);
      session.answer(found, () => entriesView(found, session.words));
    }),
  );
  group
    .command('verify')
    .description(
      '核对哈希链和封印，被改动时退出码为 5 / check chain and seals; exit code 5 when it was changed',
    )
    .option('--anchor <id:hash>', '以前由 audit head 打印、记在别处的锚点 / what audit head printed before')
    .action(
      act(async (session, _args: [], { anchor }: { anchor?: string }) => {
        const found = await auditChain(session.office, await session.actor(), anchor);
        session.answer(found, () => verdict(session.words, found));
        return found.intact ? EXIT.ok : EXIT.conflict;
      }),
    );
  group
    .command('head')
    .description('打印最新一条的编号和哈希，请记在别处 / the newest entry’s hash, to be noted elsewhere')
    .action(
      act(async (session) => {
        const head = await auditHead(session.office, await session.actor());
        session.answer(head, () => `${head.id}:${head.hash}`);
      }),
    );
}

function verdict({ say }: Words, found: AuditVerdict): string {
  const { intact, entries, broken, seals, head } = found;
  if (intact)
    return `✓ ${say(`${entries} 条记录完好，${seals} 个封印相符`, `${entries} entries hold, ${seals} seals agree`)}${head ? `\n${head.id}:${head.hash}` : ''}`;
  const lines = [
    broken.length > 0 &&
      say(
        `${entries} 条中有 ${broken.length} 条被改动或缺失，最早是第 ${broken[0]} 条`,
        `${broken.length} of ${entries} were changed or lost, the first is ${broken[0]}`,
      ),
    ...sealLines({ say }, found),
    found.anchorHolds === false &&
      say(
        '日志里没有这个锚点：日志被改写过，或被截短',
        'the anchor is not in the log: it was rewritten or cut',
      ),
  ];
  return lines.flatMap((line) => (line ? [`✗ ${line}`] : [])).join('\n');
}

const sealLines = (
  { say }: Pick<Words, 'say'>,
  { contradicted, brokenSeals, unsealedSince }: AuditVerdict,
): (string | false)[] => [
  contradicted.length > 0 &&
    say(
      `${contradicted.length} 条与封印不符或已缺失，最早是第 ${contradicted[0]} 条`,
      `${contradicted.length} sealed entries were rewritten or are gone, the first is ${contradicted[0]}`,
    ),
  brokenSeals.length > 0 &&
    say(
      `${brokenSeals.length} 个封印被改动、缺了前一个，或 DATA_KEY 已换，最早是第 ${brokenSeals[0]} 个`,
      `${brokenSeals.length} seals were changed, miss the one before, or DATA_KEY differs; the first is ${brokenSeals[0]}`,
    ),
  unsealedSince !== null &&
    say(
      `自 ${shownTime(unsealedSince)} 起没有封印：封印被删除，或巡查进程没有运行`,
      `nothing is sealed since ${shownTime(unsealedSince)}: seals were removed, or no sweeper ran`,
    ),
];

function entriesView(entries: readonly StoredAuditEntry[], words: Words): string {
  if (entries.length === 0) return words.say('没有记录', 'no entries');
  const { stacked } = words;
  return table(
    [
      stacked('序号', 'entry'),
      stacked('时间', 'at'),
      stacked('操作人', 'actor'),
      stacked('操作', 'action'),
      stacked('对象', 'subject'),
      stacked('内容', 'detail'),
    ],
    entries.map(({ id, at, actor, action, subject, detail }) => [
      id,
      shownTime(at),
      actor,
      action,
      subject,
      Object.entries(detail)
        .map(([name, value]) => `${name} ${shownDetail(value)}`)
        .join(', '),
    ]),
  );
}

/** A plan's hash by its first digits; JSON has all of them. */
function shownDetail(value: unknown): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return /^[0-9a-f]{64}$/.test(text) ? text.slice(0, 12) : text;
}
