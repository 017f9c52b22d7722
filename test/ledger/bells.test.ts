import { beforeEach, describe, expect, test } from '@jest/globals';
import { restUntil, ringAgain, setBells, silenceBell } from '../../ledger/bells.js';
import { closeAnswers } from '../../ledger/call-outs/close.js';
import { listOverdue } from '../../ledger/overdue.js';
import { moveRun } from '../../ledger/runs.js';
import { openCall } from '../support/call-out.js';
import { NOW, settleCast } from '../support/cast.js';
import { createTestDatabase } from '../support/database.js';
import { oweDuty } from '../support/duties.js';
import { untilSomebodyWaits } from '../support/until.js';

const { database } = await createTestDatabase();
const city = await settleCast(database);
let run: number;
beforeEach(async () => {
  await city.reset();
  run = (await openCall(city)).run;
});

const later = (seconds: number): Date => new Date(NOW.getTime() + seconds * 1000);
const ringing = { id: expect.any(Number), kind: 'call-out' };

describe('a bell', () => {
  test('is set once: only the first is told, until it is silenced', async () => {
    expect(await setBells(database, [run], NOW)).toEqual([{ id: run, kind: 'call-out' }]);
    expect(await setBells(database, [run], later(1))).toEqual([]);
    await silenceBell(database, run, later(2));
    await silenceBell(database, run, later(2));
    expect(await setBells(database, [run, run], later(12))).toEqual([ringing]);
  });

  test('rests for ten seconds after a tally: then it is told once, by the next answer or by a sweeper', async () => {
    const after = (seconds: number) =>
      ringAgain(database, { toldBefore: later(seconds - 20), now: later(seconds) });
    await silenceBell(database, run, NOW);
    expect(await after(11)).toEqual([]);
    expect(await setBells(database, [run], later(3))).toEqual([]);
    expect(await setBells(database, [run], later(9))).toEqual([]);
    expect(await after(9)).toEqual([]);
    expect(await after(10)).toEqual([ringing]);
    expect(await setBells(database, [run], later(11))).toEqual([]);
    expect(await after(11)).toEqual([]);

    await silenceBell(database, run, later(20));
    expect(await setBells(database, [run], later(29))).toEqual([]);
    expect(await setBells(database, [run], later(30))).toEqual([ringing]);
    expect(await after(31)).toEqual([]);
  });

  test('set by two at once is told to one of them', async () => {
    let other: Promise<unknown[]> = Promise.resolve([]);
    const first = await database.begin(async (sql) => {
      const set = await setBells(sql, [run], NOW);
      other = setBells(database, [run], NOW);
      await untilSomebodyWaits(database);
      return set;
    });
    expect([first, await other]).toEqual([[ringing], []]);
  });

  test('that rings already is not silenced while somebody writes down another answer', async () => {
    await setBells(database, [run], NOW);
    let silenced = false;
    let silencing = Promise.resolve();
    await database.begin(async (sql) => {
      expect(await setBells(sql, [run], NOW)).toEqual([]);
      silencing = silenceBell(database, run, NOW).then(() => void (silenced = true));
      await untilSomebodyWaits(database);
      expect(silenced).toBe(false);
    });
    await silencing;
    expect(await setBells(database, [run], later(10))).toEqual([ringing]);
  });

  test('is set while the run is paused, and not once it has ended', async () => {
    await moveRun(database, { runId: run, to: 'paused', now: NOW });
    expect(await setBells(database, [run], NOW)).toEqual([ringing]);
    await silenceBell(database, run, NOW);
    await moveRun(database, { runId: run, to: 'cancelled', now: NOW });
    expect(await setBells(database, [run], later(10))).toEqual([]);
  });

  test('is not set, and not rung again, where nobody listens any more', async () => {
    await setBells(database, [run], NOW);
    const over = later(10 * 86_400);
    expect(await ringAgain(database, { toldBefore: over, now: over })).toEqual([]);
    await silenceBell(database, run, NOW);
    expect(await setBells(database, [run], over)).toEqual([]);
    await database.begin((sql) => closeAnswers(sql, run, NOW));
    expect(await setBells(database, [run], later(60))).toEqual([]);
  });

  test('of no run is no bell', async () => {
    expect(await setBells(database, [], NOW)).toEqual([]);
  });

  test('that nobody has answered is rung again, once a round, while its run is running', async () => {
    await setBells(database, [run], NOW);
    const again = (seconds: number) =>
      ringAgain(database, { toldBefore: later(seconds - 20), now: later(seconds) });
    expect(await again(19)).toEqual([]);
    expect(await again(21)).toEqual([ringing]);
    expect(await again(30)).toEqual([]);
    expect(await again(42)).toEqual([ringing]);
    await moveRun(database, { runId: run, to: 'paused', now: NOW });
    expect(await again(99)).toEqual([]);
    await moveRun(database, { runId: run, to: 'running', now: NOW });
    expect(await again(100)).toEqual([ringing]);
    await silenceBell(database, run, later(100));
    expect(await again(999)).toEqual([]);
  });

  test('of a run that chases is left to the sweeper, and rests once it has told it, until the morning is over', async () => {
    const { run: chased } = await oweDuty(city);
    const told = { id: chased, kind: 'deadline' };
    const again = (seconds: number) =>
      ringAgain(database, { toldBefore: later(seconds - 20), now: later(seconds) });
    expect(await setBells(database, [chased, run], NOW)).toEqual([ringing]);
    expect(await again(1)).toEqual([told]);
    await restUntil(database, { run: chased, toldAt: later(1), until: later(3600) });
    expect(await setBells(database, [chased], later(2))).toEqual([]);
    expect(await again(3599)).toEqual([{ ...ringing, id: run }]);
    expect(await again(3600)).toEqual([told]);

    await silenceBell(database, chased, later(3601));
    await setBells(database, [chased], later(3602));
    await restUntil(database, { run: chased, toldAt: later(3600), until: later(7200) });
    expect(await again(3612)).toEqual([told]);
  });

  test('that nobody hears is overdue after minutes, of a run that chases after the morning it should have been heard', async () => {
    const { run: chased } = await oweDuty(city);
    await setBells(database, [chased, run], NOW);
    const unheard = async (hours: number) =>
      (await listOverdue(database, { scopePath: '', reviewers: [], now: later(hours * 3600) }))
        .filter(({ reason }) => reason === 'bell unheard')
        .map((one) => one.run);
    expect(await unheard(0.05)).toEqual([]);
    expect(await unheard(1)).toEqual([run]);
    expect(await unheard(26)).toContain(chased);
  });

  test('of a call-out does not rest by having been told', async () => {
    await setBells(database, [run], NOW);
    await restUntil(database, { run, toldAt: NOW, until: later(3600) });
    expect(await ringAgain(database, { toldBefore: later(10), now: later(30) })).toEqual([ringing]);
  });
});
