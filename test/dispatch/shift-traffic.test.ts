import { beforeEach, describe, expect, test } from '@jest/globals';
import { shiftTraffic } from '../../dispatch/shift-traffic.js';
import { raiseAlert } from '../../ledger/alerts.js';
import { providerShares } from '../../ledger/shares.js';
import { stopProvider } from '../../ledger/stops.js';
import { NOW, settleCast } from '../support/cast.js';
import { createTestDatabase } from '../support/database.js';
import { openTestDesk, ScriptedProvider } from '../support/desk.js';
import { batchOf, launch } from '../support/launch.js';
import { after } from './unsure.js';

const { database } = await createTestDatabase();
const city = await settleCast(database);
const desk = await openTestDesk(city);
const carriers = [
  new ScriptedProvider('sms', undefined, 'carrier', 60),
  new ScriptedProvider('sms', undefined, 'carrier-2', 40),
];
const two = { ...desk, providers: { ...desk.providers, sms: carriers } };
let batchId: number;

beforeEach(async () => {
  await city.reset();
  await database`TRUNCATE alert`;
  desk.clock.set(NOW);
  batchId = await batchOf(city, await launch(city, { audience: { committees: ['qianxi'] } }));
  await shiftTraffic(two);
});

interface Doing {
  provider: string;
  seconds?: number;
  outcome?: string;
  code?: string | null;
  calls?: number;
  milliseconds?: number;
}

/** Calls a provider answered so many seconds after the notice. */
const did = ({
  provider,
  seconds = 10,
  outcome = 'accepted',
  code = null,
  calls = 20,
  milliseconds = 80,
}: Doing) =>
  database`
    INSERT INTO attempt (batch_id, out_id, epoch, intent_at, finished_at, outcome, code, provider)
    SELECT ${batchId}, 'x', 0, ${after(seconds)}, ${new Date(+after(seconds) + milliseconds)}, ${outcome}, ${code}, ${provider}
    FROM generate_series(1, ${calls})`;

async function judgedAt(seconds: number): Promise<Record<string, number>> {
  desk.clock.set(after(seconds));
  await shiftTraffic(two);
  return shares();
}
const shares = async (): Promise<Record<string, number>> =>
  Object.fromEntries(
    (await providerShares(database))
      .filter(({ channel }) => channel === 'sms')
      .map(({ provider, share }) => [provider, share]),
  );
const alerts = () =>
  database`SELECT cause, subject, detail FROM alert WHERE cleared_at IS NULL ORDER BY cause, subject`;

test('providers are written down as they are set, and begin at their weights', async () => {
  expect(await providerShares(database)).toEqual([
    { provider: 'carrier', channel: 'sms', weight: 60, share: 60, changedAt: NOW, reason: 'settings' },
    { provider: 'carrier-2', channel: 'sms', weight: 40, share: 40, changedAt: NOW, reason: 'settings' },
    { provider: 'relay', channel: 'email', weight: 100, share: 100, changedAt: NOW, reason: 'settings' },
  ]);
  const alone = { ...two, providers: { ...two.providers, sms: [carriers[1]!] } };
  await shiftTraffic(alone);
  expect(await shares()).toEqual({ 'carrier-2': 40 });
});

/** Texts in calls of 20 that a provider took so many seconds after the notice, each with its receipt. */
async function delivered(
  provider: string,
  {
    texts = 100,
    lost = 0,
    code = 'IS_CLOSE',
    seconds = 10,
  }: Partial<Record<'texts' | 'lost' | 'seconds', number>> & { code?: string },
): Promise<void> {
  const [{ first, occurrenceId }] = await database<[{ first: number; occurrenceId: number }]>`
    SELECT (SELECT 1000 + coalesce(max(batch_id), 0) FROM attempt) AS first, occurrence_id FROM batch WHERE id = ${batchId}`;
  await database`
    INSERT INTO attempt (batch_id, out_id, epoch, intent_at, finished_at, outcome, provider)
    SELECT ${first} + n, 'y', 0, ${after(seconds)}, ${after(seconds + 0.1)}, 'accepted', ${provider}
    FROM generate_series(0, ${texts / 20 - 1}) n`;
  await database`
    INSERT INTO message (occurrence_id, person_id, committee_id, channel, state, reason, batch_id, changed_at)
    SELECT ${occurrenceId}, ${first} * 1000 + n, ${city.committee('qianxi')}, 'sms', (CASE WHEN n < ${lost} THEN 'undelivered' ELSE 'delivered' END)::message_state,
      CASE WHEN n < ${lost} THEN ${code} END, ${first} + n / 20, ${after(seconds + 5)}
    FROM generate_series(0, ${texts - 1}) n`;
}

describe('a provider whose receipts are in', () => {
  beforeEach(() => {
    carriers.forEach((carrier) => (carrier.lossCodes = ['IS_CLOSE']));
  });

  test('loses traffic for what it took and lost, as long as its receipts say so, and the operators are told', async () => {
    await delivered('carrier', { lost: 30 });
    await delivered('carrier-2', { lost: 5 });
    expect(await judgedAt(60)).toEqual({ carrier: 50, 'carrier-2': 50 });
    expect(await alerts()).toEqual([
      { cause: 'provider slow', subject: 'carrier', detail: { health: 'losing' } },
    ]);
    expect((await providerShares(database))[0]).toMatchObject({ provider: 'carrier', reason: 'losing' });
    // Called again, but nothing is known of these texts yet; then they are lost too; then they arrive.
    await did({ provider: 'carrier', seconds: 70 });
    expect(await judgedAt(120)).toEqual({ carrier: 50, 'carrier-2': 50 });
    await delivered('carrier', { lost: 30, seconds: 130 });
    expect(await judgedAt(180)).toEqual({ carrier: 40, 'carrier-2': 60 });
    await delivered('carrier', { seconds: 190 });
    expect(await judgedAt(240)).toEqual({ carrier: 45, 'carrier-2': 55 });
  });

  test.each<[string, Parameters<typeof delivered>[1]]>([
    ['phones that are switched off', { lost: 100, code: 'MOBILE_NOT_ON_SERVICE' }],
    ['what its network lost when it was called long ago', { lost: 100, seconds: -300 }],
  ])('is not to blame for %s', async (_, what) => {
    await delivered('carrier', what);
    await delivered('carrier-2', {});
    expect(await judgedAt(60)).toEqual({ carrier: 60, 'carrier-2': 40 });
  });

  test('and that has no other beside it is told of likewise', async () => {
    const alone = { ...two, providers: { ...two.providers, sms: [carriers[0]!] } };
    await shiftTraffic(alone);
    await delivered('carrier', { lost: 30 });
    desk.clock.set(after(60));
    await shiftTraffic(alone);
    expect(await alerts()).toEqual([
      { cause: 'provider slow', subject: 'carrier', detail: { health: 'losing' } },
    ]);
  });

  test('is judged by its own codes', async () => {
    carriers[0]!.lossCodes = [];
    await delivered('carrier', { lost: 100 });
    await delivered('carrier-2', {});
    expect(await judgedAt(60)).toEqual({ carrier: 60, 'carrier-2': 40 });
  });
});

describe('a provider', () => {
  test('that is slow loses traffic once a round, however many sweepers look, and the operators are told once', async () => {
    await did({ provider: 'carrier', milliseconds: 900 });
    await did({ provider: 'carrier-2' });
    expect(await judgedAt(20)).toEqual({ carrier: 60, 'carrier-2': 40 });
    desk.clock.set(after(60));
    await Promise.all([shiftTraffic(two), shiftTraffic(two), shiftTraffic(two)]);
    expect(await shares()).toEqual({ carrier: 50, 'carrier-2': 50 });
    expect(await alerts()).toEqual([
      { cause: 'provider slow', subject: 'carrier', detail: { health: 'slow' } },
    ]);
  });

  test('is judged by what it did since its share moved last: one bad minute costs one round', async () => {
    await did({ provider: 'carrier', outcome: 'unknown', code: 'link.no-answer' });
    await did({ provider: 'carrier-2' });
    expect(await judgedAt(60)).toEqual({ carrier: 50, 'carrier-2': 50 });
    expect(await judgedAt(120)).toEqual({ carrier: 55, 'carrier-2': 45 });
    expect(await alerts()).toHaveLength(1);
    expect(await judgedAt(180)).toEqual({ carrier: 60, 'carrier-2': 40 });
    expect(await alerts()).toEqual([]);
  });

  const alone = { ...two, providers: { ...two.providers, sms: [carriers[0]!] } };
  const aloneAt = async (seconds: number) => {
    desk.clock.set(after(seconds));
    await shiftTraffic(alone);
    return alerts();
  };

  test.each([
    ['slow', { milliseconds: 20_000 }],
    ['failing', { outcome: 'throttled', code: 'Throttling', calls: 3 }],
  ])('that has no other beside it and is %s keeps all, and the operators are told', async (health, doing) => {
    await shiftTraffic(alone);
    await did({ provider: 'carrier', ...doing });
    const told = [{ cause: 'provider slow', subject: 'carrier', detail: { health } }];
    expect(await aloneAt(60)).toEqual(told);
    expect((await shares())['carrier']).toBe(100);
    await did({ provider: 'carrier', seconds: 320, calls: 2, outcome: 'throttled', code: 'Throttling' });
    // Too little to tell whether it is well again.
    expect(await aloneAt(330)).toEqual(told);
    await did({ provider: 'carrier', seconds: 340 });
    expect(await aloneAt(640)).toEqual([]);
  });

  test.each([
    ['one call of three fails', { calls: 2 }, { calls: 1, outcome: 'throttled', code: 'Throttling' }],
    ['less than a tenth fails', { calls: 40 }, { calls: 4, outcome: 'throttled', code: 'Throttling' }],
    ['it takes a little longer', { milliseconds: 1999 }, {}],
    ['half of the calls are quick', { calls: 11 }, { calls: 9, milliseconds: 20_000 }],
  ])('alone is well while %s', async (_, most, few) => {
    await shiftTraffic(alone);
    await did({ provider: 'carrier', ...most });
    await did({ provider: 'carrier', ...few });
    expect(await aloneAt(60)).toEqual([]);
  });

  test('that fails like the other one keeps its traffic, and both are told', async () => {
    for (const provider of ['carrier', 'carrier-2'])
      await did({ provider, outcome: 'unknown', code: 'link.no-answer' });
    expect(await judgedAt(60)).toEqual({ carrier: 60, 'carrier-2': 40 });
    expect(await alerts()).toMatchObject([{ subject: 'carrier' }, { subject: 'carrier-2' }]);
  });

  test.each([
    ['unknown', 'dispatcher lost'],
    ['unknown', 'reconciler lost'],
    ['abandoned', 'held up beyond its lease'],
  ])('is not to blame for what we did ourselves (%s: %s)', async (outcome, code) => {
    await did({ provider: 'carrier', outcome, code });
    await did({ provider: 'carrier-2' });
    expect(await judgedAt(60)).toEqual({ carrier: 60, 'carrier-2': 40 });
  });

  test('is not judged by what was long ago', async () => {
    await did({ provider: 'carrier', outcome: 'throttled', code: 'Throttling' });
    expect(await judgedAt(311)).toEqual({ carrier: 60, 'carrier-2': 40 });
  });

  test('that is set no more leaves neither a stop nor an alert behind; the others keep theirs', async () => {
    for (const provider of ['carrier', 'carrier-2']) {
      await stopProvider(database, { provider, code: 'isv.OUT_OF_SERVICE', now: NOW, until: after(100) });
      for (const cause of ['provider stopped', 'provider slow'] as const)
        await raiseAlert(database, { cause, subject: provider, detail: {} }, NOW);
    }
    await raiseAlert(database, { cause: 'lane stopped', subject: 'sms urgent', detail: {} }, NOW);
    await shiftTraffic({ ...two, providers: { ...two.providers, sms: [carriers[1]!] } });
    expect(await alerts()).toMatchObject([
      { cause: 'lane stopped' },
      { cause: 'provider slow', subject: 'carrier-2' },
      { cause: 'provider stopped', subject: 'carrier-2' },
    ]);
    expect(await database`SELECT provider FROM provider_stop`).toEqual([{ provider: 'carrier-2' }]);
  });

  test('that refused the account has nothing, a trickle once it may be tried, and is well when it takes something', async () => {
    await stopProvider(database, {
      provider: 'carrier',
      code: 'isv.OUT_OF_SERVICE',
      now: NOW,
      until: after(100),
    });
    await raiseAlert(
      database,
      { cause: 'provider stopped', subject: 'carrier', detail: { code: 'isv.OUT_OF_SERVICE' } },
      NOW,
    );
    expect(await judgedAt(60)).toEqual({ carrier: 0, 'carrier-2': 100 });
    expect(await judgedAt(120)).toEqual({ carrier: 10, 'carrier-2': 90 });
    expect(await alerts()).toMatchObject([{ cause: 'provider stopped' }]);
    await did({ provider: 'carrier', seconds: 130, calls: 1, outcome: 'unknown', code: 'link.no-answer' });
    await judgedAt(180);
    expect(await alerts()).toMatchObject([{ cause: 'provider stopped' }]);
    await did({ provider: 'carrier', seconds: 190, calls: 1 });
    await judgedAt(240);
    expect(await alerts()).toEqual([]);
    expect(await database`SELECT FROM provider_stop`).toHaveLength(0);
  });
});
