import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { appendFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AppendOnlyRecord } from '../../../local/simulators/record.js';

interface Line {
  number: number;
  text: string;
}

let folder: string;
let path: string;
let record: AppendOnlyRecord<Line>;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'muster-record-'));
  path = join(folder, 'below', 'record.jsonl');
  record = new AppendOnlyRecord(path);
});
afterEach(() => {
  record.close();
  rmSync(folder, { recursive: true });
});

const line = (number: number, text = `第${number}条`): Line => ({ number, text });

const after = async (count: number): Promise<Line[]> => {
  let text = '';
  for await (const chunk of record.readAfter(count)) text += String(chunk);
  return text
    .split('\n')
    .filter(Boolean)
    .map((each) => JSON.parse(each) as Line);
};

test('what was appended is in the file when append returns', () => {
  record.append([line(1), line(2)]);
  record.append([]);
  expect(record.lines).toBe(2);
  expect(readFileSync(path, 'utf8')).toBe('{"number":1,"text":"第1条"}\n{"number":2,"text":"第2条"}\n');
});

test('a line is found again by where it starts, however long it is', () => {
  const long = line(3, '长'.repeat(200_000));
  const starts = [...record.append([line(1), line(2)]), ...record.append([long, line(4)])];
  expect(starts.map((start) => record.lineAt(start))).toEqual([line(1), line(2), long, line(4)]);
});

test('reads on after any line, near and far from a mark', async () => {
  for (let call = 0; call < 50; call++) {
    record.append(Array.from({ length: 70 }, (_, index) => line(call * 70 + index)));
  }
  for (const count of [0, 1, 999, 1000, 1001, 1050, 2100, 3499]) {
    const read = await after(count);
    expect(read[0]).toEqual(line(count));
    expect(read).toHaveLength(3500 - count);
  }
  expect(await after(3500)).toEqual([]);
  expect(await after(9999)).toEqual([]);
});

test('an earlier record is kept and continued; half a line at its end is cut off', async () => {
  record.append(Array.from({ length: 2500 }, (_, index) => line(index)));
  record.close();
  appendFileSync(path, '{"number":2500,"te');
  record = new AppendOnlyRecord(path);
  expect(record.lines).toBe(2500);
  record.append([line(2500)]);
  const seen: Line[] = [];
  record.eachLine((each, start) => {
    expect(record.lineAt(start)).toEqual(each);
    seen.push(each);
  });
  expect(seen).toEqual(Array.from({ length: 2501 }, (_, index) => line(index)));
  expect(await after(2499)).toEqual([line(2499), line(2500)]);
});
