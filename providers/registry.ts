import type { Channel } from '../domain/plan/plan.js';
import type { Clock } from '../runtime/clock.js';
import { createAliyun } from './aliyun/provider.js';
import type { AliyunSettings } from './aliyun/settings.js';
import type { Provider } from './contract.js';
import { createInert } from './inert/provider.js';
import { createSmtp } from './smtp/provider.js';
import type { SmtpSettings } from './smtp/settings.js';

/** Sends nothing and says so by its name; only where a setting asks for it: nothing falls back to it. */
interface InertSettings {
  provider: 'inert';
}

/** Who carries what. */
export interface ProviderSettings {
  sms: ({ provider: 'aliyun' } & AliyunSettings) | InertSettings;
  email: ({ provider: 'smtp' } & SmtpSettings) | InertSettings;
}

/** The provider of each channel. */
export const createProviders = (
  { sms, email }: ProviderSettings,
  clock: Clock,
): Record<Channel, Provider> => ({
  sms: sms.provider === 'inert' ? createInert('sms') : createAliyun(sms, clock),
  email: email.provider === 'inert' ? createInert('email') : createSmtp(email, clock),
});
