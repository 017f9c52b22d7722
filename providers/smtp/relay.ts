import { Readable } from 'node:stream';
import type MailMessage from 'nodemailer/lib/mailer/mail-message';
import { parseConnectionUrl } from 'nodemailer/lib/shared';
import SMTPPool, { type SMTPPoolSentMessageInfo } from 'nodemailer/lib/smtp-pool';
import type { SmtpSettings } from './settings.js';

/** One finished mail and its envelope. */
export interface FinishedMail {
  sender: string;
  recipient: string;
  /** Echoed by a relay that knows of delivery status notifications (RFC 3461), where a bounce is to say which mail it is about. */
  envelopeId: string;
  messageId: string;
  bytes: Buffer;
}

/** How handing over a mail ended. */
export interface Handover {
  /** The relay's answer, where it took the mail. */
  response?: string;
  /** Whatever went wrong instead. */
  failure?: unknown;
  /** Whether the relay can have any of the text: it was asked for and reading began. */
  read: boolean;
}

/** What nodemailer's pool asks of a mail: the documented interface of its transports, without its own composer. */
type PoolMail = MailMessage<SMTPPoolSentMessageInfo>;

/** Connections to the relay: nodemailer's pool, each mail handed to it finished. */
export class Relay {
  private readonly pool: SMTPPool;

  constructor(private readonly settings: SmtpSettings) {
    const patience = settings.sendTimeoutMilliseconds;
    this.pool = new SMTPPool({
      // First, so that no query of the URL can bring back retries or an old limit.
      ...parseConnectionUrl(settings.url),
      maxConnections: settings.connections,
      maxMessages: Infinity,
      // Every try stands in the ledger; one of the pool's own would not.
      maxRequeues: 0,
      logger: false,
      dnsTimeout: patience,
      connectionTimeout: patience,
      greetingTimeout: patience,
      socketTimeout: patience,
    });
  }

  /** Hands over one mail; settles within the time limit and never rejects. */
  handOver(mail: FinishedMail): Promise<Handover> {
    let body: Readable | undefined;
    const patience = new AbortController();
    const timer = setTimeout(() => patience.abort(), this.settings.sendTimeoutMilliseconds);
    const poolMail = asPoolMail(mail, patience.signal, (stream) => (body = stream));
    return new Promise((resolve) => {
      this.pool.send(poolMail, (failure, info) => {
        clearTimeout(timer);
        const read = body?.readableDidRead ?? false;
        resolve(failure ? { failure, read } : { response: info?.response ?? '', read });
      });
    });
  }

  close(): void {
    this.pool.close();
  }
}

/**
 * The body is a stream of ours, opened by the pool when it has a connection and read only once the relay has asked
 * for the text: `readableDidRead` then tells a mail that cannot have arrived from one that may have. The library's
 * errors do not: a lost connection looks the same before and after the final dot.
 */
function asPoolMail(
  { sender, recipient, envelopeId, messageId, bytes }: FinishedMail,
  signal: AbortSignal,
  opened: (body: Readable) => void,
): PoolMail {
  const createReadStream = (): Readable => {
    const body = new Readable({
      read() {
        this.push(bytes);
        this.push(null);
      },
    });
    opened(body);
    return body;
  };
  const message = {
    getHeader: () => messageId,
    messageId: () => messageId,
    // The size lets a relay refuse a mail before its text is sent.
    getEnvelope: () => ({ from: sender, to: [recipient], size: bytes.length }),
    createReadStream,
  };
  const dsn = { id: envelopeId, return: 'headers', notify: ['failure', 'delay'] };
  return { data: { signal, dsn }, message } as unknown as PoolMail;
}
