import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RecordLine } from '../local/simulators/carrier/carrier.js';
import { startCarrier } from '../local/simulators/carrier/server.js';
import {
  CARRIER_FAULTS,
  carrierSettings,
  type CarrierFault,
  type CarrierSettings,
} from '../local/simulators/carrier/settings.js';
import type { ReplyFault } from '../local/simulators/carrier/replies.js';
import type { Template } from '../local/simulators/carrier/templates.js';
import type { MailLine } from '../local/simulators/mail/inbox.js';
import { MAIL_FAULTS } from '../local/simulators/mail/faults.js';
import { mailSettings } from '../local/simulators/mail/settings.js';
import { startMail } from '../local/simulators/mail/simulator.js';
import { systemClock } from '../runtime/clock.js';

/** The key and signature the carrier knows. */
export const ACCOUNT = { keyId: 'rehearsal-key', keySecret: 'rehearsal-secret', signName: '唐山志愿' };

/** Carrier and relay, by their own wire protocols. */
export interface Simulators {
  /** host:port of the carrier. */
  carrier: string;
  /** host:port of the relay. */
  relay: string;
  /** What reached the phones. */
  texts(): Promise<RecordLine[]>;
  /** What reached the inboxes. */
  mails(): Promise<MailLine[]>;
  /** Somebody answers from their phone. */
  reply(phone: string, content: string): Promise<void>;
  /** Many answer at once, in as few pushes as the carrier makes of them. */
  replies(replies: readonly { phone: string; content: string }[]): Promise<void>;
  /** Exactly these faults befall the next replies; one that comes again or later does so after some time. */
  nextReplies(faults: ReplyFault[]): Promise<void>;
  /** Whether the carrier has pushed every receipt and reply there will be. */
  idle(): boolean;
  /** Where both keep what they took, JSON lines. */
  records: { carrier: string; mail: string };
  /** From now on calls of carrier and relay go wrong by chance, each fault in its share of them. */
  faults(plan: { seed: number; rates: Record<string, number> }): Promise<void>;
  /** Exactly these faults befall the carrier's next calls; a late one is so many milliseconds late. */
  next(faults: CarrierFault[], delayMilliseconds?: number): Promise<void>;
  stop(): Promise<void>;
}

/** What the carrier differs in. */
export type CarrierWish = Partial<CarrierSettings>;

/**
 * Starts both, with receipts at once and everything delivered unless wished otherwise. They keep real time, also
 * where the journey skips: the SDK signs with it.
 */
export async function startSimulators(
  pushUrl: string,
  templates: readonly Template[],
  wish: CarrierWish = {},
): Promise<Simulators> {
  const folder = await mkdtemp(join(tmpdir(), 'muster-rehearsal-'));
  const records = { carrier: join(folder, 'carrier.jsonl'), mail: join(folder, 'mail.jsonl') };
  const carrier = await startCarrier(
    carrierSettings.parse({
      ...{ accessKeyId: ACCOUNT.keyId, accessKeySecret: ACCOUNT.keySecret, signNames: [ACCOUNT.signName] },
      ...{
        record: records.carrier,
        receiptsUrl: `${pushUrl}/receipts`,
        repliesUrl: `${pushUrl}/replies`,
      },
      ...{ receiptDelayMilliseconds: 0, receiptSpreadMilliseconds: 0, deliveredShare: 1 },
      ...wish,
    }),
  );
  const ports = { smtpAddress: '127.0.0.1:0', pageAddress: '127.0.0.1:0' };
  const mail = await startMail(mailSettings.parse({ ...ports, record: records.mail }), systemClock);
  const ask = (method: string, path: string, body?: unknown): Promise<Response> =>
    fetch(`http://${carrier.address}/control/${path}`, {
      method,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  await ask('PUT', 'templates', templates);
  return {
    carrier: carrier.address,
    relay: mail.listening,
    idle: () => carrier.idle(),
    records,
    texts: async () => lines<RecordLine>(await ask('GET', 'record')),
    mails: async () => lines<MailLine>(await fetch(`http://${mail.page}/control/record`)),
    reply: async (phone, content) => void (await ask('POST', 'reply', { phone, content })),
    replies: async (replies) => void (await ask('POST', 'replies', { replies })),
    nextReplies: async (faults) =>
      void (await ask('PUT', 'reply-faults', { seed: 1, next: faults, delayMilliseconds: 1500 })),
    async faults(plan) {
      const known = [[carrier.address, CARRIER_FAULTS] as const, [mail.page, MAIL_FAULTS] as const];
      for (const [page, names] of known) {
        const rates = Object.fromEntries(names.map((name) => [name, plan.rates[name] ?? 0]));
        const waits = { delayMilliseconds: 1000, throttleMilliseconds: 500 };
        const body = JSON.stringify({ seed: plan.seed, rates, ...waits });
        const answer = await fetch(`http://${page}/control/faults`, {
          ...{ method: 'PUT', headers: { 'content-type': 'application/json' }, body },
        });
        if (!answer.ok) throw new Error(`${page}: ${await answer.text()}`);
      }
    },
    next: async (faults, delayMilliseconds = 1000) =>
      void (await ask('PUT', 'faults', { seed: 1, next: faults, delayMilliseconds })),
    async stop() {
      await carrier.close();
      await mail.stop();
      await rm(folder, { recursive: true });
    },
  };
}

async function lines<Line>(answer: Response): Promise<Line[]> {
  const text = await answer.text();
  return text
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Line);
}
