import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { TOPICS } from '../../../domain/messages/topics.js';
import { linkText, readLink, wishUrl, type WishLink } from '../../../domain/messages/wish-link.js';

const hex = fc
  .uint8Array({ minLength: 16, maxLength: 16 })
  .map((bytes) => Buffer.from(bytes).toString('hex'));
const links: fc.Arbitrary<WishLink> = fc.record({
  person: fc.nat({ max: Number.MAX_SAFE_INTEGER }),
  channel: fc.constantFrom('sms', 'email'),
  address: hex,
  topic: fc.constantFrom('all', ...TOPICS),
});

test('a link is read as it was written', () => {
  fc.assert(fc.property(links, (link) => expect(readLink(linkText(link))).toEqual(link)));
});

test.each([
  '',
  '2 sms 1 00000000000000000000000000000000 all',
  '1 fax 1 00000000000000000000000000000000 all',
  '1 sms -1 00000000000000000000000000000000 all',
  '1 sms 1 0000 all',
  '1 sms 1 00000000000000000000000000000000 weather',
  '1 sms 1 00000000000000000000000000000000 all all',
])('%j is none', (text) => {
  expect(readLink(text)).toBeUndefined();
});

test('the office’s address may end in a slash', () => {
  for (const url of ['https://wishes.invalid', 'https://wishes.invalid/'])
    expect(wishUrl(url, 'abc')).toBe('https://wishes.invalid/u/abc');
});
