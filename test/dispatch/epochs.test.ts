import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { reconcile } from '../../dispatch/reconcile.js';
import { addOptOut } from '../../ledger/opt-outs.js';
import { SettableClock } from '../../runtime/clock.js';
import { KEYS, NOW, phoneOf, settleCast } from '../support/cast.js';
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

/** What 刘洋 does meanwhile, or the office for her. */
const DEEDS = ['opts out', 'comes back', 'has another phone'] as const;

/** What happens, one after another: so many seconds pass, then everyone who can works. */
interface Moment {
  seconds: number;
  fate: CallFate;
  answers: boolean;
  deed: (typeof DEEDS)[number] | null;
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
    deed: fc.oneof(
      { arbitrary: fc.constant(null), weight: 4 },
      { arbitrary: fc.constant('opts out' as const), weight: 1 },
      { arbitrary: fc.constantFrom(...DEEDS), weight: 1 },
    ),
  }),
  { minLength: 4, maxLength: 20 },
);

/** Enough quiet moments for whatever is still unsure to settle. */
const QUIET: Moment[] = Array.from({ length: 12 }, () => ({
  ...{ seconds: 61, fate: 'taken', answers: true, deed: null },
}));

const LIU_PHONES = [phoneOf('刘洋'), '15400000099'];

async function does(deed: Moment['deed'], now: Date): Promise<void> {
  const [row] = await database<[{ phoneHash: Buffer }]>`
    SELECT phone_hash FROM person WHERE id = ${city.id('刘洋')}`;
  if (deed === 'opts out')
    await addOptOut(database, { channel: 'sms', addressHash: row.phoneHash, source: 'clerk', now });
  if (deed === 'comes back')
    await database`UPDATE opt_out SET revoked_at = ${now} WHERE since >= ${NOW} AND revoked_at IS NULL`;
  if (deed === 'has another phone') {
    const [hash, other] = LIU_PHONES.map((phone) => KEYS.fingerprint('phone', phone));
    const at = row.phoneHash.equals(hash!) ? 1 : 0;
    await database`
      UPDATE person SET phone_cipher = ${KEYS.encrypt(LIU_PHONES[at]!)}, phone_hash = ${[hash!, other!][at]!}
      WHERE id = ${city.id('刘洋')}`;
  }
}

async function runThrough(history: readonly Moment[], hiddenSeconds: number, names: readonly string[]) {
  await city.reset();
  const launched = await launch(city, { audience: { committees: ['qianxi'] } });
  const clock = new SettableClock(NOW);
  const memory = { hiddenSeconds, nonceSeconds: NONCE_MEMORY_SECONDS };
  const carriers = names.map((name) => new ModelCarrier(clock, memory, name, 100 / names.length));
  const own = { ...desk, clock, providers: { ...desk.providers, sms: carriers } };
  for (const { seconds, fate, answers, deed } of [...history, ...QUIET]) {
    clock.advance(seconds * 1000);
    for (const carrier of carriers) Object.assign(carrier, { fate, answers });
    await does(deed, clock.now());
    await workOff(own).catch((error: Error) => expect(error.message).toBe('killed'));
    await reconcile(own);
  }
  return { launched, carriers };
}

interface Try {
  epoch: number;
  intentAt: Date;
  outcome: string;
  provider: string;
}

/**
 * A new epoch needs certainty: nothing was taken, a resend was (and then nothing before it), or it is long ago. Another
 * provider needs a new epoch.
 */
const mayFollow = (last: Try, next: Try): boolean =>
  (next.epoch === last.epoch && next.provider === last.provider) ||
  ['throttled', 'abandoned', 'accepted', 'rejected'].includes(last.outcome) ||
  +next.intentAt - +last.intentAt >= WAITS.reconcileBoundSeconds * 1000;

test.each([[['carrier']], [['carrier', 'carrier-2']]])(
  'by %j: whatever becomes of calls, processes and people, everyone gets the text once, and the ledger knows it',
  async (names) => {
    const hidden = fc.oneof(
      between(0, WAITS.reconcileBoundSeconds, 1),
      between(100, WAITS.reconcileBoundSeconds, 2),
    );
    const property = fc.asyncProperty(moments, hidden, async (history, hiddenSeconds) => {
      const { launched, carriers } = await runThrough(history, hiddenSeconds, names);
      const got = (...phones: string[]) =>
        phones
          .flatMap((phone) => carriers.map(({ delivered }) => delivered.get(phone) ?? 0))
          .reduce((sum, texts) => sum + texts, 0);
      const seen = await states(city, launched);
      expect([got(phoneOf('陈涛')), got(phoneOf('孙静'))]).toEqual([1, 1]);
      expect(seen).toMatchObject({ 陈涛: 'sent', 孙静: 'sent' });
      // Whoever opts out before anything has reached them gets nothing, and the ledger does not say that they did.
      expect([seen['刘洋'], got(...LIU_PHONES)]).toEqual(
        seen['刘洋'] === 'sent' ? ['sent', 1] : ['suppressed: opted out', 0],
      );
      const tries = await database<
        Try[]
      >`SELECT epoch, intent_at, outcome, provider FROM attempt WHERE batch_id = ${await batchOf(city, launched)} ORDER BY id`;
      tries.slice(1).forEach((next, at) =>
        expect({ last: tries[at], next, mayFollow: mayFollow(tries[at]!, next) }).toMatchObject({
          mayFollow: true,
        }),
      );
    });
    await fc.assert(property, { numRuns: 40, seed: 1_540_002 });
  },
);
