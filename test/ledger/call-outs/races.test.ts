import { beforeEach, describe, expect, test } from '@jest/globals';
import { runActivities } from '../../../activities/run.js';
import { setBells } from '../../../ledger/bells.js';
import { signIn } from '../../../ledger/call-outs/attendance.js';
import { changeNeeded } from '../../../ledger/call-outs/answers.js';
import { fillingOf, finishAsking, moveWaveEnd } from '../../../ledger/call-outs/waves.js';
import { holdPhones } from '../../../ledger/call-outs/calls.js';
import { openCallOut } from '../../../ledger/call-outs/open.js';
import type { Effect } from '../../../domain/call-out/places.js';
import { SettableClock } from '../../../runtime/clock.js';
import {
  answer,
  askEveryone,
  askWave,
  books,
  callRun,
  counts,
  openCall,
  owedTo,
  says,
  settleTexts,
  tellOwed,
  type CallWish,
  type OpenCall,
} from '../../support/call-out.js';
import { joinCrowd } from '../../support/crowd.js';
import { NOW, settleCast } from '../../support/cast.js';
import { createTestDatabase } from '../../support/database.js';
import { untilSomebodyWaits } from '../../support/until.js';

const { database } = await createTestDatabase();
const city = await settleCast(database);
await settleTexts(city);
const crowd = await joinCrowd(city, 1000);

const runs = runActivities({ database, clock: new SettableClock(NOW) });

beforeEach(() => city.reset());

const moreTime = ({ run }: OpenCall, laterBySeconds: number, command: string): Promise<number> =>
  database.begin((sql) => moveWaveEnd(sql, { run, command, laterBySeconds, outstandingAt: NOW }));

async function asked(wish: CallWish = {}): Promise<OpenCall> {
  const call = await openCall(city, wish);
  await askEveryone(city, call);
  return call;
}

/** A seeded stream of whole numbers below 2³²: every run of a test is the same. */
function dice(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

describe('a thousand yes in one second', () => {
  test('fill three hundred places exactly, from eight connections', async () => {
    const call = await asked({ needed: 300 });
    const answers = crowd.map((person, at) => says(person, 'yes', at % 7));
    const effects: Effect[] = [];
    const readers = Array.from({ length: 8 }, async (_, reader) => {
      const own = answers.filter((_, at) => at % 8 === reader);
      for (let done = 0; done < own.length; done += 25)
        effects.push(...(await answer(city, call, own.slice(done, done + 25))));
    });
    await Promise.all(readers);
    expect(effects.filter((effect) => effect === 'placed')).toHaveLength(300);
    expect(await counts(city, call)).toEqual({ placed: 300, waitlisted: 700 });
    expect(await books(city, call)).toEqual({ needed: 300, taken: 300, placed: 300, responses: 1000 });
    expect(
      [await owedTo(city, call, 'confirmation'), await owedTo(city, call, 'waitlist')].map(
        ({ length }) => length,
      ),
    ).toEqual([300, 700]);
  });

  test('and people who change their minds, a new number, a wave’s end and the telling, all at once', async () => {
    const [call, other, sameTime] = [
      await asked({ needed: 120 }),
      await asked({ needed: 50, from: '2026-08-09T00:30:00Z', to: '2026-08-09T04:00:00Z' }),
      await asked({ needed: 60, from: '2026-08-08T03:00:00Z', to: '2026-08-08T08:00:00Z' }),
    ];
    const calls = [call, other, sameTime];
    const roll = dice(154);
    const storm = Array.from({ length: 6 }, async () => {
      for (let round = 0; round < 12; round += 1) {
        const answers = Array.from({ length: 20 }, (_, at) =>
          says(crowd[roll(crowd.length)]!, roll(3) === 0 ? 'no' : 'yes', round * 20 + at),
        );
        await answer(city, calls[roll(calls.length)]!, answers);
      }
    });
    const office = [130, 140, 150].flatMap((needed) =>
      [call, sameTime].map(({ run }) =>
        database.begin((sql) => changeNeeded(sql, { run, needed, now: NOW })),
      ),
    );
    const workflow = (async () => {
      for (let round = 0; round < 5; round += 1) {
        await tellOwed(city, call);
        await fillingOf(database, { run: call.run, now: NOW });
        await moreTime(call, 60, `round ${round}`);
        await signIn(database, {
          run: call.run,
          people: crowd.slice(round * 100, round * 100 + 100),
          at: NOW,
          by: '何军',
        });
      }
    })();
    await Promise.all([...storm, ...office, workflow]);
    for (const each of calls) {
      const { needed, taken, placed } = await books(city, each);
      expect(taken).toBe(placed);
      expect(taken).toBeLessThanOrEqual(needed);
      const { waitlisted = 0 } = await counts(city, each);
      // Where another event is at the same time, whoever waits may have a place there.
      if (each === other && waitlisted > 0) expect(taken).toBe(needed);
    }
    expect(
      await database`
        SELECT person_id FROM candidate WHERE run_id = ANY(${[call.run, sameTime.run]}) AND state = 'placed'
        GROUP BY person_id HAVING count(*) > 1`,
    ).toEqual([]);
    await tellOwed(city, call);
    // Whoever has a place now was told so after they got it.
    const [untold] = await database<[{ count: number }]>`
      SELECT count(*) FROM candidate k WHERE k.run_id = ${call.run} AND k.state = 'placed' AND NOT EXISTS (
        SELECT FROM owed w WHERE w.run_id = k.run_id AND w.person_id = k.person_id AND w.step = 'confirmation' AND w.occurrence_id IS NOT NULL)`;
    expect(untold.count).toBe(0);
  });
});

describe.each([
  ['the first answers first', crowd[0]!, crowd.at(-1)!],
  ['the last answers first', crowd.at(-1)!, crowd[0]!],
])('two who meet at a call-out wait for each other in one order: %s', (_name, one, other) => {
  /** A reader has settled one answer and goes on to the next, then to the bell; in between somebody else comes. */
  async function meet(
    call: OpenCall,
    act: () => Promise<unknown>,
    word: 'yes' | 'no' = 'yes',
  ): Promise<void> {
    let acting: Promise<unknown> = Promise.resolve();
    await database.begin(async (sql) => {
      await answer(city, call, [says(one, word, 1)], { sql });
      acting = act();
      await untilSomebodyWaits(database);
      await answer(city, call, [says(other, word, 1)], { sql });
      await setBells(sql, [call.run], NOW);
    });
    await acting;
    const taken = word === 'yes' ? 2 : 0;
    expect(await books(city, call)).toMatchObject({ taken, placed: taken });
  }

  test('the operator who gives more time', async () => {
    const call = await asked();
    await meet(call, () => moreTime(call, 600, 'more time'));
  });

  test('the leader’s list of who came', async () => {
    const call = await asked();
    await meet(call, () => signIn(database, { run: call.run, people: [one, other], at: NOW, by: '何军' }));
  });

  test('the telling of what is owed', async () => {
    const call = await asked();
    await answer(city, call, [says(one, 'yes'), says(other, 'yes')]);
    let told = {};
    await meet(call, async () => (told = await tellOwed(city, call)), 'no');
    expect(told).toEqual({ confirmation: [] });
  });

  test('the next wave', async () => {
    const call = await openCall(city);
    await askWave(city, call, 999);
    await meet(call, () => askWave(city, call, 1));
  });

  test('the end of asking', async () => {
    const call = await asked();
    await meet(call, () => finishAsking(database, { run: call.run, now: NOW }));
    expect((await books(city, call)).needed).toBe(2);
  });

  test('the cancelling of the run, which closes its answers', async () => {
    const call = await asked();
    await meet(call, () => runs.cancelRun(call.run));
    expect(await answer(city, call, [says(crowd[5]!, 'yes')])).toEqual(['closed']);
  });

  test('the closing of the run', async () => {
    const call = await asked();
    await database`UPDATE batch SET state = 'done'`;
    await meet(call, () => runs.closeRun(call.run));
    expect(await answer(city, call, [says(crowd[5]!, 'yes')])).toEqual(['closed']);
  });
});

test('a backlog of thirty thousand phones is held in one transaction', async () => {
  const phones = Array.from({ length: 30_000 }, (_, at) => at.toString(16).padStart(32, '0'));
  await database.begin((sql) => holdPhones(sql, phones));
});

describe('opening', () => {
  test('two call-outs at once gives them different letters', async () => {
    const calls = await Promise.all(Array.from({ length: 4 }, () => callRun(city)));
    await Promise.all(
      calls.map(({ run, step }) =>
        openCallOut(database, { runId: run, step, scopePath: 'tangshan/', signInCode: '1234', now: NOW }),
      ),
    );
    const rows = await database<{ letters: string }[]>`SELECT DISTINCT letters FROM call_out`;
    expect(rows).toHaveLength(4);
  });
});
