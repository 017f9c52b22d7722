import { beforeEach, describe, expect, test } from '@jest/globals';
import { dispatchBatch } from '../../dispatch/dispatch.js';
import { moveReview } from '../../ledger/template-reviews.js';
import type { Outcome } from '../../providers/contract.js';
import { NOW, settleCast } from '../support/cast.js';
import { createTestDatabase } from '../support/database.js';
import { openTestDesk, workOff } from '../support/desk.js';
import { batchOf, batchRow, launch, states, type Wish } from '../support/launch.js';

const { database } = await createTestDatabase();
const city = await settleCast(database);
const desk = await openTestDesk(city);
desk.sms.reviewsTemplates = true;

const QIANXI: Wish = { audience: { committees: ['qianxi'] } };
const REFUSED: Outcome = { kind: 'rejected', scope: 'template', code: 'isv.SMS_TEMPLATE_ILLEGAL' };
const send = (batchId: number) => dispatchBatch(desk, { channel: 'sms', lane: 'bulk' }, batchId);
const after = (seconds: number): Date => new Date(+NOW + seconds * 1000);
const review = async () =>
  (
    await database<{ state: string; reason: string | null }[]>`
      SELECT state, reason FROM template_review WHERE template_id = ${city.template('flood').id} AND provider = 'carrier'`
  )[0];
const decide = (to: 'approved' | 'rejected') =>
  database.begin((sql) =>
    moveReview(sql, { templateId: city.template('flood').id, provider: 'carrier', to }, desk.clock.now()),
  );

beforeEach(async () => {
  await city.reset();
  await decide('approved');
  await database`TRUNCATE alert`;
  desk.sms.restart();
  desk.clock.set(NOW);
});

describe('a template that its carrier refuses at sending', () => {
  test('keeps its messages, is rejected from then on, and raises one alert', async () => {
    const launched = await launch(city, QIANXI);
    const id = await batchOf(city, launched);
    desk.sms.restart(() => REFUSED);
    await send(id);
    expect(new Set(Object.values(await states(city, launched)))).toEqual(new Set(['queued']));
    expect(await batchRow(city, id)).toMatchObject({ state: 'queued', epoch: 1, notBefore: after(10) });
    expect(await review()).toEqual({ state: 'rejected', reason: 'isv.SMS_TEMPLATE_ILLEGAL' });
    expect(await database`SELECT cause, subject FROM alert`).toEqual([
      { cause: 'template rejected', subject: 'template flood v1 at carrier' },
    ]);
    expect((await database`SELECT outcome, code FROM attempt WHERE batch_id = ${id}`)[0]).toEqual({
      outcome: 'rejected',
      code: 'isv.SMS_TEMPLATE_ILLEGAL',
    });
  });

  test('is not tried again until it is approved, and then sent once', async () => {
    const launched = await launch(city, QIANXI);
    desk.sms.restart((_, at) => (at === 0 ? REFUSED : { kind: 'accepted', reference: 'biz' }));
    await send(await batchOf(city, launched));
    desk.clock.set(after(10));
    await workOff(desk);
    desk.clock.set(after(20));
    await workOff(desk);
    expect(desk.sms.calls).toHaveLength(1);
    await decide('approved');
    desk.clock.set(after(30));
    await workOff(desk);
    expect(desk.sms.calls.map(({ epoch }) => epoch)).toEqual([0, 1]);
    expect(new Set(Object.values(await states(city, launched)))).toEqual(new Set(['sent']));
  });
});

test('a template not approved where it would be sent leaves its batch waiting, untouched', async () => {
  await decide('rejected');
  const launched = await launch(city, QIANXI);
  const id = await batchOf(city, launched);
  await send(id);
  expect(desk.sms.calls).toEqual([]);
  expect(await batchRow(city, id)).toMatchObject({
    state: 'queued',
    epoch: 0,
    notBefore: after(10),
    enqueuedAt: null,
  });
});

test('a carrier that reviews nothing is not asked for an approval, and its refusals stay the message’s', async () => {
  await decide('rejected');
  const launched = await launch(city, QIANXI);
  desk.sms.restart(() => REFUSED);
  delete desk.sms.reviewsTemplates;
  await send(await batchOf(city, launched));
  desk.sms.reviewsTemplates = true;
  expect(new Set(Object.values(await states(city, launched)))).toEqual(
    new Set(['failed: isv.SMS_TEMPLATE_ILLEGAL']),
  );
});
