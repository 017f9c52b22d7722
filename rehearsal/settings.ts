import type { Environment } from '../runtime/config.js';
import { ACCOUNT, type Simulators } from './simulators.js';
import type { Space } from './space.js';

/** What a rehearsal takes over from the office: when it sends, to whom, and in whose name. Nothing that leads anywhere. */
const TAKEN_OVER = [
  'DATA_KEY',
  'LOG_LEVEL',
  'SEND_WINDOW',
  'CAP_NOTICES_PER_DAY',
  'CAP_PROMOTIONS_PER_WEEK',
  'CALL_OUT_ACCEPTANCE_PERCENT',
  'SETTLE_SECONDS',
  'AUDIENCE_GROWTH_PERCENT',
  'SMS_SIGN_NAME',
  'SMS_PART_PRICE_FEN',
  'MAIL_FROM',
] as const;

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
    ...{ SMS_SIGN_NAME: ACCOUNT.signName, MAIL_FROM: 'office@muster.invalid', LOG_LEVEL: 'error' },
    ...Object.fromEntries(taken),
    ...{ DATABASE_URL: databaseUrl, REDIS_URL: redisUrl },
    ...{ ALIBABA_CLOUD_ACCESS_KEY_ID: ACCOUNT.keyId, ALIBABA_CLOUD_ACCESS_KEY_SECRET: ACCOUNT.keySecret },
    ...{ SMS_ENDPOINT: carrier, SMS_PROTOCOL: 'HTTP', SMTP_URL: `smtp://${relay}` },
    // Pace is in real seconds, which skipped time does not shorten; the forecast knows it.
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
