import { BATCH_SIZE } from '../../domain/messages/batch.js';
import type { Channel } from '../../domain/plan/plan.js';
import type { Provider, ProviderIdentity } from '../contract.js';

/**
 * Sends nothing to nobody and says at once that it did: for the bench, which measures the engine without a carrier.
 * Its name stands on every statement, so that no one takes its "sent" for a text on a phone.
 */
export const createInert = (channel: Channel, { name, weight }: ProviderIdentity): Provider => ({
  name,
  weight,
  channel,
  maxMessagesPerCall: channel === 'sms' ? BATCH_SIZE : 1,
  maxOpenCalls: 16,
  send: async ({ outId, epoch }) => ({ kind: 'accepted', reference: `inert-${outId}-${epoch}` }),
  close: async () => undefined,
});
