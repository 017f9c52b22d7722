import { beforeEach, describe, expect, test } from '@jest/globals';
import { liftProviderStop, openBatches } from '../../ledger/batches.js';
import { stopProvider } from '../../ledger/record.js';
import { NOW, settleCast } from '../support/cast.js';
import { createTestDatabase } from '../support/database.js';
import { accepted, openTestDesk, workOff } from '../support/desk.js';
import { batchOf, batchRow, launch, type Wish } from '../support/launch.js';

const { database } = await createTestDatabase();
const city = await settleCast(database);
const desk = await openTestDesk(city);

beforeEach(async () => {
  await city.reset();
  desk.sms.restart();
  desk.clock.set(NOW);
});

const QIANXI: Wish = { audience: { committees: ['qianxi'] } };
const after = (seconds: number): Date => new Date(+NOW + seconds * 1000);

describe('what stands open in an occurrence', () => {
  test('is nothing once all is sent', async () => {
    const { occurrence } = await launch(city, QIANXI);
    expect(await openBatches(database, occurrence.id)).toEqual({ open: 1, nextDue: NOW });
    await workOff(desk);
    expect(await openBatches(database, occurrence.id)).toEqual({ open: 0, nextDue: null });
  });

  test('tells when the next is due, as long as all merely wait for their time', async () => {
    const { occurrence } = await launch(city, {
      sms: 'flood',
      email: 'flood-mail',
      window: { from: '20:00', to: '21:00' },
    });
    const opens = new Date('2026-08-01T20:00:00+08:00');
    expect(await openBatches(database, occurrence.id)).toEqual({ open: 2, nextDue: opens });
    desk.clock.set(opens);
    desk.sms.restart(() => ({ kind: 'unknown', code: 'link.no-answer' }));
    desk.email.restart(() => accepted);
    await workOff(desk);
    expect(await openBatches(database, occurrence.id)).toEqual({ open: 1, nextDue: null });
  });
});

test('an operator who has mended the account lets its messages go at once, those in a window at their time', async () => {
  const free = await launch(city, QIANXI);
  const quiet = await launch(city, { ...QIANXI, window: { from: '08:00', to: '20:00' } });
  desk.sms.restart(() => ({ kind: 'rejected', scope: 'account', code: 'isv.AMOUNT_NOT_ENOUGH' }));
  await workOff(desk);
  await stopProvider(database, {
    provider: 'carrier',
    code: 'isv.AMOUNT_NOT_ENOUGH',
    now: NOW,
    until: after(300),
  });
  expect(await liftProviderStop(database, 'carrier', after(10))).toBe(true);
  expect(await liftProviderStop(database, 'carrier', after(10))).toBe(false);
  expect((await batchRow(city, await batchOf(city, free)))['notBefore']).toEqual(after(10));
  expect((await batchRow(city, await batchOf(city, quiet)))['notBefore']).toEqual(after(300));
});
