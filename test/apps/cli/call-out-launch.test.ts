import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, test } from '@jest/globals';
import { callOutOf } from '../../../apps/cli/call-out-flags.js';
import { readDefinition } from '../../../campaigns/registry.js';
import { listRuns } from '../../../ledger/runs.js';
import { flood } from '../../office/office.js';
import { DRILL, openCallOutOffice } from './call-outs.js';
import { answered, muster } from './terminal.js';

const office = await openCallOutOffice();
const folder = await mkdtemp(join(tmpdir(), 'muster-cli-'));
afterAll(() => rm(folder, { recursive: true }));
beforeEach(() => office.city.reset());

const runs = () => listRuns(office.database, { scopePath: 'tangshan/', limit: 100 });

/** A call-out in a file of its own. */
async function file(change: object = {}): Promise<string> {
  const path = join(folder, 'call-out.json');
  await writeFile(path, JSON.stringify({ ...DRILL, ...change }, null, 2));
  return path;
}

const OPTIONS = [
  ...['--title', '演练', '--event', '防汛演练', '--place', '滦河大坝', '--near', 'bencheng'],
  ...['--from', '2026-08-08 08:30', '--to', '2026-08-08 11:30', '--risks', '路滑', '--needed', '2'],
  ...['--team', 'flood'],
];

describe('--preview', () => {
  test('shows whom it may ask, in which waves, who comes first and why, and the texts', async () => {
    const { code, out } = await muster(office, ['callout', 'launch', await file(), '--preview']);
    expect(code).toBe(0);
    expect(out).toMatch(/^需要 needed +2\n可询问 may be asked +4$/m);
    expect(out).toMatch(/^不询问：未成年 under age +1$/m);
    expect(out).toMatch(/^每轮等待 wave wait +30 分 \/ 30 min$/m);
    expect(out).toMatch(/^预计满员 filled by +2026-08-01 09:30$/m);
    expect(out).toMatch(/^前一天提醒 reminder +2026-08-07 17:00$/m);
    expect(out).toMatch(/^预计费用 expected cost +¥\d+\.\d\d$/m);
    expect(out).toMatch(/^ +1 +2026-08-01 09:00 +4$/m);
    expect(out).toMatch(/^ +1 +95 +\d+ +张蔷 +倴城镇 +在可出勤时间内，就在当地，/m);
    expect(out).toMatch(/^\[ask\] 询问 asking · 计费 \d 条 parts?$\n {4}【唐山应急】防汛演练需要您：/m);
    expect(out).toMatch(/^\[stand-down\] 通知取消 it is called off/m);
    expect(await runs()).toEqual([]);
  });

  test('masks names, gives programs everything, and speaks English where that is wanted', async () => {
    const masked = await muster(office, ['callout', 'launch', await file(), '--preview', '--as', 'auditor']);
    expect(masked.out).toContain('姓名已打码');
    expect(masked.out).not.toContain('张蔷');
    const json = answered(await muster(office, ['callout', 'launch', await file(), '--preview', '--json']));
    expect(json).toMatchObject({ kind: 'call-out', askable: 4, needed: 2, first: [{ rank: 1 }, {}, {}, {}] });
    const { out } = await muster(office, ['callout', 'launch', await file(), '--preview', '--lang', 'en']);
    expect(out).toContain('who is asked first, and why');
  });

  test('may come from options', async () => {
    const json = answered(await muster(office, ['callout', 'launch', ...OPTIONS, '--preview', '--json']));
    expect(json).toMatchObject({ title: '演练', event: { place: '滦河大坝', near: 'bencheng' }, askable: 4 });
  });

  test('warns where too few may be asked', async () => {
    const { code, out } = await muster(office, ['callout', 'launch', await file({ needed: 9 }), '--preview']);
    expect(code).toBe(0);
    expect(out).toContain('可询问的人全部都来，也差 5 人');
    expect(out).toMatch(/^预计满员 filled by +预计招不满/m);
  });
});

test('options can say everything a file can', () => {
  const said = callOutOf({
    ...{ title: '演练', event: '防汛演练', place: '大坝', near: 'bencheng', bring: '雨衣', risks: '路滑' },
    ...{ from: '2026-08-08 08:30', to: '2026-08-08 11:30', needed: 3, at: '2026-08-02 09:00' },
    ...{
      committee: ['luannan'],
      team: ['flood'],
      role: ['head'],
      skill: ['boat'],
      qualification: ['training'],
    },
    ...{ ageFrom: 18, ageTo: 60, recipientsOf: '12/notice', require: ['adult'], waveWait: '20m' },
    ...{ expectedAcceptance: 40, window: '08:00-20:00', emergency: '险情', template: { ask: 'x' }, key: 'k' },
  });
  const read = readDefinition(said);
  expect(read).toMatchObject({ ok: true, value: said });
  expect(said).toMatchObject({
    requires: ['adult'],
    window: { from: '08:00', to: '20:00' },
    audience: { recipients_of: { run: 12, step: 'notice' } },
  });
  expect(callOutOf({ require: ['none'] })).toEqual({ kind: 'call-out', requires: [] });
  expect(callOutOf({})).toEqual({});
});

describe('a launch', () => {
  test('is asked about, and says how to watch it', async () => {
    const line = ['callout', 'launch', await file()];
    expect((await muster(office, line, { answer: 'no' })).err).toContain('没有发起');
    expect(await runs()).toEqual([]);
    const { code, out } = await muster(office, line, { answer: '是' });
    expect(code).toBe(0);
    expect(out).toMatch(/已发起：活动 (\d+)，可询问 4 人；muster callout show \1 --watch/);
    expect((await muster(office, [...line, '--yes'])).out).toContain('先前已经发起过');
    expect(await runs()).toHaveLength(1);
  });

  test('by options, with --yes', async () => {
    const line = ['callout', 'launch', ...OPTIONS, '--yes', '--json'];
    expect(answered(await muster(office, line))).toMatchObject({ created: true, started: false });
  });

  test('of another kind is pointed at its command', async () => {
    const path = join(folder, 'notice.json');
    await writeFile(path, JSON.stringify(flood, null, 2));
    const { code, err } = await muster(office, ['callout', 'launch', path, '--yes']);
    expect(code).toBe(2);
    expect(err).toMatch(/notice\.json:2:3 kind: 写的是 notice：请用 muster notice launch/);
    expect((await muster(office, ['notice', 'launch', await file(), '--preview'])).err).toContain(
      'muster callout launch',
    );
  });

  test('in the past is told by its line', async () => {
    const event = { ...DRILL.event, from: '2026-07-08 08:30', to: '2026-07-08 11:30' };
    const { code, err } = await muster(office, ['callout', 'launch', await file({ event }), '--yes']);
    expect(code).toBe(2);
    expect(err).toMatch(/call-out\.json:8:5 event\.from: 事项 2026-07-08 08:30 已经开始或过去/);
  });
});

describe('where more are needed than may be asked', () => {
  const line = async (...more: string[]) => ['callout', 'launch', await file({ needed: 9 }), ...more];

  test('a person is told how many are missing, and their yes counts', async () => {
    const refused = await muster(office, await line(), { answer: 'no' });
    expect(refused.err).toContain('需要 9 人，可询问的只有 4 人，全部都来也差 5 人。仍然发起吗？');
    expect(await runs()).toEqual([]);
    const { code, out } = await muster(office, await line(), { answer: 'yes' });
    expect(code).toBe(0);
    expect(out).toContain('已发起');
  });

  test('--yes alone is refused and says what is missing; --accept-shortage will do', async () => {
    const { code, err } = await muster(office, await line('--yes'));
    expect(code).toBe(2);
    expect(err).toContain('--accept-shortage');
    expect(err).toMatch(/call-out\.json:\d+:3 needed: 需要 9 人/);
    expect(await runs()).toEqual([]);
    expect((await muster(office, await line('--yes', '--accept-shortage'))).code).toBe(0);
    expect(await runs()).toHaveLength(1);
  });
});
