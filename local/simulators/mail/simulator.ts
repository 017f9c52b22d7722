import type { AddressInfo } from 'node:net';
import type { Clock } from '../../../runtime/clock.js';
import { FaultDice, noFaults } from '../faults.js';
import { AppendOnlyRecord } from '../record.js';
import type { MailFault } from './faults.js';
import { ImapServer } from './imap/server.js';
import { Inbox, type MailLine } from './inbox.js';
import { OfficeMailbox } from './office-mailbox.js';
import { Post } from './post.js';
import { Relay } from './relay.js';
import type { MailSettings } from './settings.js';
import { createWeb } from './web.js';

/** A mail simulator that is up. */
export interface MailSimulator {
  /** Where it takes mail by SMTP, host:port. */
  listening: string;
  /** Where its page and control routes are, host:port. */
  page: string;
  /** Where the office's mailbox can be read by IMAP, host:port; undefined: nowhere. */
  imap: string | undefined;
  /** Closes both ports and the record; connections held by a fault are cut. */
  stop(): Promise<void>;
}

/** Starts the relay and its page; answers when all take connections. */
export async function startMail(settings: MailSettings, clock: Clock): Promise<MailSimulator> {
  const record = new AppendOnlyRecord<MailLine>(settings.record);
  const inbox = new Inbox(record, clock);
  const dice = new FaultDice<MailFault>({ ...noFaults, seed: settings.seed });
  const mailbox = new OfficeMailbox();
  const post = new Post(settings.returns, mailbox, clock, settings.returnTo);
  const imap = new ImapServer(mailbox, { user: settings.mailboxUser, password: settings.mailboxPassword });
  const relay = new Relay(inbox, dice, {
    onTaken: (mail) => post.taken(mail),
    login: loginOf(settings),
    pipelining: settings.pipelining,
    sizeLimitBytes: settings.sizeLimitBytes,
  });
  const web = createWeb({ inbox, relay, dice, post });
  const stop = async () => {
    await Promise.all([relay.close(), web.close(), imap.close(), post.stop()]);
    record.close();
  };
  try {
    const listening = await listen('MAIL_SMTP_ADDRESS', settings.smtpAddress, async (port, host) => {
      return await relay.listen(port, host);
    });
    const pageAt = await listen('MAIL_PAGE_ADDRESS', settings.pageAddress, async (port, host) => {
      await web.listen({ port, host });
      return (web.server.address() as AddressInfo).port;
    });
    const imapAt = settings.imapAddress
      ? await listen('MAIL_IMAP_ADDRESS', settings.imapAddress, async (port, host) => imap.listen(port, host))
      : undefined;
    return { listening, page: pageAt, imap: imapAt, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

const loginOf = ({ user, password }: MailSettings) =>
  user !== undefined && password !== undefined ? { user, password } : undefined;

/** Opens a port; a failure names the setting that asked for it. */
async function listen(
  setting: string,
  address: string,
  open: (port: number, host: string) => Promise<number>,
): Promise<string> {
  const [host = '', port] = address.split(':');
  try {
    return `${host}:${await open(Number(port), host)}`;
  } catch (error) {
    const reason = (error as Error).message;
    throw new Error(
      `${setting}: ${address} 无法监听，请换一个端口 · cannot listen there, choose another port (${reason})`,
    );
  }
}
