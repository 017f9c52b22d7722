import type { Command } from 'commander';
import type { StoredAuditEntry } from '../../../ledger/audit.js';
import { auditChain, auditEntries } from '../../../office/audit.js';
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
    .description('逐条核对哈希链，被改动时退出码为 5 / recompute the chain; exit code 5 when it was changed')
    .action(
      act(async (session) => {
        await session.actor();
        const { entries, broken } = await auditChain(session.office);
        const intact = broken.length === 0;
        session.answer({ intact, entries, broken }, () => verdict(session.words, entries, broken));
        return intact ? EXIT.ok : EXIT.conflict;
      }),
    );
}

const verdict = ({ say }: Words, entries: number, broken: readonly number[]): string =>
  broken.length === 0
    ? `✓ ${say(`${entries} 条记录完好`, `${entries} entries hold`)}`
    : `✗ ${say(`${entries} 条中有 ${broken.length} 条被改动或缺失，最早是第 ${broken[0]} 条`, `${broken.length} of ${entries} were changed or lost, the first is ${broken[0]}`)}`;

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
