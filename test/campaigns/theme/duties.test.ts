import { expect, test } from '@jest/globals';
import { dutiesOf } from '../../../campaigns/theme/duties.js';
import { SHIPPED_THEMES } from '../../../campaigns/theme/shipped.js';
import { PHASES } from '../../../campaigns/theme/theme.js';
import { flawsOf } from '../../../domain/duties/form.js';

const theme = (code: string) => SHIPPED_THEMES.find((each) => each.code === code)!;
const keys = (code: string) => dutiesOf(theme(code), []).map(({ key }) => key);

test('the four collective days ask for everything, small ones for little or nothing', () => {
  for (const { code, collective } of SHIPPED_THEMES)
    expect([code, keys(code).length === 4]).toEqual([code, collective === true]);
  expect([keys('national-security-day'), keys('constitution-day')]).toEqual([['counts'], []]);
});

test('every report falls due with a phase', () => {
  for (const { due } of dutiesOf(theme('lei-feng-day'), [])) expect(PHASES).toContain(due);
});

test('a goal of its own kind puts its number into the counts, once; others are in them anyway', () => {
  const goals = [
    { key: 'villages', name: '进百村', target: 100, counts: 'villages' },
    { key: 'more', name: '再进百村', target: 200, counts: 'villages' },
    { key: 'people', name: '万人参与', target: 10_000, counts: 'participants' },
  ];
  const form = dutiesOf(theme('fire-day'), goals)[0]!.form;
  expect(form.fields.map(({ key }) => key)).toEqual([
    ...['sessions', 'participants', 'consultations', 'leaflets', 'villages'],
  ]);
  const counted = { sessions: 1, participants: 30, consultations: 100, leaflets: 1000 };
  expect(flawsOf(form, { values: counted, files: {} })).toEqual([]);
  expect(flawsOf(form, { values: { ...counted, villages: -1 }, files: {} })).toMatchObject([
    { key: 'villages', reason: 'out-of-range' },
  ]);
});
