import { beforeEach, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { smsLength, SMS_LENGTH_LIMIT, smsParts } from '../../domain/messages/parts.js';
import { monthBudget, reserve } from '../../ledger/budget.js';
import { moveRun } from '../../ledger/runs.js';
import { countSpending, runsToCount, spendingOf } from '../../ledger/spending.js';
import { partsOf, utf16Units } from '../../ledger/text-units.js';
import { NOW, settleCast } from '../support/cast.js';
import { createTestDatabase } from '../support/database.js';
import { launch, type Launched } from '../support/launch.js';

const { database } = await createTestDatabase();
const city = await settleCast(database);
beforeEach(() => city.reset());

const SIGN = smsLength('唐山应急', '');

/** A finished run whose texts have come to these states, in turn. */
async function finished(states: readonly string[], wish: Parameters<typeof launch>[1]): Promise<Launched> {
  const launched = await launch(city, wish);
  const runId = launched.run.id;
  await reserve(database, { runId, month: '2026-08', fen: 1000, partFen: 4.5, signUnits: SIGN }, NOW);
  const queued = await database<{ id: number }[]>`SELECT id FROM message WHERE state = 'queued' ORDER BY id`;
  for (const [at, { id }] of queued.entries()) {
    const state = states[at % states.length]!;
    await database`UPDATE message SET state = 'sending' WHERE id = ${id}`;
    if (state !== 'sending')
      await database`UPDATE message SET state = ${state}::message_state WHERE id = ${id}`;
  }
  await database`UPDATE batch SET state = 'done'`;
  await moveRun(database, { runId, to: 'closed', now: NOW });
  return launched;
}

test('what a carrier bills is counted: what has reached a phone or may have; what failed is free', async () => {
  const { run } = await finished(['delivered', 'failed', 'sent', 'undelivered', 'unknown'], { sms: 'flood' });
  expect(await runsToCount(database)).toEqual([run.id]);
  await countSpending(database, run.id, NOW);
  const billed = await database`SELECT FROM message WHERE state IN ('delivered', 'sent', 'unknown')`;
  const parts = billed.length;
  expect(await spendingOf(database, run.id)).toEqual({
    ...{ month: '2026-08', reservedFen: 1000, parts, actualFen: Math.round(parts * 4.5) },
  });
  expect(await monthBudget(database, '2026-08')).toMatchObject({
    reservedFen: 0,
    actualFen: Math.round(parts * 4.5),
  });
  expect(await runsToCount(database)).toEqual([]);
});

test('each text is counted by its own length, rare characters and all', async () => {
  await database`UPDATE person SET name = repeat('𠮷', 30) WHERE id = ${city.id('张蔷')}`;
  const { run } = await finished(['delivered'], { sms: 'named' });
  await database`UPDATE person SET name = '张蔷' WHERE id = ${city.id('张蔷')}`;
  await countSpending(database, run.id, NOW);
  const texts = await database<{ variables: Record<string, string> }[]>`
    SELECT t.variables FROM message m JOIN rendering t ON t.id = m.rendering_id WHERE m.state = 'delivered'`;
  const parts = texts.map(({ variables: { name, committee, river } }) =>
    smsParts(SIGN + `${name}您好，${committee}提醒：请远离${river}。`.length),
  );
  expect(Math.max(...parts)).toBe(2);
  expect((await spendingOf(database, run.id))?.parts).toBe(parts.reduce((sum, one) => sum + one, 0));
});

test('a run is not counted while anything of it is under way, and once only', async () => {
  const { run } = await finished(['delivered'], { sms: 'flood' });
  await database`UPDATE batch SET state = 'done'`;
  await countSpending(database, run.id, NOW);
  const first = await spendingOf(database, run.id);
  await countSpending(database, run.id, new Date(NOW.getTime() + 1000));
  expect(await spendingOf(database, run.id)).toEqual(first);
  const open = await launch(city, { sms: 'flood', key: 'open' });
  await reserve(database, { runId: open.run.id, month: '2026-08', fen: 1, partFen: 1, signUnits: SIGN }, NOW);
  await moveRun(database, { runId: open.run.id, to: 'cancelled', now: NOW });
  expect(await runsToCount(database)).toEqual([]);
});

test('the ledger counts units and parts as JavaScript does', async () => {
  await fc.assert(
    fc.asyncProperty(fc.string({ unit: 'grapheme', maxLength: 250 }), async (text) => {
      const clean = text.replaceAll('\0', '');
      fc.pre(clean.length <= SMS_LENGTH_LIMIT);
      const [row] = await database<[{ units: number; parts: number }]>`
        SELECT ${utf16Units(database, database`said.text`)} AS units, ${partsOf(database, database`${clean.length}::int`)} AS parts
        FROM (VALUES (${clean}::text)) said (text)`;
      expect(row).toEqual({ units: clean.length, parts: smsParts(clean.length) });
    }),
    { numRuns: 60 },
  );
});
