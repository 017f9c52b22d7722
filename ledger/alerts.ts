import type { Health } from '../domain/messages/shares.js';
import type { Statement } from '../runtime/database.js';
import type { Skip } from './skips.js';

/** What may be wrong, in the words under which it stands in the ledger and in docs/operations.md. */
export const ALERT_CAUSES = [
  'provider stopped',
  'provider slow',
  'receipts late',
  'lane stopped',
  'engine down',
  'statement unbalanced',
  'schedule missed',
  'schedule waiting',
  'schedule running out',
  'budget near its end',
  'calendar running out',
  'template rejected',
  'approval lapsed',
  'inbox backing up',
  'overdue messages',
] as const;
/** One of them. */
export type AlertCause = (typeof ALERT_CAUSES)[number];

/** What is known of an alert: codes, counts and instants, never names, phones or texts. Each has words in the office. */
export interface AlertDetail {
  code?: string | null;
  health?: Health;
  /** At least so many. */
  waiting?: number;
  percent?: number;
  without?: string;
  missing?: number;
  day?: string;
  skipped?: Skip['skipped'];
  state?: 'unsynced';
  until?: string;
  schedules?: number;
  run?: number;
  /** Why something is overdue, or the carrier's own reason. */
  reason?: string | null;
  template?: string;
  version?: number;
  provider?: string;
}

/** Something the operators must know of. */
export interface Alert {
  cause: AlertCause;
  /** What it is wrong with, e.g. `aliyun`, `run 12`. */
  subject: string;
  detail: AlertDetail;
}

/** What an alert is told by from another. */
export type AlertKey = Pick<Alert, 'cause' | 'subject'>;

/** Over for less than that is not over: what comes and goes is one alert, told once. */
const QUIET_MILLISECONDS = 10 * 60_000;
/** A change of what was told is told again at most so often. */
const AGAIN_MILLISECONDS = 3_600_000;

const before = (now: Date, milliseconds: number): Date => new Date(now.getTime() - milliseconds);

/**
 * Opens an alert, or renews the detail of the one that is open: one alert per cause and subject until it is over. One that
 * has just closed, and of whose end nobody was told, opens again. Safe to repeat; the operators are told when it opens and
 * when its detail has changed.
 * @param because alerts this one would only repeat: while one of them is open, it does not open
 */
export async function raiseAlert(
  sql: Statement,
  { cause, subject, detail, because = [] }: Alert & { because?: readonly AlertKey[] },
  now: Date,
): Promise<void> {
  await sql`
    WITH said AS (
      SELECT FROM alert a JOIN unnest(${because.map((each) => each.cause)}::text[], ${because.map((each) => each.subject)}::text[])
        AS known(cause, subject) ON known.cause = a.cause AND known.subject = a.subject
      WHERE a.cleared_at IS NULL
        AND NOT EXISTS (SELECT FROM alert mine WHERE mine.cause = ${cause} AND mine.subject = ${subject} AND mine.cleared_at IS NULL)),
    reopened AS (
      UPDATE alert SET cleared_at = NULL, detail = ${sql.json({ ...detail })}
      WHERE id = (SELECT max(id) FROM alert WHERE cause = ${cause} AND subject = ${subject})
        AND cleared_at > ${before(now, QUIET_MILLISECONDS)} AND over_told_at IS NULL
        AND NOT EXISTS (SELECT FROM said)
      RETURNING id)
    INSERT INTO alert (cause, subject, detail, since)
    SELECT ${cause}, ${subject}, ${sql.json({ ...detail })}, ${now} WHERE NOT EXISTS (SELECT FROM reopened) AND NOT EXISTS (SELECT FROM said)
    ON CONFLICT (cause, subject) WHERE cleared_at IS NULL DO UPDATE SET detail = excluded.detail
    WHERE alert.detail <> excluded.detail`;
}

/** Closes an alert that is over; one that is not open stays as it is. */
export async function clearAlert(sql: Statement, { cause, subject }: AlertKey, now: Date): Promise<void> {
  await sql`UPDATE alert SET cleared_at = ${now} WHERE cause = ${cause} AND subject = ${subject} AND cleared_at IS NULL`;
}

/** Closes the open alerts of these causes that are about anything else than these: what is gone cannot mend. */
export async function clearAlertsBut(
  sql: Statement,
  { causes, subjects }: { causes: readonly AlertCause[]; subjects: readonly string[] },
  now: Date,
): Promise<void> {
  await sql`UPDATE alert SET cleared_at = ${now}
    WHERE cleared_at IS NULL AND cause = ANY(${causes as AlertCause[]}) AND subject <> ALL(${subjects as string[]})`;
}

/** An alert as it stands in the ledger. */
export interface StoredAlert extends Alert {
  id: number;
  since: Date;
  /** When the operators were told last; null: not yet. */
  toldAt: Date | null;
  /** Since when it is over; null: it is open. */
  clearedAt: Date | null;
}

/** Alerts, the newest first. */
export async function listAlerts(
  sql: Statement,
  { openOnly, limit }: { openOnly: boolean; limit: number },
): Promise<StoredAlert[]> {
  return sql<StoredAlert[]>`
    SELECT id, cause, subject, detail, since, told_at, cleared_at FROM alert
    ${openOnly ? sql`WHERE cleared_at IS NULL` : sql``} ORDER BY id DESC LIMIT ${limit}`;
}

/** Open alerts of some causes, by what they are about. */
export async function openSubjects(sql: Statement, causes: readonly AlertCause[]): Promise<AlertKey[]> {
  return sql<AlertKey[]>`
    SELECT cause, subject FROM alert WHERE cleared_at IS NULL AND cause = ANY(${causes as AlertCause[]}) ORDER BY id`;
}

/**
 * Takes the alerts the operators must hear of now, until the transaction ends: those that have opened or changed, and
 * those that have been over for a while. Two sweepers never get the same one.
 */
export async function alertsToTell(sql: Statement, now: Date): Promise<StoredAlert[]> {
  return sql<StoredAlert[]>`
    SELECT id, cause, subject, detail, since, told_at, cleared_at FROM alert
    WHERE (cleared_at IS NULL AND (told IS NULL OR told <> detail AND told_at <= ${before(now, AGAIN_MILLISECONDS)}))
      OR (cleared_at <= ${before(now, QUIET_MILLISECONDS)} AND told_at IS NOT NULL AND over_told_at IS NULL)
    ORDER BY id FOR UPDATE SKIP LOCKED`;
}

/** Notes what the operators were told just now: of an open alert its detail, of one that is over its end. */
export async function markTold(
  sql: Statement,
  { id, clearedAt }: Pick<StoredAlert, 'id' | 'clearedAt'>,
  now: Date,
): Promise<void> {
  if (clearedAt) await sql`UPDATE alert SET over_told_at = ${now} WHERE id = ${id}`;
  else await sql`UPDATE alert SET told = detail, told_at = ${now} WHERE id = ${id}`;
}
