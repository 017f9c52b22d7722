// What `npm run …` and `npm test` start. Plain Node without dependencies, since it runs before there are any:
// checks Node, installs dependencies, builds, then hands over. Says what it does on stderr; stdout belongs to
// the program it starts.
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { constants } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { withLock } from './bootstrap/lock.mjs';
import { checkMachine } from './bootstrap/machine.mjs';
import { buildStamp, lockStamp } from './bootstrap/stamps.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** Commands that are one program of ours. */
const PROGRAMS = {
  demo: 'dist/local/demo.js',
  start: 'dist/local/start.js',
  faults: 'dist/test/faults/main.js',
  bench: 'dist/bench/main.js',
  muster: 'dist/apps/cli/main.js',
};

const COMMANDS = [...Object.keys(PROGRAMS), 'test', 'check'];

const say = (text) => process.stderr.write(`${text}\n`);
const inRoot = (...path) => join(root, ...path);

async function main([command, ...args]) {
  checkMachine(process.versions.node, process.platform);
  if (!COMMANDS.includes(command)) throw new Error(usage());
  await withLock(inRoot('.muster'), say, () => prepare());
  if (command === 'check') return check(args);
  if (command === 'test') return test(args);
  const environment = command === 'muster' ? withRunningStack(process.env) : process.env;
  return run(process.execPath, [inRoot(PROGRAMS[command]), ...args], { env: environment });
}

const usage = () => `用法 / usage: node local/bootstrap.mjs ${COMMANDS.join('|')} [参数 / arguments]`;

/** Dependencies, then dist/: each only when what it is made from has changed. */
async function prepare() {
  const lock = lockStamp(root);
  const lockFile = inRoot('node_modules', '.muster-lock');
  if (read(lockFile) !== lock) {
    await step('正在安装依赖（npm ci，约一分钟） / installing dependencies (npm ci, about a minute)', npm, [
      ...['ci', '--include=dev', '--include=optional', '--no-audit', '--no-fund', '--loglevel=error'],
    ]);
    writeFileSync(lockFile, lock);
  }
  const stamp = buildStamp(root);
  const stampFile = inRoot('dist', '.muster-build');
  if (read(stampFile) !== stamp) {
    rmSync(stampFile, { force: true });
    await step('正在编译（约十秒） / building (about ten seconds)', npm, ['run', '--silent', 'build']);
    mkdirSync(dirname(stampFile), { recursive: true });
    writeFileSync(stampFile, stamp);
  }
}

const read = (path) => (existsSync(path) ? readFileSync(path, 'utf8') : undefined);

/** Says the step, then how long it took; while it lasts, a sign of life every ten seconds. */
async function step(title, runner, args) {
  say(`${title} …`);
  const began = Date.now();
  const seconds = () => Math.round((Date.now() - began) / 1000);
  const sign = setInterval(() => say(`  … ${seconds()} 秒 / s`), 10_000);
  const code = await runner(args).finally(() => clearInterval(sign));
  if (code !== 0) {
    const failure = new Error(`${title}：失败，原因见上 / failed, the reason is above`);
    throw Object.assign(failure, { code });
  }
  say(`  完成，${seconds()} 秒 / done, ${seconds()} s`);
}

/**
 * npm's own output goes to stderr: stdout belongs to the program that follows. The npm that started us is used
 * again (it may be on no PATH), unless it is another package manager, which could not read our lock file.
 */
function npm(args) {
  const started = process.env.npm_execpath ?? '';
  const stdio = ['ignore', 2, 2];
  if (!basename(started).startsWith('npm')) return run('npm', args, { stdio });
  return run(process.execPath, [started, ...args], { stdio });
}

/** Engines first; one that is missing is named, and then the tests that need it fail by themselves. */
async function test(args) {
  const prepared = await run(process.execPath, [inRoot('dist/local/prepare.js')]);
  if (prepared > 128) return prepared; // Ctrl-C
  const jest = inRoot('node_modules/jest/bin/jest.js');
  const flags = ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning'];
  return run(process.execPath, [...flags, jest, ...args]);
}

/** What CI runs, in order of how soon each can fail. */
async function check(args) {
  const steps = [
    ['类型 / types', () => npm(['run', '--silent', 'types'])],
    ['规范 / lint', () => npm(['run', '--silent', 'lint'])],
    ['测试 / tests', () => test(args)],
  ];
  for (const [index, [title, runner]] of steps.entries()) {
    say(`[${index + 1}/${steps.length}] ${title} …`);
    const began = Date.now();
    const code = await runner();
    const seconds = Math.round((Date.now() - began) / 1000);
    if (code !== 0)
      say(`[${index + 1}/${steps.length}] ${title}：没有通过，${seconds} 秒 / failed, ${seconds} s`);
    if (code !== 0) return code;
    say(`[${index + 1}/${steps.length}] ${title}：通过，${seconds} 秒 / passed, ${seconds} s`);
  }
  return 0;
}

/** The settings of the stack `npm start` runs, unless the environment names a database itself. */
function withRunningStack(environment) {
  const file = inRoot('.muster', 'stack', 'stack.json');
  if (environment.DATABASE_URL || !existsSync(file)) return environment;
  const stack = JSON.parse(readFileSync(file, 'utf8'));
  if (isAlive(stack.supervisor)) return { ...stack.env, ...environment };
  say('本机的系统没有在运行，请先 npm start / the stack of this checkout is not running; first: npm start');
  return environment;
}

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}

/**
 * Runs a program to its end and answers with its exit code. We outlive it, so that the terminal is not given
 * back too early, and pass each signal on once: npm and the terminal may both have sent the same one.
 */
function run(command, args, options = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd: root, stdio: 'inherit', ...options });
    const passed = new Set();
    const passOn = (signal) => {
      if (!passed.has(signal)) child.kill(signal);
      passed.add(signal);
    };
    const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'];
    for (const signal of signals) process.on(signal, passOn);
    child.once('error', reject);
    child.once('exit', (code, signal) => {
      for (const name of signals) process.off(name, passOn);
      resolve(code ?? 128 + constants.signals[signal]);
    });
  });
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  say(error.message);
  process.exitCode = error.code > 0 ? error.code : 1;
}
