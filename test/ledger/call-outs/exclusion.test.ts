import { beforeEach, describe, expect, test } from '@jest/globals';
import { recordAbsence } from '../../../ledger/availability.js';
import { closeAnswers } from '../../../ledger/call-outs/close.js';
import { countAskable, forecastRanking } from '../../../ledger/call-outs/forecast.js';
import { addOptOut } from '../../../ledger/opt-outs.js';
import {
  answer,
  askEveryone,
  askStep,
  candidateRow,
  openCall,
  says,
  settleTexts,
  type CallWish,
} from '../../support/call-out.js';
import { crowdPhone, joinCrowd } from '../../support/crowd.js';
import { KEYS, NOW, settleCast } from '../../support/cast.js';
import { createTestDatabase } from '../../support/database.js';

const { database } = await createTestDatabase();
const city = await settleCast(database);
await settleTexts(city);
const crowd = await joinCrowd(city, 6);
const [ann, bob, cat] = crowd as [number, number, number];

beforeEach(async () => {
  await city.reset();
  await database`TRUNCATE availability`;
  await database`DELETE FROM qualification WHERE person_id = ANY(${crowd})`;
  const phone = crowdPhone(0);
  await database`
    UPDATE person SET birth_date = '1990-01-01', home_committee_id = ${city.committee('luannan')},
      phone_cipher = coalesce(phone_cipher, ${KEYS.encrypt(phone)}), phone_hash = coalesce(phone_hash, ${KEYS.fingerprint('phone', phone)})
    WHERE id = ANY(${crowd})`;
});

const forecast = (wish: CallWish = {}, first = 100) =>
  forecastRanking(
    database,
    { step: askStep(wish), scopePath: wish.scopePath ?? 'tangshan/', now: wish.now ?? NOW },
    { first },
  );

describe('who is not asked, and why', () => {
  const insure = (kind: string, from: string, until: string | null, person = ann) =>
    database`INSERT INTO qualification (person_id, kind, from_date, until_date) VALUES (${person}, ${kind}, ${from}, ${until})`;
  const away = (from: string, until: string) =>
    database.begin((sql) =>
      recordAbsence(sql, {
        person: ann,
        from: new Date(from),
        until: new Date(until),
        source: 'reply',
        now: NOW,
      }),
    );
  const born = (day: string | null) => database`UPDATE person SET birth_date = ${day} WHERE id = ${ann}`;
  const SATURDAY = { from: '2026-08-08T00:30:00Z', to: '2026-08-08T04:00:00Z' };
  const WEEKEND = { from: '2026-08-08T00:30:00Z', to: '2026-08-09T16:00:00Z' };

  test.each<[string, CallWish, () => PromiseLike<unknown>, string | null]>([
    ['nothing speaks against it', {}, async () => undefined, null],
    [
      'no phone',
      {},
      () => database`UPDATE person SET phone_hash = NULL, phone_cipher = NULL WHERE id = ${ann}`,
      'no address',
    ],
    [
      'opted out of texts',
      {},
      () =>
        addOptOut(database, {
          channel: 'sms',
          addressHash: KEYS.fingerprint('phone', crowdPhone(0)),
          source: 'reply',
          now: NOW,
        }),
      'opted out',
    ],
    [
      'opted out of mails only',
      {},
      () =>
        addOptOut(database, {
          channel: 'email',
          addressHash: KEYS.fingerprint('phone', crowdPhone(0)),
          source: 'form',
          now: NOW,
        }),
      null,
    ],
    ['eighteen on the day', { requires: ['adult'] }, () => born('2008-08-08'), null],
    ['eighteen on the day after', { requires: ['adult'] }, () => born('2008-08-09'), 'under age'],
    ['eighteen on the day after, where minors may come', {}, () => born('2008-08-09'), null],
    ['of unknown age', { requires: ['adult'] }, () => born(null), 'age unknown'],
    ['not insured', { requires: ['insured'] }, async () => undefined, 'not insured'],
    [
      'insured to the day',
      { requires: ['insured'] },
      () => insure('insurance', '2026-01-01', '2026-08-08'),
      null,
    ],
    [
      'insured to the day before',
      { requires: ['insured'] },
      () => insure('insurance', '2026-01-01', '2026-08-07'),
      'not insured',
    ],
    ['insured from the day', { requires: ['insured'] }, () => insure('insurance', '2026-08-08', null), null],
    [
      'insured from the day after',
      { requires: ['insured'] },
      () => insure('insurance', '2026-08-09', null),
      'not insured',
    ],
    [
      'insured for the first of two days only',
      { ...WEEKEND, requires: ['insured'] },
      () => insure('insurance', '2026-01-01', '2026-08-08'),
      'not insured',
    ],
    [
      'insured for both days',
      { ...WEEKEND, requires: ['insured'] },
      () => insure('insurance', '2026-01-01', '2026-08-09'),
      null,
    ],
    [
      'insured by two policies, one after the other',
      { ...WEEKEND, requires: ['insured'] },
      async () => {
        await insure('insurance', '2026-01-01', '2026-08-08');
        await insure('insurance', '2026-08-09', '2027-08-08');
      },
      null,
    ],
    ['not trained', { requires: ['trained'] }, () => insure('first-aid', '2026-01-01', null), 'not trained'],
    ['trained', { requires: ['trained'] }, () => insure('pre-service-training', '2026-01-01', null), null],
    ['away over the event', {}, () => away('2026-08-01T00:00:00Z', '2026-08-20T00:00:00Z'), 'away'],
    ['away until it begins', {}, () => away('2026-08-01T00:00:00Z', SATURDAY.from), null],
    ['away from its last minute', {}, () => away('2026-08-08T03:59:00Z', '2026-08-20T00:00:00Z'), 'away'],
    ['away from its end', {}, () => away(SATURDAY.to, '2026-08-20T00:00:00Z'), null],
  ])('%s', async (_name, wish, given, reason) => {
    await given();
    const { run } = await openCall(city, { ...SATURDAY, ...wish });
    const row = await candidateRow(city, { run }, ann);
    expect([row['state'], row['excluded']]).toEqual([reason === null ? 'waiting' : 'excluded', reason]);
    expect(row['rank'] === null).toBe(reason !== null);
  });

  test('a place at another event of that time, in an open call-out only', async () => {
    const drill = await openCall(city);
    await askEveryone(city, drill);
    await answer(city, drill, [says(ann, 'yes'), says(bob, 'no')]);
    const excluded = async (wish: CallWish): Promise<unknown> =>
      (await candidateRow(city, await openCall(city, wish), ann))['excluded'];
    expect(await excluded({})).toBe('serves elsewhere');
    expect(await excluded({ from: '2026-08-08T04:00:00Z', to: '2026-08-08T09:00:00Z' })).toBeNull();
    await closeAnswers(database, drill.run, NOW);
    expect(await excluded({})).toBeNull();
  });

  test('is told before the launch too, the most frequent reason first', async () => {
    await database`UPDATE person SET birth_date = '2010-01-01' WHERE id = ANY(${[ann, bob]})`;
    await database`UPDATE person SET birth_date = NULL WHERE id = ${cat}`;
    const { askable, excluded, first } = await forecast({ requires: ['adult'] });
    expect(excluded).toEqual([
      { reason: 'under age', people: 2 },
      { reason: 'age unknown', people: 1 },
    ]);
    expect([askable, first.length]).toEqual([3, 3]);
    expect(
      await countAskable(database, {
        step: askStep({ requires: ['adult'] }),
        scopePath: 'tangshan/',
        now: NOW,
      }),
    ).toBe(3);
  });
});
