import type { Command } from 'commander';
import type { Act } from '../command.js';

/** The options of `muster rehearse`. */
interface RehearseOptions {
  fault?: string[];
  seed?: string;
  list?: string;
  as?: string;
  lang?: string;
}

const gather = (one: string, before: string[] = []): string[] => [...before, one];

/**
 * `muster rehearse …`: hands over to a program of its own, which brings a whole Muster with it. A door cannot start one:
 * it knows no worker.
 */
export function rehearseCommand(program: Command, act: Act): void {
  program
    .command('rehearse')
    .description(
      '预演：在复制的台账上、用模拟的运营商把活动走一遍，时间快进，不联系任何真实的人 / go through a campaign against a simulated carrier, time skipped; reaches nobody real',
    )
    .argument('<run|file>', '待审批的活动编号，或定义文件 / a run that has not begun, or a definition file')
    .option(
      '--fault <name=share>',
      '运营商与邮件服务器的故障及其比例，如 swallow-after=0.02；可写多次 / what goes wrong, and in which share of the calls',
      gather,
    )
    .option('--seed <number>', '故障的种子：同一种子可以重来 / the same seed gives the same faults', '1')
    .option(
      '--list <file.csv>',
      '每条消息一行写入 CSV：人员编号、渠道、步骤、时间、状态、原因 / a line of every message, people by number',
    )
    .action(
      act(async (session, [what]: [string], { fault = [], seed = '1', list, as, lang }: RehearseOptions) => {
        const words = [
          ...[what, '--seed', seed, '--as', as ?? session.world.operator()],
          ...(list === undefined ? [] : ['--list', list]),
          ...(lang === undefined ? [] : ['--lang', lang]),
          ...fault.flatMap((one) => ['--fault', one]),
          ...(session.json ? ['--json'] : []),
        ];
        return session.world.rehearse(words);
      }),
    );
}
