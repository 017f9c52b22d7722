import { expect, test } from '@jest/globals';
import { describeProvider } from '../conformance.js';
import { callOf } from '../support.js';
import { ACCOUNTS, messageTo, startCarrierHarness } from './carrier.js';

describeProvider('aliyun', startCarrierHarness, { farSide: true, called: 'aliyun' });
describeProvider('aliyun-2', (patience) => startCarrierHarness(patience, {}, ACCOUNTS[1]), {
  farSide: true,
  called: 'aliyun-2',
});

test.each(ACCOUNTS)('$name sends by its own key and under its own signature', async (account) => {
  const harness = await startCarrierHarness(undefined, {}, account);
  await harness.provider.send(callOf([messageTo()]));
  expect(await harness.taken()).toEqual([
    expect.objectContaining({
      account: account.accessKeyId,
      text: expect.stringContaining(`【${account.signName}】`),
    }),
  ]);
  await harness.provider.close();
  await harness.close();
});
