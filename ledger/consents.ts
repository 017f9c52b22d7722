import type { Channel } from '../domain/plan/plan.js';
import type { Statement } from '../runtime/database.js';

/** Why we may write to somebody (Personal Information Protection Law, art. 13); only `consent` allows promotions. */
export const BASES = ['consent', 'legal duty', 'emergency'] as const;

/** One of them. */
export type Basis = (typeof BASES)[number];

/** A permission as it stands; withdrawn ones are kept. */
export interface Consent {
  id: number;
  channel: Channel;
  basis: Basis;
  /** Where it is written down, e.g. `form 2026-03`. */
  source: string;
  givenAt: Date;
  withdrawnAt: Date | null;
}

/** Everything somebody has agreed to, or has withdrawn, the newest first. */
export async function consentsOf(sql: Statement, person: number): Promise<Consent[]> {
  return sql<Consent[]>`
    SELECT id, channel, basis, source, given_at, withdrawn_at FROM consent
    WHERE person_id = ${person} ORDER BY given_at DESC, id DESC`;
}

/**
 * Records a consent.
 * @returns its id; undefined: one of that instant is recorded already
 */
export async function addConsent(
  sql: Statement,
  { person, channel, basis, source, givenAt }: Omit<Consent, 'id' | 'withdrawnAt'> & { person: number },
): Promise<number | undefined> {
  const [row] = await sql<{ id: number }[]>`
    INSERT INTO consent (person_id, channel, basis, source, given_at)
    VALUES (${person}, ${channel}, ${basis}, ${source}, ${givenAt}) ON CONFLICT DO NOTHING RETURNING id`;
  return row?.id;
}

/** When somebody last withdrew a consent on a channel; undefined: never. */
export async function lastWithdrawal(
  sql: Statement,
  { person, channel }: { person: number; channel: Channel },
): Promise<Date | undefined> {
  const [row] = await sql<[{ at: Date | null }]>`
    SELECT max(withdrawn_at) AS at FROM consent WHERE person_id = ${person} AND channel = ${channel}`;
  return row.at ?? undefined;
}

/** Withdraws what somebody agreed to on these channels. @returns ids of those that were in force */
export async function withdrawConsents(
  sql: Statement,
  { person, channels, now }: { person: number; channels: readonly Channel[]; now: Date },
): Promise<number[]> {
  const rows = await sql<{ id: number }[]>`
    UPDATE consent SET withdrawn_at = ${now}
    WHERE person_id = ${person} AND channel = ANY(${channels as Channel[]}) AND basis = 'consent'
      AND withdrawn_at IS NULL AND given_at <= ${now}
    RETURNING id`;
  return rows.map(({ id }) => id);
}
