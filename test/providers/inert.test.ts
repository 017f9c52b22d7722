import { expect, test } from '@jest/globals';
import { createInert } from '../../providers/inert/provider.js';
import { describeProvider } from './conformance.js';
import { messageTo } from './aliyun/carrier.js';
import { callOf } from './support.js';

const INERT = { name: 'inert', weight: 100 };

describeProvider(
  'inert',
  async () => ({
    provider: createInert('sms', INERT),
    unreachable: async () => createInert('sms', INERT),
    call: (messages = 1) => callOf(Array.from({ length: messages }, () => messageTo())),
    misbehave: async () => undefined,
    reached: async () => [],
    close: async () => undefined,
  }),
  { farSide: false, called: 'inert' },
);

test('inert: its references cannot be taken for a carrier’s', async () => {
  const call = callOf([messageTo()], { outId: 'a'.repeat(32), epoch: 2 });
  const outcome = await createInert('email', INERT).send(call);
  expect(outcome).toEqual({ kind: 'accepted', reference: `inert-${'a'.repeat(32)}-2` });
});
