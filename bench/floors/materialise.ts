import type { Database } from '../../runtime/database.js';

/**
 * The floor of materialising: one INSERT … SELECT per table, the same tables, indexes and joins, no pages, no
 * cursor, nothing that a killed worker's successor could go on from.
 * @returns messages written
 */
export async function materialiseAtOnce(
  database: Database,
  { occurrenceId, templateId, now }: { occurrenceId: number; templateId: number; now: Date },
): Promise<number> {
  return database.begin(async (sql) => {
    await sql`
      INSERT INTO recipient (occurrence_id, person_id, committee_id)
      SELECT ${occurrenceId}, p.id, p.home_committee_id FROM person p
      WHERE p.id IN (SELECT m.person_id FROM membership m WHERE m.committee_id IN (SELECT id FROM committee))`;
    // Whoever writes this by hand finds out soon that shared phones take half a minute without it.
    await sql`ANALYZE recipient`;
    await sql`
      INSERT INTO rendering (template_id, variables, digest) VALUES (${templateId}, '{}', 'floor') ON CONFLICT DO NOTHING`;
    const { count } = await sql`
      WITH judged AS MATERIALIZED (
        SELECT r.person_id, r.committee_id, CASE WHEN p.phone_hash IS NULL THEN 'no address' WHEN x.address_hash IS NOT NULL THEN 'opted out'
          WHEN EXISTS (SELECT FROM person q JOIN recipient s ON s.person_id = q.id AND s.occurrence_id = ${occurrenceId}
            WHERE q.phone_hash = p.phone_hash AND q.id < p.id) THEN 'duplicate address' END AS reason
        FROM recipient r JOIN person p ON p.id = r.person_id
        LEFT JOIN opt_out x ON x.channel = 'sms' AND x.revoked_at IS NULL AND x.address_hash = p.phone_hash
        WHERE r.occurrence_id = ${occurrenceId}),
      placed AS (
        SELECT *, CASE WHEN reason IS NULL THEN
          (row_number() OVER (PARTITION BY reason IS NULL ORDER BY person_id) - 1) / 100 END AS slot FROM judged),
      slots AS MATERIALIZED (
        SELECT slot, nextval('batch_id_seq') AS id FROM (SELECT DISTINCT slot FROM placed WHERE slot IS NOT NULL) s),
      batches AS (
        INSERT INTO batch (id, occurrence_id, channel, lane, provider, not_before) OVERRIDING SYSTEM VALUE
        SELECT id, ${occurrenceId}, 'sms', 'bulk', 'inert', ${now} FROM slots)
      INSERT INTO message (occurrence_id, person_id, committee_id, channel, state, reason, rendering_id, batch_id, changed_at)
      SELECT ${occurrenceId}, person_id, committee_id, 'sms', CASE WHEN reason IS NULL THEN 'queued' ELSE 'suppressed' END::message_state,
        reason, (SELECT id FROM rendering WHERE template_id = ${templateId} AND digest = 'floor'), slots.id, ${now}
      FROM placed LEFT JOIN slots USING (slot)`;
    return count;
  });
}
