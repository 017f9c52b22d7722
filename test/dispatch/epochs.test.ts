import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { reconcile } from '../../dispatch/reconcile.js';
import { SettableClock } from '../../runtime/clock.js';
import { NOW, phoneOf, settleCast } from '../support/cast.js';
import { createTestDatabase } from '../support/database.js';
import { openTestDesk, workOff } from '../support/desk.js';
import { batchOf, launch, states } from '../support/launch.js';
import { FATES, ModelCarrier, type CallFate } from './model-carrier.js';

const { database } = await createTestDatabase();
const city = await settleCast(database);
/** The waits of production, shortened so that a history of a dozen moments comes past all of them. */
const WAITS = {
  leaseSeconds: 20,
  reconcileFirstWaitSeconds: 20,
  reconcileNonceSeconds: 200,
  reconcileBoundSeconds: 150,
};
const NONCE_MEMORY_SECONDS = 420;
const desk = await openTestDesk(city, WAITS);

/** What happens, one after another: so many seconds pass, then everyone who can works. */
interface Moment {
  seconds: number;
  fate: CallFate;
  answers: boolean;
}

const between = (min: number, max: number, weight: number) => ({
  arbitrary: fc.integer({ min, max }),
  weight,
});
const oftener = (fate: CallFate, weight: number) => ({ arbitrary: fc.constant(fate), weight });

/** Mostly trouble, mostly soon: what went well is over, and teaches nothing. */
const moments = fc.array(
  fc.record({
    seconds: fc.oneof(between(1, 60, 8), between(60, 400, 2), between(400, 1500, 1)),
    fate: fc.oneof(
      oftener('lost on the way', 4),
      oftener('lost behind the gateway', 3),
      oftener('answer lost', 3),
      ...FATES.map((fate) => oftener(fate, 1)),
    ),
    answers: fc.oneof(
      { arbitrary: fc.constant(true), weight: 9 },
      { arbitrary: fc.constant(false), weight: 1 },
    ),
  }),
  { minLength: 4, maxLength: 20 },
);

/** Enough quiet moments for whatever is still unsure to settle. */
const QUIET: Moment[] = Array.from({ length: 12 }, () => ({ seconds: 61, fate: 'taken', answers: true }));

async function runThrough(history: readonly Moment[], hiddenSeconds: number) {
  await city.reset();
  const launched = await launch(city, { audience: { committees: ['qianxi'] } });
  const clock = new SettableClock(NOW);
  const carrier = new ModelCarrier(clock, { hiddenSeconds, nonceSeconds: NONCE_MEMORY_SECONDS });
  const own = { ...desk, clock, providers: { ...desk.providers, sms: carrier } };
  for (const { seconds, fate, answers } of [...history, ...QUIET]) {
    clock.advance(seconds * 1000);
    Object.assign(carrier, { fate, answers });
    await workOff(own).catch((error: Error) => expect(error.message).toBe('killed'));
    await reconcile(own);
  }
  return { launched, carrier };
}

interface Try {
  epoch: number;
  intentAt: Date;
  outcome: string;
}

const mayFollow = (last: Try, next: Try): boolean =>
  next.epoch === last.epoch ||
  last.outcome === 'throttled' ||
  +next.intentAt - +last.intentAt >= WAITS.reconcileBoundSeconds * 1000;

test('whatever becomes of calls and processes, every phone gets its text exactly once', async () => {
  const hidden = fc.oneof(
    between(0, WAITS.reconcileBoundSeconds, 1),
    between(100, WAITS.reconcileBoundSeconds, 2),
  );
  const property = fc.asyncProperty(moments, hidden, async (history, hiddenSeconds) => {
    const { launched, carrier } = await runThrough(history, hiddenSeconds);
    expect(Object.fromEntries(carrier.delivered)).toEqual({
      [phoneOf('陈涛')]: 1,
      [phoneOf('刘洋')]: 1,
      [phoneOf('孙静')]: 1,
    });
    expect(await states(city, launched)).toEqual({ 陈涛: 'sent', 刘洋: 'sent', 孙静: 'sent' });
    const tries = await database<
      Try[]
    >`SELECT epoch, intent_at, outcome FROM attempt WHERE batch_id = ${await batchOf(city, launched)} ORDER BY id`;
    tries.slice(1).forEach((next, at) =>
      expect({ last: tries[at], next, mayFollow: mayFollow(tries[at]!, next) }).toMatchObject({
        mayFollow: true,
      }),
    );
  });
  await fc.assert(property, { numRuns: 40, seed: 1_540_002 });
});
