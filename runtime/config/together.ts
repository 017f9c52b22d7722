import type { Bilingual } from './kind.js';
import type { SettingName, SettingValue } from './settings.js';

/** Two settings that are right one by one and wrong together. */
export interface Relation {
  /** The one to mend, then the one it is measured against. */
  names: readonly [SettingName, SettingName];
  holds: (value: unknown, measure: unknown) => boolean;
  allowed: Bilingual;
  /** Only for who asks for both: others need not have the second one in their environment. */
  bothAsked?: true;
}

function relation<Name extends SettingName, Measure extends SettingName>(
  name: Name,
  measure: Measure,
  holds: (value: SettingValue<Name>, measure: SettingValue<Measure>) => boolean,
  allowed: Bilingual,
  rest: Pick<Relation, 'bothAsked'> = {},
): Relation {
  // The reader hands over the values of exactly these two names.
  return { names: [name, measure], holds: holds as Relation['holds'], allowed, ...rest };
}

/** What must hold between settings; checked when one of the two is asked for. */
export const relations: readonly Relation[] = [
  relation(
    'ALIBABA_CLOUD_ACCESS_KEY_SECRET_2',
    'ALIBABA_CLOUD_ACCESS_KEY_ID_2',
    (secret, id) => (secret === undefined) === (id === undefined),
    {
      zh: '与 ALIBABA_CLOUD_ACCESS_KEY_ID_2 须同时设置或都不设',
      en: 'set together with ALIBABA_CLOUD_ACCESS_KEY_ID_2, or neither',
    },
    // The office knows of the account and is never told its secret.
    { bothAsked: true },
  ),
  relation(
    'LEASE_SECONDS',
    'SEND_TIMEOUT_MILLISECONDS',
    // Else a second process could claim a batch while the first still waits for the carrier's answer.
    (lease, timeout) => lease * 1000 > timeout,
    { zh: '须长于 SEND_TIMEOUT_MILLISECONDS', en: 'longer than SEND_TIMEOUT_MILLISECONDS' },
  ),
  relation(
    'RECONCILE_FIRST_WAIT_SECONDS',
    'RECONCILE_NONCE_SECONDS',
    // Else the same nonce is never resent, and one of the two guards against sending twice is lost.
    (wait, nonce) => wait < nonce,
    { zh: '须短于 RECONCILE_NONCE_SECONDS', en: 'shorter than RECONCILE_NONCE_SECONDS' },
  ),
  relation('RECONCILE_FIRST_WAIT_SECONDS', 'RECONCILE_BOUND_SECONDS', (wait, bound) => wait <= bound, {
    zh: '不得长于 RECONCILE_BOUND_SECONDS',
    en: 'no longer than RECONCILE_BOUND_SECONDS',
  }),
  relation(
    'SEND_WINDOW_PROMOTION',
    'SEND_WINDOW',
    // Else no promotion could ever be sent, and each would wait until it is too old.
    (promotion, office) =>
      promotion === null || office === null || (promotion.from < office.to && office.from < promotion.to),
    { zh: '须与 SEND_WINDOW 有共同的时间', en: 'with some time in common with SEND_WINDOW' },
  ),
  relation(
    'REQUEUE_AFTER_SECONDS',
    'SWEEP_INTERVAL_MILLISECONDS',
    // Else every sweep would enqueue again what a dispatcher is about to claim.
    (requeue, interval) => requeue * 1000 >= interval,
    { zh: '不得短于 SWEEP_INTERVAL_MILLISECONDS', en: 'no shorter than SWEEP_INTERVAL_MILLISECONDS' },
  ),
  ...(['MAIL_DKIM_SELECTOR', 'MAIL_DKIM_KEY_FILE'] as const).map((name) =>
    relation(name, 'MAIL_DKIM_DOMAIN', (value, domain) => (value === undefined) === (domain === undefined), {
      zh: '与 MAIL_DKIM_DOMAIN 一起写，或都不写',
      en: 'given together with MAIL_DKIM_DOMAIN, or not at all',
    }),
  ),
];
