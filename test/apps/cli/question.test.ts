import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, expect, test } from '@jest/globals';
import { moveRun } from '../../../ledger/runs.js';
import { openTestOffice } from '../../office/office.js';
import { NOW } from '../../support/cast.js';
import { settleQuestionTexts } from '../../support/questions.js';
import { answered, muster } from './terminal.js';

const office = await openTestOffice();
await settleQuestionTexts(office.city);
const folder = await mkdtemp(join(tmpdir(), 'muster-question-'));
afterAll(() => rm(folder, { recursive: true }));
beforeEach(() => office.city.reset());

const FLAGS = [
  ...['--from', 'tangshan', '--to', 'luannan', '--subject', '避难场所', '--due', '2026-08-06 17:00'],
  ...['--question', '还差多少人？\u001b[2J'],
];

/** Asks by options; its number. */
async function ask(): Promise<string> {
  const { run, created } = answered(
    await muster(office, ['question', 'ask', ...FLAGS, '--yes', '--json']),
  ) as { run: number; created: boolean };
  if (created) await moveRun(office.database, { runId: run, to: 'running', now: NOW });
  return String(run);
}

const asClerk = (...words: string[]) => muster(office, ['question', ...words], { operator: 'clerk' });

test('a preview shows every rung and its words, and asks nothing', async () => {
  const { code, out } = await muster(office, ['question', 'ask', ...FLAGS, '--preview']);
  expect(code).toBe(0);
  for (const step of ['asked', 'before-due', 'late', 'head', 'unanswered']) expect(out).toContain(step);
  expect(out).toContain('唐山市');
  expect(await office.database`SELECT FROM run`).toHaveLength(0);
});

test('asking twice says that it was asked before', async () => {
  expect(await ask()).toBe(await ask());
});

test('lists and threads are readable, and nothing in them steers the terminal', async () => {
  const id = await ask();
  expect((await asClerk('list')).out).toMatch(/要我答复的.*待答复.*2026-08-06 17:00/);
  const { out } = await asClerk('show', id);
  expect(out).toContain('唐山市 → 滦南县');
  expect(out).toContain('还差多少人？');
  expect(out).not.toContain('\u001b');
});

test('is answered by option or from a file, one of them', async () => {
  const id = await ask();
  const file = join(folder, 'answer.txt');
  await writeFile(file, '差三人。\n');
  expect((await asClerk('answer', id)).code).toBe(2);
  expect((await asClerk('answer', id, '--text', '一', '--file', file)).code).toBe(2);
  expect((await asClerk('answer', id, '--file', join(folder, 'none.txt'))).code).toBe(2);
  const large = join(folder, 'large.txt');
  await writeFile(large, 'x'.repeat(2_000_000));
  expect((await asClerk('answer', id, '--file', large)).code).toBe(2);
  expect((await asClerk('answer', id, '--file', file)).code).toBe(0);
  expect((await asClerk('list')).out).toContain('没有等待答复的问题');
  expect((await asClerk('list', '--all')).out).toContain('已答复');
  expect((await asClerk('show', id)).out).toContain('差三人。');
});

test('is withdrawn with a reason, by those who asked', async () => {
  const id = await ask();
  expect((await asClerk('close', id, '--reason', '不想答')).code).toBe(4);
  expect((await muster(office, ['question', 'close', id])).code).toBe(2);
  expect((await muster(office, ['question', 'close', id, '--reason', '已了解'])).code).toBe(0);
  expect((await asClerk('answer', id, '--text', '晚了')).code).toBe(5);
});

test('a file of another kind is told which command it is for', async () => {
  const file = join(folder, 'notice.yaml');
  await writeFile(file, 'kind: notice\n');
  const { code, err } = await muster(office, ['question', 'ask', file, '--preview']);
  expect([code, err.includes('muster notice launch')]).toEqual([2, true]);
});
