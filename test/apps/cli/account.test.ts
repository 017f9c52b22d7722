import { beforeAll, describe, expect, test } from '@jest/globals';
import { moveRun } from '../../../ledger/runs.js';
import { NOW } from '../../support/cast.js';
import { launch, type Launched } from '../../support/launch.js';
import { openTestOffice } from '../../office/office.js';
import { answered, muster } from './terminal.js';

const office = await openTestOffice();
const minutes = (count: number): Date => new Date(NOW.getTime() + count * 60_000);
let launched: Launched;
let batch: number;

beforeAll(async () => {
  launched = await launch(office.city, { audience: { committees: ['qianxi'] } });
  const of = office.database`occurrence_id = ${launched.occurrence.id}`;
  const [row] = await office.database<
    { id: number }[]
  >`UPDATE batch SET state = 'sending' WHERE ${of} RETURNING id`;
  batch = row!.id;
  await office.database`UPDATE batch SET state = 'unknown', unknown_since = ${NOW}, lease_until = ${NOW} WHERE ${of}`;
  await office.database`UPDATE message SET state = 'sending' WHERE ${of} AND state = 'queued'`;
  await office.database`UPDATE message SET state = 'unknown', reason = 'link.no-answer' WHERE ${of} AND state = 'sending'`;
});

describe('what is in doubt', () => {
  test('is listed, stands among what is overdue, and is settled', async () => {
    office.clock.set(minutes(46));
    const { out } = await muster(office, ['unknown', 'list', '--lang', 'zh']);
    expect(out).toMatch(
      new RegExp(`^ *${batch} +${launched.run.id} +send +短信 +carrier +3 .*服务商没有及时应答`, 'm'),
    );
    expect((await muster(office, ['overdue', '--lang', 'zh'])).out).toContain('可能已发出，久未核实');
    const settle = ['unknown', 'settle', String(batch), '--reason', '已问运营商'];
    expect((await muster(office, settle)).code).toBe(2);
    expect((await muster(office, [...settle, '--arrived', '--not-arrived'])).code).toBe(2);
    expect(answered(await muster(office, [...settle, '--arrived', '--json']))).toEqual({
      ...{ batch, arrived: true, messages: 3 },
    });
    expect((await muster(office, ['unknown', 'list'])).out).toContain('没有待核实的消息');
    expect((await muster(office, ['overdue'])).out).toContain('没有等得太久的');
  });
});

test('what failed is added up by reason', async () => {
  const { run, occurrence } = await launch(office.city, {});
  await office.database`UPDATE message SET state = 'failed', reason = 'isv.MOBILE_NUMBER_ILLEGAL'
    WHERE occurrence_id = ${occurrence.id} AND state = 'queued'`;
  const line = ['failed', 'list', '--run', String(run.id), '--by-reason'];
  expect((await muster(office, [...line, '--lang', 'zh'])).out).toMatch(
    /send +短信 +5 .*isv.MOBILE_NUMBER_ILLEGAL/,
  );
  const redrive = ['failed', 'redrive', String(run.id), '--reason', '已改'];
  expect(answered(await muster(office, [...redrive, '--code', 'isv.OTHER', '--json']))).toMatchObject({
    messages: 0,
  });
  await moveRun(office.database, { runId: run.id, to: 'paused', now: NOW });
  expect(answered(await muster(office, [...redrive, '--json']))).toMatchObject({ messages: 5 });
});

test('operators are added, listed, changed and ended', async () => {
  const add = ['operator', 'add', 'leader', '--committee', 'tangshan', '--role', 'head'];
  expect((await muster(office, add)).code).toBe(4);
  expect((await muster(office, [...add, '--as', 'head', '--person', '张蔷'])).code).toBe(0);
  const { out } = await muster(office, ['operator', 'list', '--lang', 'zh']);
  expect(out).toMatch(/^leader +负责人 +唐山市 tangshan +张蔷 \d+ +— +—$/m);
  const change = ['operator', 'change', 'leader', '--role', 'auditor', '--may-see-personal-data', 'yes'];
  expect((await muster(office, [...change, '--as', 'head'])).code).toBe(0);
  expect((await muster(office, ['operator', 'list', '--lang', 'zh'])).out).toMatch(/^leader +审计 .*✓ +—$/m);
  expect(
    (await muster(office, ['operator', 'change', 'leader', '--role', 'king', '--as', 'head'])).code,
  ).toBe(2);
  expect((await muster(office, ['operator', 'change', 'leader', '--no-person', '--as', 'head'])).code).toBe(
    0,
  );
  const end = ['operator', 'end', 'leader', '--as', 'head'];
  expect((await muster(office, end)).code).toBe(2);
  expect((await muster(office, [...end, '--reason', '调离'])).out).toContain('操作员 leader 已停用');
  const list = ['operator', 'list', '--lang', 'zh'];
  expect((await muster(office, list)).out).toMatch(/^leader +审计 +唐山市 tangshan +— +✓ +\d{4}-/m);
  const refused = await muster(office, [...list, '--as', 'leader']);
  expect([refused.code, refused.err]).toEqual([4, expect.stringContaining('操作员 leader 已于')]);
});

test('the audit log is verified, and its head printed to be noted elsewhere', async () => {
  const { out: head } = await muster(office, ['audit', 'head']);
  expect(head).toMatch(/^\d+:[0-9a-f]{64}$/);
  expect((await muster(office, ['audit', 'verify', '--anchor', head])).code).toBe(0);
  const wrong = await muster(office, ['audit', 'verify', '--anchor', `1:${'0'.repeat(64)}`]);
  expect(wrong.code).toBe(5);
  expect(wrong.out).toContain('日志里没有这个锚点');
  expect((await muster(office, ['audit', 'verify', '--anchor', 'x'])).code).toBe(2);
});
