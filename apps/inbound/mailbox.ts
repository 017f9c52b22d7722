import { setTimeout as delay } from 'node:timers/promises';
import { ImapFlow } from 'imapflow';
import type { Logger } from '../../runtime/log.js';
import { KEPT_BYTES, keepMails, type MailKeeper } from './keep-mail.js';

/** Mails fetched and kept at once: at most so many megabytes in memory. */
const AT_ONCE = 20;
/** Pause after a failure; the server may be restarting. */
const PAUSE_MILLISECONDS = 5000;

/** Whose mailbox is read, and what is done with its mail. */
export interface MailboxDependencies extends MailKeeper {
  log: Logger;
  /** `imaps://user:password@host:993/INBOX` */
  url: string;
  /** How often it is looked into when the server does not say that there is mail. */
  pollMilliseconds: number;
  onMail: () => void;
  /** Absent: some seconds. */
  pauseMilliseconds?: number;
}

/**
 * Reads the mailbox that bounces and answers come to: what is unseen is kept in the ledger, and only then marked as seen.
 * Whatever happens in between, it is fetched again, and is in the ledger once.
 */
export class Mailbox {
  private readonly over = new AbortController();
  private readonly work: Promise<void>;
  private client: ImapFlow | undefined;

  constructor(private readonly dependencies: MailboxDependencies) {
    this.work = this.run();
  }

  /** Stops reading; resolves when nothing is under way any more. */
  async close(): Promise<void> {
    this.over.abort();
    this.client?.close();
    await this.work;
  }

  private get stopped(): boolean {
    return this.over.signal.aborted;
  }

  private async run(): Promise<void> {
    while (!this.stopped) {
      try {
        await this.attend();
      } catch (error) {
        if (this.stopped) return;
        this.dependencies.log.warn({ code: codeOf(error) }, 'mailbox cannot be read: tried again soon');
      }
      await this.pause(this.dependencies.pauseMilliseconds ?? PAUSE_MILLISECONDS);
    }
  }

  /** One connection, for as long as it holds. */
  private async attend(): Promise<void> {
    const client = createClient(this.dependencies.url);
    this.client = client;
    let arrived = new AbortController();
    client.on('exists', () => arrived.abort());
    client.on('close', () => arrived.abort());
    // What it says is thrown by the command under way, too.
    client.on('error', () => undefined);
    try {
      await client.connect();
      await client.mailboxOpen(folderOf(this.dependencies.url));
      while (!this.stopped && client.usable) {
        arrived = new AbortController();
        await this.readUnseen(client);
        // By itself the library goes into IDLE only after some time.
        const idle = client.idle().catch(() => undefined);
        await this.pause(this.dependencies.pollMilliseconds, arrived.signal);
        if (client.usable) await client.noop();
        await idle;
      }
    } finally {
      client.close();
    }
  }

  private async readUnseen(client: ImapFlow): Promise<void> {
    const found = await client.search({ seen: false }, { uid: true });
    const unseen = found === false ? [] : (found ?? []);
    for (let at = 0; at < unseen.length && !this.stopped; at += AT_ONCE) {
      await this.keep(client, unseen.slice(at, at + AT_ONCE));
    }
  }

  /** Seen last: a death before it means that they are fetched again. */
  private async keep(client: ImapFlow, uids: readonly number[]): Promise<void> {
    const mails = await client.fetchAll([...uids], { source: { maxLength: KEPT_BYTES } }, { uid: true });
    const there = mails.flatMap(({ uid, source }) => (source === undefined ? [] : [{ uid, source }]));
    if (there.length === 0) return;
    await keepMails(
      this.dependencies,
      there.map(({ source }) => source),
    );
    await client.messageFlagsAdd(
      there.map(({ uid }) => uid),
      ['\\Seen'],
      { uid: true },
    );
    this.dependencies.onMail();
  }

  private async pause(milliseconds: number, sooner?: AbortSignal): Promise<void> {
    const signals = [this.over.signal, ...(sooner ? [sooner] : [])];
    await delay(milliseconds, undefined, { signal: AbortSignal.any(signals) }).catch(() => undefined);
  }
}

function createClient(text: string): ImapFlow {
  const url = new URL(text);
  const secure = url.protocol === 'imaps:';
  return new ImapFlow({
    host: url.hostname.replace(/^\[|\]$/g, ''),
    port: Number(url.port) || (secure ? 993 : 143),
    secure,
    auth: { user: decodeURIComponent(url.username), pass: decodeURIComponent(url.password) },
    // Its lines would repeat what the mails hold.
    logger: false,
    disableAutoIdle: true,
  });
}

/** The folder the URL names. */
const folderOf = (text: string): string => decodeURIComponent(new URL(text).pathname.slice(1)) || 'INBOX';

/** Its words may quote the server's, and those the user's name. */
const codeOf = (error: unknown): string | undefined => {
  const { code, authenticationFailed } = error as { code?: unknown; authenticationFailed?: boolean };
  if (authenticationFailed) return 'AUTHENTICATIONFAILED';
  return typeof code === 'string' ? code : undefined;
};
