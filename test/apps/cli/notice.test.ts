import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import { listRuns } from '../../../ledger/runs.js';
import { flood, openTestOffice } from '../../office/office.js';
import { noticeOf } from '../../../apps/cli/notice-flags.js';
import { answered, muster } from './terminal.js';

const office = await openTestOffice();
const folder = await mkdtemp(join(tmpdir(), 'muster-cli-'));
afterAll(() => rm(folder, { recursive: true }));

/** A notice in a file of its own. */
async function file(change: object = {}): Promise<string> {
  const path = join(folder, `${Math.abs(JSON.stringify(change).length)}-notice.json`);
  await writeFile(path, JSON.stringify({ ...flood, ...change }, null, 2));
  return path;
}

const countRuns = async () =>
  (await listRuns(office.database, { scopePath: 'tangshan/', limit: 100 })).length;

describe('--preview', () => {
  test('shows people what would happen', async () => {
    const { code, out } = await muster(office, ['notice', 'launch', await file(), '--preview']);
    expect(code).toBe(0);
    expect(out).toMatch(/^发送 messages +\d+ +\d+$/m);
    expect(out).toMatch(/^不发：本人已退订 opted out +1 +0$/m);
    expect(out).toMatch(/^计费条数 parts +\d+（×1） +—$/m);
    expect(out).toContain('【唐山应急】张蔷您好，倴城镇提醒：请远离滦河。');
    expect(out).not.toMatch(/154\d{8}/);
    expect(await countRuns()).toBe(0);
  });

  test('gives programs the same as JSON, and in one language what was asked for', async () => {
    const json = answered(await muster(office, ['notice', 'launch', await file(), '--preview', '--json']));
    expect(json).toMatchObject({
      kind: 'notice',
      steps: [{ step: 'notice', channels: [{ channel: 'sms' }, { channel: 'email' }] }],
    });
    const { out } = await muster(office, ['--lang', 'en', 'notice', 'launch', await file(), '--preview']);
    expect(out).toContain('preview: nothing has changed');
    expect(out.split('examples')[0]).not.toMatch(/\p{Script=Han}/u);
  });

  test('by options may say topic, duty and which channel comes first', async () => {
    const notice = noticeOf({ title: '培训', topic: 'training', duty: true, inTurn: '30m', sms: 'flood' });
    expect(notice).toMatchObject({ topic: 'training', duty: true, in_turn: '30m' });
    const line = ['notice', 'launch', '--title', '培训', '--committee', 'luannan', '--sms', 'flood'];
    const more = ['--email', 'flood-mail', '--set', 'river=滦河', '--in-turn', '30m', '--topic', 'training'];
    const { code } = await muster(office, [...line, ...more, '--yes']);
    expect(code).toBe(0);
    const [run] = await listRuns(office.database, { scopePath: 'tangshan/', limit: 1 });
    expect(run?.plan.steps).toMatchObject([{ topic: 'training' }, { kind: 'second way' }]);
    await office.city.reset();
    expect((await muster(office, [...line, ...more, '--duty', '--preview'])).code).toBe(2);
  });

  test('may come from options instead of a file', async () => {
    const options = [
      '--title',
      '汛情',
      '--committee',
      'luannan',
      'health',
      '--sms',
      'flood',
      '--set',
      'river=滦河',
      '--age-from',
      '18',
    ];
    const json = answered(await muster(office, ['notice', 'launch', ...options, '--preview', '--json']));
    expect(json).toMatchObject({
      title: '汛情',
      steps: [{ channels: [{ template: 'flood' }], lane: 'bulk' }],
    });
  });
});

describe('a launch', () => {
  test('where nobody can be asked needs --yes', async () => {
    const { code, err } = await muster(office, ['notice', 'launch', await file()]);
    expect(code).toBe(2);
    expect(err).toContain('--yes');
    expect(await countRuns()).toBe(0);
  });

  test.each(['', 'no', 'y es', '否'])('answered with %p does not happen', async (answer) => {
    const { code, out, err } = await muster(office, ['notice', 'launch', await file()], { answer });
    expect(code).toBe(0);
    expect(out).toContain('预览');
    expect(err).toContain('没有发起');
    expect(await countRuns()).toBe(0);
  });

  test.each(['yes', 'Y', '是'])('answered with %p does', async (answer) => {
    const before = await countRuns();
    const { code, out } = await muster(office, ['notice', 'launch', await file({ key: `asked-${answer}` })], {
      answer,
    });
    expect(code).toBe(0);
    expect(out).toContain('已发起：活动');
    expect(await countRuns()).toBe(before + 1);
  });

  test('with --yes is not asked about; the second is answered with the first', async () => {
    const line = ['notice', 'launch', await file({ key: 'twice' }), '--yes', '--json'];
    const first = answered(await muster(office, line));
    expect(first).toEqual({ run: expect.any(Number), state: 'starting', created: true, started: false });
    const again = await muster(office, line);
    expect(again.code).toBe(0);
    expect(answered(again)).toEqual({ ...(first as object), created: false });
    const other = await muster(office, [
      'notice',
      'launch',
      await file({ key: 'twice', title: '别的' }),
      '--yes',
    ]);
    expect(other.code).toBe(5);
    expect(other.err).toMatch(/notice\.json:\d+:3 key: 唯一标识 “twice”/);
  });

  test('while Temporal is away says that it is written down, and begins later', async () => {
    const { code, err } = await muster(office, ['notice', 'launch', await file({ key: 'away' }), '--yes']);
    expect(code).toBe(0);
    expect(err).toContain('Temporal 应答后会自动开始');
  });
});

describe('what is wrong is told with its place', () => {
  test('line, column, field, what, and what was probably meant; in the order of the file', async () => {
    const path = join(folder, 'wrong.yaml');
    await writeFile(
      path,
      'kind: notice\ntitle: 汛情\naudience:\n  committees: [tangshan, beijing]\nchannels:\n  - channel: sms\n    template: flod\nat: 2020-01-01 09:00\n',
    );
    const { code, err } = await muster(office, ['notice', 'launch', path, '--preview', '--lang', 'zh']);
    expect(code).toBe(2);
    expect(err.split('\n').map((line) => line.slice(folder.length + 1).split('：')[0])).toEqual([
      'wrong.yaml:4:26 audience.committees[1]: 没有组织 “beijing”，或不在您的管辖范围',
      'wrong.yaml:7:5 channels[0].template: 没有模板 “flod”，是否指 flood？',
      expect.stringMatching(/^wrong\.yaml:8:1 at: 发送时间 2020-01-01 09:00 已过/),
    ]);
  });

  test('for programs as JSON on standard error', async () => {
    const { code, out, err } = await muster(office, [
      'notice',
      'launch',
      await file({ titel: 'x' }),
      '--preview',
      '--json',
    ]);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(JSON.parse(err)).toMatchObject({
      error: {
        kind: 'invalid',
        problems: [{ path: ['titel'], reason: 'unknown-word', position: { line: expect.any(Number) } }],
      },
    });
  });

  test('of options by the field alone', async () => {
    const { code, err } = await muster(office, [
      'notice',
      'launch',
      '--title',
      'x',
      '--committee',
      'tangshan',
      '--sms',
      'flod',
      '--preview',
    ]);
    expect(code).toBe(2);
    expect(err).toMatch(/^channels\[0\]\.template: 没有模板/);
  });

  test.each<[string, string[]]>([
    ['neither file nor options', ['notice', 'launch', '--yes']],
    ['both', ['notice', 'launch', 'notice.json', '--title', 'x', '--yes']],
    [
      'an audience of nobody',
      [
        'notice',
        'launch',
        '--title',
        'x',
        '--committee',
        'tangshan',
        '--sms',
        'flood',
        '--set',
        'river=x',
        '--age-from',
        '120',
        '--yes',
      ],
    ],
  ])('%s', async (_, line) => {
    expect((await muster(office, line)).code).toBe(2);
  });

  test('an operator nobody knows', async () => {
    const { code, err } = await muster(office, ['notice', 'launch', await file(), '--yes', '--as', 'nobody']);
    expect(code).toBe(4);
    expect(err).toContain('office, clerk, auditor, head, operator');
  });
});
