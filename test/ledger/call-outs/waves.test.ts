import { beforeEach, describe, expect, test } from '@jest/globals';
import type { MessageState } from '../../../domain/messages/states.js';
import { peopleToAsk } from '../../../domain/call-out/waves.js';
import { recordAbsence } from '../../../ledger/availability.js';
import { openOccurrence } from '../../../ledger/occurrences.js';
import {
  endWaves,
  fillingOf,
  finishAsking,
  freezeWave,
  moveWaveEnd,
} from '../../../ledger/call-outs/waves.js';
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

let commands = 0;
const moreTime = (
  { run }: OpenCall,
  laterBySeconds: number,
  { at, command = String((commands += 1)) }: { at: number; command?: string },
): Promise<number> =>
  database.begin((sql) => moveWaveEnd(sql, { run, command, laterBySeconds, outstandingAt: minutes(at) }));

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
    await finishAsking(database, { run: call.run, now: NOW });
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

describe('whose text has not left', () => {
  /** All texts of the run take these states, one after another; each is handed to the carrier at its `sending`. */
  async function become(
    { run }: OpenCall,
    states: readonly MessageState[],
    { at = 0, of }: { at?: number; of?: readonly number[] } = {},
  ): Promise<void> {
    const texts = database`
      SELECT m.id FROM occurrence o JOIN message m ON m.occurrence_id = o.id
      WHERE o.run_id = ${run} AND (${of === undefined} OR m.person_id = ANY(${(of ?? []) as number[]}))`;
    for (const state of states) {
      const attempt =
        state === 'sending'
          ? database`(INSERT INTO attempt (batch_id, out_id, epoch, intent_at) VALUES (1, 'x', 0, ${minutes(at)}) RETURNING id)`
          : database`(SELECT max(id) AS id FROM attempt)`;
      await database`
        WITH attempted AS ${attempt}
        UPDATE message SET state = ${state}::message_state, changed_at = ${minutes(at)}, attempt_id = (SELECT id FROM attempted)
        WHERE id IN (${texts})`;
    }
  }

  test.each<[string, MessageState[]]>([
    ['waits in the queue', []],
    ['is with the carrier', ['sending']],
    ['may have left, or not', ['sending', 'unknown']],
  ])(
    'is outstanding however long it takes while it %s, and looked at in good time',
    async (_name, states) => {
      const call = await openCall(city, { needed: 4 });
      await askWave(city, call, 8, { answerBy: minutes(30), texts: 'queued' });
      await become(call, states);
      expect(await filling(call, 29)).toMatchObject({ outstanding: 8, settled: 0, nextDue: minutes(30) });
      const away = await filling(call, 40);
      expect(away).toMatchObject({ outstanding: 8, settled: 0, nextDue: minutes(70) });
      expect(peopleToAsk(away)).toBe(0);
    },
  );

  test('is outstanding while it is still to be written', async () => {
    const call = await openCall(city, { needed: 4 });
    await askWave(city, call, 8, { answerBy: minutes(30), texts: 'queued' });
    await database`DELETE FROM message`;
    expect(await filling(call, 40)).toMatchObject({ outstanding: 8, settled: 0, nextDue: minutes(70) });
  });

  test('has the time of a whole wave once it leaves late, though not beyond the event’s beginning', async () => {
    const call = await openCall(city, { from: minutes(100).toISOString(), to: minutes(240).toISOString() });
    const [first, second, third] = (await those(call, { state: 'waiting' })) as [number, number, number];
    await askWave(city, call, 3, { answerBy: minutes(30), texts: 'queued' });
    await become(call, ['sending', 'sent'], { at: 20, of: [first] });
    await become(call, ['sending', 'sent', 'delivered'], { at: 45, of: [second] });
    await become(call, ['sending', 'sent'], { at: 80, of: [third] });
    expect(await filling(call, 29)).toMatchObject({ outstanding: 3, nextDue: minutes(30) });
    expect(await filling(call, 60)).toMatchObject({ outstanding: 2, settled: 1, nextDue: minutes(75) });
    expect(await filling(call, 80)).toMatchObject({ outstanding: 1, settled: 2, nextDue: minutes(100) });
  });

  test('is not waited for any more when nobody can tell for hours whether it left', async () => {
    const call = await openCall(city, { needed: 4 });
    await askWave(city, call, 8, { answerBy: minutes(30), texts: 'queued' });
    await become(call, ['sending', 'unknown'], { at: 1 });
    expect(await filling(call, 120)).toMatchObject({ outstanding: 8 });
    expect(await filling(call, 121)).toMatchObject({ outstanding: 0, settled: 0, nextDue: null });
    // It was found out after all.
    await become(call, ['sent']);
    expect(await filling(call, 122)).toMatchObject({ outstanding: 0, settled: 8 });
  });

  test('has had no time that an operator could end, and gets more time like the others', async () => {
    const call = await openCall(city);
    const [first, second] = (await those(call, { state: 'waiting' })) as [number, number];
    await askWave(city, call, 2, { answerBy: minutes(30), texts: 'queued' });
    await become(call, ['sending', 'sent'], { at: 40, of: [first] });
    expect(await moreTime(call, 600, { at: 50 })).toBe(2);
    expect([
      (await candidateRow(city, call, first))['answerBy'],
      (await candidateRow(city, call, second))['answerBy'],
    ]).toEqual([minutes(80), minutes(90)]);
    await database.begin((sql) => endWaves(sql, { run: call.run, throughWave: 1, now: minutes(60) }));
    expect(await filling(call, 60)).toMatchObject({ outstanding: 1, settled: 1, nextDue: minutes(90) });
  });

  describe('when asking is finished', () => {
    const finish = ({ run }: OpenCall, at = 5) => finishAsking(database, { run, now: minutes(at) });

    test('has not been asked: it is taken back, and they come first should it go on', async () => {
      const call = await openCall(city, { needed: 4 });
      const people = await those(call, { state: 'waiting' });
      const { occurrence } = await askWave(city, call, 6, { texts: 'queued' });
      const [yes, silent, sending, ...queued] = people.slice(0, 6) as [number, number, number, ...number[]];
      await become(call, ['sending', 'sent'], { of: [yes, silent] });
      await become(call, ['sending'], { of: [sending] });
      await answer(city, call, [says(yes, 'yes', 1)]);
      for (const at of [5, 6]) {
        await finish(call, at);
        expect(await counts(city, call)).toEqual({ placed: 1, asked: 2, waiting: 17 });
      }
      expect(
        await database`SELECT person_id FROM message WHERE reason = 'asking finished' ORDER BY person_id`,
      ).toMatchObject([...queued].sort((one, other) => one - other).map((personId) => ({ personId })));
      expect(await filling(call, 5)).toMatchObject({ needed: 1, outstanding: 2, left: 0, finished: true });
      // The carrier did not take it: it is too old to send when its turn comes.
      const [firing] = await database`SELECT expires_at FROM occurrence WHERE id = ${occurrence.id}`;
      expect(firing).toEqual({ expiresAt: minutes(5) });

      await database.begin((sql) => changeNeeded(sql, { run: call.run, needed: 4, now: minutes(10) }));
      await askWave(city, call, 3, { now: minutes(10) });
      expect(await those(call, { wave: 2 })).toEqual(queued);
      expect((await statementOf(database, call.run, 'tangshan/')).balanced).toBe(true);
    });

    test('and has become too old to send since then is asked by the next wave, should it go on', async () => {
      const call = await openCall(city, { needed: 4 });
      await askWave(city, call, 2, { texts: 'queued' });
      const people = await those(call, { wave: 1 });
      await become(call, ['sending', 'unknown']);
      await database`UPDATE batch SET state = 'sending'`;
      await finish(call);
      expect(await counts(city, call)).toEqual({ asked: 2, waiting: 18 });
      await become(call, ['queued', 'expired'], { at: 7 });
      await database.begin((sql) => changeNeeded(sql, { run: call.run, needed: 4, now: minutes(10) }));
      await askWave(city, call, 2, { now: minutes(10) });
      expect(await those(call, { wave: 2 })).toEqual(people);
    });

    test('no wave asks anybody, nor when answers are closed or the event has begun', async () => {
      const finished = await openCall(city);
      await finish(finished);
      expect((await askWave(city, finished, 5)).asked).toBe(0);
      const closed = await openCall(city);
      await closeAnswers(database, closed.run, NOW);
      expect((await askWave(city, closed, 5)).asked).toBe(0);
      const begun = await openCall(city);
      expect((await askWave(city, begun, 5, { now: new Date(begun.step.event.from) })).asked).toBe(0);
    });
  });
});

describe('the end of a wave', () => {
  test('moves to now, or later, though not beyond the event’s beginning', async () => {
    const call = await openCall(city, { from: minutes(120).toISOString(), to: minutes(240).toISOString() });
    await askWave(city, call, 4, { answerBy: minutes(30) });
    const [answered] = await those(call, { wave: 1 });
    await answer(city, call, [says(answered!, 'no', 1)]);
    expect(await moreTime(call, 1200, { at: 10 })).toBe(3);
    expect((await filling(call, 10)).nextDue).toEqual(minutes(50));
    expect(await moreTime(call, 86_400, { at: 10 })).toBe(3);
    expect((await filling(call, 10)).nextDue).toEqual(minutes(120));
    await endWaves(database, { run: call.run, throughWave: 0, now: minutes(20) });
    expect(await filling(call, 20)).toMatchObject({ outstanding: 3 });
    await endWaves(database, { run: call.run, throughWave: 1, now: minutes(20) });
    expect(await filling(call, 20)).toMatchObject({ outstanding: 0, nextDue: null });
    // Whose time is over has no time to move.
    expect(await moreTime(call, 600, { at: 21 })).toBe(0);
  });

  test('moves once by a command that is heard twice: whoever wrote it down died before saying so', async () => {
    const call = await openCall(city);
    await askWave(city, call, 2, { answerBy: minutes(10) });
    expect(await moreTime(call, 600, { at: 1, command: 'one' })).toBe(2);
    expect(await moreTime(call, 600, { at: 2, command: 'one' })).toBe(2);
    expect((await filling(call)).nextDue).toEqual(minutes(20));
    expect(await moreTime(call, 600, { at: 2, command: 'another' })).toBe(2);
    expect((await filling(call)).nextDue).toEqual(minutes(30));
  });

  test('gives the time back to every wave that is still to answer, and to no earlier one', async () => {
    const call = await openCall(city);
    await askWave(city, call, 2, { answerBy: minutes(10) });
    await askWave(city, call, 3, { answerBy: minutes(40) });
    expect(await moreTime(call, 600, { at: 20 })).toBe(3);
    expect((await filling(call, 20)).nextDue).toEqual(minutes(50));
  });
});
