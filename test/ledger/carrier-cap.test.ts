import { beforeEach, describe, expect, test } from '@jest/globals';
import { claimCall } from '../../ledger/claim.js';
import { NOW, settleCast } from '../support/cast.js';
import { createTestDatabase } from '../support/database.js';
import { batchesOf, launch, PROVIDERS, states, type Launched, type Wish } from '../support/launch.js';

const { database } = await createTestDatabase();
const city = await settleCast(database);
const hours = (after: number): Date => new Date(+NOW + after * 3_600_000);
const CAPPED: Wish = { carrierCap: 2, irrefusable: 'emergency', audience: { committees: ['qianxi'] } };

beforeEach(() => city.reset());

async function send(launched: Launched, now = NOW): Promise<void> {
  for (const batchId of await batchesOf(city, launched))
    await claimCall(database, {
      ...{
        batchId,
        channel: 'sms',
        providers: [{ name: PROVIDERS.sms, weight: 100 }],
        outId: `${batchId}`,
        now,
      },
      leaseUntil: hours(48),
    });
}

const stateOf = async (launched: Launched) => (await states(city, launched)).陈涛;

/** Written, and sent unless it is to wait. */
async function launchAt(now: Date, wish: Wish = {}): Promise<Launched> {
  const launched = await launch(city, { ...CAPPED, ...wish, now });
  await send(launched, now);
  return launched;
}

describe('the carrier’s cap', () => {
  test('counts one template to one number within 24 hours, emergencies too', async () => {
    await launchAt(NOW);
    await launchAt(hours(1));
    expect(await stateOf(await launchAt(hours(23.9)))).toBe('suppressed: carrier cap');
    // The first of them is more than a day ago by then.
    expect(await stateOf(await launchAt(hours(24.1)))).toBe('sending');
  });

  test('does not count another template, nor what was not sent', async () => {
    await launchAt(NOW, { sms: 'named' });
    await launch(city, CAPPED);
    await launchAt(NOW);
    expect(await stateOf(await launchAt(hours(1)))).toBe('sending');
  });

  test('is looked at again before sending: others may have been faster', async () => {
    const slow = await launch(city, CAPPED);
    await launchAt(NOW);
    await launchAt(NOW);
    await send(slow);
    expect(await stateOf(slow)).toBe('suppressed: carrier cap');
  });

  test('counts by number, whoever of a family it was sent to', async () => {
    await database`UPDATE person p SET phone_hash = q.phone_hash, phone_cipher = q.phone_cipher
      FROM person q WHERE p.id = ${city.id('刘洋')} AND q.id = ${city.id('陈涛')}`;
    const only = (skill: string): Wish => ({ audience: { committees: ['qianxi'], skills: [skill] } });
    await database`UPDATE person SET skills = '{one}' WHERE id = ${city.id('刘洋')}`;
    const before = await database<
      { skills: string[] }[]
    >`SELECT skills FROM person WHERE id = ${city.id('陈涛')}`;
    await database`UPDATE person SET skills = '{two}' WHERE id = ${city.id('陈涛')}`;
    await launchAt(NOW, only('one'));
    await launchAt(NOW, only('one'));
    expect(await stateOf(await launchAt(NOW, only('two')))).toBe('suppressed: carrier cap');
    await database`UPDATE person SET skills = ${before[0]!.skills} WHERE id = ${city.id('陈涛')}`;
    await database`UPDATE person SET skills = '{}' WHERE id = ${city.id('刘洋')}`;
  });

  test('that is not known stops nobody', async () => {
    for (const at of [0, 1, 2]) await launchAt(hours(at), { carrierCap: null });
    expect(await stateOf(await launchAt(hours(3), { carrierCap: null }))).toBe('sending');
  });
});
