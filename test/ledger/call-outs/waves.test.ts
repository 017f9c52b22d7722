import { beforeEach, describe, expect, test } from '@jest/globals';
import { peopleToAsk } from '../../../domain/call-out/waves.js';
import { recordAbsence } from '../../../ledger/availability.js';
import { openOccurrence } from '../../../ledger/occurrences.js';
import { fillingOf, finishAsking, freezeWave, moveWaveEnd } from '../../../ledger/call-outs/waves.js';
import { changeNeeded } from '../../../ledger/call-outs/answers.js';
import { closeAnswers } from '../../../ledger/call-outs/close.js';
import { statementOf } from '../../../ledger/statement.js';
import {
  answer,
  askEveryone,
  askWave,
  candidateRow,
  counts,
  openCall,
  says,
  settleTexts,
  type OpenCall,
} from '../../support/call-out.js';
import { joinCrowd } from '../../support/crowd.js';
import { NOW, settleCast } from '../../support/cast.js';
import { createTestDatabase } from '../../support/database.js';
import { PROVIDERS } from '../../support/launch.js';

const { database } = await createTestDatabase();
const city = await settleCast(database);
await settleTexts(city);
const crowd = await joinCrowd(city, 20);

beforeEach(() => city.reset());

const minutes = (after: number): Date => new Date(NOW.getTime() + after * 60_000);
const filling = ({ run }: OpenCall, at = 0) => fillingOf(database, { run, now: minutes(at) });

const those = async ({ run }: OpenCall, where: { state?: string; wave?: number }): Promise<number[]> =>
  (
    await database<{ personId: number }[]>`
      SELECT person_id FROM candidate WHERE run_id = ${run}
        AND (${where.state ?? null}::text IS NULL OR state::text = ${where.state ?? null})
        AND (${where.wave ?? null}::int IS NULL OR wave = ${where.wave ?? null}) ORDER BY rank`
  ).map(({ personId }) => personId);

describe('a wave', () => {
  test('asks the next by rank, once, and writes each a text of their own', async () => {
    const call = await openCall(city);
    const ranked = await those(call, { state: 'waiting' });
    const { asked, occurrence } = await askWave(city, call, 5, { answerBy: minutes(30) });
    expect([asked, await those(call, { wave: 1 })]).toEqual([5, ranked.slice(0, 5)]);
    expect(await candidateRow(city, call, ranked[0]!)).toMatchObject({
      ...{ state: 'asked', wave: 1, askedAt: NOW, answerBy: minutes(30), since: NOW, answeredAt: null },
    });
    expect((await askWave(city, call, 7)).asked).toBe(7);
    expect(await those(call, { wave: 2 })).toEqual(ranked.slice(5, 12));
    const again = await freezeWave(database, {
      ...{ run: call.run, occurrenceId: occurrence.id, wave: 1, size: 5, event: call.step.event },
      ...{ answerBy: minutes(99), now: minutes(9) },
    });
    expect([again, await counts(city, call)]).toEqual([5, { asked: 12, waiting: 8 }]);
    expect(await statementOf(database, call.run, 'tangshan/')).toMatchObject({
      balanced: true,
      steps: [
        { audience: 5, delivered: 5 },
        { audience: 7, delivered: 7 },
      ],
    });
  });

  test('frozen by two at once asks the same people', async () => {
    const call = await openCall(city);
    const occurrence = await openOccurrence(database, {
      runId: call.run,
      step: call.step,
      number: 1,
      providers: PROVIDERS,
    });
    const freeze = () =>
      freezeWave(database, {
        ...{ run: call.run, occurrenceId: occurrence.id, wave: 1, size: 6, event: call.step.event },
        ...{ answerBy: minutes(30), now: NOW },
      });
    expect(await Promise.all([freeze(), freeze(), freeze()])).toEqual([6, 6, 6]);
    expect(await counts(city, call)).toEqual({ asked: 6, waiting: 14 });
  });

  test('asks all there are when they are fewer', async () => {
    const call = await openCall(city);
    expect((await askWave(city, call, 50)).asked).toBe(20);
    expect((await askWave(city, call, 50)).asked).toBe(0);
  });

  test('passes over who has gone away since the ranking', async () => {
    const call = await openCall(city);
    const [first, second, third] = (await those(call, { state: 'waiting' })) as [number, number, number];
    const away = { from: new Date('2026-08-08T03:00:00Z'), until: new Date('2026-08-20T00:00:00Z') };
    await database.begin((sql) => recordAbsence(sql, { person: first, ...away, source: 'reply', now: NOW }));
    // Back before the event begins.
    await database.begin((sql) =>
      recordAbsence(sql, {
        person: second,
        from: NOW,
        until: new Date(call.step.event.from),
        source: 'clerk',
        now: NOW,
      }),
    );
    await askWave(city, call, 2);
    expect(await those(call, { wave: 1 })).toEqual([second, third]);
    expect(await candidateRow(city, call, first)).toMatchObject({
      state: 'excluded',
      excluded: 'away',
      rank: null,
    });
  });

  test('passes over who has taken a place at another event of that time', async () => {
    const call = await openCall(city);
    const [first, second] = (await those(call, { state: 'waiting' })) as [number, number];
    const other = await openCall(city);
    await askEveryone(city, other);
    await answer(city, other, [says(first, 'yes')]);
    await askWave(city, call, 1);
    expect(await those(call, { wave: 1 })).toEqual([second]);
    expect((await candidateRow(city, call, first))['excluded']).toBe('serves elsewhere');
  });
});

describe('where a call-out stands', () => {
  test('before anyone is asked', async () => {
    const call = await openCall(city, { needed: 4, acceptance: 0.4 });
    const before = await filling(call);
    expect(before).toMatchObject({
      needed: 4,
      placed: 0,
      outstanding: 0,
      settled: 0,
      accepted: 0,
      left: 20,
      nextDue: null,
    });
    expect(before.expected).toBeCloseTo(0.4, 5);
    expect(peopleToAsk(before)).toBe(10);
  });

  test('counts silence as outstanding until its time is over, and answers as settled at once', async () => {
    const call = await openCall(city, { needed: 4 });
    await askWave(city, call, 8, { answerBy: minutes(30) });
    const [yes, no, maybe] = await those(call, { wave: 1 });
    await answer(city, call, [says(yes!, 'yes', 1), says(no!, 'no', 2), says(maybe!, 'maybe', 3)]);
    expect(await filling(call, 29)).toMatchObject({
      placed: 1,
      outstanding: 5,
      settled: 3,
      accepted: 1,
      left: 12,
      nextDue: minutes(30),
    });
    expect(await filling(call, 30)).toMatchObject({
      placed: 1,
      outstanding: 0,
      settled: 8,
      accepted: 1,
      left: 12,
      nextDue: null,
    });
  });

  test('counts a yes that waits for a place as accepted', async () => {
    const call = await openCall(city, { needed: 1 });
    await askWave(city, call, 3);
    const people = await those(call, { wave: 1 });
    await answer(
      city,
      call,
      people.map((person, at) => says(person, 'yes', at)),
    );
    expect(await filling(call)).toMatchObject({ placed: 1, outstanding: 0, settled: 3, accepted: 3 });
  });

  test.each(['undelivered', 'failed', 'suppressed', 'expired', 'cancelled'])(
    'waits for nobody whose text is %s, and takes it for no answer',
    async (state) => {
      const call = await openCall(city, { needed: 4 });
      const { occurrence } = await askWave(city, call, 8, { texts: 'queued' });
      const [lost] = await those(call, { wave: 1 });
      if (state === 'undelivered')
        await database`UPDATE message SET state = 'sending' WHERE occurrence_id = ${occurrence.id}`;
      await database`UPDATE message SET state = ${state}::message_state WHERE occurrence_id = ${occurrence.id} AND person_id = ${lost!}`;
      expect(await filling(call)).toMatchObject({ outstanding: 7, settled: 0, accepted: 0 });
      // Whose text did not arrive, by the carrier's word, and who answers all the same, has answered.
      await answer(city, call, [says(lost!, 'yes')]);
      expect(await filling(call)).toMatchObject({ placed: 1, outstanding: 7, settled: 1, accepted: 1 });
    },
  );

  test('has nobody left to ask once asking is finished, the event has begun, or it is closed', async () => {
    const call = await openCall(city, { needed: 4 });
    await askWave(city, call, 8);
    expect(await fillingOf(database, { run: call.run, now: new Date(call.step.event.from) })).toMatchObject({
      left: 0,
    });
    await finishAsking(database, call.run);
    expect(await filling(call)).toMatchObject({ needed: 0, left: 0 });
    await database.begin((sql) => changeNeeded(sql, { run: call.run, needed: 3, now: NOW }));
    expect(await filling(call)).toMatchObject({ needed: 3, left: 12 });
    await closeAnswers(database, call.run, NOW);
    expect(await filling(call)).toMatchObject({ left: 0 });
  });

  test('expects of the next what is known of the best of them', async () => {
    const past = await openCall(city, {
      needed: 20,
      from: '2026-07-04T00:30:00Z',
      to: '2026-07-04T04:00:00Z',
      now: new Date('2026-06-30T00:00:00Z'),
    });
    await askEveryone(city, past, { now: new Date('2026-06-30T00:00:00Z') });
    await answer(
      city,
      past,
      crowd.map((person) => says(person, 'yes', -40_000)),
      { now: new Date('2026-07-01T00:00:00Z') },
    );
    await closeAnswers(database, past.run, new Date('2026-07-05T00:00:00Z'));
    const call = await openCall(city, { needed: 2, acceptance: 0.5 });
    // (1 yes + 3 × 0.5) ÷ (1 answer + 3).
    expect((await filling(call)).expected).toBeCloseTo(0.625, 5);
  });
});

describe('the end of a wave', () => {
  test('moves to now, or later, though not beyond the event’s beginning', async () => {
    const call = await openCall(city, { from: minutes(120).toISOString(), to: minutes(240).toISOString() });
    await askWave(city, call, 4, { answerBy: minutes(30) });
    const [answered] = await those(call, { wave: 1 });
    await answer(city, call, [says(answered!, 'no', 1)]);
    const move = (at: number, laterBySeconds: number | null) =>
      moveWaveEnd(database, { run: call.run, now: minutes(at), laterBySeconds });
    expect(await move(10, 1200)).toBe(3);
    expect((await filling(call, 10)).nextDue).toEqual(minutes(50));
    expect(await move(10, 86_400)).toBe(3);
    expect((await filling(call, 10)).nextDue).toEqual(minutes(120));
    expect(await move(20, null)).toBe(3);
    expect(await filling(call, 20)).toMatchObject({ outstanding: 0, nextDue: null });
    // Whose time is over has no time to move.
    expect(await move(21, 600)).toBe(0);
  });

  test('gives the time back to every wave that is still to answer, and to no earlier one', async () => {
    const call = await openCall(city);
    await askWave(city, call, 2, { answerBy: minutes(10) });
    await askWave(city, call, 3, { answerBy: minutes(40) });
    expect(await moveWaveEnd(database, { run: call.run, now: minutes(20), laterBySeconds: 600 })).toBe(3);
    expect((await filling(call, 20)).nextDue).toEqual(minutes(50));
  });
});
