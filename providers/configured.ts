import type { Channel } from '../domain/plan/plan.js';
import type { Clock } from '../runtime/clock.js';
import type { Config } from '../runtime/config.js';
import type { Provider } from './contract.js';
import { createProviders, type ProviderSettings } from './registry.js';
import { readDkimKey } from './smtp/dkim.js';
import type { SmtpSettings } from './smtp/settings.js';

/** Settings that say who carries what. */
export const PROVIDER_SETTINGS = [
  'SMS_PROVIDER',
  'ALIBABA_CLOUD_ACCESS_KEY_ID',
  'ALIBABA_CLOUD_ACCESS_KEY_SECRET',
  'SMS_ENDPOINT',
  'SMS_PROTOCOL',
  'SMS_SIGN_NAME',
  'ALIBABA_CLOUD_ACCESS_KEY_ID_2',
  'ALIBABA_CLOUD_ACCESS_KEY_SECRET_2',
  'SMS_ENDPOINT_2',
  'SMS_SIGN_NAME_2',
  'SMS_WEIGHT_2',
  'SMS_OPEN_CALLS',
  'EMAIL_PROVIDER',
  'SMTP_URL',
  'SMTP_URL_2',
  'SMTP_WEIGHT_2',
  'SMTP_CONNECTIONS',
  'MAIL_FROM',
  'MAIL_BOUNCE_TO',
  'MAIL_DKIM_DOMAIN',
  'MAIL_DKIM_SELECTOR',
  'MAIL_DKIM_KEY_FILE',
  'SEND_TIMEOUT_MILLISECONDS',
] as const;

/** Those settings, read. */
export type ProviderConfig = Config<(typeof PROVIDER_SETTINGS)[number]>;

/** How long a provider that asks for patience without saying how much, or cannot be reached, is given. */
const BACK_OFF_MILLISECONDS = 1000;

/** The providers that the settings name: a second account is one more in the list. */
export function providersOf(config: ProviderConfig, clock: Clock): Record<Channel, readonly Provider[]> {
  return createProviders({ sms: smsProviders(config), email: mailProviders(config) }, clock);
}

const patienceOf = ({ sendTimeoutMilliseconds }: ProviderConfig) => ({
  sendTimeoutMilliseconds,
  backOffMilliseconds: BACK_OFF_MILLISECONDS,
  reconnectMilliseconds: BACK_OFF_MILLISECONDS,
});

function smsProviders(config: ProviderConfig): ProviderSettings['sms'] {
  if (config.smsProvider === 'inert') return [{ provider: 'inert', name: 'inert', weight: 100 }];
  const common = {
    provider: config.smsProvider,
    protocol: config.smsProtocol,
    maxOpenCalls: config.smsOpenCalls,
    ...patienceOf(config),
  };
  const first = {
    accessKeyId: config.alibabaCloudAccessKeyId,
    accessKeySecret: config.alibabaCloudAccessKeySecret,
    endpoint: config.smsEndpoint,
    signName: config.smsSignName,
  };
  const { alibabaCloudAccessKeyId2: accessKeyId, alibabaCloudAccessKeySecret2: accessKeySecret } = config;
  if (accessKeyId === undefined || accessKeySecret === undefined)
    return [{ ...common, ...first, name: 'aliyun', weight: 100 }];
  const second = {
    ...{ accessKeyId, accessKeySecret },
    endpoint: config.smsEndpoint2 ?? first.endpoint,
    signName: config.smsSignName2 ?? first.signName,
  };
  return [
    { ...common, ...first, name: 'aliyun', weight: 100 - config.smsWeight2 },
    { ...common, ...second, name: 'aliyun-2', weight: config.smsWeight2 },
  ];
}

function mailProviders(config: ProviderConfig): ProviderSettings['email'] {
  if (config.emailProvider === 'inert') return [{ provider: 'inert', name: 'inert', weight: 100 }];
  // Sender, bounce address and signature are the office's, whichever relay carries: one mailbox gets all that comes back.
  const common = {
    provider: config.emailProvider,
    from: config.mailFrom,
    connections: config.smtpConnections,
    ...(config.mailBounceTo === undefined ? {} : { bounceTo: config.mailBounceTo }),
    ...dkimOf(config),
    ...patienceOf(config),
  };
  const first = { ...common, url: config.smtpUrl, name: 'smtp' };
  if (config.smtpUrl2 === undefined) return [{ ...first, weight: 100 }];
  return [
    { ...first, weight: 100 - config.smtpWeight2 },
    { ...common, url: config.smtpUrl2, name: 'smtp-2', weight: config.smtpWeight2 },
  ];
}

/** All three settings or none: the configuration has seen to that. */
function dkimOf({
  mailDkimDomain,
  mailDkimSelector,
  mailDkimKeyFile,
}: ProviderConfig): Pick<SmtpSettings, 'dkim'> {
  if (mailDkimDomain === undefined || mailDkimSelector === undefined || mailDkimKeyFile === undefined)
    return {};
  return {
    dkim: { domain: mailDkimDomain, selector: mailDkimSelector, key: readDkimKey(mailDkimKeyFile) },
  };
}
