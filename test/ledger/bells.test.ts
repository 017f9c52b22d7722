import { beforeEach, describe, expect, test } from '@jest/globals';
import { ringAgain, setBells, silenceBell } from '../../ledger/bells.js';
import { moveRun } from '../../ledger/runs.js';
import { callRun } from '../support/call-out.js';
import { NOW, settleCast } from '../support/cast.js';
import { createTestDatabase } from '../support/database.js';
import { until } from '../support/until.js';

const { database } = await createTestDatabase();
const city = await settleCast(database);
let run: number;
beforeEach(async () => {
  await city.reset();
  run = (await callRun(city)).run;
});

const later = (seconds: number): Date => new Date(NOW.getTime() + seconds * 1000);
const ringing = { id: expect.any(Number), kind: 'call-out' };

describe('a bell', () => {
  test('is set once: only the first is told, until it is silenced', async () => {
    expect(await setBells(database, [run], NOW)).toEqual([{ id: run, kind: 'call-out' }]);
    expect(await setBells(database, [run], later(1))).toEqual([]);
    await silenceBell(database, run);
    await silenceBell(database, run);
    expect(await setBells(database, [run, run], later(2))).toEqual([ringing]);
  });

  test('set by two at once is told to one of them', async () => {
    let other: Promise<unknown[]> = Promise.resolve([]);
    const first = await database.begin(async (sql) => {
      const set = await setBells(sql, [run], NOW);
      other = setBells(database, [run], NOW);
      await until(
        async () =>
          (
            await database`SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`
          ).length > 0,
      );
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
      silencing = silenceBell(database, run).then(() => void (silenced = true));
      await until(
        async () =>
          (
            await database`SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`
          ).length > 0,
      );
      expect(silenced).toBe(false);
    });
    await silencing;
    expect(await setBells(database, [run], NOW)).toEqual([ringing]);
  });

  test('is set while the run is paused, and not once it has ended', async () => {
    await moveRun(database, { runId: run, to: 'paused', now: NOW });
    expect(await setBells(database, [run], NOW)).toEqual([ringing]);
    await silenceBell(database, run);
    await moveRun(database, { runId: run, to: 'cancelled', now: NOW });
    expect(await setBells(database, [run], NOW)).toEqual([]);
  });

  test('of no run is no bell', async () => {
    expect(await setBells(database, [], NOW)).toEqual([]);
  });

  test('that nobody has answered is rung again, once a round, while its run is running', async () => {
    await setBells(database, [run], NOW);
    const again = (seconds: number) =>
      ringAgain(database, { before: later(seconds - 20), now: later(seconds) });
    expect(await again(19)).toEqual([]);
    expect(await again(21)).toEqual([ringing]);
    expect(await again(30)).toEqual([]);
    expect(await again(42)).toEqual([ringing]);
    await moveRun(database, { runId: run, to: 'paused', now: NOW });
    expect(await again(99)).toEqual([]);
    await moveRun(database, { runId: run, to: 'running', now: NOW });
    expect(await again(100)).toEqual([ringing]);
    await silenceBell(database, run);
    expect(await again(999)).toEqual([]);
  });
});
