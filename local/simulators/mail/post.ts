import { setTimeout as delay } from 'node:timers/promises';
import type { Clock } from '../../../runtime/clock.js';
import { handOver } from './hand-over.js';
import type { Mail } from './inbox.js';
import type { OfficeMailbox } from './office-mailbox.js';
import {
  absenceNote,
  answer,
  bounceInWords,
  complaint,
  deliveryReport,
  type ReportParts,
  type Status,
} from './reports.js';
import { returnOf, type Return, type ReturnPlan } from './returns.js';

/** A mail on its way back: who has sent it (empty: a machine), and to whom. */
interface Outgoing {
  sender: string;
  recipient: string;
  raw: Buffer;
}

const STATUSES: Partial<Record<Return, Status[]>> = {
  dead: [{ action: 'failed', status: '5.1.1', diagnostic: '550 5.1.1 No such user here' }],
  full: [{ action: 'failed', status: '5.2.2', diagnostic: '552 5.2.2 Mailbox full' }],
  refused: [{ action: 'failed', status: '5.7.1', diagnostic: '554 5.7.1 Rejected by local policy' }],
  delayed: [{ action: 'delayed', status: '4.4.1', diagnostic: '451 4.4.1 No answer from host' }],
  'given-up': [
    { action: 'delayed', status: '4.4.1', diagnostic: '451 4.4.1 No answer from host' },
    { action: 'failed', status: '5.4.7', diagnostic: '451 4.4.1 No answer from host' },
  ],
  confirmed: [{ action: 'delivered', status: '2.0.0', diagnostic: '250 2.0.0 Saved' }],
};

/** Pause before a mail that was not taken is handed over again, in milliseconds. */
const PAUSE_MILLISECONDS = 500;

/**
 * Brings back what mailboxes do with the mails they got: into the office's own mailbox, or by SMTP to its door, where it
 * is handed over until it is taken.
 */
export class Post {
  /** How many went back, by what their mailbox did. */
  readonly returned: Partial<Record<Return, number>> = {};
  private readonly waiting: Outgoing[] = [];
  private written = 0;
  private working: Promise<void> | undefined;
  private readonly over = new AbortController();

  constructor(
    public plan: ReturnPlan,
    private readonly mailbox: OfficeMailbox,
    private readonly clock: Clock,
    /** host:port of the office's door; undefined: into the mailbox alone. */
    private readonly door: string | undefined,
  ) {}

  /** How many wait to be handed over. */
  get open(): number {
    return this.waiting.length;
  }

  /** A mail has reached its mailboxes. */
  taken(mail: Mail): void {
    // A mail without a sender is never answered, or two machines would write to each other for ever (RFC 5321, 4.5.5).
    if (mail.from === '') return;
    for (const recipient of mail.to) {
      const does = returnOf(this.plan, recipient);
      if (does === undefined) continue;
      this.returned[does] = (this.returned[does] ?? 0) + 1;
      for (const outgoing of this.write(mail, recipient, does)) this.send(outgoing);
    }
  }

  /** A person answers a mail. */
  answer(mail: Mail, text: string): void {
    const [recipient = ''] = mail.to;
    this.send({
      sender: recipient,
      recipient: officeOf(mail),
      raw: answer(this.parts(mail, recipient), text),
    });
  }

  /** Hands nothing over any more; what waits is lost with the simulator. */
  async stop(): Promise<void> {
    this.over.abort();
    await this.working;
  }

  private write(mail: Mail, recipient: string, does: Return): Outgoing[] {
    const parts = () => this.parts(mail, recipient);
    const toSender = (raw: Buffer): Outgoing => ({ sender: '', recipient: mail.from, raw });
    switch (does) {
      case 'dead-in-words':
        return [toSender(bounceInWords(parts()))];
      case 'complains':
        return [toSender(complaint(parts()))];
      case 'away':
        return [toSender(absenceNote(parts()))];
      case 'opts-out':
        return [{ sender: recipient, recipient: officeOf(mail), raw: answer(parts(), '退订') }];
      default:
        return (STATUSES[does] ?? []).map((status) => toSender(deliveryReport(parts(), status)));
    }
  }

  private parts(mail: Mail, recipient: string): ReportParts {
    const now = this.clock.now();
    const messageId = `<${now.getTime()}.${++this.written}@mail.invalid>`;
    return { raw: mail.raw, to: mail.from, recipient, messageId, date: now };
  }

  private send(outgoing: Outgoing): void {
    if (this.door === undefined)
      return this.mailbox.deliver(outgoing.sender, outgoing.recipient, outgoing.raw);
    this.waiting.push(outgoing);
    this.working ??= this.work();
  }

  private async work(): Promise<void> {
    while (!this.over.signal.aborted && this.waiting[0] !== undefined) {
      const { sender, recipient, raw } = this.waiting[0];
      const answered = await handOver(this.door!, sender, recipient, raw).catch(() => 451);
      // Refused for good: there is nobody to tell.
      if (answered === 250 || answered >= 500) this.waiting.shift();
      else await delay(PAUSE_MILLISECONDS, undefined, { signal: this.over.signal }).catch(() => undefined);
    }
    this.working = undefined;
  }
}

/** Where people answer to: the From header. */
function officeOf(mail: Mail): string {
  const from = /^from:[^\r\n]*(?:\r\n[ \t][^\r\n]*)*/im.exec(mail.raw.toString('latin1'))?.[0] ?? '';
  return /[^\s<>:]+@[^\s<>]+/.exec(from)?.[0] ?? mail.from;
}
