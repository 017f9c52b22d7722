import { beforeEach, expect, test } from '@jest/globals';
import { InboxReader } from '../../../apps/inbound/reader.js';
import { SettableClock } from '../../../runtime/clock.js';
import { createLogger } from '../../../runtime/log.js';
import { KEYS, NOW } from '../../support/cast.js';
import { createTestDatabase } from '../../support/database.js';
import { keepPush } from '../../support/push.js';

const { database } = await createTestDatabase();
const desk = {
  ...{ database, keys: KEYS, clock: new SettableClock(NOW), log: createLogger('test', 'silent') },
  ring: () => undefined,
};
const push = () => keepPush(database, { kind: 'reply', provider: 'aliyun', body: '[]', receivedAt: NOW });
const waiting = async (): Promise<number> =>
  (await database`SELECT FROM inbox WHERE processed_at IS NULL`).count;

beforeEach(async () => {
  await database`TRUNCATE inbox CASCADE`;
});

test('what was stored is read soon, also what came while it was reading', async () => {
  const reader = new InboxReader(desk);
  await push();
  reader.wake();
  await push();
  reader.wake();
  await reader.idle();
  expect(await waiting()).toBe(0);
});

test('what cannot be read now waits, and the next push takes it along', async () => {
  let away = true;
  const clock = {
    now: () => {
      if (away) throw Object.assign(new Error('ledger away'), { code: 'CONNECTION_CLOSED' });
      return NOW;
    },
  };
  const reader = new InboxReader({ ...desk, clock });
  await push();
  reader.wake();
  await reader.idle();
  expect(await waiting()).toBe(1);
  away = false;
  await push();
  reader.wake();
  await reader.idle();
  expect(await waiting()).toBe(0);
});
