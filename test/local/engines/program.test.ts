import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { findOnPath, isAtLeast, lastLines, run, versionOf } from '../../../local/engines/program.js';
import { BareMachine } from './search.js';

describe('programs of the machine', () => {
  let machine: BareMachine;
  beforeEach(() => {
    machine = new BareMachine();
  });
  afterEach(() => machine.remove());

  test.each([
    ['1.4.0', '1.4.0', true],
    ['1.10.0', '1.4.0', true],
    ['1.3.9', '1.4.0', false],
    ['18.4', '16.0', true],
    ['15.18', '16.0', false],
    ['17', '11', true],
  ])('%s is at least %s: %s', (version, least, expected) => {
    expect(isAtLeast(version, least)).toBe(expected);
  });

  test('only what can be executed is found', async () => {
    await machine.program('there', 'true');
    expect(findOnPath('there', machine.search.environment)).toContain('there');
    expect(findOnPath('elsewhere', machine.search.environment)).toBeUndefined();
    expect(findOnPath('there', {})).toBeUndefined();
  });

  test('a version is read from what the program says', async () => {
    await machine.program('there', 'echo "there version 3.2.1"');
    const there = findOnPath('there', machine.search.environment) ?? '';
    expect(await versionOf(there, /version (\d+\.\d+\.\d+)/, machine.search.environment)).toBe('3.2.1');
  });

  test('a program that cannot be started is an outcome, not an exception', async () => {
    const outcome = await run('/nowhere/at/all', [], { environment: {} });
    expect(outcome).toMatchObject({ code: null, stderr: expect.stringContaining('ENOENT') });
  });

  test('giving up ends the program', async () => {
    const giveUp = new AbortController();
    const running = run('/bin/sh', ['-c', 'exec sleep 60'], {
      environment: process.env,
      signal: giveUp.signal,
    });
    giveUp.abort();
    await expect(running).rejects.toThrow(/abort/);
  });

  test('the last lines are what is shown of a failure', () => {
    expect(lastLines('one\ntwo\nthree\n', 2)).toBe('two\nthree');
  });
});
