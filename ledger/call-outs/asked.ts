import type { PendingQuery, Row } from 'postgres';
import { ASK_STEP } from '../../domain/call-out/steps.js';
import type { Statement } from '../../runtime/database.js';

type Fragment = PendingQuery<Row[]>;

/**
 * Hours after which a text whose fate is unknown is waited for no more. Reconciling takes half an hour where the carrier
 * answers at all; where it never does, because another one is set by now perhaps, the others must not wait for it.
 */
const UNKNOWN_HOURS = 2;

/**
 * Everyone whom a call-out has asked, as they stood at an instant: a SELECT of `person_id, wave, accepted, text, due,
 * stands`.
 *
 * `text`: the ask has `left` us, `waits` (not written yet, in the queue, with the carrier, or of unknown fate), or is
 * `lost`. `due`: when silence becomes an answer, as planned or as an operator has moved it; whose text left only after
 * that has the time of a whole wave from then on, though not beyond the event's beginning, and whose text still waits
 * has it ahead. `stands`: `settled` by an answer or by time, `outstanding`, or `unreached`: whoever does not get the text
 * cannot answer it, and says nothing about how people answer.
 */
export const asked = (sql: Statement, run: number, at: Date): Fragment => sql`
  SELECT *, CASE WHEN answered THEN 'settled' WHEN text = 'lost' THEN 'unreached'
    WHEN state = 'asked' AND due > ${at} THEN 'outstanding' ELSE 'settled' END AS stands
  FROM (
    SELECT k.person_id, k.wave, k.state, k.answered_at IS NOT NULL AS answered, k.state IN ('placed', 'waitlisted') AS accepted,
      sent.text, CASE
        WHEN sent.text = 'waits' AND k.answer_by <= ${at} THEN ${at}::timestamptz + c.wave_time
        WHEN t.intent_at > k.answer_by THEN greatest(k.answer_by, least(t.intent_at + c.wave_time, c.starts_at))
        ELSE k.answer_by END AS due
    FROM call_out c JOIN candidate k ON k.run_id = c.run_id AND k.asked_at IS NOT NULL
    LEFT JOIN occurrence o ON o.run_id = k.run_id AND o.step = ${ASK_STEP} AND o.number = k.wave
    LEFT JOIN message m ON m.occurrence_id = o.id AND m.person_id = k.person_id
    LEFT JOIN attempt t ON t.id = m.attempt_id
    CROSS JOIN LATERAL (SELECT CASE
      WHEN m.state IN ('sent', 'delivered') THEN 'left'
      WHEN m.state IN ('undelivered', 'failed', 'suppressed', 'expired', 'cancelled') THEN 'lost'
      WHEN m.state = 'unknown' AND m.changed_at <= ${at}::timestamptz - make_interval(hours => ${UNKNOWN_HOURS}) THEN 'lost'
      ELSE 'waits' END AS text) sent
    WHERE c.run_id = ${run}) each_asked`;

/**
 * Whoever was to be asked by a text that was taken back before it left, or before it was written, may be asked again:
 * they know of nothing. Their call-out is held.
 */
export async function unask(sql: Statement, run: number, now: Date): Promise<void> {
  await sql`
    UPDATE candidate k SET state = 'waiting', wave = NULL, asked_at = NULL, answer_by = NULL, since = ${now}
    FROM occurrence o JOIN recipient r ON r.occurrence_id = o.id
    LEFT JOIN message m ON m.occurrence_id = o.id AND m.person_id = r.person_id
    WHERE o.run_id = ${run} AND o.step = ${ASK_STEP} AND o.expires_at <= ${now}
      AND k.run_id = o.run_id AND k.wave = o.number AND k.person_id = r.person_id
      AND k.state = 'asked' AND k.answered_at IS NULL AND (m.id IS NULL OR m.state IN ('cancelled', 'expired'))`;
}
