import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { CODE_LETTERS, codesIn, formatCode } from '../../../domain/messages/call-code.js';

describe('finds codes', () => {
  test.each([
    ['B1', ['B1']],
    ['b 1 能来', ['B1']],
    ['Ｂ１能来', ['B1']],
    ['B-1，去', ['B1']],
    ['b.1', ['B1']],
    ['B01', ['B1']],
    ['编号b1能来', ['B1']],
    ['能来B1', ['B1']],
    ['“B1能来”', ['B1']],
    ['B1 B2都能去', ['B1', 'B2']],
    ['B1和B2', ['B1', 'B2']],
    ['b1、k12', ['B1', 'K12']],
    ['B1 B1', ['B1']],
    ['ok B1', ['B1']],
    ['K7 can come', ['K7']],
    ['AB3不去', ['AB3']],
  ])('%s', (text, codes) => {
    expect(codesIn(text)).toEqual(codes);
  });
});

describe('leaves alone what only looks like one', () => {
  test.each(
    `我走G20高速 有C1驾照 打印A4纸 4S店 5G信号 开M3来 T1 N2 R1 Y1 D3 O1 I5 Z9 B0 B100 B1234 ABC3 GB2312 A股3 K12教育
     G20堵车了 H7N9 1B1 B1B B1x 加QQ12345`
      .split(/\s+/)
      .filter(Boolean),
  )('%s', (text) => {
    expect(codesIn(text)).toEqual([]);
  });
});

test('every code is found again, however it is written', () => {
  const letters = fc
    .constantFrom(...CODE_LETTERS)
    .chain((first) => fc.constantFrom('', ...CODE_LETTERS).map((second) => first + second));
  const dress = fc.constantFrom(
    (code: string) => code.toLowerCase(),
    (code: string) => `${code}能来`,
    (code: string) => `能来${code}`,
    (code: string) => `编号${code}，去不了`,
    (code: string) => code.replace(/(?=\d)/, ' '),
    (code: string) => code.replace(/[!-~]/g, (each) => String.fromCharCode(each.charCodeAt(0) + 0xfee0)),
  );
  fc.assert(
    fc.property(letters, fc.integer({ min: 1, max: 99 }), dress, (some, number, put) => {
      const code = formatCode(some, number);
      expect(codesIn(put(code))).toEqual([code]);
    }),
  );
});

test.each([
  ['T', 1],
  ['', 1],
  ['ABC', 1],
  ['b', 1],
  ['B', 0],
  ['B', 100],
  ['B', 1.5],
])('%s%s is no code to give', (letters, number) => {
  expect(() => formatCode(letters, number)).toThrow(RangeError);
});

test('a long text is searched at its beginning only', () => {
  expect(codesIn(`B1${'，好'.repeat(100_000)}B2`)).toEqual(['B1']);
});
