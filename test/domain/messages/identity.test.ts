import { expect, test } from '@jest/globals';
import { bounceAddress, messageIdOf } from '../../../domain/messages/identity.js';

const OUT_ID = '0123456789abcdef0123456789abcdef';

test('one OutId gives one Message-ID, another gives another', () => {
  expect(messageIdOf(OUT_ID, 'Example.Invalid')).toBe(`<${OUT_ID}@example.invalid>`);
  expect(messageIdOf(OUT_ID, 'example.invalid')).toBe(messageIdOf(OUT_ID, 'example.invalid'));
  expect(messageIdOf(OUT_ID.replace('0', '1'), 'example.invalid')).not.toContain(OUT_ID);
});

test('a bounce comes back to an address that holds the OutId', () => {
  expect(bounceAddress(OUT_ID, 'bounce@example.invalid')).toBe(`bounce+${OUT_ID}@example.invalid`);
});
