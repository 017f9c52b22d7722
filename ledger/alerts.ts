import type { Statement } from '../runtime/database.js';

/** What may be wrong, in the words under which it stands in the ledger and in docs/operations.md. */
export const ALERT_CAUSES = [
  'provider stopped',
  'provider slow',
  'engine down',
  'statement unbalanced',
  'schedule missed',
  'budget near its end',
  'calendar running out',
  'template rejected',
  'approval lapsed',
  'inbox backing up',
  'overdue messages',
] as const;
/** One of them. */
export type AlertCause = (typeof ALERT_CAUSES)[number];

/** Something the operators must know of. `detail` holds codes, counts and instants, never names, phones or texts. */
export interface Alert {
  cause: AlertCause;
  /** What it is wrong with, e.g. `aliyun`, `run 12`. */
  subject: string;
  detail: Record<string, string | number | boolean | null>;
}

/**
 * Opens an alert, or renews the detail of the one that is open: one alert per cause and subject until it is over.
 * Safe to repeat; the operators are told when it opens and when its detail has changed.
 */
export async function raiseAlert(
  sql: Statement,
  { cause, subject, detail }: Alert,
  now: Date,
): Promise<void> {
  await sql`
    INSERT INTO alert (cause, subject, detail, since) VALUES (${cause}, ${subject}, ${sql.json(detail)}, ${now})
    ON CONFLICT (cause, subject) WHERE cleared_at IS NULL DO UPDATE SET detail = excluded.detail
    WHERE alert.detail <> excluded.detail`;
}

/** Closes an alert that is over; one that is not open stays as it is. */
export async function clearAlert(
  sql: Statement,
  { cause, subject }: Pick<Alert, 'cause' | 'subject'>,
  now: Date,
): Promise<void> {
  await sql`UPDATE alert SET cleared_at = ${now} WHERE cause = ${cause} AND subject = ${subject} AND cleared_at IS NULL`;
}
