import { beforeEach, describe, expect, test } from '@jest/globals';
import { openBatches } from '../../ledger/batches.js';
import { NOW, settleCast } from '../support/cast.js';
import { createTestDatabase } from '../support/database.js';
import { accepted, openTestDesk, workOff } from '../support/desk.js';
import { launch, type Wish } from '../support/launch.js';

const { database } = await createTestDatabase();
const city = await settleCast(database);
const desk = await openTestDesk(city);

beforeEach(async () => {
  await city.reset();
  desk.sms.restart();
  desk.clock.set(NOW);
});

const QIANXI: Wish = { audience: { committees: ['qianxi'] } };

describe('what stands open in a run', () => {
  test('is nothing once all is sent', async () => {
    const { run } = await launch(city, QIANXI);
    expect(await openBatches(database, run.id)).toEqual({ open: 1, sending: 0, nextDue: NOW });
    await workOff(desk);
    expect(await openBatches(database, run.id)).toEqual({ open: 0, sending: 0, nextDue: null });
  });

  test('tells when the next is due, as long as all merely wait for their time', async () => {
    const { run } = await launch(city, {
      sms: 'flood',
      email: 'flood-mail',
      window: { from: '20:00', to: '21:00' },
    });
    const opens = new Date('2026-08-01T20:00:00+08:00');
    expect(await openBatches(database, run.id)).toEqual({ open: 2, sending: 0, nextDue: opens });
    desk.clock.set(opens);
    desk.sms.restart(() => ({ kind: 'unknown', code: 'link.no-answer' }));
    desk.email.restart(() => accepted);
    await workOff(desk);
    expect(await openBatches(database, run.id)).toEqual({ open: 1, sending: 0, nextDue: null });
  });
});
