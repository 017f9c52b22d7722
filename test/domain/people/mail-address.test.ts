import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { maskMailAddress, normaliseMailAddress } from '../../../domain/people/mail-address.js';

describe('a mail address', () => {
  test.each([
    ['zhang@example.invalid', 'zhang@example.invalid'],
    [' Zhang.San@Example.INVALID ', 'Zhang.San@example.invalid'],
    ['ｚｈａｎｇ＠ｅｘａｍｐｌｅ．ｉｎｖａｌｉｄ', 'zhang@example.invalid'],
    ['mailto:zhang+safety@mail.example.invalid', 'zhang+safety@mail.example.invalid'],
    ['154@qq-mail.example.invalid', '154@qq-mail.example.invalid'],
  ])('%j is stored as %j', (written, stored) => {
    expect(normaliseMailAddress(written)).toBe(stored);
  });

  test.each([
    ['', 'empty'],
    ['zhang.example.invalid', 'no-at'],
    ['a@example.invalid,b@example.invalid', 'several-addresses'],
    ['@example.invalid', 'local-part'],
    ['zhang san@example.invalid', 'local-part'],
    ['张三@example.invalid', 'local-part'],
    ['.zhang@example.invalid', 'local-part'],
    ['zhang..san@example.invalid', 'local-part'],
    ['张三<zhang@example.invalid>', 'local-part'],
    ['zhang@localhost', 'domain'],
    ['zhang@example.invalid>', 'domain'],
    ['zhang@-example.invalid', 'domain'],
    ['zhang@192.0.2.1', 'domain'],
    ['zhang@example。invalid', 'domain'],
    ['zhang@', 'domain'],
    [`${'a'.repeat(65)}@example.invalid`, 'too-long'],
    [
      `a@${'b'.repeat(60)}.${'c'.repeat(60)}.${'d'.repeat(60)}.${'e'.repeat(60)}.${'f'.repeat(20)}.invalid`,
      'too-long',
    ],
  ])('%j is refused: %s', (written, reason) => {
    expect(normaliseMailAddress(written)).toMatchObject({ reason });
  });

  test('what is accepted can break no header, and stays as it is', () => {
    fc.assert(
      fc.property(fc.oneof(fc.emailAddress(), fc.string()), (written) => {
        const result = normaliseMailAddress(written);
        if (typeof result !== 'string') return;
        expect(result).not.toMatch(/[\s<>,;"]/);
        expect(normaliseMailAddress(result)).toBe(result);
      }),
    );
  });
});

test('a masked address keeps its first letter and its domain', () => {
  expect(maskMailAddress('zhang@example.invalid')).toBe('z***@example.invalid');
  expect(maskMailAddress('no address')).toBe('***');
});
