import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { existsSync } from 'node:fs';
import { mkdir, readdir, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { install, type Installation } from '../../../local/engines/install.js';
import { BareMachine } from './search.js';

describe('installing once', () => {
  let machine: BareMachine;
  beforeEach(() => {
    machine = new BareMachine();
  });
  afterEach(() => machine.remove());

  const tool = (fill: Installation['fill']): Installation => ({
    label: 'Tool 1.0',
    size: '1 kB',
    folder: join(machine.search.enginesFolder, 'tool-1.0'),
    fill,
  });
  const fill = (staging: string): Promise<void> => writeFile(join(staging, 'tool'), 'content');

  test('says what and how large, before and after', async () => {
    await install(tool(fill), machine.search);
    expect(machine.said[0]).toBe('正在安装 Tool 1.0（1 kB）… / installing Tool 1.0 (1 kB)…');
    expect(machine.said[1]).toMatch(/^已安装 Tool 1.0，用时 [\d.]+ 秒 \/ installed Tool 1.0 in [\d.]+ s$/);
  });

  test('what is there already is not fetched again', async () => {
    await install(tool(fill), machine.search);
    const again = install(
      tool(() => Promise.reject(new Error('fetched again'))),
      machine.search,
    );
    await expect(again).resolves.toContain('tool-1.0');
  });

  test('of two at once one wins, both have it, and nothing is left beside it', async () => {
    const folders = await Promise.all([
      install(tool(fill), machine.search),
      install(tool(fill), machine.search),
    ]);
    expect(folders[0]).toBe(folders[1]);
    expect(existsSync(join(folders[0], 'tool'))).toBe(true);
    expect(await readdir(machine.search.enginesFolder)).toEqual(['tool-1.0']);
  });

  test('one that fails half way leaves nothing', async () => {
    const halfWay = tool(async (staging) => {
      await fill(staging);
      throw new Error('the network went away');
    });
    await expect(install(halfWay, machine.search)).rejects.toThrow('the network went away');
    expect(await readdir(machine.search.enginesFolder)).toEqual([]);
  });

  test('what a killed one left an hour ago is cleared', async () => {
    const abandoned = join(machine.search.enginesFolder, '.installing-tool-1.0-abcdef');
    await mkdir(abandoned, { recursive: true });
    const twoHoursAgo = Date.now() / 1000 - 7200;
    await utimes(abandoned, twoHoursAgo, twoHoursAgo);
    await install(tool(fill), machine.search);
    expect(existsSync(abandoned)).toBe(false);
  });
});
