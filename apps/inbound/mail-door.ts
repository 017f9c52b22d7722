import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { SMTPServer, type SMTPServerDataStream, type SMTPServerSession } from 'smtp-server';
import type { Logger } from '../../runtime/log.js';
import { inTime } from './in-time.js';
import { KEPT_BYTES, keepMails, type MailKeeper } from './keep-mail.js';

/** Largest mail taken, in bytes, offered as SIZE: what a sender's own relay would have taken comes back whole. */
const LARGEST_BYTES = 32 * 1024 * 1024;
/** How long a sender may wait for the ledger; it has ten minutes' patience after the text (RFC 5321, 4.5.3.2.6). */
const PATIENCE_MILLISECONDS = 20_000;
/** A line that is silent for so long is cut. */
const SILENCE_MILLISECONDS = 60_000;
/** Connections at once; whoever comes then is asked to try again. */
const MOST_CLIENTS = 50;
/** Whoever names so many wrong recipients on one line is only trying out addresses. */
const MOST_WRONG = 5;

/** Who takes mail here, and what is done with it. */
export interface MailDoorDependencies extends MailKeeper {
  log: Logger;
  /** Addresses that may be written to: bounces to the first (also `local+<OutId>@`), answers to both. */
  addresses: readonly string[];
  onMail: () => void;
  /** Absent: as long as a server waits. */
  patienceMilliseconds?: number;
}

/** A refusal as smtp-server writes it: `responseCode`, then the message. */
class Refusal extends Error {
  constructor(
    readonly responseCode: number,
    message: string,
  ) {
    super(message);
  }
}

type Answer = (refusal?: Error | null, text?: string) => void;

/**
 * The door for mail: takes what comes back to our addresses and nothing else, keeps it, and only then says so. It is no
 * relay, and offers no login; a mail server in front of it speaks TLS with the world.
 */
export class MailDoor {
  private readonly server: SMTPServer;
  private readonly wrong = new WeakMap<SMTPServerSession, number>();

  constructor(private readonly dependencies: MailDoorDependencies) {
    this.server = new SMTPServer({
      banner: 'Muster',
      disabledCommands: ['AUTH', 'STARTTLS'],
      disableReverseLookup: true,
      size: LARGEST_BYTES,
      maxClients: MOST_CLIENTS,
      // One mail, one recipient: the rest is asked for in a mail of its own.
      maxRecipients: 1,
      socketTimeout: SILENCE_MILLISECONDS,
      closeTimeout: 1000,
      logger: false,
      onRcptTo: ({ address }, session, answer) => answer(this.refusal(address, session)),
      onData: (stream, session, answer) => this.take(stream, session, answer),
    });
    // Senders that hang up are daily life.
    this.server.on('error', () => undefined);
  }

  /** Opens the door; answers with its port, where any free one was asked for. */
  async listen({ host, port }: { host: string; port: number }): Promise<number> {
    const listener = this.server.listen(port, host);
    // The server hands its listener's errors on; here they say that the door cannot be opened.
    await Promise.race([
      once(listener, 'listening'),
      once(this.server, 'error').then(([error]) => {
        throw error;
      }),
    ]);
    return (listener.address() as AddressInfo).port;
  }

  close(): Promise<void> {
    return new Promise((resolve) => this.server.close(() => resolve()));
  }

  private refusal(address: string, session: SMTPServerSession): Refusal | undefined {
    if (this.isOurs(address)) return undefined;
    const wrong = (this.wrong.get(session) ?? 0) + 1;
    this.wrong.set(session, wrong);
    return wrong < MOST_WRONG
      ? new Refusal(550, '5.1.1 No such address here')
      : new Refusal(421, '4.7.0 Too many wrong addresses');
  }

  private isOurs(address: string): boolean {
    const plain = address.toLowerCase().replace(/\+[0-9a-f]{32}@/, '@');
    const [bounces] = this.dependencies.addresses;
    if (plain !== address.toLowerCase() && plain !== bounces?.toLowerCase()) return false;
    return this.dependencies.addresses.some((each) => each.toLowerCase() === plain);
  }

  /** Of a long mail the beginning is kept and the rest is let go of as it comes. */
  private take(stream: SMTPServerDataStream, session: SMTPServerSession, answer: Answer): void {
    const chunks: Buffer[] = [];
    let kept = 0;
    stream.on('data', (chunk: Buffer) => {
      if (kept < KEPT_BYTES) chunks.push(chunk);
      kept += chunk.length;
    });
    // The line broke inside the text: nothing was handed over.
    stream.on('error', () => undefined);
    stream.on('end', () => {
      if (stream.sizeExceeded) return answer(new Refusal(552, '5.3.4 Too large'));
      void this.keep(Buffer.concat([envelopeOf(session), ...chunks]), answer);
    });
  }

  private async keep(source: Buffer, answer: Answer): Promise<void> {
    const { log, onMail, patienceMilliseconds = PATIENCE_MILLISECONDS } = this.dependencies;
    try {
      await inTime(keepMails(this.dependencies, [source]), patienceMilliseconds);
    } catch (error) {
      log.error({ code: (error as { code?: string }).code }, 'mail not stored: its server will try again');
      return answer(new Refusal(451, '4.3.0 Cannot keep it now, try again later'));
    }
    onMail();
    answer(null, '2.0.0 Kept');
  }
}

/** The envelope at the head, as the last server of a mail's way writes it (RFC 5321, 4.4): the reader finds the OutId there. */
function envelopeOf({ envelope: { mailFrom, rcptTo } }: SMTPServerSession): Buffer {
  const sender = mailFrom ? mailFrom.address : '';
  const recipient = rcptTo[0]?.address ?? '';
  return Buffer.from(`Return-Path: <${sender}>\r\nDelivered-To: ${recipient}\r\n`, 'latin1');
}
