import { expect, test } from '@jest/globals';
import { BATCH_SIZE } from '../../domain/messages/batch.js';
import { createProviders } from '../../providers/registry.js';
import { systemClock } from '../../runtime/clock.js';
import { settingsFor as carrierAt } from './aliyun/carrier.js';
import { settingsFor as relayAt } from './smtp/relay.js';

const aliyun = { provider: 'aliyun', ...carrierAt('127.0.0.1:1') } as const;
const smtp = { provider: 'smtp', ...relayAt('127.0.0.1:1') } as const;
const inert = { provider: 'inert' } as const;

test.each([
  [aliyun, smtp, 'aliyun', 'smtp'],
  [inert, smtp, 'inert', 'smtp'],
  [aliyun, inert, 'aliyun', 'inert'],
])('the settings choose who carries what (%#)', async (sms, email, smsName, emailName) => {
  const providers = createProviders({ sms, email }, systemClock);
  expect(providers.sms).toMatchObject({ channel: 'sms', name: smsName });
  expect(providers.email).toMatchObject({ channel: 'email', name: emailName });
  // A batch of texts is one call.
  expect(providers.sms.maxMessagesPerCall).toBeGreaterThanOrEqual(BATCH_SIZE);
  await Promise.all([providers.sms.close(), providers.email.close()]);
});
