import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../../../local/stack/free-port.js';
import type { UnexpectedExit } from '../../../local/stack/part.js';
import { Stack } from '../../../local/stack/stack.js';
import { until } from '../../support/until.js';
import { idle, runs } from './processes.js';

describe('a stack', () => {
  let folder: string;
  let stack: Stack;
  let said: string[];
  let exits: UnexpectedExit[];
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'muster-stack-'));
    said = [];
    exits = [];
    const report = (line: string): void => void said.push(line);
    stack = await Stack.open({ folder, name: 'test', report, onExit: (exit) => void exits.push(exit) });
  });
  afterEach(async () => {
    await stack.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  test('starts in order, stops in reverse, and leaves no process', async () => {
    const note = join(folder, 'order');
    const script = (name: string): string =>
      `const note = (what) => require('fs').appendFileSync('${note}', what + ' ${name}\\n');
       note('start'); process.on('SIGTERM', () => { note('stop'); process.exit() })`;
    const written = (name: string) => async (): Promise<void> => {
      if (!existsSync(note) || !readFileSync(note, 'utf8').includes(`start ${name}`))
        throw new Error('not yet');
    };
    for (const name of ['one', 'two']) await stack.add(idle(name, script(name), { ready: written(name) }));
    const pids = ['one', 'two'].map((name) => stack.pid(name) ?? 0);
    await stack.stop();
    expect(readFileSync(note, 'utf8')).toBe('start one\nstart two\nstop two\nstop one\n');
    expect(pids.some(runs)).toBe(false);
    expect(said).toEqual([
      expect.stringMatching(/^one 已就绪（[\d.]+ 秒） \/ one is ready/),
      expect.anything(),
    ]);
  });

  test('gives its settings to every part, and to whoever may read its file', async () => {
    stack.share({ SMS_SIGN_NAME: '集结号' });
    await stack.add(idle('part', 'console.log(process.env.SMS_SIGN_NAME, process.env.TZ)'));
    await until(() => readFileSync(stack.logFile('part'), 'utf8').includes('集结号 UTC'));
    const file = join(folder, 'stack.json');
    expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual({
      name: 'test',
      supervisor: process.pid,
      env: { SMS_SIGN_NAME: '集结号' },
    });
    expect(statSync(file).mode & 0o777).toBe(0o600);
    await stack.stop();
    expect(existsSync(file)).toBe(false);
  });

  test('a part that dies before it is ready is told with the end of its log, and not kept', async () => {
    const dying = idle('dying', `console.error('the disk is full'); process.exit(3)`, {
      ready: () => Promise.reject(new Error('never')),
    });
    await expect(stack.add(dying)).rejects.toMatchObject({
      name: 'PartFailed',
      problem: 'exited',
      part: 'dying',
    });
    await expect(stack.add(dying)).rejects.toThrow(/还没就绪就退出了[\s\S]*the disk is full/);
    expect(() => stack.pid('dying')).toThrow('has no part dying');
  });

  test('a part that is never ready is ended', async () => {
    const never = idle('never', '', { ready: () => new Promise(() => undefined), readyWithinSeconds: 0.2 });
    await expect(stack.add(never)).rejects.toMatchObject({ problem: 'ready' });
    expect(stack['parts'].size).toBe(0);
  });

  test('a program that is not there is told', async () => {
    const absent = { ...idle('absent'), command: '/nowhere/program' };
    await expect(stack.add(absent)).rejects.toThrow(/absent 无法启动[\s\S]*ENOENT/);
  });

  test('an early death the part knows to be passing is tried again', async () => {
    const flag = join(folder, 'second-time');
    const script = `const fs = require('fs');
      if (!fs.existsSync('${flag}')) { fs.writeFileSync('${flag}', ''); console.log('still in use'); process.exit(1) }
      fs.writeFileSync('${flag}', 'up')`;
    const ready = async (): Promise<void> => {
      if (!existsSync(flag) || readFileSync(flag, 'utf8') !== 'up') throw new Error('not yet');
    };
    await stack.add(idle('passing', script, { ready, transientExit: /still in use/ }));
    expect(stack.pid('passing')).toBeGreaterThan(0);
  });

  test('kill is final until restart, and not reported as a death', async () => {
    await stack.add(idle('part'));
    const first = stack.pid('part') ?? 0;
    await stack.kill('part');
    expect(runs(first)).toBe(false);
    expect(stack.pid('part')).toBeUndefined();
    await stack.restart('part');
    expect(runs(stack.pid('part') ?? 0)).toBe(true);
    expect(exits).toEqual([]);
  });

  test('a part that ends by itself is reported with its last words', async () => {
    await stack.add(idle('part', `process.on('SIGUSR2', () => { console.log('goodbye'); process.exit(7) })`));
    await until(() => listensToUsr2(stack.pid('part') ?? 0));
    process.kill(stack.pid('part') ?? 0, 'SIGUSR2');
    await until(() => exits.length > 0);
    expect(exits[0]).toMatchObject({
      part: 'part',
      code: 7,
      signal: null,
      logEnd: 'goodbye',
      restarting: false,
    });
  });

  test('and started again, if that is asked for', async () => {
    await stack.add(idle('part', '', { restart: true }));
    const first = stack.pid('part') ?? 0;
    process.kill(first, 'SIGKILL');
    await until(() => (stack.pid('part') ?? first) !== first);
    expect(exits).toMatchObject([{ signal: 'SIGKILL', restarting: true }]);
  });

  test('a part that will not end is killed, with its children', async () => {
    const child = join(folder, 'child');
    const script = `process.on('SIGTERM', () => undefined);
      const child = require('child_process').spawn('sleep', ['600']);
      require('fs').writeFileSync('${child}', String(child.pid))`;
    const ready = async (): Promise<void> => void statSync(child);
    await stack.add(idle('stubborn', script, { ready, stopWithinSeconds: 0.3 }));
    const pids = [stack.pid('stubborn') ?? 0, Number(readFileSync(child, 'utf8'))];
    await stack.stop();
    await until(() => !pids.some(runs));
  });

  test('stopping in the middle of a start ends that start', async () => {
    const starting = stack.add(idle('slow', '', { ready: () => Promise.reject(new Error('not yet')) }));
    const outcome = starting.catch((error: unknown) => error);
    await until(() => stack.pid('slow') !== undefined);
    const pid = stack.pid('slow') ?? 0;
    await stack.stop();
    expect(await outcome).toMatchObject({ name: 'PartFailed', problem: 'stopped' });
    expect(runs(pid)).toBe(false);
    await expect(stack.add(idle('late'))).rejects.toThrow('is stopped');
  });

  test('its folder is refused to a second one, and free again afterwards', async () => {
    const second = Stack.open({ folder, name: 'second' });
    await expect(second).rejects.toMatchObject({ name: 'StackInUse', supervisor: process.pid });
    await stack.stop();
    stack = await Stack.open({ folder, name: 'third' });
  });

  test('the log of the life before is kept once', async () => {
    await stack.add(idle('part', `console.log('first life')`));
    await until(() => readFileSync(stack.logFile('part'), 'utf8').includes('first life'));
    await stack.stop();
    stack = await Stack.open({ folder, name: 'test', report: () => undefined });
    await stack.add(idle('part', `console.log('second life')`));
    expect(readFileSync(`${stack.logFile('part')}.previous`, 'utf8')).toBe('first life\n');
  });

  test('remove leaves nothing at all', async () => {
    await stack.add(idle('part'));
    await stack.remove();
    expect(existsSync(folder)).toBe(false);
  });
});

test('free ports differ, and are out of the way of outgoing connections', async () => {
  const ports = await Promise.all(Array.from({ length: 20 }, freePort));
  expect(new Set(ports).size).toBe(20);
  expect(Math.max(...ports)).toBeLessThan(32_768);
});

/** Signal 12 caught, by the kernel's own list; before that it would end the process without a word. */
function listensToUsr2(pid: number): boolean {
  if (process.platform !== 'linux') return true;
  const caught = /SigCgt:\s*([0-9a-f]+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? '0';
  return (BigInt(`0x${caught}`) & (1n << 11n)) !== 0n;
}
