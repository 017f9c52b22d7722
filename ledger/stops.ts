import type { PendingQuery, Row } from 'postgres';
import type { Statement } from '../runtime/database.js';

/** A provider that nothing is given to. */
export interface ProviderStop {
  provider: string;
  since: Date;
  until: Date;
  /** What it refused the account with; `by hand` where an operator stopped it. */
  code: string;
  /** The operator who stopped it; null: it refused the account. */
  stoppedBy: string | null;
}

/** The code of a stop that an operator made. */
export const BY_HAND = 'by hand';

/** Later than anything; a date of its own, since the database's `infinity` is none here. */
const UNTIL_STARTED = new Date('9999-01-01T00:00:00Z');

/**
 * The provider refuses the whole account: nothing more goes to it until then; what waits keeps waiting. One that an
 * operator has stopped stays so.
 */
export async function stopProvider(
  sql: Statement,
  { provider, code, now, until }: { provider: string; code: string; now: Date; until: Date },
): Promise<void> {
  await sql`
    INSERT INTO provider_stop (provider, since, until, code) VALUES (${provider}, ${now}, ${until}, ${code})
    ON CONFLICT (provider) DO UPDATE SET until = excluded.until, code = excluded.code,
      since = CASE WHEN provider_stop.until < excluded.since THEN excluded.since ELSE provider_stop.since END
    WHERE provider_stop.stopped_by IS NULL`;
}

/** An operator stops a provider until it is started again; the reason stands in the audit log. */
export async function stopByHand(
  sql: Statement,
  { provider, by, now }: { provider: string; by: string; now: Date },
): Promise<void> {
  await sql`
    INSERT INTO provider_stop (provider, since, until, code, stopped_by)
    VALUES (${provider}, ${now}, ${UNTIL_STARTED}, ${BY_HAND}, ${by})
    ON CONFLICT (provider) DO UPDATE SET since = excluded.since, until = excluded.until, code = excluded.code,
      stopped_by = excluded.stopped_by`;
}

/**
 * Takes a provider up again, whoever stopped it and why, also where it is tried again already and has taken nothing yet.
 * @returns whether it was stopped
 */
export async function startProvider(sql: Statement, provider: string): Promise<boolean> {
  const { count } = await sql`DELETE FROM provider_stop WHERE provider = ${provider}`;
  return count > 0;
}

/** Forgets the stops of providers other than these, which are the ones set: nothing will ever be given to those. */
export async function forgetStopsBut(sql: Statement, set: readonly string[]): Promise<void> {
  await sql`DELETE FROM provider_stop WHERE provider <> ALL(${set as string[]})`;
}

/** Whether nobody but its own provider may carry batch `b`: it is bound to that one, or the others are stopped too. */
export const noOtherProvider = (sql: Statement, now: Date): PendingQuery<Row[]> => sql`
  (b.bound OR NOT EXISTS (SELECT FROM provider_share p WHERE p.channel = b.channel
    AND NOT EXISTS (SELECT FROM provider_stop x WHERE x.provider = p.provider AND x.until > ${now})))`;

/** The stops in force. */
export async function stopsAt(sql: Statement, now: Date): Promise<ProviderStop[]> {
  return sql<ProviderStop[]>`
    SELECT provider, since, until, code, stopped_by FROM provider_stop WHERE until > ${now} ORDER BY provider`;
}

/**
 * Providers that have taken something since their stop ended, `since` at the earliest; it is over and forgotten.
 * @returns their names
 */
export async function endStops(
  sql: Statement,
  { since, now }: { since: Date; now: Date },
): Promise<string[]> {
  const rows = await sql<{ provider: string }[]>`
    DELETE FROM provider_stop s WHERE s.until <= ${now} AND EXISTS (
      SELECT FROM attempt a WHERE a.intent_at >= greatest(s.until, ${since}) AND a.provider = s.provider AND a.outcome = 'accepted')
    RETURNING s.provider`;
  return rows.map(({ provider }) => provider);
}
