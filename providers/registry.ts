import type { Channel } from '../domain/plan/plan.js';
import type { Clock } from '../runtime/clock.js';
import { createAliyun } from './aliyun/provider.js';
import type { AliyunSettings } from './aliyun/settings.js';
import type { Provider, ProviderIdentity } from './contract.js';
import { createInert } from './inert/provider.js';
import { createSmtp } from './smtp/provider.js';
import type { SmtpSettings } from './smtp/settings.js';

/** Sends nothing and says so by its name; only where a setting asks for it: nothing falls back to it. */
interface InertSettings extends ProviderIdentity {
  provider: 'inert';
}

/** One provider of a channel; at one carrier there may be several accounts, each a provider of its own name. */
type SmsSettings = ({ provider: 'aliyun' } & AliyunSettings) | InertSettings;
type MailSettings = ({ provider: 'smtp' } & SmtpSettings) | InertSettings;

/** Who carries what: one provider or more per channel. */
export interface ProviderSettings {
  sms: readonly SmsSettings[];
  email: readonly MailSettings[];
}

/** The providers of each channel. */
export const createProviders = (
  { sms, email }: ProviderSettings,
  clock: Clock,
): Record<Channel, readonly Provider[]> => ({
  sms: sms.map((one) => (one.provider === 'inert' ? createInert('sms', one) : createAliyun(one, clock))),
  email: email.map((one) => (one.provider === 'inert' ? createInert('email', one) : createSmtp(one, clock))),
});
