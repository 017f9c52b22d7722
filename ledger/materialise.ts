import type { PendingQuery, Row } from 'postgres';
import type { Channel } from '../domain/plan/plan.js';
import type { Database, Statement } from '../runtime/database.js';

type Fragment = PendingQuery<Row[]>;

/** Messages handed to the queue and to a provider together, at most. */
const BATCH_SIZE = 100;
/** Recipients written in one transaction: large enough to be fast, small enough for a heartbeat between. */
const PAGE_SIZE = 20_000;

/** What one channel's messages of an occurrence are made of. */
export interface ChannelSource {
  channel: Channel;
  templateId: number;
  provider: string;
  /** Values common to all recipients. */
  variables: Record<string, string>;
  /** Variables the template takes from the recipient, not fixed by the definition. */
  personal: readonly ('name' | 'committee')[];
}

export interface PageResult {
  /** Recipients written so far, as the cursor's position; undefined when the occurrence is complete. */
  through: number | undefined;
}

/**
 * Writes the messages of the next page of recipients, everyone on every channel: `queued` into batches, or
 * `suppressed` with the reason. The cursor moves in the same transaction, so that a killed worker's
 * successor goes on exactly behind it. Set-based: no recipient passes through Node.
 * @param notBefore when the first batch may go out (the send window)
 */
export async function writeMessagePage(
  database: Database,
  occurrenceId: number,
  { channels, notBefore, now, pageSize = PAGE_SIZE }: { channels: ChannelSource[]; notBefore: Date; now: Date; pageSize?: number },
): Promise<PageResult> {
  return database.begin(async (sql) => {
    const [cursor] = await sql<[{ writtenThrough: number; materialisedAt: Date | null }]>`
      SELECT written_through, materialised_at FROM occurrence WHERE id = ${occurrenceId} FOR UPDATE`;
    if (cursor.materialisedAt) return { through: undefined };
    const [end] = await sql<[{ last: number | null }]>`
      SELECT max(person_id) AS last FROM (
        SELECT person_id FROM recipient WHERE occurrence_id = ${occurrenceId} AND person_id > ${cursor.writtenThrough}
        ORDER BY person_id LIMIT ${pageSize}) page`;
    if (end.last === null) {
      await sql`UPDATE occurrence SET materialised_at = ${now} WHERE id = ${occurrenceId}`;
      return { through: undefined };
    }
    const range = { after: cursor.writtenThrough, through: end.last };
    for (const source of channels) await writeChannel(sql, occurrenceId, source, { ...range, notBefore, now });
    await sql`UPDATE occurrence SET written_through = ${end.last} WHERE id = ${occurrenceId}`;
    return { through: end.last };
  });
}

interface Page {
  after: number;
  through: number;
  notBefore: Date;
  now: Date;
}

async function writeChannel(sql: Statement, occurrenceId: number, source: ChannelSource, page: Page): Promise<void> {
  const shared = source.personal.length === 0;
  if (shared) await sql`${insertRenderings(sql, source, sql`SELECT ${sql.json(source.variables)}::jsonb AS variables`)}`;
  else {
    const people = sql`
      SELECT DISTINCT ${personalVariables(sql, source)} AS variables
      FROM recipient r JOIN person p ON p.id = r.person_id JOIN committee c ON c.id = r.committee_id
      WHERE r.occurrence_id = ${occurrenceId} AND r.person_id > ${page.after} AND r.person_id <= ${page.through}`;
    await sql`${insertRenderings(sql, source, people)}`;
  }
  await sql`
    WITH judged AS MATERIALIZED (${judge(sql, occurrenceId, source, page)}),
    placed AS (
      SELECT *, CASE WHEN reason IS NULL THEN
        (row_number() OVER (PARTITION BY reason IS NULL ORDER BY person_id) - 1) / ${BATCH_SIZE}::int END AS slot
      FROM judged),
    slots AS MATERIALIZED (
      SELECT slot, nextval('batch_id_seq') AS id FROM (SELECT DISTINCT slot FROM placed WHERE slot IS NOT NULL ORDER BY slot) s),
    batches AS (
      INSERT INTO batch (id, occurrence_id, channel, lane, provider, not_before) OVERRIDING SYSTEM VALUE
      SELECT slots.id, o.id, ${source.channel}, o.lane, ${source.provider}, ${page.notBefore}
      FROM slots, occurrence o WHERE o.id = ${occurrenceId})
    INSERT INTO message (occurrence_id, person_id, channel, state, reason, rendering_id, batch_id, changed_at)
    SELECT ${occurrenceId}, person_id, ${source.channel},
      CASE WHEN reason IS NULL THEN 'queued' ELSE 'suppressed' END::message_state, reason,
      CASE WHEN reason IS NULL THEN ${renderingId(sql, source)} END, slots.id, ${page.now}
    FROM placed LEFT JOIN slots USING (slot)
    ${shared ? sql`` : sql`LEFT JOIN rendering ON rendering.template_id = ${source.templateId} AND rendering.digest = ${digest(sql, sql`placed.variables`)}`}
    ORDER BY person_id
    ON CONFLICT DO NOTHING`;
}

/** Every recipient of the page with the reason not to write to them, or null: the order is the order of reasons. */
const judge = (sql: Statement, occurrenceId: number, source: ChannelSource, page: Page): Fragment => sql`
  SELECT r.person_id, ${source.personal.length > 0 ? personalVariables(sql, source) : sql`NULL`} AS variables,
    CASE
      WHEN ${addressHash(sql, source.channel)} IS NULL THEN 'no address'
      WHEN gone.address_hash IS NOT NULL THEN 'opted out'
      WHEN EXISTS (SELECT FROM person q JOIN recipient s ON s.person_id = q.id AND s.occurrence_id = ${occurrenceId}
        WHERE q.${hashColumn(sql, source.channel)} = ${addressHash(sql, source.channel)} AND q.id < p.id) THEN 'duplicate address'
      WHEN o.cap_per_day <= recent.day OR o.cap_per_week <= recent.week THEN 'frequency cap'
    END AS reason
  FROM recipient r
  JOIN occurrence o ON o.id = r.occurrence_id
  JOIN person p ON p.id = r.person_id
  ${source.personal.includes('committee') ? sql`JOIN committee c ON c.id = r.committee_id` : sql``}
  LEFT JOIN (SELECT DISTINCT address_hash FROM opt_out
    WHERE channel = ${source.channel} AND revoked_at IS NULL) gone ON gone.address_hash = ${addressHash(sql, source.channel)}
  LEFT JOIN (${recentlyWritten(sql, occurrenceId, source.channel, page.now)}) recent ON recent.person_id = r.person_id
  WHERE r.occurrence_id = ${occurrenceId} AND r.person_id > ${page.after} AND r.person_id <= ${page.through}`;

/** Messages of the same class each person got from other occurrences, in the last day and week. */
const recentlyWritten = (sql: Statement, occurrenceId: number, channel: Channel, now: Date): Fragment => sql`
  SELECT m.person_id, count(*) AS week,
    count(*) FILTER (WHERE m.changed_at > ${now}::timestamptz - interval '1 day') AS day
  FROM occurrence self
  JOIN occurrence other ON other.class = self.class AND other.id <> self.id
    AND other.frozen_at > ${now}::timestamptz - interval '7 days'
  JOIN message m ON m.occurrence_id = other.id AND m.channel = ${channel}
    AND m.state IN ('sending', 'sent', 'delivered', 'undelivered', 'unknown')
    AND m.changed_at > ${now}::timestamptz - interval '7 days'
  WHERE self.id = ${occurrenceId} AND (self.cap_per_day IS NOT NULL OR self.cap_per_week IS NOT NULL)
  GROUP BY m.person_id`;

const hashColumn = (sql: Statement, channel: Channel): Fragment =>
  channel === 'sms' ? sql`phone_hash` : sql`email_hash`;

const addressHash = (sql: Statement, channel: Channel): Fragment => sql`p.${hashColumn(sql, channel)}`;

const personalVariables = (sql: Statement, { variables, personal }: ChannelSource): Fragment => sql`
  ${sql.json(variables)}::jsonb
    ${personal.includes('name') ? sql`|| jsonb_build_object('name', p.name)` : sql``}
    ${personal.includes('committee') ? sql`|| jsonb_build_object('committee', c.name)` : sql``}`;

const digest = (sql: Statement, variables: Fragment): Fragment => sql`sha256(convert_to((${variables})::text, 'UTF8'))`;

const insertRenderings = (sql: Statement, source: ChannelSource, rows: Fragment): Fragment => sql`
  INSERT INTO rendering (template_id, variables, digest)
  SELECT ${source.templateId}, variables, ${digest(sql, sql`variables`)} FROM (${rows}) texts
  ON CONFLICT DO NOTHING`;

const renderingId = (sql: Statement, source: ChannelSource): Fragment =>
  source.personal.length > 0
    ? sql`rendering.id`
    : sql`(SELECT id FROM rendering WHERE template_id = ${source.templateId}
        AND digest = ${digest(sql, sql`${sql.json(source.variables)}::jsonb`)})`;
