import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { ownReason } from '../../domain/messages/reasons.js';
import { reasonMeaning } from '../../office/reasons.js';
import { LINK_CODES } from '../../providers/outcomes.js';
import { asset } from '../../runtime/root.js';

/** Sources of a folder, all the way down. */
const sourcesOf = (folder: string): string[] =>
  readdirSync(asset(folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .map((file) => readFileSync(asset(join(folder, file)), 'utf8'));

/** Words of our own that dispatch and providers give as the reason of a message. */
const ourCodes = [...sourcesOf('dispatch'), ...sourcesOf('providers')].flatMap((source) =>
  [
    ...source.matchAll(/rejected\('\w+', '([^']+)'\)/g),
    ...source.matchAll(/unknown\('([^']+)'\)/g),
    ...source.matchAll(/kind: 'rejected', scope: '\w+', code: '([^']+)'/g),
  ].map(([, code]) => code!),
);

describe('every word of our own', () => {
  test('is found in the sources', () => {
    expect(ourCodes).toEqual(
      expect.arrayContaining(['nonce-under-way', 'phone-repeated', 'envelope', 'too-large', 'address']),
    );
  });

  test.each([...new Set([...ourCodes, ...Object.values(LINK_CODES), 'dispatcher lost'])])(
    '%s has its sentence',
    (code) => {
      expect(ownReason(code)?.zh).toMatch(/\p{Script=Han}/u);
      expect(reasonMeaning(code).zh).not.toContain(code);
    },
  );
});

describe('a code of the carrier', () => {
  const codes = [
    ...readFileSync(asset('providers', 'aliyun', 'codes.ts'), 'utf8').matchAll(
      /^ {2}'?([\w.]+)'?: entry\(/gm,
    ),
  ].map(([, code]) => code!);

  test('stands in its table', () => {
    expect(codes.length).toBeGreaterThan(35);
  });

  test.each(codes)('%s has its sentence, the code beside it', (code) => {
    const { zh, en } = reasonMeaning(code);
    expect(zh).toMatch(new RegExp(`\\p{Script=Han}.*，${code.replaceAll('.', '\\.')}$`, 'u'));
    expect(en.endsWith(`, ${code}`)).toBe(true);
  });

  test.each(['isv.BRAND_NEW', 'constructor', ''])('%p that stands in no table stays as it came', (code) => {
    expect(reasonMeaning(code)).toEqual({ zh: code, en: code });
  });
});

test.each([
  ['550 5.1.1', '没有这个邮箱地址，550 5.1.1'],
  ['552 5.2.2', '对方邮箱停用或已满，552 5.2.2'],
  ['554 5.7.1', '对方按规则拒收，554 5.7.1'],
  ['550', '邮件服务器拒收，550'],
  ['550 5.9.9', '邮件服务器拒收，550 5.9.9'],
  ['450 4.2.0', '450 4.2.0'],
])('a relay that answered %s: %s', (code, sentence) => {
  expect(reasonMeaning(code).zh).toBe(sentence);
});
