/** A mail in the office's mailbox. */
export interface MailboxMail {
  uid: number;
  raw: Buffer;
  seen: boolean;
}

/** Mails that were seen are kept up to here; nobody looks at older ones. */
const KEPT_SEEN = 1000;

/** The mailbox that comes back to: what a server delivers locally and shows by IMAP. */
export class OfficeMailbox {
  readonly mails: MailboxMail[] = [];
  private readonly listeners = new Set<() => void>();
  private last = 0;

  /** The UID the next mail gets. */
  get nextUid(): number {
    return this.last + 1;
  }

  /** Puts a mail in, with its envelope at the head, as a server does on the last step of a mail's way. */
  deliver(sender: string, recipient: string, raw: Buffer): void {
    const envelope = `Return-Path: <${sender}>\r\nDelivered-To: ${recipient}\r\n`;
    this.mails.push({
      uid: ++this.last,
      raw: Buffer.concat([Buffer.from(envelope, 'latin1'), raw]),
      seen: false,
    });
    for (const listener of this.listeners) listener();
  }

  /** Hears of every mail that arrives, until it lets go. */
  onArrival(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** Lets go of the oldest mails that were seen; only between sessions, since they are numbered by their places. */
  tidy(): void {
    if (this.listeners.size > 0) return;
    const seen = this.mails.filter((mail) => mail.seen).length;
    for (let spare = seen - KEPT_SEEN, at = 0; spare > 0 && at < this.mails.length;) {
      if (!this.mails[at]!.seen) at++;
      else {
        this.mails.splice(at, 1);
        spare--;
      }
    }
  }
}
