import { DELAY_MILLISECONDS } from './dice.js';
import { peopleSettings } from './people.js';

/** When the carrier's query shows a text that was taken; with the delay well below RECONCILE_BOUND_SECONDS. */
const VISIBILITY_MILLISECONDS = 500;
const BOUND_SECONDS = 4;

if (VISIBILITY_MILLISECONDS + DELAY_MILLISECONDS >= BOUND_SECONDS * 1000) {
  throw new RangeError('a delayed text must be visible before it counts as never taken');
}

/** How fast the lanes run, so that the work outlasts the blows. */
export interface LanePace {
  /** Calls a second, per lane; a call carries up to 100 texts. */
  sms: number;
  /** Mails a second, per lane. */
  email: number;
}

/** Settings of our processes: the waits of production, scaled down to seconds. */
export const processSettings = (pace: LanePace, settleSeconds: number): Record<string, string> => ({
  LOG_LEVEL: 'debug',
  SMS_URGENT_CALLS_PER_SECOND: String(pace.sms),
  SMS_BULK_CALLS_PER_SECOND: String(pace.sms),
  EMAIL_URGENT_CALLS_PER_SECOND: String(pace.email),
  EMAIL_BULK_CALLS_PER_SECOND: String(pace.email),
  SMTP_CONNECTIONS: '20',
  SEND_TIMEOUT_MILLISECONDS: '1000',
  LEASE_SECONDS: '3',
  RECONCILE_FIRST_WAIT_SECONDS: '1',
  RECONCILE_NONCE_SECONDS: '4',
  RECONCILE_BOUND_SECONDS: String(BOUND_SECONDS),
  REQUEUE_AFTER_SECONDS: '2',
  SWEEP_INTERVAL_MILLISECONDS: '200',
  ACCOUNT_STOP_SECONDS: '3',
  PROVIDER_LOOK_SECONDS: '2',
  SETTLE_SECONDS: String(settleSeconds),
  APPROVAL_AUDIENCE: 'none',
  APPROVAL_COST_FEN: 'none',
});

/** Settings of the simulators: no caps, receipts that are lost, doubled and out of order, and people who answer. */
export const simulatorSettings = (seed: number): Record<string, string> => ({
  CARRIER_SEED: String(seed),
  CARRIER_CAPS: '{"notice":{}}',
  CARRIER_VISIBILITY_MILLISECONDS: String(VISIBILITY_MILLISECONDS),
  CARRIER_RECEIPT_DELAY_MILLISECONDS: '500',
  CARRIER_RECEIPT_SPREAD_MILLISECONDS: '2000',
  CARRIER_RECEIPT_DUPLICATE_RATE: '0.1',
  CARRIER_RECEIPT_REORDER_RATE: '0.1',
  CARRIER_RECEIPT_LOSS_RATE: '0.1',
  // The waits of 1, 5 and 10 minutes before a failed push is tried again become 1, 5 and 10 seconds.
  CARRIER_PUSH_RETRY_SCALE: String(1 / 60),
  ...peopleSettings(seed),
});
