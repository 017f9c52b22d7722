import { describe, expect, test } from '@jest/globals';
import { SHIPPED_OBLIGATIONS } from '../../../campaigns/deadline/shipped.js';
import { flawsOf, type Field, type Filled, type Form } from '../../../domain/duties/form.js';

const field = (more: Partial<Field>): Field => ({ key: 'one', zh: '一项', en: 'one', type: 'line', ...more });
const form = (more: Partial<Field>): Form => ({ fields: [field(more)], attachments: [] });
const flaws = (asked: Form, { values = {}, files = {} }: Partial<Filled>): string[] =>
  flawsOf(asked, { values, files }).map(({ key, reason }) => `${key} ${reason}`);
const of = (more: Partial<Field>, one: Filled['values'][string]): string[] =>
  flaws(form(more), { values: { one } });

describe('a field', () => {
  test('that is empty is missing, unless it may be', () => {
    for (const empty of ['', '  ', []]) expect(of({}, empty)).toEqual(['one missing']);
    expect(flaws(form({}), {})).toEqual(['one missing']);
    expect(flaws(form({ optional: true }), {})).toEqual([]);
  });

  test('holds what its type says, within its limits', () => {
    expect(of({ type: 'number', least: 50 }, 49)).toEqual(['one out-of-range']);
    expect(of({ type: 'number', least: 50 }, 50)).toEqual([]);
    expect(of({ type: 'number', most: 9 }, 10)).toEqual(['one out-of-range']);
    expect(of({ type: 'number' }, -1)).toEqual(['one out-of-range']);
    for (const wrong of ['12', Number.NaN, ['1']])
      expect(of({ type: 'number' }, wrong)).toEqual(['one wrong-type']);
    expect(of({ type: 'day' }, '2027-02-29')).toEqual(['one wrong-type']);
    expect(of({ type: 'day' }, '2028-02-29')).toEqual([]);
    expect(of({ type: 'choice', choices: ['个人', '组织'] }, '项目')).toEqual(['one unknown-word']);
    expect(of({ type: 'codes', least: 1, most: 2 }, ['a', 'b', 'c'])).toEqual(['one out-of-range']);
    expect(of({ type: 'codes', least: 1, most: 2 }, ['a', 'a'])).toEqual(['one out-of-range']);
    expect(of({ type: 'codes', least: 1, most: 2 }, ['a', 'b'])).toEqual([]);
    expect(of({ type: 'projects' }, '1')).toEqual(['one wrong-type']);
    expect(of({ type: 'line' }, '两\n行')).toEqual(['one wrong-type']);
    expect(of({ type: 'text' }, '两\n行')).toEqual([]);
    expect(of({ type: 'text', most: 3 }, '四个字的')).toEqual(['one out-of-range']);
    expect(of({ type: 'line' }, 5)).toEqual(['one wrong-type']);
  });
});

test('what the form does not ask for is refused', () => {
  expect(flaws(form({}), { values: { one: '好', two: '多余' }, files: { three: 1 } })).toEqual([
    ...['two unknown-field', 'three unknown-field'],
  ]);
});

test('of the five things a team needs, each that is missing is named', () => {
  const team = SHIPPED_OBLIGATIONS.find(({ code }) => code === 'three-teams')!.duties[0].form;
  const whole = { values: { people: 50, activity: '已开展宣讲' }, files: { roster: 1, photo: 2, video: 1 } };
  expect(flawsOf(team, whole)).toEqual([]);
  expect(flaws(team, {}).sort()).toEqual(
    ['people', 'activity', 'roster', 'photo', 'video'].map((key) => `${key} missing`).sort(),
  );
  expect(flaws(team, { ...whole, values: { ...whole.values, people: 49 } })).toEqual(['people out-of-range']);
  expect(flaws(team, { ...whole, files: { ...whole.files, video: 3 } })).toEqual(['video out-of-range']);
  for (const { zh, en } of flawsOf(team, { values: {}, files: {} })) {
    expect(zh).toMatch(/\p{Script=Han}/u);
    expect(en).not.toMatch(/\p{Script=Han}/u);
  }
});
