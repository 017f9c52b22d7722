import type { PendingQuery, Row } from 'postgres';
import { isWrittenVariable } from '../domain/messages/template.js';
import { BATCH_SIZE } from '../domain/messages/batch.js';
import type { Database, Statement } from '../runtime/database.js';
import { holdCallOuts } from './call-outs/hold.js';
import { MANY_PEOPLE } from './occurrences.js';
import {
  candidateOf,
  judge,
  LEDGER_GROUND,
  personalVariables,
  writtenFor,
  type JudgingRules,
  type MessageSource,
  type RecipientRange,
} from './judge.js';

type Fragment = PendingQuery<Row[]>;

/** Recipients written in one transaction: large enough to be fast, small enough for a heartbeat between. */
const PAGE_SIZE = 20_000;

/** What one channel's messages of an occurrence are made of, and who carries them. */
export interface ChannelSource extends MessageSource {
  provider: string;
}

/** How far writing has come. */
export interface PageResult {
  /** Recipients written so far, as the cursor's position; undefined when the occurrence is complete. */
  through: number | undefined;
}

/**
 * Writes the messages of the next page of recipients, everyone on every channel: `queued` into batches, or
 * `suppressed` with the reason, or `expired`. The cursor moves in the same transaction, so that a killed worker's
 * successor goes on exactly behind it, and a row that is there already is a defect, not to be passed over.
 * Set-based: no recipient passes through Node. A firing that tells people what has become of their answers holds their
 * call-out first: nobody's word becomes untrue between the look at what is owed and the message.
 */
export const writeMessagePage = (
  database: Database,
  occurrenceId: number,
  writing: Writing,
): Promise<PageResult> => database.begin((sql) => writePage(sql, occurrenceId, writing));

/** What is written, and when the first batch may go out (the send window). */
interface Writing {
  channels: ChannelSource[];
  notBefore: Date;
  now: Date;
  pageSize?: number;
}

/** As {@link writeMessagePage}, in a transaction that is open. */
export async function writePage(
  sql: Statement,
  occurrenceId: number,
  { channels, notBefore, now, pageSize = PAGE_SIZE }: Writing,
): Promise<PageResult> {
  const told = await sql<
    { runId: number }[]
  >`SELECT run_id FROM occurrence WHERE id = ${occurrenceId} AND courtesy`;
  await holdCallOuts(
    sql,
    told.map(({ runId }) => runId),
  );
  const [cursor] = await sql<[Cursor]>`
    SELECT written_through, materialised_at, num_nonnulls(cap_per_day, cap_per_week) > 0 AS capped, one_per_address,
      topic, irrefusable IS NULL AS refusable, class = 'promotion' AS promotion, carrier_cap
    FROM occurrence WHERE id = ${occurrenceId} FOR UPDATE`;
  if (cursor.materialisedAt) return { through: undefined };
  const [end] = await sql<[{ last: number | null; people: number }]>`
    SELECT max(person_id) AS last, count(*) AS people FROM (
      SELECT person_id FROM recipient WHERE occurrence_id = ${occurrenceId} AND person_id > ${cursor.writtenThrough}
      ORDER BY person_id LIMIT ${pageSize}) page`;
  if (end.last === null) {
    await sql`UPDATE occurrence SET materialised_at = ${now} WHERE id = ${occurrenceId}`;
    return { through: undefined };
  }
  const range = { after: cursor.writtenThrough, through: end.last, rules: cursor };
  for (const source of channels) await writeChannel(sql, occurrenceId, source, { ...range, notBefore, now });
  await sql`UPDATE occurrence SET written_through = ${end.last} WHERE id = ${occurrenceId}`;
  // Without fresh figures the claim reads all due batches to find its one; those of the first page tell enough.
  if (cursor.writtenThrough === 0 && end.people >= MANY_PEOPLE) await sql`ANALYZE batch`;
  return { through: end.last };
}

/** Where writing an occurrence stands, and the rules it is written by. */
interface Cursor extends JudgingRules {
  writtenThrough: number;
  materialisedAt: Date | null;
}

interface Page extends RecipientRange {
  rules: JudgingRules;
  notBefore: Date;
  now: Date;
}

async function writeChannel(
  sql: Statement,
  occurrenceId: number,
  source: ChannelSource,
  page: Page,
): Promise<void> {
  const shared = source.personal.length === 0;
  if (shared)
    await sql`${insertRenderings(sql, source, sql`SELECT ${sql.json(source.variables)}::jsonb AS variables`)}`;
  else {
    const run = sql`(SELECT run_id FROM occurrence WHERE id = ${occurrenceId})`;
    const people = sql`
      SELECT DISTINCT ${personalVariables(sql, source, run)} AS variables
      FROM recipient r JOIN person p ON p.id = r.person_id JOIN committee c ON c.id = r.committee_id
      ${source.personal.includes('call') ? candidateOf(sql, run) : sql``}
      ${source.personal.some(isWrittenVariable) ? writtenFor(sql) : sql``}
      WHERE r.occurrence_id = ${occurrenceId} AND r.person_id > ${page.after} AND r.person_id <= ${page.through}`;
    await sql`${insertRenderings(sql, source, people)}`;
  }
  const { rules, now } = page;
  const judging = { ground: LEDGER_GROUND, occurrenceId, source, range: page, rules, now };
  await sql`
    WITH judged AS MATERIALIZED (${judge(sql, judging)}),
    -- Never two texts to one phone in one provider call: a carrier may drop the second, and a receipt names the phone. A slot is
    -- one number, of which no page has so many: by two columns, everybody would be compared with every slot of their copy.
    placed AS (
      SELECT *, CASE WHEN reason IS NULL THEN
        copy * ${PAGE_SIZE}::bigint + (row_number() OVER (PARTITION BY copy, reason IS NULL ORDER BY person_id) - 1) / ${BATCH_SIZE}::int END AS slot
      FROM judged),
    slots AS MATERIALIZED (
      SELECT slot, nextval('batch_id_seq') AS id
      FROM (SELECT DISTINCT slot FROM placed WHERE slot IS NOT NULL ORDER BY slot) s),
    batches AS (
      INSERT INTO batch (id, occurrence_id, channel, lane, provider, not_before) OVERRIDING SYSTEM VALUE
      SELECT slots.id, o.id, ${source.channel}, o.lane, ${source.provider}, ${page.notBefore}
      FROM slots, occurrence o WHERE o.id = ${occurrenceId})
    INSERT INTO message (occurrence_id, person_id, committee_id, channel, state, reason, rendering_id, batch_id, changed_at)
    SELECT ${occurrenceId}, person_id, committee_id, ${source.channel},
      CASE WHEN reason IS NULL THEN 'queued' WHEN reason = 'expired' THEN 'expired' ELSE 'suppressed' END::message_state, reason,
      CASE WHEN reason IS NULL THEN ${renderingId(sql, source)} END, slots.id, ${page.now}
    FROM placed LEFT JOIN slots USING (slot)
    ${shared ? sql`` : sql`LEFT JOIN rendering ON rendering.template_id = ${source.templateId} AND rendering.digest = ${digest(sql, sql`placed.variables`)}`}
    ORDER BY person_id`;
}

const digest = (sql: Statement, variables: Fragment): Fragment =>
  sql`sha256(convert_to((${variables})::text, 'UTF8'))`;

const insertRenderings = (sql: Statement, source: ChannelSource, rows: Fragment): Fragment => sql`
  INSERT INTO rendering (template_id, variables, digest)
  SELECT ${source.templateId}, variables, ${digest(sql, sql`variables`)} FROM (${rows}) texts
  ON CONFLICT DO NOTHING`;

const renderingId = (sql: Statement, source: ChannelSource): Fragment =>
  source.personal.length > 0
    ? sql`rendering.id`
    : sql`(SELECT id FROM rendering WHERE template_id = ${source.templateId}
        AND digest = ${digest(sql, sql`${sql.json(source.variables)}::jsonb`)})`;
