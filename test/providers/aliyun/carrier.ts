import { join } from 'node:path';
import { startCarrier } from '../../../local/simulators/carrier/server.js';
import { carrierSettings, type CarrierSettings } from '../../../local/simulators/carrier/settings.js';
import { createAliyun } from '../../../providers/aliyun/provider.js';
import type { AliyunSettings } from '../../../providers/aliyun/settings.js';
import type { OutboundMessage } from '../../../providers/contract.js';
import { systemClock } from '../../../runtime/clock.js';
import { PATIENT_MILLISECONDS, type Harness } from '../conformance.js';
import { pushReaders } from '../../../providers/push-readers.js';
import { listen, type Listener } from '../../local/simulators/carrier-support.js';
import { until } from '../../support/until.js';
import { callOf, closedAddress, putFaults, recordOf, temporaryFolder } from '../support.js';

/** A line of the carrier's record, as far as these tests look. */
export interface Taken {
  account: string;
  outId: string;
  bizId: string;
  phone: string;
  text: string;
  nonce: string;
}

/** A carrier simulator with the official provider in front of it. */
export interface CarrierHarness extends Harness {
  address: string;
  settings: AliyunSettings;
  taken(): Promise<Taken[]>;
  /** How many requests of each kind the carrier has seen. */
  requests(): Promise<Record<string, number>>;
}

const KEY = { accessKeyId: 'LTAI-test', accessKeySecret: 'secret of the test' };

/** What the provider is told in tests, apart from where the carrier is. */
export const settingsFor = (
  endpoint: string,
  sendTimeoutMilliseconds = PATIENT_MILLISECONDS,
): AliyunSettings => ({
  ...{ name: 'aliyun', weight: 100 },
  ...KEY,
  endpoint,
  protocol: 'HTTP',
  signName: '集结号',
  sendTimeoutMilliseconds,
  maxOpenCalls: 8,
  backOffMilliseconds: 5_000,
  reconnectMilliseconds: 1_000,
});

let phones = 0;

/** A message to a phone nobody wrote to before. */
export const messageTo = (variables: Record<string, string> = { river: '陡河' }): OutboundMessage => {
  const number = ++phones;
  return {
    id: String(number),
    address: `154${String(number).padStart(8, '0')}`,
    variables,
    text: '陡河水位上涨',
  };
};

/** The accounts a carrier of a test has; the first is the one of {@link settingsFor}. */
export const ACCOUNTS = [
  { name: 'aliyun', weight: 100, ...KEY, signName: '集结号' },
  {
    ...{ name: 'aliyun-2', weight: 40, accessKeyId: 'LTAI-other', accessKeySecret: 'secret of the other' },
    signName: '集结号二',
  },
] as const;

const accountSettings = {
  ...KEY,
  signNames: ACCOUNTS[0].signName,
  otherAccounts: ACCOUNTS.slice(1).map(({ accessKeyId, accessKeySecret, signName }) => ({
    ...{ accessKeyId, accessKeySecret },
    signNames: signName,
  })),
};

/** Starts both. */
export async function startCarrierHarness(
  patienceMilliseconds = PATIENT_MILLISECONDS,
  given: Partial<CarrierSettings> = {},
  account: (typeof ACCOUNTS)[number] = ACCOUNTS[0],
): Promise<CarrierHarness> {
  const folder = await temporaryFolder();
  const [receipts, replies] = [await listen(), await listen()];
  const carrier = await startCarrier(
    carrierSettings.parse({
      ...accountSettings,
      record: join(folder.path, 'carrier.jsonl'),
      ...{ receiptsUrl: receipts.url, repliesUrl: replies.url },
      ...{ receiptDelayMilliseconds: 0, receiptSpreadMilliseconds: 0, deliveredShare: 1 },
      ...given,
    }),
  );
  const { address } = carrier;
  const template = { code: 'SMS_154000001', text: '${river}水位上涨，请远离河岸。', class: 'notice' };
  await fetch(`http://${address}/control/templates`, { method: 'PUT', body: JSON.stringify([template]) });
  const settings = { ...settingsFor(address, patienceMilliseconds), ...account };
  const taken = () => recordOf<Taken>(address);
  return {
    address,
    settings,
    provider: createAliyun(settings, systemClock),
    unreachable: async () => createAliyun(settingsFor(await closedAddress()), systemClock),
    call: (messages = 1) => callOf(Array.from({ length: messages }, () => messageTo())),
    misbehave: (...faults) => putFaults(address, faults, account.accessKeyId),
    own: [
      ['refuse-sign', { kind: 'rejected', scope: 'account', code: 'isv.SMS_SIGNATURE_ILLEGAL' }],
      ['empty-answer', { kind: 'unknown', code: 'link.nonsense' }],
      ['system-error', { kind: 'unknown', code: 'isp.SYSTEM_ERROR' }],
      ['swallow-inside', { kind: 'unknown' }],
    ],
    pushes: {
      reader: pushReaders.aliyun,
      receiptOf: async ({ outId, messages }) => pushedAbout(receipts, outId, messages.length),
      replyFrom: async (phone, content) => {
        const body = JSON.stringify({ phone, content });
        await fetch(`http://${address}/control/reply`, { method: 'POST', body });
        return pushedAbout(replies, phone, 1);
      },
    },
    taken,
    reached: async () => (await taken()).map(({ phone }) => phone),
    requests: async () => {
      const counts = (await (await fetch(`http://${address}/control/counts`)).json()) as {
        calls: Record<string, number>;
      };
      return counts.calls;
    },
    close: async () => {
      await carrier.close();
      receipts.close();
      replies.close();
      await folder.remove();
    },
  };
}

/** One body with the first `count` pushed items that name this, as soon as there are so many. */
async function pushedAbout(listener: Listener, named: string, count: number): Promise<string> {
  const items = (): unknown[] =>
    listener.heard
      .filter(({ method }) => method === 'POST')
      .flatMap(({ body }) => JSON.parse(body) as unknown[])
      .filter((item) => JSON.stringify(item).includes(named));
  await until(() => items().length >= count);
  return JSON.stringify(items().slice(0, count));
}
