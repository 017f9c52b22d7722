import { once } from 'node:events';
import type { AddressInfo, Socket } from 'node:net';
import { SMTPServer, type SMTPServerDataStream, type SMTPServerSession } from 'smtp-server';
import type { FaultDice } from '../faults.js';
import { nonsense, refusalAt, Reply, type MailFault, type RefusalPoint } from './faults.js';
import type { Inbox, Mail } from './inbox.js';

/** smtp-server's callback: called without a refusal it writes 250, not called it holds the connection. */
type Answer = (refusal?: Error | null, text?: string) => void;

/** What the relay asks of its senders and offers them. */
interface RelayOptions {
  /** Whom it lets in; undefined: everyone, and AUTH is not offered. */
  login: { user: string; password: string } | undefined;
  /** Whether it says that commands may come in one write. */
  pipelining: boolean;
  /** Largest mail in bytes, advertised as SIZE; 0: no limit and no SIZE. */
  sizeLimitBytes: number;
  /** Hears of every mail that was taken, after it was answered. */
  onTaken: (mail: Mail) => void;
}

/** A real SMTP server that takes every mail into the inbox, unless the dice say otherwise. */
export class Relay {
  /** Messages begun (MAIL commands), taken or not. */
  messages = 0;
  /** How often each fault struck. */
  readonly struck: Partial<Record<MailFault, number>> = {};
  private readonly server: SMTPServer;
  private readonly faults = new WeakMap<SMTPServerSession, MailFault | undefined>();
  /** By the sender's end of the connection: the faults need the socket under a session. */
  private readonly sockets = new Map<string, Socket>();
  private readonly waiting = new Set<NodeJS.Timeout>();

  constructor(
    private readonly inbox: Inbox,
    private readonly dice: FaultDice<MailFault>,
    private readonly options: RelayOptions,
  ) {
    this.server = this.createServer();
    // A sender that hangs up, killed or out of patience, is daily life here.
    this.server.on('error', () => undefined);
    this.server.server.on('connection', (socket: Socket) => this.follow(socket));
  }

  /** Opens the port; answers with the one it got, where 0 was asked for. */
  async listen(port: number, host: string): Promise<number> {
    const listener = this.server.listen(port, host);
    await once(listener, 'listening');
    return (listener.address() as AddressInfo).port;
  }

  /** Closes the port and every connection, held ones too; what still waits is never taken. */
  async close(): Promise<void> {
    const closed = new Promise<void>((resolve) => this.server.close(resolve));
    for (const timer of this.waiting) clearTimeout(timer);
    for (const socket of this.sockets.values()) socket.destroy();
    await closed;
  }

  private createServer(): SMTPServer {
    const { login, pipelining, sizeLimitBytes } = this.options;
    return new SMTPServer({
      name: 'mail.invalid',
      disabledCommands: login ? ['STARTTLS'] : ['STARTTLS', 'AUTH'],
      hidePIPELINING: !pipelining,
      ...(sizeLimitBytes > 0 && { size: sizeLimitBytes }),
      disableReverseLookup: true,
      onAuth: (given, _session, answer) =>
        given.username === login?.user && given.password === login?.password
          ? answer(null, { user: login?.user })
          : answer(new Reply(535, '5.7.8 Wrong user or password')),
      onMailFrom: (_address, session, answer) => this.begin(session, answer),
      onRcptTo: (_address, session, answer) => this.address(session, answer),
      onData: (stream, session, answer) => this.receive(stream, session, answer),
    });
  }

  /** One throw of the dice per message. */
  private begin(session: SMTPServerSession, answer: Answer): void {
    const fault = this.dice.nextFault();
    this.faults.set(session, fault);
    this.messages++;
    if (fault) this.struck[fault] = (this.struck[fault] ?? 0) + 1;
    answer(this.refusal('MAIL', fault));
  }

  private address(session: SMTPServerSession, answer: Answer): void {
    const fault = this.faults.get(session);
    if (fault === 'swallow-early') return;
    if (fault === 'reset-early') return this.reset(session);
    answer(this.refusal('RCPT', fault));
  }

  private receive(stream: SMTPServerDataStream, session: SMTPServerSession, answer: Answer): void {
    const chunks: Buffer[] = [];
    stream.on('data', (chunk: Buffer) => {
      if (!stream.sizeExceeded) chunks.push(chunk);
    });
    // The connection broke inside the text: the mail must not be taken (RFC 5321, 4.1.1.4).
    stream.on('error', () => undefined);
    stream.on('end', () => {
      if (stream.sizeExceeded) return answer(new Reply(552, '5.3.4 Too large'));
      this.decide(Buffer.concat(chunks), session, answer);
    });
  }

  /** The whole text is here: take it or not. */
  private decide(raw: Buffer, session: SMTPServerSession, answer: Answer): void {
    const fault = this.faults.get(session);
    const refusal = this.refusal('BODY', fault);
    if (refusal) return answer(refusal);
    switch (fault) {
      case 'swallow-before':
        return;
      case 'reset-before':
        return this.reset(session);
      case 'nonsense':
        return answer(nonsense);
      case 'delay':
        return this.takeLater(raw, session, answer);
      default:
        this.take(raw, session, answer);
    }
  }

  /** The sender may have hung up by then; the mail is taken all the same. */
  private takeLater(raw: Buffer, session: SMTPServerSession, answer: Answer): void {
    const timer = setTimeout(() => {
      this.waiting.delete(timer);
      this.take(raw, session, answer);
    }, this.dice.plan.delayMilliseconds);
    this.waiting.add(timer);
  }

  /** Takes the mail, then says so, or fails to. */
  private take(raw: Buffer, session: SMTPServerSession, answer: Answer): void {
    const fault = this.faults.get(session);
    const { mailFrom, rcptTo } = session.envelope;
    const to = rcptTo.map((recipient) => recipient.address);
    const mail = this.inbox.take(mailFrom ? mailFrom.address : '', to, raw, fault);
    // Not before the answer: what comes back shall not overtake it by itself.
    setImmediate(() => this.options.onTaken(mail));
    switch (fault) {
      case 'swallow-after':
        return;
      case 'reset-after':
        return this.reset(session);
      case 'cut-after':
        this.socketOf(session)?.end('250 2.0');
        return;
      case 'nonsense-after':
        return answer(nonsense);
      default:
        answer(null, `2.0.0 Taken as ${mail.number}`);
    }
  }

  private refusal(point: RefusalPoint, fault: MailFault | undefined): Reply | undefined {
    return refusalAt(point, fault, this.dice.plan.throttleMilliseconds);
  }

  private follow(socket: Socket): void {
    const key = endpoint(socket);
    this.sockets.set(key, socket);
    socket.once('close', () => this.sockets.delete(key));
  }

  private socketOf(session: SMTPServerSession): Socket | undefined {
    return this.sockets.get(endpoint(session));
  }

  /** RST instead of an answer. */
  private reset(session: SMTPServerSession): void {
    this.socketOf(session)?.resetAndDestroy();
  }
}

/** smtp-server drops the IPv6 notation of an IPv4 address in its sessions; the socket does not. */
const endpoint = (end: { remoteAddress?: string | undefined; remotePort?: number | undefined }): string =>
  `${end.remoteAddress?.replace(/^::ffff:/, '')} ${end.remotePort}`;
