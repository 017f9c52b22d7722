import { writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { runFaults } from './run.js';
import { tables } from './table.js';
import { brokenMarks } from './verdict.js';

const USAGE = `npm run faults [-- --seed N] [-- --people N] [-- --kills N] [-- --json FILE]
  --seed N    打击次序与故障的种子（默认 1） / seed of the blows and faults (default 1)
  --people N  志愿者人数，每人一条短信、一封邮件（默认 5200，约一万条） / volunteers, a text and a mail each (default 5,200: some 10,000 messages)
  --kills N   kill -9 的次数（默认 32） / how many kill -9 (default 32)
  --json FILE 把结果写成 JSON / writes the verdict as JSON`;

/** Paced so that there is work until the last blow; the horizon leaves time for what is queued by then, thrice over. */
const SHAPE = { notices: 12, pace: { sms: 1, email: 40 }, settleSeconds: 10, horizonSeconds: 180 };

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: '1' },
    people: { type: 'string', default: '5200' },
    kills: { type: 'string', default: '32' },
    json: { type: 'string' },
    help: { type: 'boolean', default: false },
  },
});

if (values.help) {
  console.log(USAGE);
  process.exit(0);
}
const seed = whole('seed', values.seed);
const people = whole('people', values.people);
const kills = whole('kills', values.kills);
const verdict = await runFaults({ ...SHAPE, seed, people, kills, report: (line) => console.error(line) });
console.log(tables(verdict));
if (values.json !== undefined) await writeFile(values.json, `${JSON.stringify(verdict, null, 2)}\n`);
const broken = brokenMarks(verdict);
for (const mark of broken) console.error(mark);
process.exit(broken.length === 0 ? 0 : 1);

function whole(name: string, text: string): number {
  const number = Number(text);
  if (Number.isInteger(number) && number >= 1 && number <= 1_000_000) return number;
  console.error(
    `--${name} 应为 1 到 1000000 的整数，读到 “${text}” / --${name} is a whole number from 1 to 1,000,000, read “${text}”`,
  );
  process.exit(2);
}
