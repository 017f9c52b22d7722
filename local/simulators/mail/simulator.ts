import type { AddressInfo } from 'node:net';
import type { Clock } from '../../../runtime/clock.js';
import { FaultDice, noFaults } from '../faults.js';
import { AppendOnlyRecord } from '../record.js';
import type { MailFault } from './faults.js';
import { Inbox, type MailLine } from './inbox.js';
import { Relay } from './relay.js';
import type { MailSettings } from './settings.js';
import { createWeb } from './web.js';

/** A mail simulator that is up. */
export interface MailSimulator {
  /** Where it takes mail by SMTP, host:port. */
  listening: string;
  /** Where its page and control routes are, host:port. */
  page: string;
  /** Closes both ports and the record; connections held by a fault are cut. */
  stop(): Promise<void>;
}

/** Starts the relay and its page; answers when both take connections. */
export async function startMail(settings: MailSettings, clock: Clock): Promise<MailSimulator> {
  const record = new AppendOnlyRecord<MailLine>(settings.record);
  const inbox = new Inbox(record, clock);
  const dice = new FaultDice<MailFault>({ ...noFaults, seed: settings.seed });
  const relay = new Relay(inbox, dice, {
    login: loginOf(settings),
    pipelining: settings.pipelining,
    sizeLimitBytes: settings.sizeLimitBytes,
  });
  const web = createWeb({ inbox, relay, dice });
  const stop = async () => {
    await Promise.all([relay.close(), web.close()]);
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
    return { listening, page: pageAt, stop };
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
