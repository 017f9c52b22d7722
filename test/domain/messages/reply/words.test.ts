import { expect, test } from '@jest/globals';
import { kindsOf, shape, spell } from '../../../../domain/messages/reply/words/kinds.js';
import { kindByWord } from '../../../../domain/messages/reply/words/lexicon.js';

test('a word of two kinds is refused', () => {
  expect(() => kindByWord([{ good: '好 行' }, { attend: '来 行' }])).toThrow(
    '行 is listed as good and as attend',
  );
  expect(kindByWord([{ good: '好 行' }, { good: '行', attend: 'be_there' }])).toEqual(
    new Map([
      ['好', 'good'],
      ['行', 'good'],
      ['be there', 'attend'],
    ]),
  );
});

test('a pattern names kinds that exist', () => {
  expect(() => shape('not attnd')).toThrow('attnd');
  expect(() => shape('WHO attend')).toThrow('WHO');
  expect(() => kindsOf('not attnd')).toThrow('attnd');
});

test('a pattern over kinds matches rows of kinds', () => {
  const pattern = shape('not MID{0,2} attend', { MID: 'able|want' });
  expect(pattern.test(spell(['not', 'able', 'want', 'attend']))).toBe(true);
  pattern.lastIndex = 0;
  expect(pattern.test(spell(['not', 'busy', 'attend']))).toBe(false);
});
