import { expect, test } from '@jest/globals';
import { legalBasis } from '../../../domain/messages/basis.js';

test.each([
  ['notice', 'emergency', '第四项', '13-4'],
  ['notice', 'contact duty', '第三项', '13-3'],
  ['notice', null, '第三项', '13-3'],
  ['promotion', null, '第一项', '13-1'],
  ['verification', null, '第二项', '13-2'],
] as const)('%s, irrefusable: %s', (messageClass, irrefusable, zh, en) => {
  const basis = legalBasis({ class: messageClass, irrefusable });
  expect(basis.zh).toContain(zh);
  expect(basis.en).toContain(en);
});
