import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { asset } from '../runtime/root.js';
import { freePort } from './stack/free-port.js';
import type { Stack } from './stack/stack.js';

/** Our own processes, in the order they start. */
export const PROCESSES = ['inbound', 'portal', 'campaigns', 'dispatcher', 'sweeper'] as const;
/** One of our processes. */
export type ProcessName = (typeof PROCESSES)[number];

const PROGRAMS: Record<ProcessName, string> = {
  inbound: 'dist/apps/inbound/main.js',
  portal: 'dist/apps/portal/main.js',
  campaigns: 'dist/workers/campaigns.js',
  dispatcher: 'dist/workers/dispatcher.js',
  sweeper: 'dist/workers/sweeper.js',
};

/** What may differ between a demo, a fault run and a bench. */
export interface MusterOptions {
  /** Temporal's web UI too. */
  ui?: boolean;
  /** Settings of our processes that differ from a sample office's. */
  settings?: Readonly<Record<string, string>>;
  /** Settings of the two simulators that differ. */
  simulators?: Readonly<Record<string, string>>;
  /** A second account at the carrier and a second relay, each with half of the traffic. */
  twoAccounts?: boolean;
  /** Start a process again when it dies by itself. */
  restart?: boolean;
  /** Programs of dist/ to start in place of ours, by path: a deliberately broken one shows that a guard can fail. */
  programs?: Readonly<Partial<Record<ProcessName, string>>>;
}

/** Where a person or a program looks on. */
export interface MusterAddresses {
  databaseUrl: string;
  temporalUi?: string;
  phones: string;
  inbox: string;
  inbound: string;
  /** Pages for people with a link. */
  portal: string;
  /** What the carrier and the relay say they took: JSON lines. */
  carrierRecord: string;
  mailRecord: string;
  /** The second relay, where there is one. */
  second?: { inbox: string; mailRecord: string };
}

/**
 * The whole of Muster on one machine: engines, the two simulators standing in for carrier and relay, a migrated
 * ledger, and our five processes. Everything they need to know is a setting; none knows what it talks to.
 */
export async function startMuster(stack: Stack, options: MusterOptions = {}): Promise<MusterAddresses> {
  const engines = await stack.startEngines({ ui: options.ui ?? false });
  const inbound = `127.0.0.1:${await freePort()}`;
  const portal = `127.0.0.1:${await freePort()}`;
  const secrets = keptSecrets(stack.folder);
  const pages = { PORTAL_ADDRESS: portal, PORTAL_URL: `http://${portal}` };
  const blobs = { BLOB_FOLDER: join(stack.folder, 'blobs') };
  stack.share({ ...secrets, HTTP_ADDRESS: inbound, ...pages, ...blobs, ...SAMPLE_OFFICE });
  const simulators = await startSimulators(stack, {
    ...{ inbound, secrets, settings: options.simulators ?? {} },
    twoAccounts: options.twoAccounts ?? false,
  });
  stack.share({ ...simulators.settings, ...options.settings });
  await migrateLedger(stack);
  for (const name of PROCESSES) {
    await addProcess(stack, {
      name,
      program: options.programs?.[name] ?? PROGRAMS[name],
      restart: options.restart ?? false,
    });
  }
  return {
    databaseUrl: engines.databaseUrl,
    ...(engines.temporalUi === undefined ? {} : { temporalUi: engines.temporalUi }),
    inbound: `http://${inbound}`,
    portal: `http://${portal}`,
    ...simulators.addresses,
  };
}

/**
 * A sample office sends at any hour (so that a demonstration works at night) and paces nothing. Few calls are open
 * at once: the carrier is on the same two cores, where more would only keep urgent work waiting.
 */
export const SAMPLE_OFFICE: Readonly<Record<string, string>> = {
  SEND_WINDOW: 'always',
  SEND_WINDOW_PROMOTION: 'always',
  SMS_SIGN_NAME: '唐山应急',
  MAIL_FROM: '唐山市安全生产志愿者 <notice@muster.invalid>',
  MAIL_BOUNCE_TO: 'bounce@muster.invalid',
  SMS_URGENT_CALLS_PER_SECOND: '0',
  SMS_BULK_CALLS_PER_SECOND: '0',
  EMAIL_URGENT_CALLS_PER_SECOND: '0',
  EMAIL_BULK_CALLS_PER_SECOND: '0',
  SMS_OPEN_CALLS: '4',
};

type Secrets = Record<
  'DATA_KEY' | 'PUSH_TOKEN' | 'ALIBABA_CLOUD_ACCESS_KEY_ID' | 'ALIBABA_CLOUD_ACCESS_KEY_SECRET',
  string
>;

/** Made once per folder: another key could not read the ledger that is kept beside it. */
function keptSecrets(folder: string): Secrets {
  const file = join(folder, 'secrets.json');
  if (existsSync(file)) return JSON.parse(readFileSync(file, 'utf8')) as Secrets;
  const secrets: Secrets = {
    DATA_KEY: randomBytes(32).toString('base64'),
    PUSH_TOKEN: randomBytes(24).toString('base64url'),
    ALIBABA_CLOUD_ACCESS_KEY_ID: `sample-${randomBytes(6).toString('hex')}`,
    ALIBABA_CLOUD_ACCESS_KEY_SECRET: randomBytes(18).toString('base64url'),
  };
  writeFileSync(file, JSON.stringify(secrets), { mode: 0o600 });
  return secrets;
}

interface Standins {
  settings: Record<string, string>;
  addresses: Pick<MusterAddresses, 'phones' | 'inbox' | 'carrierRecord' | 'mailRecord' | 'second'>;
}

async function startSimulators(
  stack: Stack,
  {
    inbound,
    secrets,
    settings,
    twoAccounts,
  }: { inbound: string; secrets: Secrets; settings: Readonly<Record<string, string>>; twoAccounts: boolean },
): Promise<Standins> {
  const carrier = `127.0.0.1:${await freePort()}`;
  const carrierRecord = join(stack.folder, 'carrier.jsonl');
  const other = twoAccounts ? secondAccount(secrets) : undefined;
  await stack.add({
    name: 'carrier',
    command: process.execPath,
    args: [asset('dist/local/simulators/carrier/main.js')],
    env: {
      CARRIER_ADDRESS: carrier,
      CARRIER_ACCESS_KEY_ID: secrets.ALIBABA_CLOUD_ACCESS_KEY_ID,
      CARRIER_ACCESS_KEY_SECRET: secrets.ALIBABA_CLOUD_ACCESS_KEY_SECRET,
      CARRIER_SIGN_NAMES: SAMPLE_OFFICE['SMS_SIGN_NAME']!,
      ...(other && { CARRIER_OTHER_ACCOUNTS: JSON.stringify([other]) }),
      CARRIER_RECORD: carrierRecord,
      CARRIER_TEMPLATES: join(stack.folder, 'carrier-templates.json'),
      RECEIPTS_URL: `http://${inbound}/push/sms/${secrets.PUSH_TOKEN}/receipts`,
      REPLIES_URL: `http://${inbound}/push/sms/${secrets.PUSH_TOKEN}/replies`,
      ...settings,
    },
    ready: () => answers(`http://${carrier}/control/health`),
  });
  const relay = await startRelay(stack, 'mail', settings);
  const second = twoAccounts ? await startRelay(stack, 'mail-2', settings) : undefined;
  return {
    settings: {
      ...{ SMS_ENDPOINT: carrier, SMS_PROTOCOL: 'HTTP', SMTP_URL: relay.url },
      MAILBOX_URL: relay.mailbox,
      ...(other && {
        ALIBABA_CLOUD_ACCESS_KEY_ID_2: other.accessKeyId,
        ALIBABA_CLOUD_ACCESS_KEY_SECRET_2: other.accessKeySecret,
      }),
      ...(second && { SMTP_URL_2: second.url }),
    },
    addresses: {
      phones: `http://${carrier}/`,
      ...{ inbox: relay.inbox, carrierRecord, mailRecord: relay.mailRecord },
      ...(second && { second: { inbox: second.inbox, mailRecord: second.mailRecord } }),
    },
  };
}

/** Made from the first one's, so that it too stays the same from start to start. */
const secondAccount = (secrets: Secrets) => ({
  accessKeyId: `${secrets.ALIBABA_CLOUD_ACCESS_KEY_ID}-2`,
  accessKeySecret: `${secrets.ALIBABA_CLOUD_ACCESS_KEY_SECRET}-2`,
  signNames: [SAMPLE_OFFICE['SMS_SIGN_NAME']!],
});

/** A relay with its inbox; the second one is the same program once more. */
async function startRelay(
  stack: Stack,
  name: string,
  settings: Readonly<Record<string, string>>,
): Promise<{ url: string; mailbox: string; inbox: string; mailRecord: string }> {
  const [smtp, page, imap] = [await freePort(), await freePort(), await freePort()].map(
    (port) => `127.0.0.1:${port}`,
  ) as [string, string, string];
  const mailRecord = join(stack.folder, `${name}.jsonl`);
  // The mailbox lives and dies with its simulator, and so does its password.
  const mailboxPassword = randomBytes(12).toString('hex');
  await stack.add({
    name,
    command: process.execPath,
    args: [asset('dist/local/simulators/mail/main.js')],
    env: {
      ...{ MAIL_SMTP_ADDRESS: smtp, MAIL_PAGE_ADDRESS: page, MAIL_IMAP_ADDRESS: imap },
      ...{ MAIL_RECORD: mailRecord, MAIL_MAILBOX_PASSWORD: mailboxPassword },
      ...settings,
    },
    ready: () => answers(`http://${page}/control/health`),
  });
  return {
    url: `smtp://${smtp}`,
    mailbox: `imap://office:${mailboxPassword}@${imap}/INBOX`,
    ...{ inbox: `http://${page}/`, mailRecord },
  };
}

async function answers(url: string): Promise<void> {
  const response = await fetch(url, { signal: AbortSignal.timeout(1000) });
  if (!response.ok) throw new Error(`${response.status}`);
}

/** Our processes expect a migrated ledger; on a server this is a job of its own. */
async function migrateLedger(stack: Stack): Promise<void> {
  const env = { ...process.env, ...stack.settings };
  await promisify(execFile)(process.execPath, [asset('dist/workers/migrate.js')], { env });
}

/** One more dispatcher beside the first, with the same settings; lanes and pace are shared. */
export const addDispatcher = (stack: Stack, name: string): Promise<void> =>
  addProcess(stack, { name, program: PROGRAMS.dispatcher, restart: false });

const addProcess = (
  stack: Stack,
  { name, program, restart }: { name: string; program: string; restart: boolean },
): Promise<void> =>
  stack.add({
    name,
    command: process.execPath,
    args: ['--enable-source-maps', asset(program)],
    restart,
    stopWithinSeconds: 20,
    ready: () => saysReady(stack.logFile(name), stack.pid(name)),
  });

/** Each process says so under its own number once it serves. */
async function saysReady(logFile: string, pid: number | undefined): Promise<void> {
  const said = await readFile(logFile, 'utf8');
  if (!said.includes(`{"ready":true,"pid":${pid}}`)) throw new Error('not ready yet');
}
