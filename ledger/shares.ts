import type { PendingQuery, Row } from 'postgres';
import type { Share, Standing } from '../domain/messages/shares.js';
import type { Channel } from '../domain/plan/plan.js';
import type { Statement, Transaction } from '../runtime/database.js';
import type { Candidate } from './claim.js';

type Fragment = PendingQuery<Row[]>;

/** A provider's part of the traffic as it stands in the ledger. */
export interface ProviderShare {
  provider: string;
  channel: Channel;
  weight: number;
  share: number;
  changedAt: Date;
  reason: string;
}

/** Every provider somebody sends by, as last judged. */
export async function providerShares(sql: Statement): Promise<ProviderShare[]> {
  return sql<ProviderShare[]>`
    SELECT provider, channel, weight, share, changed_at, reason FROM provider_share ORDER BY channel, weight DESC, provider`;
}

/**
 * Writes down who is set for a channel. Whoever is added, goes, or gets another weight moves all back to their weights.
 */
export async function setProviders(
  sql: Transaction,
  channel: Channel,
  providers: readonly Candidate[],
  now: Date,
): Promise<void> {
  const names = providers.map(({ name }) => name);
  const weights = providers.map(({ weight }) => weight);
  const [{ asSet }] = await sql<[{ asSet: boolean }]>`
    SELECT NOT EXISTS (
      SELECT FROM unnest(${names}::text[], ${weights}::int[]) AS g(provider, weight)
      FULL JOIN (SELECT * FROM provider_share WHERE channel = ${channel}) p USING (provider)
      WHERE g.weight IS DISTINCT FROM p.weight) AS as_set`;
  if (asSet) return;
  await sql`DELETE FROM provider_share WHERE channel = ${channel}`;
  await sql`
    INSERT INTO provider_share (provider, channel, weight, share, changed_at, reason, judged_at)
    SELECT provider, ${channel}, weight, weight, ${now}, 'settings', ${now}
    FROM unnest(${names}::text[], ${weights}::int[]) AS g(provider, weight)`;
}

/**
 * Takes the round of a channel: several sweepers ask, one may judge.
 * @param before nobody has since then
 */
export async function takeRound(
  sql: Transaction,
  channel: Channel,
  { before, now }: { before: Date; now: Date },
): Promise<boolean> {
  const { count } = await sql`
    UPDATE provider_share SET judged_at = ${now} WHERE channel = ${channel} AND judged_at <= ${before}`;
  return count > 0;
}

/** What providers did with their calls: how many were answered or given up, how many failed, and how fast. */
export type Calls = Pick<Standing, 'provider' | 'calls' | 'failures' | 'medianMilliseconds'>;

/**
 * Calls of each provider by `q`, a row of its share, on which a further condition may rest. Tries that we ourselves gave
 * up, or whose dispatcher died, say nothing of a provider. Read through a block index: some milliseconds.
 */
const calls = (sql: Statement, since: Date, further: Fragment): Fragment => sql`
  SELECT a.provider, count(*) AS calls, count(*) FILTER (WHERE a.outcome IN ('throttled', 'unknown')) AS failures,
    round(1000 * percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM a.finished_at - a.intent_at))
      FILTER (WHERE a.outcome = 'accepted'))::int AS median_milliseconds
  FROM attempt a JOIN provider_share q ON q.provider = a.provider
  WHERE a.intent_at > ${since} AND a.outcome IN ('accepted', 'rejected', 'throttled', 'unknown')
    AND a.code IS DISTINCT FROM 'dispatcher lost' AND a.code IS DISTINCT FROM 'reconciler lost' ${further}
  GROUP BY a.provider`;

/** What each provider did with its calls since then. */
export const callsSince = (sql: Statement, since: Date): Promise<Calls[]> =>
  sql<Calls[]>`${calls(sql, since, sql``)}`;

/** Calls whose messages are looked at, of each provider: some thousand messages, however much goes out. */
const CALLS_LOOKED_INTO = 100;

/** A provider's code in receipts by which a message was lost on its way, not at the phone. */
export interface LossCode {
  name: string;
  code: string;
}

/**
 * What receipts say of the calls that each provider `q`, a row of its share, took. Of many calls some, spread over the
 * time: of the last ones no receipt can be there yet. Only calls of many messages have receipts.
 */
const receipts = (sql: Statement, since: Date, lossCodes: readonly LossCode[]): Fragment => sql`
  SELECT q.provider, count(*) AS receipts,
    count(*) FILTER (WHERE m.state = 'undelivered' AND (q.provider, m.reason) IN (
      SELECT * FROM unnest(${lossCodes.map(({ name }) => name)}::text[], ${lossCodes.map(({ code }) => code)}::text[]))) AS lost
  FROM provider_share q
  CROSS JOIN LATERAL (
    SELECT DISTINCT a.batch_id, hashint8(a.batch_id) FROM attempt a
    WHERE a.provider = q.provider AND a.intent_at > ${since} AND a.intent_at >= q.changed_at
      AND a.outcome IN ('accepted', 'found') AND a.message_id IS NULL
    ORDER BY hashint8(a.batch_id) LIMIT ${CALLS_LOOKED_INTO}) c
  JOIN message m ON m.batch_id = c.batch_id AND m.state IN ('delivered', 'undelivered')
  GROUP BY q.provider`;

/** How the providers of a channel have done since their shares moved, `since` at the earliest. */
export async function standings(
  sql: Statement,
  channel: Channel,
  { lossCodes, since, now }: { lossCodes: readonly LossCode[]; since: Date; now: Date },
): Promise<Standing[]> {
  const further = sql`AND q.channel = ${channel} AND a.intent_at >= q.changed_at`;
  return sql<Standing[]>`
    SELECT p.provider, p.weight, p.share, coalesce(t.calls, 0) AS calls, coalesce(t.failures, 0) AS failures, t.median_milliseconds,
      coalesce(r.receipts, 0) AS receipts, coalesce(r.lost, 0) AS lost, p.reason,
      EXISTS (SELECT FROM provider_stop s WHERE s.provider = p.provider AND s.until > ${now}) AS stopped
    FROM provider_share p LEFT JOIN (${calls(sql, since, further)}) t USING (provider)
      LEFT JOIN (${receipts(sql, since, lossCodes)}) r USING (provider)
    WHERE p.channel = ${channel} ORDER BY p.provider`;
}

/** Writes down the shares that have moved. */
export async function moveShares(sql: Transaction, shares: readonly Share[], now: Date): Promise<void> {
  await sql`
    UPDATE provider_share p SET share = s.share, reason = s.health, changed_at = ${now}
    FROM unnest(${shares.map(({ provider }) => provider)}::text[], ${shares.map(({ share }) => share)}::int[],
      ${shares.map(({ health }) => health)}::text[]) AS s(provider, share, health)
    WHERE p.provider = s.provider AND p.share <> s.share`;
}
