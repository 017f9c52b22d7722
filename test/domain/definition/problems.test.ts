import { describe, expect, test } from '@jest/globals';
import { nearest } from '../../../domain/definition/nearest.js';
import { read } from '../../../domain/definition/problems.js';
import {
  audience,
  audienceRule,
  duration,
  durationSeconds,
  officeInstant,
  sendWindow,
} from '../../../domain/plan/schema.js';
import { pathText, problemLine } from '../../../domain/problem.js';

/** The problems of a value as lines. */
const lines = (schema: Parameters<typeof read>[0], value: unknown): string[] => {
  const result = read(schema, value);
  return result.ok ? [] : result.problems.map(problemLine);
};

describe('the word that was probably meant', () => {
  test.each([
    ['role', ['committees', 'roles'], 'roles'],
    ['comittees', ['committees', 'roles'], 'committees'],
    ['Roles', ['roles'], 'roles'],
    ['liasion', ['head', 'deputy', 'liaison'], 'liaison'],
    ['x', ['at', 'key'], null],
    ['colour', ['committees', 'roles'], null],
    ['', ['at'], null],
    ['role', [], null],
  ])('%j among %j is %j', (written, known, meant) => {
    expect(nearest(written, known)).toBe(meant);
  });
});

describe('an audience', () => {
  test('is read and frozen as a rule', () => {
    const written = {
      committees: ['tangshan'],
      roles: ['liaison'],
      age: { from: 18 },
      recipients_of: { run: 7, step: 'notice' },
    };
    const result = read(audience, written);
    expect(result.ok && audienceRule(result.value)).toEqual({
      committees: ['tangshan'],
      roles: ['liaison'],
      age: { from: 18 },
      recipientsOf: { run: 7, step: 'notice' },
    });
  });

  test.each([
    [
      { committees: ['t'], role: ['head'] },
      'role: 未知的受众条件 “role”，是否指 roles？ / unknown audience condition “role”, did you mean roles?',
    ],
    [
      {},
      'committees: 缺少此项，请补上委员会代码；或者写 teams（服务队代码） / is missing; name committees, or teams instead',
    ],
    [{ committees: [] }, 'committees: 不能为空，请填写 / may not be empty; fill it in'],
    [{ committees: 'tangshan' }, 'committees: 应为列表 / must be a list'],
    [{ committees: [1302] }, 'committees[0]: 应为文字，请加引号 / must be text; put it in quotes'],
    [
      { committees: ['t'], roles: ['liason'] },
      'roles[0]: “liason” 无效，是否指 liaison？ / “liason” is not known, did you mean liaison?',
    ],
    [
      { committees: ['t'], roles: ['king'] },
      'roles[0]: “king” 无效，只能是 head、deputy、liaison / “king” is not known; it must be head or deputy or liaison',
    ],
    [{ committees: ['t'], age: { from: -1 } }, 'age.from: 至少 0 / must be at least 0'],
    [{ committees: ['t'], age: { from: 17.5 } }, 'age.from: 应为整数 / must be a whole number'],
    [
      { committees: ['t'], age: { from: 60, to: 18 } },
      'age: 年龄下限大于上限，请对调 / the lower age is above the upper; swap them',
    ],
    [
      { committees: ['t'], age: { form: 18 } },
      'age.form: 未知的年龄条件 “form”，是否指 from？ / unknown age condition “form”, did you mean from?',
    ],
  ])('%j: %s', (value, line) => {
    expect(lines(audience, value)).toEqual([line]);
  });

  test('an unknown word without a neighbour lists the known ones', () => {
    expect(lines(audience, { committees: ['t'], colour: 'red' })).toEqual([
      expect.stringContaining(
        '可用的有：committees、teams、roles、skills、qualifications、age、recipients_of',
      ),
    ]);
  });

  test('several problems come at once', () => {
    expect(lines(audience, { comittees: ['t'], roles: [] })).toHaveLength(3);
  });
});

describe('time words', () => {
  test.each([
    ['30m', 1800],
    ['12h', 43_200],
    ['3d', 259_200],
  ])('%s is %d seconds', (text, seconds) => {
    expect(read(duration, text).ok).toBe(true);
    expect(durationSeconds(text)).toBe(seconds);
  });

  test.each([['0h'], ['12'], ['12 h'], ['-1h'], ['1.5h'], ['1w'], ['999999d'], [12]])(
    '%j is no duration',
    (text) => {
      expect(read(duration, text).ok).toBe(false);
    },
  );

  test('a duration that did not pass the schema is refused', () => {
    expect(() => durationSeconds('1w')).toThrow(RangeError);
  });

  test.each([
    [{ from: '08:00', to: '20:00' }, true],
    [{ from: '20:00', to: '06:00' }, true],
    [{ from: '08:00', to: '24:00' }, true],
    [{ from: '8:00', to: '20:00' }, false],
    [{ from: '24:00', to: '20:00' }, false],
    [{ from: '08:00', to: '08:00' }, false],
    [{ from: '08:00' }, false],
    [{ from: 480, to: 1200 }, false],
  ])('%j is a window: %s', (window, accepted) => {
    expect(read(sendWindow, window).ok).toBe(accepted);
  });

  test('a day that does not exist is no instant', () => {
    expect(lines(officeInstant, '2026-02-30 09:00')).toEqual([expect.stringContaining('北京时间')]);
  });
});

test('a path reads as a person would write it', () => {
  expect(pathText(['channels', 0, 'variables', 'river'])).toBe('channels[0].variables.river');
  expect(problemLine({ path: [], reason: 'x', zh: '一', en: 'one' })).toBe('一 / one');
});
