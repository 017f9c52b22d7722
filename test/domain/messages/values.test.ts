import { describe, expect, test } from '@jest/globals';
import { valueFault } from '../../../domain/messages/values.js';

const variable = { name: 'river', maxLength: 35 };

describe('a value in an SMS', () => {
  test.each([['滦河'], ['28.5米'], ['2026.8.1'], ['9:00-11:00'], ['河'.repeat(35)], ['a.m.'], ['12350']])(
    '%j is carried',
    (value) => {
      expect(valueFault(variable, value, 'sms')).toBeNull();
    },
  );

  test.each([
    [undefined, 'missing'],
    [null, 'missing'],
    [28.5, 'not-text'],
    ['', 'empty'],
    ['　', 'empty'],
    ['一\n二', 'control-character'],
    ['a\u0000b', 'control-character'],
    ['a\ud800', 'control-character'],
    ['河'.repeat(36), 'too-long'],
    ['http://x', 'link'],
    ['HTTPS://x', 'link'],
    ['见www.example', 'link'],
    ['example.com', 'link'],
    ['ｅｘａｍｐｌｅ．ｃｏｍ', 'link'],
    ['10.0.0.1', 'link'],
    ['【唐山】', 'symbol'],
    ['100¥', 'symbol'],
    ['★', 'symbol'],
  ])('%j is refused: %s', (value, reason) => {
    const fault = valueFault(variable, value, 'sms');
    expect(fault).toMatchObject({ variable: 'river', reason });
    expect(fault?.zh).toContain('river');
    expect(fault?.en).toContain('river');
  });
});

test('a mail carries links and signs, but no line ends', () => {
  expect(valueFault(variable, 'https://example.invalid', 'email')).toBeNull();
  expect(valueFault(variable, '【★】', 'email')).toBeNull();
  expect(valueFault(variable, 'a\r\nBcc: x', 'email')).toMatchObject({ reason: 'control-character' });
});
