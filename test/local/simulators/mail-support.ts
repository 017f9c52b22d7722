import { mkdtemp, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { createTransport, type SendMailOptions } from 'nodemailer';
import type { Readable } from 'node:stream';
import { SettableClock } from '../../../runtime/clock.js';
import type { MailFault } from '../../../local/simulators/mail/faults.js';
import type { MailLine } from '../../../local/simulators/mail/inbox.js';
import { mailSettings, type MailSettings } from '../../../local/simulators/mail/settings.js';
import { startMail, type MailSimulator } from '../../../local/simulators/mail/simulator.js';

/** What the simulator's clock shows in these tests: 09:30 in Tangshan. */
export const NOW = new Date('2026-11-23T01:30:00Z');

/** A mail simulator of a test, with the hands to drive it. */
export interface Bench {
  simulator: MailSimulator;
  settings: MailSettings;
  /** Makes exactly these faults happen to the next messages. */
  next(...faults: (MailFault | null)[]): Promise<void>;
  /** Calls a route of the page port. */
  web(path: string, init?: RequestInit): Promise<Response>;
  /** The record, read through the control route. */
  record(afterLine?: number): Promise<MailLine[]>;
  stop(): Promise<void>;
}

/** Starts a simulator on free ports with a record of its own, or on the record of an earlier one. */
export async function startBench(given: Partial<MailSettings> = {}): Promise<Bench> {
  const folder = await mkdtemp(join(tmpdir(), 'muster-mail-'));
  const ports = { smtpAddress: '127.0.0.1:0', pageAddress: '127.0.0.1:0' };
  const settings = mailSettings.parse({ ...ports, record: join(folder, 'mail.jsonl'), ...given });
  const simulator = await startMail(settings, new SettableClock(NOW));
  const web = (path: string, init?: RequestInit) => fetch(`http://${simulator.page}${path}`, init);
  return {
    simulator,
    settings,
    web,
    next: async (...faults) => {
      await putFaults(web, { seed: 1, next: faults, delayMilliseconds: 50, throttleMilliseconds: 2000 });
    },
    record: async (afterLine = 0) =>
      lines(await (await web(`/control/record?afterLine=${afterLine}`)).text()),
    stop: async () => {
      await simulator.stop();
      await rm(folder, { recursive: true });
    },
  };
}

/** Replaces the fault plan. */
export function putFaults(web: Bench['web'], plan: object): Promise<Response> {
  const headers = { 'content-type': 'application/json' };
  return web('/control/faults', { method: 'PUT', headers, body: JSON.stringify(plan) });
}

const lines = (text: string): MailLine[] =>
  text
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as MailLine);

/** A mail to send; the cast lives under .invalid. */
export const mail = (more: SendMailOptions = {}): SendMailOptions => ({
  from: 'office@muster.invalid',
  to: 'wang@muster.invalid',
  subject: '集结通知',
  text: '河水上涨',
  ...more,
});

/** How one send ended, as its sender sees it. */
export interface Outcome {
  /** OK, or nodemailer's error code. */
  code: string;
  command: string | undefined;
  responseCode: number | undefined;
  /** Whether the text had begun to be sent: nodemailer's own trace of it. */
  bodyRead: boolean;
}

/** A sender of a test. */
export interface Sender {
  /** Sends, and tells what the sender saw. */
  send(message?: SendMailOptions): Promise<Outcome>;
  close(): void;
}

/** How a sender behaves; left out: no login, and patient beyond what any answer here takes. */
export interface SenderOptions {
  auth?: { user: string; pass: string };
  /** How long it bears silence, in milliseconds. */
  patience?: number;
}

/** nodemailer's pool with one connection that never tries again by itself. */
export function senderTo(bench: Bench, { auth, patience = 20_000 }: SenderOptions = {}): Sender {
  const [host, port] = bench.simulator.listening.split(':');
  const options = { pool: true, host, port: Number(port), auth, socketTimeout: patience };
  const pool = createTransport({ ...options, maxRequeues: 0, maxConnections: 1 } as object);
  let body: Readable | undefined;
  pool.use('stream', ({ message: built }, done) => {
    const create = built.createReadStream.bind(built);
    built.createReadStream = (options) => (body = create(options));
    done();
  });
  return {
    send: async (message = mail()) => {
      const end = await pool.sendMail(message).then(() => ({ code: 'OK' }), nodemailerError);
      return {
        command: undefined,
        responseCode: undefined,
        ...end,
        bodyRead: body?.readableDidRead ?? false,
      };
    },
    close: () => pool.close(),
  };
}

const nodemailerError = ({ code, command, responseCode }: Omit<Outcome, 'bodyRead'>) => ({
  code,
  command,
  responseCode,
});

/** Speaks SMTP by hand: each text goes out after the answer to the one before; tells all lines heard. */
export async function converse(address: string, texts: readonly string[]): Promise<string[]> {
  const [host, port] = address.split(':');
  const socket = connect(Number(port), host);
  const heard: string[] = [];
  const left = [...texts];
  for await (const line of createInterface(socket)) {
    heard.push(line);
    if (/^\d{3}-/.test(line)) continue;
    const text = left.shift();
    if (text === undefined) continue;
    // Hangs up behind the last word: inside a mail, if that is where it falls.
    if (left.length === 0) socket.end(text);
    else socket.write(text);
  }
  return heard;
}
