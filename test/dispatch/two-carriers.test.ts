import { expect, test } from '@jest/globals';
import { reconcile } from '../../dispatch/reconcile.js';
import { shiftTraffic } from '../../dispatch/shift-traffic.js';
import { providerShares } from '../../ledger/shares.js';
import { seededChance } from '../../local/simulators/faults.js';
import { NOW, phoneOf, settleCast } from '../support/cast.js';
import { createTestDatabase } from '../support/database.js';
import { openTestDesk, workOff } from '../support/desk.js';
import { launch } from '../support/launch.js';
import { FATES, ModelCarrier, type CallFate } from './model-carrier.js';

const { database } = await createTestDatabase();
const city = await settleCast(database);
const desk = await openTestDesk(city, {
  leaseSeconds: 20,
  reconcileFirstWaitSeconds: 20,
  reconcileNonceSeconds: 200,
  reconcileBoundSeconds: 150,
});
const PEOPLE = ['陈涛', '刘洋', '孙静'] as const;
const STEP_SECONDS = 10;

/** What a carrier in trouble does with a call: anything but take it, mostly. */
const TROUBLE: readonly CallFate[] = FATES;

test('one of two carriers fails at random: nobody loses a text or gets it twice, and the traffic goes and comes back', async () => {
  const chance = seededChance(1_540_012);
  const { clock } = desk;
  clock.set(NOW);
  const memory = { hiddenSeconds: 5, nonceSeconds: 420 };
  const sound = new ModelCarrier(clock, memory, 'carrier', 50);
  const sick = new ModelCarrier(clock, memory, 'carrier-2', 50);
  const own = { ...desk, providers: { ...desk.providers, sms: [sound, sick] } };
  let launches = 0;

  /** A notice every few seconds, all who work at it working, the shares judged every minute. */
  async function pass(seconds: number, { quietly }: { quietly: boolean }): Promise<void> {
    for (let second = 0; second < seconds; second += STEP_SECONDS) {
      clock.advance(STEP_SECONDS * 1000);
      sick.fate = quietly ? 'taken' : TROUBLE[Math.floor(chance() * TROUBLE.length)]!;
      if (second % 20 === 0 || !quietly) {
        await launch(city, { audience: { committees: ['qianxi'] }, now: clock.now() });
        launches += 1;
      }
      await workOff(own).catch((error: Error) => expect(error.message).toBe('killed'));
      await reconcile(own);
      if (second % 60 === 0) await shiftTraffic(own);
    }
  }
  const shareOfSick = async (): Promise<number> =>
    (await providerShares(database)).find(({ provider }) => provider === 'carrier-2')!.share;

  await pass(60, { quietly: true });
  expect(await shareOfSick()).toBe(50);
  await pass(600, { quietly: false });
  const least = await shareOfSick();
  expect(least).toBeLessThanOrEqual(30);
  expect(await openAlerts()).toContain('carrier-2');
  await pass(900, { quietly: true });
  expect(await shareOfSick()).toBe(50);
  expect(await openAlerts()).toEqual([]);

  const got = PEOPLE.map((name) =>
    [sound, sick].reduce((sum, { delivered }) => sum + (delivered.get(phoneOf(name)) ?? 0), 0),
  );
  expect(got).toEqual(PEOPLE.map(() => launches));
  const left = await database`SELECT state, count(*) FROM message WHERE channel = 'sms' GROUP BY state`;
  expect(left).toEqual([{ state: 'sent', count: launches * PEOPLE.length }]);
  expect(sick.delivered.size).toBeGreaterThan(0);
});

const openAlerts = async (): Promise<string[]> =>
  (await database<{ subject: string }[]>`SELECT DISTINCT subject FROM alert WHERE cleared_at IS NULL`).map(
    ({ subject }) => subject,
  );
