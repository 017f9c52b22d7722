import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, test } from '@jest/globals';
import { flood, openTestOffice } from '../../office/office.js';
import { answered, muster } from './terminal.js';

const office = await openTestOffice({ approvalAudience: 5 });
const folder = await mkdtemp(join(tmpdir(), 'muster-cli-'));
afterAll(() => rm(folder, { recursive: true }));
beforeEach(() => office.clock.advance(1000));

let files = 0;
async function file(change: object = {}): Promise<string> {
  const path = join(folder, `${++files}.json`);
  await writeFile(path, JSON.stringify({ ...flood, key: `cli-${files}`, ...change }));
  return path;
}
/** A launch that waits for an approval; its run. */
async function proposal(): Promise<string> {
  const said = await muster(office, ['notice', 'launch', await file(), '--yes', '--json']);
  return String((answered(said) as { run: number }).run);
}

describe('the preview', () => {
  test('shows the hours, what is left of the budget, and who has to agree', async () => {
    const { out } = await muster(office, ['notice', 'launch', await file(), '--preview']);
    expect(out).toMatch(/^2026-08-01 09:00 +5 +1 +4 +4 +█+$/m);
    expect(out).toContain('2026-08 没有设预算，不限');
    expect(out).toContain('须由他人审批：head，期限 2026-08-03 09:00');
    expect(out).toMatch(/^方案校验码 plan hash +[0-9a-f]{12}$/m);
  });

  test('has every hour for programs', async () => {
    const window = { from: '08:00', to: '20:00' };
    const json = answered(
      await muster(office, ['notice', 'launch', await file({ window }), '--preview', '--json']),
    );
    expect(json).toMatchObject({
      steps: [{ channels: [{ hours: [{ calls: 1, messages: 5 }] }, { hours: [{ calls: 4, messages: 4 }] }] }],
      budget: { month: '2026-08', fen: null, enough: true },
      approval: { approvers: ['head'] },
    });
  });
});

describe('a proposal', () => {
  test('says at launch that it waits, for whom and until when', async () => {
    const { err, out } = await muster(office, ['notice', 'launch', await file(), '--yes']);
    expect(out).toContain('已发起');
    expect(err).toMatch(/须经审批才会发送：请 head 在 2026-08-03 09:00 前用 muster run approve \d+/);
  });

  test('is agreed to by somebody who has seen its preview', async () => {
    const run = await proposal();
    const no = await muster(office, ['run', 'approve', run, '--as', 'head'], { answer: 'no' });
    expect(no.out).toContain('预览：滦河汛情');
    expect(no.err).toContain('没有审批');
    const yes = await muster(office, ['run', 'approve', run, '--as', 'head'], { answer: 'yes' });
    expect([yes.code, yes.out.split('\n').at(-1)]).toEqual([
      0,
      expect.stringContaining(`活动 ${run} 已批准`),
    ]);
    expect((await muster(office, ['run', 'show', run])).out).toMatch(/^审批 approval +已批准 approved head/m);
  });

  test('is agreed to by its hash, where nobody can be asked', async () => {
    const run = await proposal();
    expect((await muster(office, ['run', 'approve', run, '--as', 'head'])).code).toBe(2);
    const { planHash } = answered(await muster(office, ['run', 'preview', run, '--json'])) as {
      planHash: string;
    };
    const line = ['run', 'approve', run, '--as', 'head', '--json', '--hash'];
    expect((await muster(office, [...line, '00000000'])).code).toBe(5);
    expect(answered(await muster(office, [...line, planHash.slice(0, 8)]))).toMatchObject({
      decision: 'approved',
    });
    expect((await muster(office, [...line, planHash])).code).toBe(5);
  });

  test('is refused by an approver and withdrawn by its author, each with a reason', async () => {
    const [first, second] = [await proposal(), await proposal()];
    expect((await muster(office, ['run', 'refuse', first, '--as', 'head'])).code).toBe(2);
    const refused = await muster(office, ['run', 'refuse', first, '--as', 'head', '--reason', '范围过大']);
    expect(refused.out).toContain('已驳回');
    expect((await muster(office, ['run', 'withdraw', second, '--as', 'head', '--reason', 'x'])).code).toBe(4);
    expect((await muster(office, ['run', 'withdraw', second, '--reason', '写错了'])).out).toContain('已撤回');
  });
});

describe('budgets', () => {
  test('are set by a head and seen by everybody', async () => {
    const line = ['budget', 'set', '2026-12', '5000', '--as'];
    expect((await muster(office, [...line, 'office'])).code).toBe(4);
    expect((await muster(office, [...line, 'head'])).out).toMatch(
      /^2026-12 +¥5000\.00 +¥0\.00 +¥0\.00 +¥5000\.00$/m,
    );
    expect(answered(await muster(office, ['budget', 'show', '2026-12', '--json']))).toMatchObject([
      { fen: 500_000 },
    ]);
  });

  test.each([
    ['2026-13', '1'],
    ['2026-12', '-1'],
    ['2026-12', '1e9'],
  ])('%s %s is refused', async (month, yuan) => {
    expect((await muster(office, ['budget', 'set', month, '--as', 'head', '--', yuan])).code).toBe(2);
  });
});

describe('a test', () => {
  test('goes to named people, is marked, and says that texts are not', async () => {
    const { code, out, err } = await muster(office, ['notice', 'test', await file(), '--to', '张蔷', '刘洋']);
    expect([code, out]).toEqual([0, expect.stringMatching(/^测试已发出：活动 \d+，2 人/)]);
    expect(err).toContain('不能加测试字样');
    expect((await muster(office, ['run', 'list'])).out).toContain('【测试】滦河汛情');
  });

  test('needs somebody to go to, and a file that is no book', async () => {
    expect((await muster(office, ['notice', 'test', await file()])).code).toBe(2);
    const book = join(folder, 'book.json');
    await writeFile(book, JSON.stringify({ ...flood, title: '长'.repeat(700_000) }));
    const { code, err } = await muster(office, ['notice', 'test', book, '--to', '张蔷']);
    expect([code, err]).toEqual([2, expect.stringContaining('文件过大')]);
  });
});
