import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { maskPhone, normalisePhone } from '../../../domain/people/phone.js';

const PHONE = '15400008000';

describe('a phone as people write it', () => {
  test.each([
    ['15400008000'],
    [' 15400008000 '],
    ['154 0000 8000'],
    ['154-0000-8000'],
    ['1 5 4 0 0 0 0 8 0 0 0'],
    ['+86 154 0000 8000'],
    ['+8615400008000'],
    ['008615400008000'],
    ['8615400008000'],
    ['(+86)15400008000'],
    ['１５４０００0８０００'],
    ["'15400008000"],
    ['tel:15400008000'],
    ['\u202d15400008000\u202c'],
    ['015400008000'],
  ])('%j is one mobile number', (written) => {
    expect(normalisePhone(written)).toBe(PHONE);
  });

  test.each([
    ['', 'empty'],
    ['   ', 'empty'],
    ['没有', 'not-a-number'],
    ['154****8000', 'not-a-number'],
    ['1.5400008E+10', 'not-a-number'],
    ['15400008000(妈妈)', 'not-a-number'],
    ['15400008000,15400008001', 'several-numbers'],
    ['15400008000、15400008001', 'several-numbers'],
    ['15400008000/15400008001', 'several-numbers'],
    ['15400008000 15400008001', 'several-numbers'],
    ['1540000800015400008001', 'several-numbers'],
    ['15400008000 或 0315-2821234', 'several-numbers'],
    ['0315-2821234 15400008000', 'several-numbers'],
    ['15400008000 ext 5', 'extension'],
    ['0315-2821234', 'landline'],
    ['(0315)2821234', 'landline'],
    ['010-12345678', 'landline'],
    ['2821234', 'landline'],
    ['+852 5123 4567', 'not-mainland'],
    ['+1 212 555 1234', 'not-mainland'],
    ['12350', 'not-mobile'],
    ['400-800-1234', 'not-mobile'],
    ['154000080001', 'not-mobile'],
    ['1540000800', 'not-mobile'],
    ['11400008000', 'not-mobile'],
  ])('%j is refused: %s', (written, reason) => {
    expect(normalisePhone(written)).toMatchObject({ reason });
  });

  test('every range from 13 to 19 is a mobile number, whatever the library knows of it', () => {
    fc.assert(
      fc.property(fc.integer({ min: 13_000_000_000, max: 19_999_999_999 }), (number) => {
        const phone = String(number);
        expect(normalisePhone(phone)).toBe(phone);
        expect(normalisePhone(`+86 ${phone.slice(0, 3)} ${phone.slice(3, 7)} ${phone.slice(7)}`)).toBe(phone);
      }),
    );
  });

  test('any text gives a number of that form, or a problem whose sentences do not repeat it', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.stringMatching(/^[+0-9 ()/,-]{5,24}$/)), (written) => {
        const result = normalisePhone(written);
        if (typeof result === 'string') {
          expect(result).toMatch(/^1[3-9]\d{9}$/);
          expect(normalisePhone(result)).toBe(result);
        } else {
          const digits = written.replace(/\D/g, '');
          if (digits.length > 4) expect(`${result.zh}${result.en}`).not.toContain(digits);
        }
      }),
    );
  });
});

test('a masked phone keeps its first three and last four digits, and nothing of another text', () => {
  expect(maskPhone(PHONE)).toBe('154****8000');
  expect(maskPhone('0315-2821234')).toBe('****');
});
