import { expect, test } from '@jest/globals';
import type { SafeguardPeriod } from '../../campaigns/theme/safeguard.js';
import { keyPrefix, launchOf, type DatedFiring } from '../../schedules/entry.js';
import { firingOn } from '../../schedules/firings.js';
import { compiled, workdaysWith } from './office.js';

const SPRING: SafeguardPeriod = {
  ...{ id: 7, name: '春节保障', from: '2027-02-01', to: '2027-02-21', every: 'day' },
  ...{ endedOn: null, enteredOn: '2026-08-01' },
};
const entryOf = (more: Partial<SafeguardPeriod> = {}) =>
  compiled({ safeguards: [{ ...SPRING, ...more }] }).find(({ id }) => id === 'safeguard-7');
const firingOf = (more: Partial<SafeguardPeriod> = {}) => (entryOf(more)!.firing as DatedFiring).days;

test('a time of special care is asked for by itself, fifteen days ahead, once', () => {
  expect(firingOf()).toEqual([
    {
      ...{ day: '2027-01-17', period: null, due: '2027-02-01', dueProvisional: false },
      lastDay: '2027-02-21',
    },
  ]);
  const entry = entryOf()!;
  expect(launchOf(entry, firingOn(entry.firing, '2027-01-17')!, 'tangshan')).toEqual({
    key: 'safeguard-7.tangshan',
    definition: { kind: 'deadline', safeguard: 7 },
  });
  expect(keyPrefix(entry)).toBe('safeguard-7.');
});

test('one that is set late on the day on which it is set, one without a report never', () => {
  expect(firingOf({ enteredOn: '2027-02-03' })[0]).toMatchObject({ day: '2027-02-03' });
  expect(entryOf({ every: 'week', endedOn: '2027-02-02' })).toBeUndefined();
});

test('its first day may move with the holidays, where they say which days are worked', () => {
  expect(firingOf({ every: 'week' })[0]).toMatchObject({ due: '2027-02-04', dueProvisional: true });
  const known = compiled({ safeguards: [{ ...SPRING, every: 'week' }], workdays: workdaysWith(2027) });
  expect(known.find(({ id }) => id === 'safeguard-7')!.firing).toMatchObject({
    days: [{ due: '2027-02-05', dueProvisional: false }],
  });
});
