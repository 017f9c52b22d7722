import { expect, test } from '@jest/globals';
import { BATCH_SIZE } from '../../domain/messages/batch.js';
import { CHANNELS } from '../../domain/plan/plan.js';
import { createProviders } from '../../providers/registry.js';
import { systemClock } from '../../runtime/clock.js';
import { settingsFor as carrierAt } from './aliyun/carrier.js';
import { settingsFor as relayAt } from './smtp/relay.js';

const aliyun = { provider: 'aliyun', ...carrierAt('127.0.0.1:1') } as const;
const aliyun2 = { ...aliyun, name: 'aliyun-2', weight: 30 };
const smtp = { provider: 'smtp', ...relayAt('127.0.0.1:1') } as const;
const smtp2 = { ...smtp, name: 'smtp-2', weight: 0 };
const inert = { provider: 'inert', name: 'inert', weight: 100 } as const;

test.each([
  [[aliyun], [smtp], ['aliyun'], ['smtp']],
  [[inert], [smtp], ['inert'], ['smtp']],
  [[aliyun], [inert], ['aliyun'], ['inert']],
  [
    [aliyun, aliyun2],
    [smtp, smtp2],
    ['aliyun', 'aliyun-2'],
    ['smtp', 'smtp-2'],
  ],
])('the settings choose who carries what (%#)', async (sms, email, smsNames, emailNames) => {
  const providers = createProviders({ sms, email }, systemClock);
  expect(providers.sms.map(({ name }) => name)).toEqual(smsNames);
  expect(providers.email.map(({ name }) => name)).toEqual(emailNames);
  for (const [at, { weight }] of [...providers.sms, ...providers.email].entries())
    expect(weight).toBe([...sms, ...email][at]!.weight);
  for (const channel of CHANNELS)
    for (const provider of providers[channel]) expect(provider.channel).toBe(channel);
  // A batch of texts is one call.
  for (const { maxMessagesPerCall } of providers.sms)
    expect(maxMessagesPerCall).toBeGreaterThanOrEqual(BATCH_SIZE);
  await Promise.all([...providers.sms, ...providers.email].map((provider) => provider.close()));
});
