import type { Channel } from '../domain/plan/plan.js';
import type { Statement } from '../runtime/database.js';

/** How many texts of a provider's latest calls still have no receipt. */
export interface ReceiptDelay {
  provider: string;
  texts: number;
  without: number;
}

/** Calls looked at; each has up to a hundred texts. */
const CALLS = 20;
/** Newer tries than that are looked through for calls that are old enough: a bound on the work, not on the time. */
const TRIES = 50_000;

/**
 * Of the newest calls that a carrier took before `before`, and after `after`, how many texts have no receipt. One who
 * sends nothing gives none.
 */
export async function receiptDelays(
  sql: Statement,
  { after, before }: { after: Date; before: Date },
): Promise<ReceiptDelay[]> {
  return sql<ReceiptDelay[]>`
    WITH latest AS MATERIALIZED (
      SELECT batch_id FROM attempt
      WHERE id > (SELECT max(id) FROM attempt) - ${TRIES} AND message_id IS NULL AND outcome = 'accepted'
        AND finished_at > ${after} AND finished_at <= ${before}
      ORDER BY id DESC LIMIT ${CALLS})
    SELECT b.provider, count(*) AS texts, count(*) FILTER (WHERE m.state = 'sent') AS without
    FROM latest JOIN batch b ON b.id = latest.batch_id AND b.channel = 'sms' AND b.provider <> 'inert'
    JOIN message m ON m.batch_id = b.id AND m.state IN ('sent', 'delivered', 'undelivered')
    GROUP BY b.provider ORDER BY b.provider`;
}

/** A firing whose messages are not as many as its people. */
export interface Imbalance {
  run: number;
  step: string;
  occurrence: number;
  channel: Channel;
  missing: number;
}

/**
 * Firings that are written whole and do not balance, of those since an instant and of these runs. Counts a hundred
 * thousand people in some tens of milliseconds.
 */
export async function imbalances(
  sql: Statement,
  { since, runs }: { since: Date; runs: readonly number[] },
): Promise<Imbalance[]> {
  return sql<Imbalance[]>`
    SELECT o.run_id AS run, o.step, o.number AS occurrence, c.channel, held.people - held.messages AS missing
    FROM occurrence o JOIN occurrence_channel c ON c.occurrence_id = o.id
    CROSS JOIN LATERAL (SELECT
      (SELECT count(*) FROM recipient r WHERE r.occurrence_id = o.id) AS people,
      (SELECT count(*) FROM message m WHERE m.occurrence_id = o.id AND m.channel = c.channel) AS messages) held
    WHERE o.materialised_at IS NOT NULL AND (o.frozen_at > ${since} OR o.run_id = ANY(${runs as number[]}))
      AND held.people <> held.messages
    ORDER BY o.id, c.channel`;
}
