import { spawn } from 'node:child_process';
import { mkdtemp, mkdir } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { parseArgs } from 'node:util';
import { asset } from '../runtime/root.js';
import { EngineError } from './engines/engine-error.js';
import { startSampleStack, type SampleStack } from './sample-stack.js';
import { Stack } from './stack/stack.js';
import { peopleArgument, UsageError } from './arguments.js';
import { drillFile } from './demo-drill.js';

/**
 * `npm run demo`: the main jobs, on real engines. The river is rising; all volunteers of a city are told to keep
 * away from its banks. Then three hundred of those on standby are called out to a drill, and simulated people answer
 * as people do, until the places are filled. It ends with both accounts and the roster of the day. What it does to
 * Muster, it does by the `muster` command, as a clerk would; and what a clerk launches, the head agrees to.
 */
const USAGE = `npm run demo [-- --people N] [-- --keep]
  --people N  多少名志愿者（默认 114000） / how many volunteers (default 114,000)
  --keep      结束后保持运行，直到按 Ctrl-C / leave everything running until Ctrl-C`;

/** Numbers of the runs. The first is the sample office's own. */
const [NOTICE, DRILL] = ['2', '3'];

const over = new AbortController();
try {
  process.exit(await demo(process.argv.slice(2)));
} catch (error) {
  const known = error instanceof UsageError || error instanceof EngineError;
  console.error(known ? error.message : error);
  process.exit(error instanceof UsageError ? 2 : 1);
}

async function demo(args: string[]): Promise<number> {
  const { values } = parseArgs({
    args,
    options: {
      people: { type: 'string', default: '114000' },
      keep: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return (say(USAGE), 0);
  const people = peopleArgument(values.people);
  await mkdir(asset('.muster'), { recursive: true });
  const stack = await Stack.open({ folder: await mkdtemp(join(asset('.muster'), 'demo-')), name: 'demo' });
  const interrupted = new Promise<number>((resolve) => stack.stopOnSignals((code) => resolve(code)));
  // The command under way first, so that it does not complain of engines that are being stopped.
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => over.abort());
  try {
    return await tour(stack, people, values.keep, interrupted).catch((error: unknown) => {
      if (over.signal.aborted) return interrupted;
      throw error;
    });
  } finally {
    over.abort();
    await stack.remove();
  }
}

async function tour(
  stack: Stack,
  people: number,
  keep: boolean,
  interrupted: Promise<number>,
): Promise<number> {
  const sample = await startSampleStack(stack, people, {
    ui: true,
    // Also of a small city somebody else agrees to everything.
    settings: { SETTLE_SECONDS: '30', APPROVAL_AUDIENCE: '0' },
    simulators: {
      CARRIER_PUSH_ITEMS: '500',
      CARRIER_RECEIPT_DELAY_MILLISECONDS: '500',
      CARRIER_RECEIPT_SPREAD_MILLISECONDS: '1500',
      CARRIER_REPLY_TO_ASKS: 'true',
      CARRIER_REPLY_HESITATION_MILLISECONDS: '6000',
    },
  });
  say(
    `\n示例城市已装入：${people} 名志愿者，${sample.loadSeconds.toFixed(1)} 秒 / sample city loaded: ${people} volunteers in ${sample.loadSeconds.toFixed(1)} s`,
  );
  const drill = relative(asset(), await drillFile(stack.folder, people));
  const commands = [
    ['notice', 'launch', 'examples/notice-flood.yaml', '--yes'],
    ['run', 'approve', NOTICE, '--as', 'head', '--yes'],
    ['run', 'show', NOTICE, '--follow'],
    ['callout', 'launch', drill, '--yes', '--accept-shortage'],
    ['run', 'approve', DRILL, '--as', 'head', '--yes'],
    ['callout', 'show', DRILL, '--watch', '--until-filled'],
    ['run', 'statement', NOTICE],
    ['run', 'statement', DRILL],
    ['callout', 'roster', DRILL, '--limit', '15'],
  ];
  for (const command of commands) {
    const code = await muster(stack, command);
    if (code !== 0) return code;
  }
  lookOn(sample, stack, keep);
  return keep ? interrupted : 0;
}

/** Runs a `muster` command as a clerk would type it, in the open. */
function muster(stack: Stack, args: string[]): Promise<number> {
  say(`\n$ npm run muster -- ${args.join(' ')}`);
  const child = spawn(process.execPath, [asset('dist/apps/cli/main.js'), ...args], {
    cwd: asset(),
    env: { ...process.env, ...stack.settings },
    stdio: ['ignore', 'inherit', 'inherit'],
    signal: over.signal,
  });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => resolve(code ?? 1));
  });
}

function lookOn({ addresses }: SampleStack, stack: Stack, keep: boolean): void {
  say(`
看一看 / look on${keep ? '' : '（加 --keep 可保持运行 / with --keep it stays up）'}
  Temporal         ${addresses.temporalUi ?? ''}
  手机 / phones    ${addresses.phones}
  邮箱 / inbox     ${addresses.inbox}`);
  if (keep)
    say(`\n保持运行中，按 Ctrl-C 结束 / running on; Ctrl-C ends it. Logs: ${join(stack.folder, 'logs')}`);
}

function say(text: string): void {
  console.log(text);
}
