import { expect, test } from '@jest/globals';
import type { FieldType, FieldValue } from '../../../domain/duties/form.js';
import { valuesText, writtenValue, writtenValues } from '../../../domain/duties/written-values.js';
import { EVERY_FIELD } from '../../support/duties.js';

test.each<[FieldType, string | string[], FieldValue | undefined]>([
  ['number', ' １，２００ ', 1200],
  ['number', '3.50', 3.5],
  ['number', '-2', -2],
  ['number', '很多', '很多'],
  ['number', '1e9', '1e9'],
  ['number', '', undefined],
  ['day', '2027-03-05', '2027-03-05'],
  ['day', '2027年3月5日', '2027-03-05'],
  ['day', '２０２７.3.5', '2027-03-05'],
  ['day', '2027-02-30', '2027-02-30'],
  ['day', '三月五日', '三月五日'],
  ['text', ' 一\r\n二\r三 ', '一\n二\n三'],
  ['text', ' \r\n ', undefined],
  ['line', ' 一 ', '一'],
  ['codes', '东街村\r\n倴城镇，东街村；', ['东街村', '倴城镇']],
  ['codes', ' ', undefined],
  ['projects', ['1', '2'], ['1', '2']],
  ['choice', '个人', '个人'],
])('%s written %j is %j', (type, written, value) => {
  expect(writtenValue({ type }, written)).toEqual(value);
});

test('what a form does not have is kept, to be found wrong', () => {
  expect(writtenValues(EVERY_FIELD, { title: '一', sessions: '2', none: 'x', story: '' })).toEqual({
    ...{ title: '一', sessions: 2, none: 'x' },
  });
});

test('the order of fields makes no difference, every value does', () => {
  expect(valuesText({ a: 1, b: ['x'] })).toBe(valuesText({ b: ['x'], a: 1 }));
  expect(valuesText({ a: 1 })).not.toBe(valuesText({ a: '1' }));
});
