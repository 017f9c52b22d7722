import { expect, test } from '@jest/globals';
import {
  faultsOfTen,
  lastNoticeDay,
  publishedText,
  type Nomination,
} from '../../../campaigns/deadline/monthly-ten.js';
import { Workdays } from '../../../domain/calendar/workdays.js';

/** So many of each kind, all with consent. */
const chosen = (people: number, organisations: number, projects = 0): Nomination[] =>
  [
    ...Array.from({ length: people }, () => '个人'),
    ...Array.from({ length: organisations }, () => '组织'),
    ...Array.from({ length: projects }, () => '项目'),
  ].map((kind, at) => ({ duty: at + 1, committee: '滦南县', title: `典型${at + 1}`, kind, consented: true }));

const reasons = (picks: Nomination[]): string[] => faultsOfTen(picks).map(({ reason }) => reason);

test('ten in all, of at least two kinds, each with consent; everything that is wrong is told', () => {
  expect(reasons(chosen(9, 1))).toEqual([]);
  expect(reasons(chosen(5, 4))).toEqual(['not-ten']);
  expect(reasons(chosen(5, 6))).toEqual(['not-ten']);
  expect(reasons(chosen(0, 0))).toEqual(['not-ten']);
  expect(reasons(chosen(10, 0))).toEqual(['one-kind']);
  const silent = chosen(8, 1).map((one, at) => ({ ...one, consented: at !== 2 && at !== 4, kind: '个人' }));
  expect(reasons(silent)).toEqual(['not-ten', 'one-kind', 'no-consent']);
  expect(faultsOfTen(silent).at(-1)!.zh).toContain('3（滦南县）、5（滦南县）');
});

test('a public notice is whole workdays after the day on which it begins, over holidays and worked weekends', () => {
  const until = (from: string, workdays: number) => lastNoticeDay({ from, workdays }, new Workdays());
  expect(until('2026-08-03', 5)).toEqual({ day: '2026-08-10', provisional: false });
  // Mid-autumn is off from Friday to Sunday; 1 to 7 October is off; 20 September and 10 October, weekends, are worked.
  expect(until('2026-09-24', 5)).toEqual({ day: '2026-10-09', provisional: false });
  expect(until('2026-09-18', 5).day).toBe('2026-09-24');
  expect(until('2027-01-04', 5).provisional).toBe(true);
});

test('the list for a website stands by kind, names as nominated', () => {
  expect(publishedText('2026-07', chosen(1, 0, 2))).toBe(
    '2026年7月“月评十佳”名单\n\n个人\n1. 典型1（滦南县推荐）\n\n项目\n1. 典型2（滦南县推荐）\n2. 典型3（滦南县推荐）\n',
  );
});
