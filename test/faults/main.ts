import { writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { peopleArgument, UsageError } from '../../local/arguments.js';
import { EngineError } from '../../local/engines/engine-error.js';
import { runFaults } from './run.js';
import { tables } from './table.js';
import { brokenMarks } from './verdict.js';

const USAGE = `npm run faults [-- --seed N] [-- --people N] [-- --kills N] [-- --two-accounts] [-- --json FILE]
  --seed N    打击次序与故障的种子（默认 1） / seed of the blows and faults (default 1)
  --people N  志愿者人数，每人一条短信、一封邮件，另有两次集结（默认 5200，约一万条） / volunteers, a text and a mail each (default 5,200: some 10,000 messages), and two call-outs among them
  --kills N   kill -9 的次数（默认 32） / how many kill -9 (default 32)
  --two-accounts 短信两个账号、邮件两个服务器，第二个四次调用坏一次 / two accounts at the carrier and two relays, the second ones failing a call in four
  --json FILE 把结果写成 JSON / writes the verdict as JSON`;

/**
 * Paced so that there is work until the last blow; the horizon leaves time for what is queued by then, thrice over.
 * The time to fill is a limit too: it ends as soon as the call-outs are full.
 */
const SHAPE = {
  notices: 12,
  callOuts: 2,
  pace: { sms: 1, email: 40 },
  fillSeconds: 180,
  settleSeconds: 10,
  horizonSeconds: 180,
};
const MOST = 1_000_000;

try {
  process.exit(await main(process.argv.slice(2)));
} catch (error) {
  const known = error instanceof UsageError || error instanceof EngineError;
  console.error(known ? error.message : error);
  process.exit(error instanceof UsageError ? 2 : 1);
}

async function main(args: string[]): Promise<number> {
  const { values } = parseArguments(args);
  if (values.help) {
    console.log(USAGE);
    return 0;
  }
  const asked = {
    seed: whole('seed', values.seed),
    people: peopleArgument(values.people),
    kills: whole('kills', values.kills),
    twoAccounts: values['two-accounts'],
  };
  const verdict = await runFaults({ ...SHAPE, ...asked, report: (line) => console.error(line) });
  console.log(tables(verdict));
  if (values.json !== undefined) await writeFile(values.json, `${JSON.stringify(verdict, null, 2)}\n`);
  const broken = brokenMarks(verdict);
  for (const mark of broken) console.error(mark);
  return broken.length === 0 ? 0 : 1;
}

function parseArguments(args: string[]) {
  try {
    return parseArgs({
      args,
      options: {
        seed: { type: 'string', default: '1' },
        people: { type: 'string', default: '5200' },
        kills: { type: 'string', default: '32' },
        'two-accounts': { type: 'boolean', default: false },
        json: { type: 'string' },
        help: { type: 'boolean', default: false },
      },
    });
  } catch (error) {
    throw new UsageError(`${(error as Error).message}\n${USAGE}`);
  }
}

function whole(name: string, text: string): number {
  const number = Number(text);
  if (Number.isInteger(number) && number >= 1 && number <= MOST) return number;
  throw new UsageError(
    `--${name} 应为 1 到 ${MOST} 的整数，读到 “${text}” / --${name} is a whole number from 1 to ${MOST}, read “${text}”`,
  );
}
