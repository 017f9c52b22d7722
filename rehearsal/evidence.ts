import { readFile } from 'node:fs/promises';
import { messageIdOf } from '../domain/messages/identity.js';
import { render } from '../domain/messages/rendering.js';
import type { MessageState } from '../domain/messages/states.js';
import type { Channel } from '../domain/plan/plan.js';
import type { RecordLine } from '../local/simulators/carrier/carrier.js';
import type { MailLine } from '../local/simulators/mail/inbox.js';
import type { Database } from '../runtime/database.js';
import type { Keys } from '../runtime/keys.js';
import type { Arrival, Claimed, Try } from './judge.js';

/** Which signature and which sender the texts carry. */
export interface Letterhead {
  smsSign: string;
  mailDomain: string;
}

/** What reached the phones, by the carrier's own record. */
export async function textsTaken(record: string): Promise<Arrival[]> {
  const lines = await readLines<RecordLine>(record);
  return lines.map(({ at, phone, text, outId, fault }) => ({
    at: new Date(at),
    identity: textIdentity(phone, text),
    bytes: outId,
    outId,
    fault: fault ?? null,
  }));
}

/** What reached the inbox, by the relay's own record. */
export async function mailsTaken(record: string): Promise<Arrival[]> {
  const lines = await readLines<MailLine>(record);
  return lines.map(({ at, envelopeTo, messageId, sha256, fault }) => ({
    at: new Date(at),
    identity: mailIdentity(envelopeTo, messageId ?? ''),
    bytes: sha256,
    outId: null,
    fault: fault ?? null,
  }));
}

/** The lines of a simulator's record. */
export async function readLines<Line>(path: string): Promise<Line[]> {
  const text = await readFile(path, 'utf8');
  return (
    text
      .split('\n')
      // Behind the last newline there may be half a line, while the simulator is writing it.
      .slice(0, -1)
      .map((line) => JSON.parse(line) as Line)
  );
}

/** The same phone and the same text, whatever the call was labelled. */
const textIdentity = (phone: string, text: string): string => `${phone} ${text}`;

/** The Message-ID follows from the message, so a second one would be a mail the ledger does not know. */
const mailIdentity = (address: string, messageId: string): string => `${address} ${messageId}`;

interface Row {
  id: number;
  channel: Channel;
  state: MessageState;
  reason: string | null;
  batchId: number | null;
  outId: string | null;
  mailOutId: string | null;
  cipher: Buffer | null;
  text: string | null;
  variables: Record<string, string> | null;
}

/**
 * What the ledger says of every message that was ever meant to be sent.
 * @param runId of this run alone; absent: of all
 */
export async function claims(
  database: Database,
  keys: Keys,
  letterhead: Letterhead,
  runId?: number,
): Promise<Claimed[]> {
  const rows = await database<Row[]>`
    SELECT m.id, m.channel, m.state, m.reason, m.batch_id, b.out_id, md5(b.out_id || m.id) AS mail_out_id,
      CASE m.channel WHEN 'sms' THEN p.phone_cipher ELSE p.email_cipher END AS cipher, t.text, r.variables
    FROM message m JOIN person p ON p.id = m.person_id
    LEFT JOIN batch b ON b.id = m.batch_id
    LEFT JOIN rendering r ON r.id = m.rendering_id LEFT JOIN template t ON t.id = r.template_id
    WHERE m.rendering_id IS NOT NULL
      ${runId === undefined ? database`` : database`AND m.occurrence_id IN (SELECT id FROM occurrence WHERE run_id = ${runId})`}
    ORDER BY m.id`;
  const tries = await triesByOwner(database);
  return rows.map((row) => ({
    id: row.id,
    channel: row.channel,
    state: row.state,
    reason: row.reason,
    identity: identityOf(row, keys, letterhead),
    tries: tries.get(row.channel === 'sms' ? `batch ${row.batchId}` : `message ${row.id}`) ?? [],
  }));
}

function identityOf(row: Row, keys: Keys, { smsSign, mailDomain }: Letterhead): string {
  const address = row.cipher === null ? '' : keys.decrypt(row.cipher);
  if (row.channel === 'email') return mailIdentity(address, messageIdOf(row.mailOutId ?? '', mailDomain));
  const rendered = render(row.text ?? '', row.variables ?? {});
  if (!rendered.ok) throw new Error(`message ${row.id} cannot be rendered any more`);
  return textIdentity(address, `【${smsSign}】${rendered.value}`);
}

/** A text is tried with its batch, a mail by itself. */
async function triesByOwner(database: Database): Promise<Map<string, Try[]>> {
  const rows = await database<(Try & { batchId: number; messageId: number | null })[]>`
    SELECT id, batch_id, message_id, out_id, intent_at, finished_at, outcome, code FROM attempt ORDER BY id`;
  const tries = new Map<string, Try[]>();
  for (const { batchId, messageId, ...one } of rows) {
    const owner = messageId === null ? `batch ${batchId}` : `message ${messageId}`;
    const known = tries.get(owner);
    if (known) known.push(one);
    else tries.set(owner, [one]);
  }
  return tries;
}
