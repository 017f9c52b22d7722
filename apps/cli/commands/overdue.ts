import type { Command } from 'commander';
import { overdue, type OverdueView } from '../../../office/overdue.js';
import type { Act } from '../command.js';
import { table } from '../table.js';
import { shownTime } from '../views/time.js';
import { channelLabel, type Words } from '../words.js';

/** `muster overdue` */
export function overdueCommand(program: Command, act: Act): void {
  program
    .command('overdue')
    .description('等得太久的，和原因 / what waits longer than it should, and why')
    .action(
      act(async (session) => {
        const found = await overdue(session.office, await session.actor());
        session.answer(found, () => overdueView(found, session.words));
      }),
    );
}

function overdueView(found: readonly OverdueView[], words: Words): string {
  if (found.length === 0) return words.say('没有等得太久的', 'nothing is overdue');
  const { stacked } = words;
  return table(
    [
      stacked('活动', 'run'),
      stacked('步骤', 'step'),
      stacked('渠道', 'channel'),
      stacked('服务商', 'provider'),
      stacked('条数', 'messages'),
      stacked('始于', 'since'),
      stacked('至', 'until'),
      stacked('原因', 'why'),
    ],
    found.map((one) => [
      ...[one.run, one.step ?? '—', one.channel === null ? '—' : channelLabel(words, one.channel)],
      ...[one.provider ?? '—', one.messages, shownTime(one.since)],
      one.until === null ? '—' : shownTime(one.until),
      `${words.tell(one)}${aside(one)}`,
    ]),
  );
}

function aside({ code, template }: OverdueView): string {
  if (template) return ` (${template.code} v${template.version})`;
  return code === null ? '' : ` (${code})`;
}
