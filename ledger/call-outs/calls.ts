import type { KnownCall } from '../../domain/call-out/decide.js';
import type { Statement } from '../../runtime/database.js';

/** An earlier reply whose sender was asked which call they meant. */
export interface UncodedReply {
  contentCipher: Buffer;
  receivedAt: Date;
}

/** All that a reply from one phone may be about. */
export interface PhoneSide {
  /** Who uses the phone. */
  people: number[];
  /** Calls that reached it, newest first. */
  calls: KnownCall[];
  uncoded: UncodedReply | null;
  /** No more texts may go to it. */
  optedOut: boolean;
}

/** Days after which a closed call is forgotten: a reply is about something newer. */
const REMEMBERED_DAYS = 30;
/** Hours for which a reply without a code waits for a text that is nothing but one: asked at night, it comes next day. */
const UNCODED_HOURS = 24;

/** Sets these locks apart from others of two numbers. */
const PHONE_LOCKS = 154;
/** Phones share so many locks: a server has room for some ten thousand, and a backlog holds more phones than that. */
const MOST_LOCKS = 1024;

/**
 * Lets nobody else hear these phones until the transaction ends: of two replies from one phone the second is
 * understood in the light of the first.
 * @param phones keyed hashes, in hex
 */
export async function holdPhones(sql: Statement, phones: readonly string[]): Promise<void> {
  // In one order, or two readers would wait for each other.
  await sql`
    SELECT pg_advisory_xact_lock(${PHONE_LOCKS}, phone) FROM (
      SELECT DISTINCT abs(hashtext(hex) % ${MOST_LOCKS}::int) AS phone
      FROM unnest(${phones as string[]}::text[]) AS given(hex) ORDER BY phone) ordered`;
}

/**
 * What replies from these phones may be about, in one read for all of them.
 * @param phones keyed hashes, in hex
 */
export async function phoneSides(
  sql: Statement,
  phones: readonly string[],
  now: Date,
): Promise<Map<string, PhoneSide>> {
  const rows = await sql<(WireSide & { phone: string })[]>`
    WITH phone AS (SELECT DISTINCT decode(hex, 'hex') AS hash FROM unnest(${phones as string[]}::text[]) AS given(hex))
    SELECT encode(phone.hash, 'hex') AS phone,
      ARRAY(SELECT p.id FROM person p WHERE p.phone_hash = phone.hash ORDER BY p.id) AS people,
      (SELECT json_agg(k.call ORDER BY k.asked_at DESC, k.run_id, k.person_id)
        FROM person p CROSS JOIN LATERAL (${callsOf(sql, now)}) k WHERE p.phone_hash = phone.hash) AS calls,
      (SELECT json_build_object('contentCipher', encode(r.content_cipher, 'hex'), 'receivedAt', r.received_at)
        FROM reply r WHERE r.address_hash = phone.hash AND r.waits_for = 'code'
          AND r.received_at > ${now}::timestamptz - make_interval(hours => ${UNCODED_HOURS})
        ORDER BY r.received_at DESC, r.id DESC LIMIT 1) AS uncoded,
      EXISTS (SELECT FROM opt_out x
        WHERE x.channel = 'sms' AND x.revoked_at IS NULL AND x.address_hash = phone.hash
          AND x.topic IN ('all', 'call-outs')) AS opted_out
    FROM phone`;
  return new Map(rows.map(({ phone, ...side }) => [phone, fromWire(side)]));
}

/**
 * Calls that reached `person p`. The offset keeps the planner from looking through everyone who was asked: that hardly
 * anybody was is what it believes until the tables have been analysed after the first wave.
 */
const callsOf = (sql: Statement, now: Date) => sql`
  SELECT k.run_id, k.person_id, k.asked_at, json_build_object('run', k.run_id, 'person', k.person_id, 'code', k.code,
    'closed', c.closed_at IS NOT NULL OR c.ends_at <= ${now}, 'state', k.state, 'signInCode', c.sign_in_code,
    'signInOpen', c.closed_at IS NULL AND c.listens_until > ${now}, 'startsAt', c.starts_at, 'endsAt', c.ends_at,
    'irrefusable', (SELECT r.plan #>> '{steps,0,irrefusable}' IS NOT NULL FROM run r WHERE r.id = k.run_id)) AS call
  FROM candidate k JOIN call_out c ON c.run_id = k.run_id
  WHERE k.person_id = p.id AND k.asked_at IS NOT NULL
    AND (c.closed_at IS NULL OR c.closed_at > ${now}::timestamptz - make_interval(days => ${REMEMBERED_DAYS}))
  OFFSET 0`;

interface WireCall extends Omit<KnownCall, 'startsAt' | 'endsAt'> {
  startsAt: string;
  endsAt: string;
}
interface WireSide extends Pick<PhoneSide, 'people' | 'optedOut'> {
  calls: WireCall[] | null;
  uncoded: { contentCipher: string; receivedAt: string } | null;
}

/** JSON knows neither dates nor bytes. */
const fromWire = ({ people, calls, uncoded, optedOut }: WireSide): PhoneSide => ({
  people,
  optedOut,
  calls: (calls ?? []).map((call) => ({
    ...call,
    startsAt: new Date(call.startsAt),
    endsAt: new Date(call.endsAt),
  })),
  uncoded: uncoded && {
    contentCipher: Buffer.from(uncoded.contentCipher, 'hex'),
    receivedAt: new Date(uncoded.receivedAt),
  },
});
