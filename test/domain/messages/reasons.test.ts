import { readFile } from 'node:fs/promises';
import { expect, test } from '@jest/globals';
import { reasonMeaning } from '../../../domain/messages/reasons.js';
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
    expect(reasonMeaning(reason).zh).toMatch(/\p{Script=Han}/u);
  }
});

test('a provider’s code stays as it came', () => {
  expect(reasonMeaning('isv.MOBILE_NUMBER_ILLEGAL')).toEqual({
    zh: 'isv.MOBILE_NUMBER_ILLEGAL',
    en: 'isv.MOBILE_NUMBER_ILLEGAL',
  });
  expect(reasonMeaning('constructor').en).toBe('constructor');
});
