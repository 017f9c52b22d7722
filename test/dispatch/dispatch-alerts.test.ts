import { afterAll, beforeEach, describe, expect, test } from '@jest/globals';
import { dispatchAlerts } from '../../dispatch/dispatch-alerts.js';
import type { Desk } from '../../dispatch/desk.js';
import { takeDueBatches } from '../../ledger/batches.js';
import { stopProvider } from '../../ledger/stops.js';
import { tellFromOffice } from '../../ledger/standing.js';
import { addStandingTexts } from '../../office/standing-texts.js';
import { openLanes } from '../../queue/lanes.js';
import { createPace } from '../../queue/pace.js';
import { NOW, settleCast } from '../support/cast.js';
import { createTestDatabase } from '../support/database.js';
import { openTestDesk } from '../support/desk.js';
import { launch, states } from '../support/launch.js';

const { database } = await createTestDatabase();
const city = await settleCast(database);
await database.begin((sql) => addStandingTexts(sql, NOW));
const desk = await openTestDesk(city);

/** Nobody listens at this port: a Redis that is away, and paces that would have to be asked for there. */
const AWAY = 'redis://127.0.0.1:1/0';
const lanes = openLanes(AWAY);
const pace = createPace(AWAY, { 'email-urgent': 1, 'email-bulk': 1 });
const withoutRedis: Desk = { ...desk, lanes, pace };
afterAll(async () => {
  await pace.close();
  await lanes.close();
});

beforeEach(async () => {
  await city.reset();
  desk.email.restart();
  desk.clock.set(NOW);
});

const variables = {
  cause: '通道停用',
  subject: 'carrier',
  since: '2026-08-01 09:00',
  until: '2026-08-01 10:00',
};
const tell = () =>
  tellFromOffice(database, {
    ...{ step: 'alert-over', people: [city.id('张蔷')], now: NOW },
    messages: [{ channel: 'email', template: 'office-alert-over-mail', variables }],
  });
const said = async () => {
  const [run] = await database<{ id: number }[]>`SELECT id FROM run WHERE kind = 'standing'`;
  return (await states(city, { run: run as never }, 'email'))['张蔷'];
};

describe('the alert lane', () => {
  test('is sent with Redis away', async () => {
    await tell();
    expect(await dispatchAlerts(withoutRedis)).toBe(1);
    expect(await said()).toBe('sent');
    expect(desk.email.calls[0]!.messages[0]).toMatchObject({ subject: '已恢复：通道停用（carrier）' });
  });

  test('passes no queue, and a campaign under way stays in its own', async () => {
    await launch(city, { email: 'flood-mail' });
    await tell();
    const queued = await takeDueBatches(database, { now: NOW, limit: 100 });
    expect(queued.map(({ lane }) => lane)).toEqual(['bulk']);
    expect(await dispatchAlerts(desk)).toBe(1);
    expect(desk.email.calls).toHaveLength(1);
    expect(await said()).toBe('sent');
  });

  test('keeps what it has to say while its provider is stopped, and says it afterwards', async () => {
    const until = new Date(NOW.getTime() + 300_000);
    await stopProvider(database, { provider: 'relay', code: '535', now: NOW, until });
    await tell();
    await dispatchAlerts(desk);
    expect(desk.email.calls).toEqual([]);
    expect(await dispatchAlerts(desk)).toBe(0);
    desk.clock.set(until);
    await dispatchAlerts(desk);
    expect(await said()).toBe('sent');
  });

  test('one that fails keeps no other from being sent', async () => {
    await tell();
    await tell();
    let thrown = false;
    const decrypt = (sealed: Buffer): string => {
      if (thrown) return desk.keys.decrypt(sealed);
      thrown = true;
      throw new Error('a defect');
    };
    expect(await dispatchAlerts({ ...desk, keys: { ...desk.keys, decrypt } })).toBe(2);
    const rows = await database`SELECT state FROM message ORDER BY state`;
    expect(rows.map(({ state }) => state as string).sort()).toEqual(['sending', 'sent']);
  });
});
