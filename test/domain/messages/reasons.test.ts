import { readFile } from 'node:fs/promises';
import { expect, test } from '@jest/globals';
import { ownReason, unsendable, valueCode } from '../../../domain/messages/reasons.js';
import { asset } from '../../../runtime/root.js';

test('every reason the ledger gives has its sentence in both languages', async () => {
  const sources = await Promise.all(
    ['judge', 'claim'].map((name) => readFile(asset('ledger', `${name}.ts`), 'utf8')),
  );
  const reasons = sources.flatMap((source) =>
    [...source.matchAll(/THEN '([a-z ]+)'/g)].map((match) => match[1]!),
  );
  expect(reasons).toEqual(
    expect.arrayContaining(['no address', 'opted out', 'duplicate address', 'frequency cap', 'expired']),
  );
  for (const reason of reasons.filter((one) => one !== 'sending' && one !== 'suppressed')) {
    expect(ownReason(reason)?.zh).toMatch(/\p{Script=Han}/u);
  }
});

test('a value that cannot be sent says whose it is and what is wrong, never the value', () => {
  expect(ownReason(valueCode({ variable: 'name', reason: 'symbol' }))).toEqual({
    zh: '姓名含有短信不能发送的符号（【】¥★※）',
    en: 'the name holds a symbol no SMS may carry (【】¥★※)',
  });
  expect(ownReason('text.committee.link text.name.too-long')?.zh).toBe(
    '组织名称像网址，短信不能发送，姓名过长',
  );
  expect(ownReason('text.river.missing')?.en).toBe('the value of river is missing');
});

test('what we refused ourselves is told from what a provider refused', () => {
  for (const reason of [
    'text.name.link',
    'phone-repeated',
    'envelope',
    'too-large',
    'address',
    'address.sealed',
    'not-composed',
  ])
    expect(unsendable(reason)).toBeDefined();
  for (const reason of ['opted out', 'link.broken', 'isv.MOBILE_NUMBER_ILLEGAL', 'text.name.unheard-of', ''])
    expect(unsendable(reason)).toBeUndefined();
});

test.each([
  'isv.MOBILE_NUMBER_ILLEGAL',
  '550 5.1.1',
  'constructor',
  'text.name.constructor',
  'text.name',
  '',
])('%p is no word of ours', (reason) => {
  expect(ownReason(reason)).toBeUndefined();
});
