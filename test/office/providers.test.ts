import { beforeEach, describe, expect, test } from '@jest/globals';
import { raiseAlert } from '../../ledger/alerts.js';
import { setProviders } from '../../ledger/shares.js';
import { stopProvider } from '../../ledger/stops.js';
import { providers, stopUsing, useAgain } from '../../office/providers.js';
import { answered, muster } from '../apps/cli/terminal.js';
import { NOW } from '../support/cast.js';
import { batchOf, launch } from '../support/launch.js';
import { openTestOffice, refusalOf } from './office.js';

const office = await openTestOffice();
const { database } = office;
const why = { reason: '换签名' };

beforeEach(async () => {
  await office.city.reset();
  await database`TRUNCATE alert`;
  office.clock.set(NOW);
  const two = [
    { name: 'aliyun', weight: 60 },
    { name: 'aliyun-2', weight: 40 },
  ];
  await database.begin((sql) => setProviders(sql, 'sms', two, NOW));
  await database.begin((sql) => setProviders(sql, 'email', [{ name: 'smtp', weight: 100 }], NOW));
});

const stopNow = (provider: string) =>
  stopProvider(database, {
    ...{ provider, code: 'isv.AMOUNT_NOT_ENOUGH', now: NOW },
    until: new Date(+NOW + 300_000),
  });
const audited = () =>
  database`SELECT actor, action, subject, detail FROM audit WHERE action LIKE 'provider %'`;

describe('provider list', () => {
  test('shows traffic, state, and what became of the calls of the last minutes', async () => {
    const batchId = await batchOf(
      office.city,
      await launch(office.city, { audience: { committees: ['qianxi'] } }),
    );
    const call = (outcome: string, milliseconds: number, minutes: number) => database`
      INSERT INTO attempt (batch_id, out_id, epoch, intent_at, finished_at, outcome, provider)
      VALUES (${batchId}, 'x', 0, ${new Date(+NOW - minutes * 60_000)}, ${new Date(+NOW - minutes * 60_000 + milliseconds)}, ${outcome}, 'aliyun')`;
    await call('accepted', 100, 1);
    await call('accepted', 300, 2);
    await call('throttled', 900, 3);
    await call('unknown', 900, 16);
    await stopNow('aliyun-2');
    expect(await providers(office, office.actor('office'))).toMatchObject([
      {
        provider: 'aliyun',
        channel: 'sms',
        weight: 60,
        share: 60,
        calls: 3,
        failures: 1,
        medianMilliseconds: 200,
        stop: null,
      },
      {
        provider: 'aliyun-2',
        calls: 0,
        failures: 0,
        medianMilliseconds: null,
        stop: { code: 'isv.AMOUNT_NOT_ENOUGH', stoppedBy: null },
      },
      { provider: 'smtp', channel: 'email', weight: 100, share: 100 },
    ]);
    const { out } = await muster(office, ['provider', 'list']);
    expect(out).toMatch(/^aliyun +短信 sms +60 +60 +正常 +3 +33 +200$/m);
    expect(out).toMatch(/^aliyun-2 .*余额不足/m);
    expect(answered(await muster(office, ['provider', 'list', '--json']))).toHaveLength(3);
  });

  test('says so before a sweeper has run', async () => {
    await database`DELETE FROM provider_share`;
    expect((await muster(office, ['provider', 'list'])).out).toContain('巡查进程启动后列出');
  });
});

describe('an operator', () => {
  test('stops a provider until it is started again, which no refusal and no time changes', async () => {
    expect(await stopUsing(office, office.actor('office'), { provider: 'aliyun', ...why })).toEqual([
      'aliyun-2',
    ]);
    await stopNow('aliyun');
    office.clock.set(new Date(+NOW + 30 * 86_400_000));
    expect((await providers(office, office.actor('office')))[0]).toMatchObject({
      stop: { code: 'by hand', stoppedBy: 'office', since: NOW },
    });
    expect((await muster(office, ['provider', 'list'])).out).toMatch(/^aliyun .*由 office 停用/m);
    await useAgain(office, office.actor('office'), { provider: 'aliyun', ...why });
    expect((await providers(office, office.actor('office')))[0]).toMatchObject({ stop: null });
    expect(await audited()).toEqual(
      ['stop', 'start'].map((deed) => ({
        ...{ actor: 'office', action: `provider ${deed}`, subject: 'aliyun', detail: why },
      })),
    );
  });

  test('starts one that refused the account, and the alert is over', async () => {
    await stopNow('smtp');
    await raiseAlert(database, { cause: 'provider stopped', subject: 'smtp', detail: {} }, NOW);
    const { code, out } = await muster(office, ['provider', 'start', 'smtp', '--reason', '已充值']);
    expect([code, out]).toEqual([0, expect.stringContaining('已恢复使用 smtp')]);
    expect(await database`SELECT FROM alert WHERE cleared_at IS NULL`).toHaveLength(0);
  });

  test('starts one that is tried again already, and has taken nothing since', async () => {
    await stopNow('smtp');
    await raiseAlert(database, { cause: 'provider stopped', subject: 'smtp', detail: {} }, NOW);
    office.clock.set(new Date(+NOW + 400_000));
    await useAgain(office, office.actor('office'), { provider: 'smtp', ...why });
    expect(await database`SELECT FROM provider_stop`).toHaveLength(0);
    expect(await database`SELECT FROM alert WHERE cleared_at IS NULL`).toHaveLength(0);
  });

  test('hears that nobody else of the channel is left', async () => {
    const { out } = await muster(office, ['provider', 'stop', 'smtp', '--reason', '维护']);
    expect(out).toContain('没有别的服务商，消息等候');
    const both = await muster(office, ['provider', 'stop', 'aliyun', '--reason', '维护', '--json']);
    expect(answered(both)).toEqual({ provider: 'aliyun', stopped: true, left: ['aliyun-2'] });
  });

  test('is refused for a part of the tree, for an unknown name, for one that runs; nothing is written', async () => {
    const [clerk, all] = [office.actor('clerk'), office.actor('office')];
    const before = await audited();
    expect(await refusalOf(stopUsing(office, clerk, { provider: 'smtp', ...why }))).toMatchObject({
      kind: 'not-allowed',
    });
    expect(await refusalOf(useAgain(office, clerk, { provider: 'smtp', ...why }))).toMatchObject({
      kind: 'not-allowed',
    });
    expect(await refusalOf(stopUsing(office, all, { provider: 'aliyun-3', ...why }))).toEqual({
      ...{ kind: 'not-found', reasons: ['no-such-provider'] },
    });
    expect(await refusalOf(useAgain(office, all, { provider: 'smtp', ...why }))).toEqual({
      ...{ kind: 'conflict', reasons: ['not-stopped'] },
    });
    expect(await audited()).toEqual(before);
    expect(await database`SELECT FROM provider_stop`).toHaveLength(0);
  });
});
