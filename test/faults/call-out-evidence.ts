import { CALL_OUT_TEMPLATES } from '../../campaigns/call-out/texts.js';
import type { CandidateState } from '../../domain/call-out/states.js';
import { substitute } from '../../domain/messages/placeholders.js';
import { SURE } from '../../domain/messages/reply-reader.js';
import type { RecordLine } from '../../local/simulators/carrier/carrier.js';
import type { ReplyLine } from '../../local/simulators/carrier/replies.js';
import type { Statement } from '../../runtime/database.js';
import type { Keys } from '../../runtime/keys.js';
import type { HeardReply } from './answers.js';
import { wordOf } from './people.js';
import {
  TOLD_STEPS,
  type AskedPerson,
  type CallOutClaim,
  type PhoneMoment,
  type TellingClaim,
  type ToldStep,
} from './places.js';

/** What the ledger has of every reply; a reply that stands there twice is here twice. */
export const heardReplies = (sql: Statement): Promise<HeardReply[]> => sql<HeardReply[]>`
  SELECT r.sequence, r.meaning IN ('yes', 'no', 'maybe') AND r.confidence >= ${SURE}::real AS sure,
    r.waits_for IS NOT NULL OR r.resolved_at IS NOT NULL AS waits,
    array(SELECT answer FROM response p WHERE p.reply_id = r.id ORDER BY p.id) AS answers,
    (SELECT count(*) - count(DISTINCT (p.run_id, p.person_id)) FROM response p WHERE p.reply_id = r.id) AS repeated,
    EXISTS (SELECT FROM opt_out x WHERE x.channel = 'sms' AND x.address_hash = r.address_hash AND x.revoked_at IS NULL) AS opted_out
  FROM reply r ORDER BY r.id`;

/** Pushes of replies that nobody has read. */
export async function unreadPushes(sql: Statement): Promise<number> {
  const [row] = await sql<[{ count: number }]>`
    SELECT count(*) FROM inbox WHERE kind = 'reply' AND processed_at IS NULL`;
  return row.count;
}

/** What the ledger has of every call-out and of everyone who was asked. */
export async function callOutClaims(sql: Statement, keys: Keys): Promise<CallOutClaim[]> {
  const calls = await sql<Omit<CallOutClaim, 'asked'>[]>`
    SELECT c.run_id AS run, r.plan->'steps'->0->'event'->>'title' AS title, c.needed, c.places_taken AS counter
    FROM call_out c JOIN run r ON r.id = c.run_id ORDER BY c.run_id`;
  return Promise.all(calls.map(async (call) => ({ ...call, asked: await askedPeople(sql, keys, call.run) })));
}

interface AskedRow {
  person: number;
  phoneCipher: Buffer;
  code: string;
  state: CandidateState;
  withdrawn: number;
  joined: number;
}

async function askedPeople(sql: Statement, keys: Keys, run: number): Promise<AskedPerson[]> {
  const rows = await sql<AskedRow[]>`
    SELECT k.person_id AS person, p.phone_cipher, k.code, k.state,
      (SELECT count(*) FROM response a WHERE a.run_id = k.run_id AND a.person_id = k.person_id AND a.effect = 'withdrawn') AS withdrawn,
      (SELECT count(*) FROM response a WHERE a.run_id = k.run_id AND a.person_id = k.person_id AND a.effect = 'waitlisted') AS joined
    FROM candidate k JOIN person p ON p.id = k.person_id WHERE k.run_id = ${run} AND k.asked_at IS NOT NULL ORDER BY k.rank`;
  const told = await tellings(sql, run);
  const nothing = { told: 0, refused: 0, upToDate: false, withheld: false };
  return rows.map(({ person, phoneCipher, ...row }) => ({
    ...row,
    phone: keys.decrypt(phoneCipher),
    claims: {
      confirmation: told.get(`${person} confirmation`) ?? nothing,
      waitlist: told.get(`${person} waitlist`) ?? nothing,
    },
  }));
}

const isRefused = (sql: Statement) =>
  sql`coalesce(m.state IN ('failed', 'suppressed', 'expired', 'cancelled'), false)`;

/** By person and step: how often the register of what is owed says they were told, and what became of those texts. */
async function tellings(sql: Statement, run: number) {
  const rows = await sql<(TellingClaim & { person: number; step: ToldStep })[]>`
    SELECT o.person_id AS person, o.step, count(*) AS told, bool_or(o.since >= k.since) AS up_to_date,
      count(*) FILTER (WHERE ${isRefused(sql)}) AS refused, bool_or(o.since >= k.since AND ${isRefused(sql)}) AS withheld
    FROM owed o JOIN candidate k ON k.run_id = o.run_id AND k.person_id = o.person_id
    LEFT JOIN message m ON m.occurrence_id = o.occurrence_id AND m.person_id = o.person_id
    WHERE o.run_id = ${run} AND o.occurrence_id IS NOT NULL AND o.step = ANY(${TOLD_STEPS})
    GROUP BY o.person_id, o.step`;
  return new Map(rows.map(({ person, step, ...claim }) => [`${person} ${step}`, claim]));
}

/** What happened on the phones that concerns places in one call-out: its texts that arrived, and what was written. */
export function phoneMoments(
  { title, asked }: CallOutClaim,
  texts: readonly Pick<RecordLine, 'at' | 'phone' | 'text'>[],
  replies: readonly ReplyLine[],
): PhoneMoment[] {
  const codes = new Map<string, string[]>();
  for (const { phone, code } of asked) codes.set(phone, [...(codes.get(phone) ?? []), code]);
  const told = texts.flatMap(({ at, phone, text }) =>
    (codes.get(phone) ?? []).flatMap((code) => {
      const step = TOLD_STEPS.find((each) => text.includes(opening(each, title, code)));
      return step ? [{ at: new Date(at), phone, code, what: step }] : [];
    }),
  );
  const said = replies.flatMap(({ at, phone, act, code }) => {
    const what = wordOf(act);
    if (!what) return [];
    // Who wants no more texts comes to nothing any more.
    const meant =
      act === 'opt-out' ? (codes.get(phone) ?? []) : (codes.get(phone) ?? []).filter((each) => each === code);
    return meant.map((each) => ({ at: new Date(at), phone, code: each, what }));
  });
  return [...told, ...said];
}

/** How a step's text to this code begins, as far as it is the same for everybody. */
function opening(step: ToldStep, event: string, call: string): string {
  const { text } = CALL_OUT_TEMPLATES.find(({ code }) => code === `call-out-${step}`)!;
  const known: Record<string, string> = { event, call };
  return substitute(text, (name) => known[name] ?? '\n').split('\n')[0]!;
}
