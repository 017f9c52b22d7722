import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { createInterface } from 'node:readline/promises';
import { setTimeout as delay } from 'node:timers/promises';
import cliProgress from 'cli-progress';
import { FILE_SETTINGS, openFiles } from '../../office/files.js';
import { openOffice } from '../../office/office.js';
import { OFFICE_SETTINGS } from '../../office/settings.js';
import { reviewingCarriers } from '../../office/template-reviews.js';
import { connectTemporal } from '../../office/temporal.js';
import { PROVIDER_SETTINGS, providersOf } from '../../providers/configured.js';
import { systemClock } from '../../runtime/clock.js';
import { loadConfig } from '../../runtime/config.js';
import { createKeys } from '../../runtime/keys.js';
import { asset } from '../../runtime/root.js';
import { EXIT } from './exit-codes.js';
import { runCommandLine } from './program.js';
import { drawOn } from './screen.js';
import type { Bar, Screen, World } from './world.js';

/** What shells say of a program that Ctrl-C ended. */
const INTERRUPTED = 130;

/** The `muster` command on a real terminal. Settings are read when something needs them: --help needs none. */
const world: World = {
  out: (line) => void process.stdout.write(`${line}\n`),
  err: (line) => void process.stderr.write(`${line}\n`),
  interactive: process.stdin.isTTY && process.stderr.isTTY,
  columns: process.stdout.columns ?? 100,
  ask,
  bar,
  screen,
  pause: (milliseconds) => delay(milliseconds),
  operator: () => loadConfig(process.env, ['MUSTER_OPERATOR']).musterOperator ?? 'office',
  // Not REDIS_URL: only the doctor asks for the queue, and a clerk's machine need not know it.
  openOffice() {
    const config = loadConfig(process.env, [...OFFICE_SETTINGS, 'TEMPORAL_ADDRESS', 'TEMPORAL_NAMESPACE']);
    return openOffice({ config, temporal: connectTemporal(config), clock: systemClock });
  },
  openFiles() {
    const config = loadConfig(process.env, ['DATA_KEY', ...FILE_SETTINGS]);
    return openFiles(config, createKeys(config.dataKey));
  },
  rehearse,
  openCarriers() {
    const providers = Object.values(
      providersOf(loadConfig(process.env, PROVIDER_SETTINGS), systemClock),
    ).flat();
    return {
      carriers: reviewingCarriers(providers),
      close: async () => void (await Promise.all(providers.map((provider) => provider.close()))),
    };
  },
  redisUrl: () => loadConfig(process.env, ['REDIS_URL']).redisUrl,
};

/** By path: no door imports what brings workers with it. */
async function rehearse(words: readonly string[]): Promise<number> {
  const program = asset('dist', 'rehearsal', 'main.js');
  if (!existsSync(asset('node_modules', '@temporalio', 'testing'))) {
    world.err(
      '预演要在源码目录里用 npm run muster 运行（需要开发依赖） / a rehearsal runs in a checkout, by npm run muster: it wants the development dependencies',
    );
    return EXIT['engine-down'];
  }
  const child = spawn(process.execPath, [program, ...words], { stdio: 'inherit' });
  const [code] = (await once(child, 'exit')) as [number | null];
  return code ?? INTERRUPTED;
}

async function ask(question: string): Promise<string> {
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  // End of input is no agreement.
  const ended = new Promise<string>((resolve) => terminal.once('close', () => resolve('')));
  try {
    return await Promise.race([terminal.question(question), ended]);
  } finally {
    terminal.close();
  }
}

function bar(): Bar | undefined {
  if (!process.stderr.isTTY) return undefined;
  const options = {
    format: '{bar} {percentage}% {value}/{total} {beside}',
    stream: process.stderr,
    barsize: 24,
    linewrap: false,
    hideCursor: true,
    // Its own handler stops the bar and lets the program run on.
    gracefulExit: false,
  };
  const made = new cliProgress.SingleBar(options, cliProgress.Presets.shades_classic);
  let settle = (): void => undefined;
  const stop = (): void => {
    settle();
    if (made.isActive) made.stop();
  };
  return {
    show(done, total, beside) {
      if (!made.isActive) {
        made.start(total, done, { beside });
        settle = uponInterrupt(stop);
      }
      made.setTotal(total);
      made.update(done, { beside });
    },
    stop,
  };
}

function screen(): Screen | undefined {
  if (!process.stderr.isTTY) return undefined;
  const drawn = drawOn(process.stderr);
  const settle = uponInterrupt(() => drawn.leave());
  const stop = (): void => {
    settle();
    drawn.erase();
  };
  return { draw: (text) => drawn.draw(text), stop };
}

/**
 * Leaves the terminal tidy when Ctrl-C ends the program.
 * @returns for when the program ends by itself
 */
function uponInterrupt(tidy: () => void): () => void {
  const leave = (): never => {
    tidy();
    process.exit(INTERRUPTED);
  };
  process.once('SIGINT', leave);
  return () => void process.off('SIGINT', leave);
}

// `muster … | head` closes the pipe early; that is no error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1));
process.exitCode = await runCommandLine(world, process.argv.slice(2));
