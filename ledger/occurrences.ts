import { minutesOfDay } from '../domain/calendar/office-day.js';
import { topicOf } from '../domain/messages/topics.js';
import type { AudienceRule, Channel, Step } from '../domain/plan/plan.js';
import type { Database, Statement } from '../runtime/database.js';
import { compileAudience, type AudienceBounds } from './audience.js';

/** So many people of one occurrence make the planner's figures out of date; autovacuum would come a minute too late. */
export const MANY_PEOPLE = 2000;

/** One firing of a step of a run. */
export interface Occurrence {
  id: number;
  runId: number;
  step: string;
  number: number;
  frozenAt: Date | null;
  materialisedAt: Date | null;
}

/**
 * Opens an occurrence with the rules its messages will obey; a second call finds the first. One that nobody was frozen for
 * may be taken up again days later: what it tells then is as long of use as if it were opened then.
 */
export async function openOccurrence(
  database: Database,
  {
    runId,
    step,
    number,
    providers,
  }: { runId: number; step: Step; number: number; providers: Record<Channel, string> },
): Promise<Occurrence> {
  return database.begin(async (sql) => {
    await sql`
      INSERT INTO occurrence (run_id, step, number, lane, class, window_from, window_to, expires_at, cap_per_day, cap_per_week, one_per_address, courtesy,
        topic, irrefusable, carrier_cap, test)
      VALUES (${runId}, ${step.key}, ${number}, ${step.lane}, ${step.class},
        ${minutesOf(step.window?.from)}, ${minutesOf(step.window?.to)}, ${step.expiresAt}, ${step.cap.perDay}, ${step.cap.perWeek}, ${step.kind === 'send' || step.kind === 'second way'}, ${step.kind === 'tell'},
        ${topicOf(step)}, ${step.irrefusable ?? null}, ${step.carrierCap ?? null}, (SELECT test FROM run WHERE id = ${runId}))
      ON CONFLICT (run_id, step, number) DO UPDATE SET expires_at = excluded.expires_at WHERE occurrence.frozen_at IS NULL`;
    const [occurrence] = await sql<[Occurrence]>`
      SELECT id, run_id, step, number, frozen_at, materialised_at FROM occurrence
      WHERE run_id = ${runId} AND step = ${step.key} AND number = ${number}`;
    for (const { channel, template, version, variables } of step.channels) {
      await sql`
        INSERT INTO occurrence_channel (occurrence_id, channel, template_id, provider, variables)
        SELECT ${occurrence.id}, ${channel}, id, ${providers[channel]}, ${sql.json(variables)}
        FROM template WHERE code = ${template} AND version = ${version}
        ON CONFLICT DO NOTHING`;
    }
    return occurrence;
  });
}

const minutesOf = (time: string | undefined): number | null =>
  time === undefined ? null : minutesOfDay(time);

/**
 * Freezes a firing in the caller's transaction: holds it, writes its recipients and notes when; one that is frozen stays
 * as it is, for its messages may be half written.
 * @param insert writes the recipients
 * @returns how many it has
 */
export async function freezeOnce(
  sql: Statement,
  { occurrenceId, now }: { occurrenceId: number; now: Date },
  insert: () => Promise<{ count: number }>,
): Promise<number> {
  const [held] = await sql<[{ frozenAt: Date | null }]>`
    SELECT frozen_at FROM occurrence WHERE id = ${occurrenceId} FOR UPDATE`;
  if (held.frozenAt) return countRecipients(sql, occurrenceId);
  const { count } = await insert();
  // The planner takes an occurrence it has not counted for one of a single person, and searches all of it for each.
  if (count >= MANY_PEOPLE) await sql`ANALYZE recipient`;
  await sql`UPDATE occurrence SET frozen_at = ${now} WHERE id = ${occurrenceId}`;
  return count;
}

/**
 * Freezes who is meant, in one transaction: either everyone is a recipient or nobody is yet.
 * @param atMost more people than that are not frozen but reported
 * @returns the number of recipients, or `grown` with the number found
 */
export async function freezeAudience(
  database: Database,
  occurrence: Occurrence,
  { rule, bounds, atMost, now }: { rule: AudienceRule; bounds: AudienceBounds; atMost: number; now: Date },
): Promise<{ recipients: number } | { grown: number }> {
  try {
    const recipients = await database.begin((sql) =>
      freezeOnce(sql, { occurrenceId: occurrence.id, now }, async () => {
        const { count } = await sql`
          INSERT INTO recipient (occurrence_id, person_id, committee_id)
          SELECT ${occurrence.id}, person_id, committee_id FROM (${compileAudience(sql, rule, bounds)}) audience`;
        if (count > atMost) throw new Grown(count);
        return { count };
      }),
    );
    return { recipients };
  } catch (error) {
    if (error instanceof Grown) return { grown: error.found };
    throw error;
  }
}

/** Takes the freezing back: the audience is evaluated once, by writing it. */
class Grown extends Error {
  constructor(readonly found: number) {
    super('audience grown');
  }
}

/** How many people an occurrence has frozen. */
export async function countRecipients(sql: Statement, occurrenceId: number): Promise<number> {
  const [row] = await sql<
    [{ count: number }]
  >`SELECT count(*) FROM recipient WHERE occurrence_id = ${occurrenceId}`;
  return row.count;
}

/** The number of a step's next firing; one that was opened and never frozen is taken up again. */
export async function nextFiring(
  sql: Statement,
  { runId, step }: { runId: number; step: string },
): Promise<number> {
  const [row] = await sql<[{ number: number }]>`
    SELECT coalesce(min(number) FILTER (WHERE frozen_at IS NULL), max(number) + 1, 1) AS number
    FROM occurrence WHERE run_id = ${runId} AND step = ${step}`;
  return row.number;
}

/** Firings of a run whose recipients are frozen and not all written: their worker died between. */
export async function unwrittenFirings(sql: Statement, runId: number): Promise<Occurrence[]> {
  return sql<Occurrence[]>`
    SELECT id, run_id, step, number, frozen_at, materialised_at FROM occurrence
    WHERE run_id = ${runId} AND frozen_at IS NOT NULL AND materialised_at IS NULL ORDER BY id`;
}

/** Texts of a run that the carrier took and has said nothing more of. Mail has no receipts: its `sent` is final. */
export async function awaitingReceipt(sql: Statement, runId: number): Promise<number> {
  const [row] = await sql<[{ count: number }]>`
    SELECT count(*) FROM occurrence o JOIN message m ON m.occurrence_id = o.id
    WHERE o.run_id = ${runId} AND m.channel = 'sms' AND m.state = 'sent'`;
  return row.count;
}
