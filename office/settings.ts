import type { Config } from '../runtime/config.js';

/** What the office decides for itself: hours, caps, patience, price. */
export const OFFICE_SETTINGS = [
  'DATABASE_URL',
  'DATA_KEY',
  'SEND_WINDOW',
  'CAP_NOTICES_PER_DAY',
  'CAP_PROMOTIONS_PER_WEEK',
  'CALL_OUT_ACCEPTANCE_PERCENT',
  'SETTLE_SECONDS',
  'AUDIENCE_GROWTH_PERCENT',
  'INBOX_BACKLOG_LIMIT',
  'SMS_SIGN_NAME',
  'MAIL_FROM',
  'SMS_PART_PRICE_FEN',
  'SMS_URGENT_CALLS_PER_SECOND',
  'SMS_BULK_CALLS_PER_SECOND',
  'EMAIL_URGENT_CALLS_PER_SECOND',
  'EMAIL_BULK_CALLS_PER_SECOND',
] as const;

/** Those settings, read. */
export type OfficeConfig = Config<(typeof OFFICE_SETTINGS)[number]>;
