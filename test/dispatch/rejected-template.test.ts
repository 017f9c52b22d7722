import { beforeEach, describe, expect, test } from '@jest/globals';
import { dispatchBatch } from '../../dispatch/dispatch.js';
import { moveReview } from '../../ledger/template-reviews.js';
import type { Outcome } from '../../providers/contract.js';
import { NOW, settleCast } from '../support/cast.js';
import { createTestDatabase } from '../support/database.js';
import { openTestDesk, ScriptedProvider, workOff } from '../support/desk.js';
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
    expect(await batchRow(city, id)).toMatchObject({ state: 'queued', epoch: 1, notBefore: NOW });
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
    await workOff(desk);
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

test('a template that one carrier refuses goes at once by another that has approved it, and by none that has not', async () => {
  const [approving, reading] = ['carrier-2', 'carrier-3'].map((name) => {
    const carrier = new ScriptedProvider('sms', undefined, name, 0);
    carrier.reviewsTemplates = true;
    return carrier;
  }) as [ScriptedProvider, ScriptedProvider];
  const three = { ...desk, providers: { ...desk.providers, sms: [desk.sms, approving, reading] } };
  const approval = { templateId: city.template('flood').id, provider: 'carrier-2', to: 'approved' } as const;
  await database.begin((sql) => moveReview(sql, { ...approval, carrierCode: 'SMS_154000777' }, NOW));
  const launched = await launch(city, QIANXI);
  desk.sms.restart(() => REFUSED);
  await workOff(three);
  expect([desk.sms.calls.length, approving.calls.length, reading.calls.length]).toEqual([1, 1, 0]);
  // Every carrier has a code of its own for the same text.
  expect(approving.calls[0]!.template.carrierCode).toBe('SMS_154000777');
  expect(new Set(Object.values(await states(city, launched)))).toEqual(new Set(['sent']));
  await database`DELETE FROM template_review WHERE provider = 'carrier-2'`;
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
