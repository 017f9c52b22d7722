import { createHash } from 'node:crypto';
import type { Clock } from '../../../runtime/clock.js';
import type { AppendOnlyRecord } from '../record.js';
import type { MailFault } from './faults.js';

/** How much of what was taken can still be opened; the record keeps a line of everything. */
const KEPT_MAILS = 5000;
const KEPT_BYTES = 128 * 1024 * 1024;

/** How such a part begins; only looked for, like the Message-ID. */
const CALENDAR_PART = 'Content-Type: text/calendar';

/** A line of the record: one mail taken for one recipient. */
export interface MailLine {
  /** When it was taken, ISO 8601 in UTC. */
  at: string;
  /** The RCPT address: where it really went, whatever its To header says. */
  envelopeTo: string;
  /** With its angle brackets; null: the mail has none. */
  messageId: string | null;
  /** Bytes of the mail as sent, without the doubled dots of the transport. */
  size: number;
  /** Over the same bytes, in hex: two mails are the same text if and only if this is equal. */
  sha256: string;
  /** It brings something for its recipient's calendar. */
  calendar?: true;
  /** The fault this mail suffered although it was taken. */
  fault?: MailFault;
}

/** A mail that can still be opened. */
export interface Mail {
  /** Counts up from 1 since the simulator started. */
  number: number;
  at: string;
  from: string;
  to: readonly string[];
  messageId: string | null;
  raw: Buffer;
}

/** What a person wrote on the inbox page in answer to a mail. */
interface Answer {
  at: string;
  /** The number of the mail. */
  mail: number;
  /** The address that received the mail, hence writes now. */
  from: string;
  /** The envelope sender of the mail. */
  to: string;
  inReplyTo: string | null;
  text: string;
}

/** Where mails arrive: first the record, then a bounded memory of the latest for the pages. */
export class Inbox {
  /** Everything people answered, oldest first. */
  readonly answers: Answer[] = [];
  private readonly kept = new Map<number, Mail>();
  private keptBytes = 0;
  private taken = 0;
  private oldest = 1;

  constructor(
    readonly record: AppendOnlyRecord<MailLine>,
    private readonly clock: Clock,
  ) {}

  /** How many mails can still be opened. */
  get size(): number {
    return this.kept.size;
  }

  /** Takes a mail: once this returns, the record has one line per recipient. */
  take(from: string, to: readonly string[], raw: Buffer, fault?: MailFault): Mail {
    const at = this.clock.now().toISOString();
    const messageId = messageIdOf(raw);
    const sha256 = createHash('sha256').update(raw).digest('hex');
    const calendar = raw.includes(CALENDAR_PART) ? ({ calendar: true } as const) : {};
    const common = { messageId, size: raw.length, sha256, ...calendar, ...(fault && { fault }) };
    this.record.append(to.map((envelopeTo) => ({ at, envelopeTo, ...common })));
    const mail = { number: ++this.taken, at, from, to, messageId, raw };
    this.keep(mail);
    return mail;
  }

  /** The mail of that number; undefined: never taken, or too long ago. */
  find(number: number): Mail | undefined {
    return this.kept.get(number);
  }

  /** At most `limit` mails, newest first, of a number below `before`, to an address that contains `address`. */
  newest(limit: number, address = '', before = Infinity): Mail[] {
    const wanted = address.trim().toLowerCase();
    const found: Mail[] = [];
    for (let number = Math.min(this.taken, before - 1); number >= this.oldest; number--) {
      const mail = this.kept.get(number)!;
      if (mail.to.some((each) => each.toLowerCase().includes(wanted))) found.push(mail);
      if (found.length === limit) break;
    }
    return found;
  }

  /** Stores what a person answers to `mail`. */
  answer(mail: Mail, text: string): void {
    const at = this.clock.now().toISOString();
    const [from = ''] = mail.to;
    this.answers.push({ at, mail: mail.number, from, to: mail.from, inReplyTo: mail.messageId, text });
  }

  /** What people answered to `mail`, oldest first. */
  answersTo(mail: Mail): Answer[] {
    return this.answers.filter((answer) => answer.mail === mail.number);
  }

  private keep(mail: Mail): void {
    this.kept.set(mail.number, mail);
    this.keptBytes += mail.raw.length;
    while (this.kept.size > 1 && (this.kept.size > KEPT_MAILS || this.keptBytes > KEPT_BYTES)) {
      this.keptBytes -= this.kept.get(this.oldest)!.raw.length;
      this.kept.delete(this.oldest++);
    }
  }
}

/** The head of a mail: everything before its first empty line. */
export function headOf(raw: Buffer): Buffer {
  const end = raw.indexOf('\r\n\r\n');
  return end === -1 ? raw : raw.subarray(0, end + 2);
}

/** Read with a pattern and not parsed: this is done for every mail, parsing only for those a person opens. */
function messageIdOf(raw: Buffer): string | null {
  return /^message-id:\s*(<[^>\r\n]*>)/im.exec(headOf(raw).toString('latin1'))?.[1] ?? null;
}
