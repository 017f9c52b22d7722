import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { search, searchFolder } from './leaks.js';

const secrets = {
  names: new Set(['赵小河']),
  addresses: new Set(['15400000001', 'faults1@mail.invalid']),
  sentences: ['请您和家人立即远离河岸'],
};

describe('what must stand nowhere', () => {
  test.each([
    ['a phone', '{"msg":"call to 15400000001 failed"}', 'phone or mail address'],
    ['a phone in a URL', 'POST /?PhoneNumbers=15400000002%2C15400000001', 'phone or mail address'],
    ['a mail address', 'RCPT TO:<faults1@mail.invalid>', 'phone or mail address'],
    ['a name', '{"person":"赵小河"}', 'name'],
    ['a text', '汛情紧急：请您和家人立即远离河岸、堤坝', 'text'],
  ])('%s is found', (_, line, what) => {
    expect(search(line, secrets)).toEqual([{ what, count: 1 }]);
  });

  test('other numbers, addresses and words are not', () => {
    expect(search('15400000009 office@mail.invalid 已就绪 batch 15', secrets)).toEqual([]);
  });

  test('logs, Redis and Temporal are searched, the simulators’ own records are not', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'leaks-'));
    try {
      for (const name of ['logs', 'redis']) await mkdir(join(folder, name));
      const files = ['logs/dispatcher.log', 'redis/appendonly.aof', 'temporal.sqlite-wal', 'carrier.jsonl'];
      for (const file of files) await writeFile(join(folder, file), 'to 15400000001');
      const found = (await searchFolder(folder, secrets)).map(({ file }) => file);
      expect(found.sort()).toEqual(files.slice(0, 3));
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});
