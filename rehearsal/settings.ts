import type { Environment, SettingName } from '../runtime/config.js';
import { ACCOUNT, type Simulators } from './simulators.js';
import type { Space } from './space.js';

/** What a rehearsal takes over from the office: its rules, and in whose name it writes. Nothing that leads anywhere. */
export const TAKEN_OVER = [
  'DATA_KEY',
  'LOG_LEVEL',
  'SEND_WINDOW',
  'SEND_WINDOW_PROMOTION',
  'CAP_NOTICES_PER_DAY',
  'CAP_PROMOTIONS_PER_WEEK',
  'SMS_CARRIER_CAP_PER_DAY',
  'CALL_OUT_ACCEPTANCE_PERCENT',
  'SETTLE_SECONDS',
  'DIGEST_TIME',
  'EXPIRY_VERIFICATION_HOURS',
  'EXPIRY_NOTICE_HOURS',
  'EXPIRY_PROMOTION_HOURS',
  'RECONCILE_FIRST_WAIT_SECONDS',
  'RECONCILE_NONCE_SECONDS',
  'RECONCILE_BOUND_SECONDS',
  'AUDIENCE_GROWTH_PERCENT',
  'INBOX_BACKLOG_LIMIT',
  'APPROVAL_AUDIENCE',
  'APPROVAL_COST_FEN',
  'APPROVAL_HOURS',
  'ERASED_KEPT_YEARS',
  'SMS_SIGN_NAME',
  'SMS_PART_PRICE_FEN',
  'MAIL_FROM',
  // Stands in mails; nobody goes there.
  'PORTAL_URL',
] as const satisfies readonly SettingName[];

/** What it has of its own, or leaves at its default: engines, accounts, relays, pace, and the patience of processes. */
export const KEPT_APART = [
  ...['DATABASE_URL', 'REDIS_URL', 'SMS_PROVIDER', 'EMAIL_PROVIDER'],
  ...['ALIBABA_CLOUD_ACCESS_KEY_ID', 'ALIBABA_CLOUD_ACCESS_KEY_SECRET', 'SMS_ENDPOINT', 'SMS_PROTOCOL'],
  ...['ALIBABA_CLOUD_ACCESS_KEY_ID_2', 'ALIBABA_CLOUD_ACCESS_KEY_SECRET_2', 'SMS_ENDPOINT_2'],
  ...['SMS_SIGN_NAME_2', 'SMS_WEIGHT_2', 'SMS_OPEN_CALLS'],
  ...['SMTP_URL', 'SMTP_URL_2', 'SMTP_WEIGHT_2', 'SMTP_CONNECTIONS', 'MAIL_BOUNCE_TO'],
  ...['MAIL_DKIM_DOMAIN', 'MAIL_DKIM_SELECTOR', 'MAIL_DKIM_KEY_FILE'],
  ...['SMS_URGENT_CALLS_PER_SECOND', 'SMS_BULK_CALLS_PER_SECOND'],
  ...['EMAIL_URGENT_CALLS_PER_SECOND', 'EMAIL_BULK_CALLS_PER_SECOND'],
  ...['SEND_TIMEOUT_MILLISECONDS', 'LEASE_SECONDS', 'REQUEUE_AFTER_SECONDS', 'ACCOUNT_STOP_SECONDS'],
  ...['PROVIDER_LOOK_SECONDS', 'PROVIDER_SLOW_MILLISECONDS'],
] as const satisfies readonly SettingName[];

/** For an office that has no account yet. */
const STAND_INS = { SMS_SIGN_NAME: ACCOUNT.signName, MAIL_FROM: 'office@muster.invalid' };

/** The office's own settings, as it would plan by them. */
export const withStandIns = (office: Environment): Environment => ({
  ...STAND_INS,
  ...Object.fromEntries(Object.entries(office).filter(([, value]) => value)),
});

/** Long enough for simulators on this machine, so that an answer that never comes is not waited for long. */
const SEND_TIMEOUT_MILLISECONDS = '1500';

/**
 * The settings of a rehearsal's own processes, made anew from a list: what the office's environment holds besides (its
 * carrier, its relay, its database) is not taken over, whatever it is called.
 */
export function rehearsalSettings(
  office: Environment,
  { databaseUrl, redisUrl }: Space,
  { carrier, relay }: Pick<Simulators, 'carrier' | 'relay'>,
): Record<string, string> {
  const taken = TAKEN_OVER.flatMap((name) => {
    const value = office[name];
    return value === undefined || value === '' ? [] : [[name, value] as const];
  });
  const settings = {
    ...{ ...STAND_INS, LOG_LEVEL: 'error' },
    ...Object.fromEntries(taken),
    ...{ DATABASE_URL: databaseUrl, REDIS_URL: redisUrl },
    ...{ ALIBABA_CLOUD_ACCESS_KEY_ID: ACCOUNT.keyId, ALIBABA_CLOUD_ACCESS_KEY_SECRET: ACCOUNT.keySecret },
    ...{ SMS_ENDPOINT: carrier, SMS_PROTOCOL: 'HTTP', SMTP_URL: `smtp://${relay}` },
    // Pace is in real seconds, which skipped time does not shorten; the forecast goes by the office's own.
    ...{ SMS_URGENT_CALLS_PER_SECOND: '0', SMS_BULK_CALLS_PER_SECOND: '0' },
    ...{ EMAIL_URGENT_CALLS_PER_SECOND: '0', EMAIL_BULK_CALLS_PER_SECOND: '0' },
    ...{ SMS_OPEN_CALLS: '4', SEND_TIMEOUT_MILLISECONDS },
  };
  refuseOutside(settings);
  return settings;
}

const ADDRESSES = ['DATABASE_URL', 'REDIS_URL', 'SMS_ENDPOINT', 'SMTP_URL'] as const;

/**
 * The last guard: whatever was put together, a rehearsal talks to this machine alone.
 * @throws {Error} naming the setting that leads elsewhere
 */
export function refuseOutside(settings: Readonly<Record<(typeof ADDRESSES)[number], string>>): void {
  for (const name of ADDRESSES) {
    const value = settings[name];
    const { hostname } = new URL(value.includes('://') ? value : `http://${value}`);
    if (hostname !== '127.0.0.1')
      throw new Error(
        `预演只能连接本机，而 ${name} 指向 ${hostname} / a rehearsal stays on this machine, and ${name} leads to ${hostname}`,
      );
  }
}
