import { expect, test } from '@jest/globals';
import { pairs, table } from '../../../apps/cli/table.js';

test('columns stand under each other, Chinese being two columns wide; numbers to the right', () => {
  expect(
    table(
      ['活动\nrun', '标题\ntitle', 'audience'],
      [
        [1, '汛情', 12],
        [12, 'flood 洪水', 3500],
      ],
    ).split('\n'),
  ).toEqual([
    '活动  标题        audience',
    ' run  title',
    '   1  汛情              12',
    '  12  flood 洪水      3500',
  ]);
});

test('names and values', () => {
  expect(
    pairs([
      ['活动', 12],
      ['state', 'closed'],
    ]),
  ).toBe('活动   12\nstate  closed');
});

test('a table without rows is its heading', () => {
  expect(table(['run', 'state'], [])).toBe('run  state');
});
