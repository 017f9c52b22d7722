import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Stack } from '../../../local/stack/stack.js';
import { until } from '../../support/until.js';
import { runs } from './processes.js';
import { compileStack, startSupervisor, type Supervisor } from './supervisor.js';

describe('however a supervisor ends, its parts end', () => {
  let compiled: string;
  let folder: string;
  let supervisor: Supervisor;
  beforeAll(() => {
    compiled = compileStack();
  });
  afterAll(() => rmSync(compiled, { recursive: true, force: true }));
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'muster-stack-'));
    supervisor = await startSupervisor(compiled, folder);
    expect(supervisor.parts.every(runs)).toBe(true);
  });
  afterEach(() => {
    // Whatever a failed test left; in a passed one they are gone.
    for (const pid of [supervisor.process.pid ?? 0, supervisor.guard, ...supervisor.parts]) {
      if (runs(pid)) process.kill(pid, 'SIGKILL');
    }
    rmSync(folder, { recursive: true, force: true });
  });
  const allGone = (): boolean => ![supervisor.guard, ...supervisor.parts].some(runs);

  test('Ctrl-C, even when it arrives three times at once, stops everything in order', async () => {
    for (let times = 0; times < 3; times++) supervisor.process.kill('SIGINT');
    expect(await supervisor.exited).toEqual([130, null]);
    await until(allGone);
    expect(existsSync(join(folder, 'pids.json'))).toBe(false);
    expect(existsSync(join(folder, 'stack.json'))).toBe(false);
  });

  test('kill -9: the guard ends the parts', async () => {
    supervisor.process.kill('SIGKILL');
    await supervisor.exited;
    await until(allGone);
  });

  test('kill -9 of the guard too: the next stack in the folder ends the parts', async () => {
    process.kill(supervisor.guard, 'SIGKILL');
    supervisor.process.kill('SIGKILL');
    await supervisor.exited;
    expect(supervisor.parts.every(runs)).toBe(true);
    const next = await Stack.open({ folder, name: 'next' });
    expect(supervisor.parts.some(runs)).toBe(false);
    await next.stop();
  });

  test('two supervisors in two folders do not disturb each other', async () => {
    const elsewhere = mkdtempSync(join(tmpdir(), 'muster-stack-'));
    const other = await startSupervisor(compiled, elsewhere);
    supervisor.process.kill('SIGTERM');
    expect(await supervisor.exited).toEqual([143, null]);
    expect(other.parts.every(runs)).toBe(true);
    other.process.kill('SIGHUP');
    expect(await other.exited).toEqual([129, null]);
    expect(other.parts.some(runs)).toBe(false);
    rmSync(elsewhere, { recursive: true });
  });
});
