import type { Channel } from '../domain/plan/plan.js';
import type { Clock } from '../runtime/clock.js';
import type { Config } from '../runtime/config.js';
import type { Provider } from './contract.js';
import { createProviders } from './registry.js';
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
  'SMS_OPEN_CALLS',
  'EMAIL_PROVIDER',
  'SMTP_URL',
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

/** The providers that the settings name. */
export function providersOf(config: ProviderConfig, clock: Clock): Record<Channel, Provider> {
  const patience = {
    sendTimeoutMilliseconds: config.sendTimeoutMilliseconds,
    backOffMilliseconds: BACK_OFF_MILLISECONDS,
    reconnectMilliseconds: BACK_OFF_MILLISECONDS,
  };
  return createProviders(
    {
      sms:
        config.smsProvider === 'inert'
          ? { provider: 'inert' }
          : {
              provider: 'aliyun',
              accessKeyId: config.alibabaCloudAccessKeyId,
              accessKeySecret: config.alibabaCloudAccessKeySecret,
              endpoint: config.smsEndpoint,
              protocol: config.smsProtocol,
              signName: config.smsSignName,
              maxOpenCalls: config.smsOpenCalls,
              ...patience,
            },
      email:
        config.emailProvider === 'inert'
          ? { provider: 'inert' }
          : {
              provider: 'smtp',
              url: config.smtpUrl,
              from: config.mailFrom,
              connections: config.smtpConnections,
              ...(config.mailBounceTo === undefined ? {} : { bounceTo: config.mailBounceTo }),
              ...dkimOf(config),
              ...patience,
            },
    },
    clock,
  );
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
