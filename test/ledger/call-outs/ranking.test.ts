import { beforeEach, describe, expect, test } from '@jest/globals';
import { RANKING_POINTS as POINTS } from '../../../domain/call-out/ranking.js';
import { parseWeeklyHours } from '../../../domain/people/weekly-hours.js';
import { setWeeklyHours } from '../../../ledger/availability.js';
import { signIn } from '../../../ledger/call-outs/attendance.js';
import { closeAnswers, standEveryoneDown } from '../../../ledger/call-outs/close.js';
import { forecastRanking } from '../../../ledger/call-outs/forecast.js';
import {
  answer,
  askEveryone,
  askStep,
  candidateRow,
  openCall,
  says,
  settleTexts,
  type CallWish,
  type OpenCall,
} from '../../support/call-out.js';
import { crowdPhone, joinCrowd } from '../../support/crowd.js';
import { KEYS, NOW, settleCast } from '../../support/cast.js';
import { createTestDatabase } from '../../support/database.js';

const { database } = await createTestDatabase();
const city = await settleCast(database);
await settleTexts(city);
const crowd = await joinCrowd(city, 6);
const [ann, bob, cat, dan, eve] = crowd as [number, number, number, number, number];
const DAY = 86_400_000;

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

const ago = (days: number): Date => new Date(NOW.getTime() - days * DAY);
const forecast = (wish: CallWish = {}, first = 100) =>
  forecastRanking(
    database,
    { step: askStep(wish), scopePath: wish.scopePath ?? 'tangshan/', now: wish.now ?? NOW },
    { first },
  );

describe('the hours somebody can come', () => {
  const MORNING = { from: '2026-08-08T00:30:00Z', to: '2026-08-08T04:00:00Z' };
  // From ten at night to two in the morning; from half past midnight, which is Friday's evening in UTC.
  const NIGHT = { from: '2026-08-08T14:00:00Z', to: '2026-08-08T18:00:00Z' };
  const SMALL_HOURS = { from: '2026-08-07T16:30:00Z', to: '2026-08-07T20:00:00Z' };
  test.each<[string, CallWish, boolean | null]>([
    ['随时', MORNING, null],
    ['周六 全天', MORNING, true],
    ['周六 08:30-12:00', MORNING, true],
    ['周六 08:31-12:00', MORNING, false],
    ['周六 08:30-11:59', MORNING, false],
    ['周六 08:00-10:00; 周六 10:00-13:00', MORNING, true],
    ['周日 全天', MORNING, false],
    ['周五 全天', MORNING, false],
    ['周六 22:00-24:00', NIGHT, true],
    ['周六 22:00-02:00', NIGHT, true],
    ['周日 全天', NIGHT, false],
    ['周六 00:00-05:00', SMALL_HOURS, true],
    ['周五 全天', SMALL_HOURS, false],
  ])('%s: %j → %s', async (hours, event, available) => {
    const read = parseWeeklyHours(hours);
    await database.begin((sql) => setWeeklyHours(sql, ann, read.ok ? read.hours : []));
    const row = await candidateRow(city, await openCall(city, event), ann);
    expect(row['available']).toBe(available);
  });

  test('bring all, half or none of their points', async () => {
    const hours = (text: string) => {
      const read = parseWeeklyHours(text);
      return read.ok ? read.hours : [];
    };
    await database.begin((sql) => setWeeklyHours(sql, ann, hours('周六 全天')));
    await database.begin((sql) => setWeeklyHours(sql, cat, hours('周日 全天')));
    const call = await openCall(city, { near: null, acceptance: 0 });
    const points = async (person: number): Promise<unknown> =>
      (await candidateRow(city, call, person))['points'];
    const rest = POINTS.near + POINTS.rested;
    expect(await Promise.all([ann, bob, cat].map(points))).toEqual([rest + 40, rest + 20, rest]);
    const { first } = await forecast({ acceptance: 0 });
    expect([first[0]?.person, first.at(-1)?.person]).toEqual([ann, cat]);
  });
});

describe('how far somebody lives from the event', () => {
  test.each([
    ['dongjie', 'dongjie', 0, 30],
    ['bencheng', 'dongjie', 1, 22.5],
    ['luannan', 'dongjie', 2, 15],
    ['qianxi', 'dongjie', 3, 7.5],
    ['xingcheng', 'dongjie', 3, 7.5],
    ['dongjie', 'luannan', 0, 30],
    ['tangshan', 'luannan', 1, 15],
    ['qianxi', 'tangshan', 0, 30],
    ['qianxi', null, 0, 30],
  ])('home %s, event %s: %i levels, %s points', async (home, near, distance, points) => {
    await database`UPDATE person SET home_committee_id = ${city.committee(home)} WHERE id = ${ann}`;
    const row = await candidateRow(city, await openCall(city, { near, acceptance: 0 }), ann);
    expect([row['distance'], row['points']]).toEqual([
      distance,
      POINTS.available / 2 + POINTS.rested + points,
    ]);
  });
});

describe('what somebody has done before', () => {
  /** A call-out of so many days ago that everyone was asked to, over since. */
  async function past(
    days: number,
    words: [number, 'yes' | 'no' | 'maybe'][],
    came: number[] = [],
  ): Promise<OpenCall> {
    const now = ago(days);
    const at = (hours: number): string => new Date(now.getTime() + hours * 3_600_000).toISOString();
    const call = await openCall(city, { now, from: at(8), to: at(12), needed: 5 });
    await askEveryone(city, call, { now });
    await answer(
      city,
      call,
      words.map(([person, word]) => says(person, word, -days * 1440 + 1)),
      { now },
    );
    await signIn(database, { run: call.run, people: came, at: new Date(at(8)), by: 'code' });
    await closeAnswers(database, call.run, new Date(at(20)));
    return call;
  }

  test('counts asked and served in the last thirty days, and the share of calls accepted', async () => {
    await past(
      40,
      [
        [ann, 'yes'],
        [bob, 'no'],
      ],
      [ann],
    );
    await past(
      20,
      [
        [ann, 'yes'],
        [bob, 'no'],
        [cat, 'maybe'],
      ],
      [ann],
    );
    await past(
      10,
      [
        [ann, 'no'],
        [bob, 'yes'],
      ],
      [bob],
    );
    const call = await openCall(city, { acceptance: 0.5 });
    const of = async (person: number) => candidateRow(city, call, person);
    expect(await of(ann)).toMatchObject({ askedLately: 2, servedLately: 1 });
    expect(await of(bob)).toMatchObject({ askedLately: 2, servedLately: 1 });
    // Asked three times, never clearly said yes; silence is no yes either.
    expect(await of(cat)).toMatchObject({ askedLately: 2, servedLately: 0 });
    const share = (accepted: number) => (accepted + 1.5) / 6;
    expect((await of(ann))['acceptance']).toBeCloseTo(share(2), 5);
    expect((await of(bob))['acceptance']).toBeCloseTo(share(1), 5);
    expect((await of(cat))['acceptance']).toBeCloseTo(share(0), 5);
    expect((await of(dan))['acceptance']).toBeCloseTo(share(0), 5);
  });

  test('without having been asked counts as service, and not as a yes', async () => {
    const call = await openCall(city, { now: ago(9), from: ago(8).toISOString(), to: ago(7).toISOString() });
    await signIn(database, { run: call.run, people: [ann], at: ago(8), by: '何军' });
    await closeAnswers(database, call.run, ago(6));
    const next = await openCall(city, { acceptance: 0.5 });
    const row = await candidateRow(city, next, ann);
    expect(row).toMatchObject({ askedLately: 0, servedLately: 1, acceptance: 0.5 });
    expect((await candidateRow(city, next, bob))['points']).toBeGreaterThan(row['points'] as number);
  });

  test('of two years ago is forgotten', async () => {
    await past(731, [[ann, 'no']]);
    expect((await candidateRow(city, await openCall(city), ann))['acceptance']).toBeCloseTo(0.5, 5);
  });

  test('does not count an open call nobody has answered yet as a refusal', async () => {
    const open = await openCall(city);
    await askEveryone(city, open);
    const call = await openCall(city);
    expect(await candidateRow(city, call, eve)).toMatchObject({ askedLately: 1, acceptance: 0.5 });
  });

  test('a yes that was stood down afterwards is a yes, a doubt is not', async () => {
    const call = await openCall(city, { now: ago(5), from: ago(1).toISOString(), to: NOW.toISOString() });
    await askEveryone(city, call, { now: ago(5) });
    await answer(city, call, [says(ann, 'yes', -7000), says(bob, 'maybe', -7000)], { now: ago(4) });
    await standEveryoneDown(database, call.run, ago(2));
    const next = await openCall(city, { acceptance: 0.5 });
    expect((await candidateRow(city, next, ann))['acceptance']).toBeCloseTo(2.5 / 4, 5);
    expect((await candidateRow(city, next, bob))['acceptance']).toBeCloseTo(1.5 / 4, 5);
  });

  test('leaves the rested before the tired', async () => {
    await past(3, [[ann, 'no']], []);
    await database`UPDATE candidate SET asked_at = NULL WHERE person_id <> ${ann}`;
    const { first } = await forecast({ acceptance: 0.5 });
    expect(first.at(-1)).toMatchObject({ person: ann, askedLately: 1, servedLately: 0 });
  });
});

describe('the ranking', () => {
  test('is the same before the launch and at it', async () => {
    await database`UPDATE person SET home_committee_id = ${city.committee('qianxi')} WHERE id = ANY(${[ann, dan]})`;
    const { first } = await forecast({ near: 'bencheng' });
    const { run } = await openCall(city, { near: 'bencheng' });
    const opened = await database<{ personId: number; rank: number; points: number }[]>`
      SELECT person_id, rank, points FROM candidate WHERE run_id = ${run} ORDER BY rank`;
    expect(opened.map(({ personId, rank }) => [personId, rank])).toEqual(
      first.map(({ person, rank }) => [person, rank]),
    );
    expect(opened.map(({ rank }) => rank)).toEqual([1, 2, 3, 4, 5, 6]);
    expect(new Set([ann, dan])).toEqual(new Set(opened.slice(4).map(({ personId }) => personId)));
  });

  test('of equals is another for another event, and the same for the same', async () => {
    const order = async (from: string): Promise<number[]> =>
      (await forecast({ from, to: from.replace('T00', 'T04') })).first.map(({ person }) => person);
    const days = ['08', '09', '10', '11', '12', '13'].map((day) => `2026-08-${day}T00:30:00.000Z`);
    const orders = await Promise.all(days.map(order));
    expect(await order(days[0]!)).toEqual(orders[0]);
    expect(new Set(orders.map((each) => each.join())).size).toBeGreaterThan(3);
  });

  test('reaches no further than the operator who launches', async () => {
    await database`UPDATE person SET home_committee_id = ${city.committee('qianxi')} WHERE id = ${ann}`;
    await database`UPDATE membership SET committee_id = ${city.committee('qianxi')} WHERE person_id = ${ann}`;
    const scoped = await forecast({ scopePath: 'tangshan/qianxi/' });
    await database`UPDATE membership SET committee_id = ${city.committee('luannan')} WHERE person_id = ${ann}`;
    expect(scoped.first.map(({ person }) => person)).toEqual([ann]);
  });

  test('of nobody forecasts nothing', async () => {
    expect(await forecast({ audience: { committees: ['tangshan'], skills: ['chess'] } })).toEqual({
      ...{ askable: 0, excluded: [], expected: 0, first: [] },
    });
  });
});
