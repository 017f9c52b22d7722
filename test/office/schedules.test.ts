import { expect, test } from '@jest/globals';
import type { Actor } from '../../ledger/operators.js';
import { firingsAhead, scheduleStates, syncDeclared } from '../../office/schedules.js';
import type { Office } from '../../office/office.js';
import { SettableClock } from '../../runtime/clock.js';
import { NOW } from '../support/cast.js';
import { AWAY, refusalOf } from './office.js';

const office = { clock: new SettableClock(NOW), temporal: AWAY } as unknown as Office;
const city: Actor = { name: 'office', scopePath: 'tangshan/', role: 'clerk', maySeePersonalData: true };

test('every firing of the next years is known without asking anybody', () => {
  const year = firingsAhead(office, 1);
  expect(year).toHaveLength(12);
  expect(year[0]).toMatchObject({ id: 'monthly-safety-notice', at: new Date('2026-09-01T01:00:00Z') });
  expect(year.at(-1)?.at).toEqual(new Date('2027-08-01T01:00:00Z'));
  expect(firingsAhead(office, 5)).toHaveLength(60);
});

test.each([0, 6, Number.NaN])('%p years are refused', (years) => {
  expect(() => firingsAhead(office, years)).toThrow('1 到 5');
});

test('while Temporal is away a list says what is declared, and that nobody answers', async () => {
  expect(await scheduleStates(office)).toMatchObject([
    { state: 'unanswered', next: new Date('2026-09-01T01:00:00Z') },
  ]);
});

test('syncing is refused while Temporal is away, and to those who work for a part', async () => {
  expect((await refusalOf(syncDeclared(office, city))).kind).toBe('engine-down');
  expect((await refusalOf(syncDeclared(office, { ...city, scopePath: 'tangshan/luannan/' }))).kind).toBe(
    'not-allowed',
  );
});
