import { describe, expect, test } from '@jest/globals';
import { CapCounter, type Order } from '../../../local/simulators/carrier/caps.js';
import { capTable } from '../../../local/simulators/carrier/settings.js';
import { smsParts } from '../../../local/simulators/carrier/templates.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
/** A full hour, so that the natural windows are easy to name. */
const START = Date.parse('2026-11-23T02:00:00Z');

const order = (more: Partial<Order> & { kind?: 'verification' | 'notice' | 'promotion' } = {}): Order => ({
  phone: '15400000001',
  signName: '唐山志愿',
  text: '',
  template: { code: 'SMS_1', text: '', class: more.kind ?? 'notice' },
  ...more,
});

const counter = (table: object = {}) => {
  const caps = new CapCounter(capTable.parse(table));
  return (at: number, ...orders: Order[]) => {
    try {
      caps.count(orders, at);
      return 'OK';
    } catch (error) {
      return (error as Error).message;
    }
  };
};

describe('verification codes', () => {
  const code = order({ kind: 'verification' });

  test('one in a natural minute, five in a natural hour', () => {
    const count = counter();
    expect(count(START + 59_000, code)).toBe('OK');
    expect(count(START + 59_999, code)).toBe('触发分钟级流控Permits:1');
    for (const minute of [1, 2, 3, 4]) expect(count(START + minute * MINUTE, code)).toBe('OK');
    expect(count(START + 59 * MINUTE, code)).toBe('触发小时级流控Permits:5');
    expect(count(START + HOUR, code)).toBe('OK');
  });

  test('ten in the 24 hours before, not in a calendar day', () => {
    const count = counter();
    for (let sent = 0; sent < 10; sent++) expect(count(START + sent * HOUR, code)).toBe('OK');
    expect(count(START + DAY - 1, code)).toBe('触发天级流控Permits:10');
    expect(count(START + DAY, code)).toBe('OK');
    expect(count(START + DAY + MINUTE, code)).toBe('触发天级流控Permits:10');
  });

  test('forty a day over all signatures', () => {
    const count = counter();
    for (let sent = 0; sent < 40; sent++) {
      expect(count(START + sent, { ...code, signName: `签名${sent}` })).toBe('OK');
    }
    expect(count(START + 40, { ...code, signName: '签名40' })).toBe('触发天级流控Permits:40');
  });
});

describe.each(['notice', 'promotion'] as const)('a %s', (kind) => {
  test('fifty a day per signature, template and number', () => {
    const count = counter();
    const fifty = Array.from({ length: 50 }, () => order({ kind }));
    expect(count(START, ...fifty)).toBe('OK');
    expect(count(START + 1, order({ kind }))).toBe('触发天级流控Permits:50');
    expect(count(START + 1, order({ kind, signName: '滦州志愿' }))).toBe('OK');
    expect(count(START + 1, order({ kind, phone: '15400000002' }))).toBe('OK');
    expect(count(START + 1, order({ template: { code: 'SMS_2', text: '', class: kind } }))).toBe('OK');
  });
});

test('a refused call counts for none of its numbers', () => {
  const count = counter({ notice: { day: 1 } });
  const other = order({ phone: '15400000002' });
  expect(count(START, order())).toBe('OK');
  expect(count(START, other, order())).toBe('触发天级流控Permits:1');
  expect(count(START, other)).toBe('OK');
});

test('a cap can be lifted', () => {
  const count = counter({ notice: {} });
  expect(count(START, ...Array.from({ length: 500 }, () => order()))).toBe('OK');
});

test.each([
  [0, 1],
  [70, 1],
  [71, 2],
  [134, 2],
  [135, 3],
  [160, 3],
])('a text of %i characters has %i parts', (characters, parts) => {
  expect(smsParts('字'.repeat(characters))).toBe(parts);
});
