import { expect, test } from '@jest/globals';
import { boundaryOf, messageIdOf } from '../../../domain/messages/identity.js';

const OUT_ID = '0123456789abcdef0123456789abcdef';

test('one OutId gives one Message-ID and one boundary, another gives others', () => {
  expect(messageIdOf(OUT_ID, 'Example.Invalid')).toBe(`<${OUT_ID}@example.invalid>`);
  expect(messageIdOf(OUT_ID, 'example.invalid')).toBe(messageIdOf(OUT_ID, 'example.invalid'));
  expect(boundaryOf(OUT_ID)).toBe(boundaryOf(OUT_ID));
  expect(boundaryOf(OUT_ID)).not.toBe(boundaryOf(OUT_ID.replace('0', '1')));
});

test('the boundary leaves room for what a mail library adds: 70 characters at most (RFC 2046)', () => {
  expect(`--_NmP-${boundaryOf(OUT_ID)}-Part_10`.length).toBeLessThanOrEqual(70);
});
