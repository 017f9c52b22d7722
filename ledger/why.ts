import type { MessageState } from '../domain/messages/states.js';
import type { Channel, Irrefusable, MessageClass } from '../domain/plan/plan.js';
import type { Statement } from '../runtime/database.js';
import type { OptOut } from './opt-outs.js';
import { countedMessages } from './unwanted.js';

/** Everything the ledger knows about one person in one run, on one channel. */
export interface Fate {
  step: string;
  occurrence: number;
  channel: Channel;
  frozenAt: Date;
  state: MessageState;
  reason: string | null;
  changedAt: Date;
  notBefore: Date | null;
  class: MessageClass;
  /** Why opt-outs did not count; null: they did. */
  irrefusable: Irrefusable | null;
  tries: number;
  /** The provider and its reference for the last accepted try. */
  provider: string | null;
  reference: string | null;
  acceptedAt: Date | null;
  /** What else is known that explains the state; absent where nothing does. */
  context?: FateContext;
}

/** What the ledger knows around a message: why it is held back, or what it still waits for. */
export interface FateContext {
  /** Opted out of the channel, when and how. */
  optedOut: { since: Date; source: OptOut['source']; topic: string } | null;
  /** A mail to the address has come back, when and with which code. */
  bounced: { since: Date; code: string } | null;
  /** Who gets the message at an address that several share. */
  twin: { id: number; name: string } | null;
  /** Messages of the class and channel in the days a cap is about, before this one was held back; the newest first. */
  counted: { run: number; at: Date }[];
  /** The text whose cap at the carrier is used up: how many it takes in 24 hours, and what its number had of them; the newest first. */
  carrierCap: { template: string; cap: number; counted: { run: number; at: Date }[] } | null;
  capPerDay: number | null;
  capPerWeek: number | null;
  /** Nothing goes to the provider until then, because of this code. */
  stop: { until: Date; code: string } | null;
  /** The send window in minutes of the office day; null: any hour. */
  windowFrom: number | null;
  windowTo: number | null;
  expiresAt: Date | null;
  enqueuedAt: Date | null;
  unknownSince: Date | null;
  lastTriedAt: Date | null;
  /** When what is in doubt is looked at next. */
  looksAt: Date | null;
}

const ADDRESS = `CASE m.channel WHEN 'sms' THEN p.phone_hash ELSE p.email_hash END`;

/**
 * As one JSON value, each part looked up only where the state asks for it: people, messages and tries by index; opt-outs
 * and dead addresses, which are few, with the lifted ones that no index has. Times travel as milliseconds: JSON has no
 * instants.
 */
const context = (sql: Statement) => sql`
  json_build_object(
    'optedOut', CASE WHEN m.reason = 'opted out' THEN (
      SELECT json_build_object('since', ${milliseconds(sql, 'x.since')}, 'source', x.source, 'topic', x.topic) FROM opt_out x
      WHERE x.channel = m.channel AND x.address_hash = ${sql.unsafe(ADDRESS)} AND x.topic IN ('all', o.topic) AND x.since <= m.changed_at ORDER BY x.since DESC LIMIT 1) END,
    'bounced', CASE WHEN m.reason = 'address bounced' THEN (
      SELECT json_build_object('since', ${milliseconds(sql, 'd.since')}, 'code', d.code) FROM dead_address d
      WHERE d.channel = m.channel AND d.address_hash = ${sql.unsafe(ADDRESS)} AND d.since <= m.changed_at ORDER BY d.since DESC LIMIT 1) END,
    'twin', CASE WHEN m.reason = 'duplicate address' THEN (
      SELECT json_build_object('id', q.id, 'name', q.name) FROM (
        SELECT id, name FROM person WHERE m.channel = 'sms' AND phone_hash = p.phone_hash
        UNION ALL SELECT id, name FROM person WHERE m.channel = 'email' AND email_hash = p.email_hash) q
      WHERE q.id < p.id AND EXISTS (SELECT FROM recipient s WHERE s.person_id = q.id AND s.occurrence_id = o.id) ORDER BY q.id LIMIT 1) END,
    'counted', CASE WHEN m.reason = 'frequency cap' THEN (
      SELECT coalesce(json_agg(json_build_object('run', e.run_id, 'at', ${milliseconds(sql, 'e.changed_at')}) ORDER BY e.changed_at DESC), '[]')
      FROM (SELECT m.person_id, m.channel, m.changed_at, o.id, o.class, o.cap_per_week) held CROSS JOIN LATERAL (${countedMessages(
        sql,
        { class: sql`held.class`, channel: sql`held.channel`, now: sql`held.changed_at` },
      )}) e
      WHERE e.person_id = held.person_id AND e.occurrence_id <> held.id AND e.changed_at <= held.changed_at
        AND (held.cap_per_week IS NOT NULL OR e.changed_at > held.changed_at - interval '1 day'))
      ELSE '[]' END,
    'carrierCap', CASE WHEN m.reason = 'carrier cap' THEN (
      SELECT json_build_object('template', t.code, 'cap', o.carrier_cap, 'counted', coalesce((
        SELECT json_agg(json_build_object('run', e.run_id, 'at', ${milliseconds(sql, 'e.changed_at')}) ORDER BY e.changed_at DESC) FROM (
          SELECT f.run_id, n.changed_at FROM occurrence_channel same JOIN occurrence f ON f.id = same.occurrence_id
          JOIN person mate ON mate.phone_hash = p.phone_hash
          JOIN message n ON n.occurrence_id = f.id AND n.person_id = mate.id AND n.channel = 'sms'
          WHERE same.template_id = t.id AND f.id <> o.id AND n.state IN ('sending', 'sent', 'delivered', 'undelivered', 'unknown')
            AND n.changed_at <= m.changed_at AND n.changed_at > m.changed_at - interval '1 day') e), '[]'))
      FROM occurrence_channel used JOIN template t ON t.id = used.template_id WHERE used.occurrence_id = o.id AND used.channel = m.channel) END,
    'capPerDay', o.cap_per_day, 'capPerWeek', o.cap_per_week,
    'stop', (SELECT json_build_object('until', ${milliseconds(sql, 'h.until')}, 'code', h.code) FROM provider_stop h WHERE h.provider = b.provider AND m.state = 'queued'),
    'windowFrom', o.window_from, 'windowTo', o.window_to, 'expiresAt', ${milliseconds(sql, 'o.expires_at')},
    'enqueuedAt', ${milliseconds(sql, 'b.enqueued_at')}, 'unknownSince', ${milliseconds(sql, 'b.unknown_since')},
    'lastTriedAt', (SELECT ${milliseconds(sql, 'max(t.intent_at)')} FROM attempt t WHERE t.batch_id = m.batch_id AND (t.message_id IS NULL OR t.message_id = m.id)),
    'looksAt', CASE WHEN b.state = 'unknown' THEN ${milliseconds(sql, 'b.lease_until')} END)`;

const milliseconds = (sql: Statement, column: string) =>
  sql`extract(epoch FROM ${sql.unsafe(column)}) * 1000`;

/** A value as JSON brings it: instants as milliseconds. */
type Written<Value> = Value extends Date
  ? number
  : Value extends object
    ? { [Key in keyof Value]: Written<Value[Key]> }
    : Value;

const instant = (written: number | null): Date | null => (written === null ? null : new Date(written));

const read = (written: Written<FateContext>): FateContext => ({
  ...written,
  optedOut: written.optedOut && { ...written.optedOut, since: new Date(written.optedOut.since) },
  bounced: written.bounced && { ...written.bounced, since: new Date(written.bounced.since) },
  counted: written.counted.map(({ run, at }) => ({ run, at: new Date(at) })),
  carrierCap: written.carrierCap && {
    ...written.carrierCap,
    counted: written.carrierCap.counted.map(({ run, at }) => ({ run, at: new Date(at) })),
  },
  stop: written.stop && { ...written.stop, until: new Date(written.stop.until) },
  expiresAt: instant(written.expiresAt),
  enqueuedAt: instant(written.enqueuedAt),
  unknownSince: instant(written.unknownSince),
  lastTriedAt: instant(written.lastTriedAt),
  looksAt: instant(written.looksAt),
});

/** Why this person did or did not get a run's messages; empty when they were never in its audience. */
export async function fates(
  sql: Statement,
  { runId, personId }: { runId: number; personId: number },
): Promise<Fate[]> {
  const rows = await sql<(Fate & { context: Written<FateContext> })[]>`
    SELECT ${context(sql)} AS context, o.step, o.number AS occurrence, m.channel, o.frozen_at, m.state, m.reason, m.changed_at, b.not_before, o.class, o.irrefusable,
      (SELECT count(*) FROM attempt t WHERE t.batch_id = m.batch_id AND (t.message_id IS NULL OR t.message_id = m.id)) AS tries,
      b.provider, a.reference, CASE WHEN a.outcome = 'accepted' THEN a.finished_at END AS accepted_at
    FROM occurrence o JOIN message m ON m.occurrence_id = o.id AND m.person_id = ${personId}
    LEFT JOIN batch b ON b.id = m.batch_id LEFT JOIN attempt a ON a.id = m.attempt_id LEFT JOIN person p ON p.id = m.person_id
    WHERE o.run_id = ${runId} ORDER BY o.id, m.channel`;
  return rows.map((row) => ({ ...row, context: read(row.context) }));
}

/** When a run's audience was frozen (null: not yet), and whether this person is in it. */
export async function audienceOf(
  sql: Statement,
  { runId, personId }: { runId: number; personId: number },
): Promise<{ frozenAt: Date | null; recipient: boolean }> {
  const [row] = await sql<[{ frozenAt: Date | null; recipient: boolean }]>`
    SELECT min(o.frozen_at) AS frozen_at, EXISTS (SELECT FROM recipient r JOIN occurrence f ON f.id = r.occurrence_id
      WHERE f.run_id = ${runId} AND r.person_id = ${personId}) AS recipient
    FROM occurrence o WHERE o.run_id = ${runId}`;
  return row;
}
