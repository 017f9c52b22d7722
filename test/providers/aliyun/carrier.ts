import { join } from 'node:path';
import { startCarrier } from '../../../local/simulators/carrier/server.js';
import { carrierSettings, type CarrierSettings } from '../../../local/simulators/carrier/settings.js';
import { createAliyun } from '../../../providers/aliyun/provider.js';
import type { AliyunSettings } from '../../../providers/aliyun/settings.js';
import type { OutboundMessage } from '../../../providers/contract.js';
import { systemClock } from '../../../runtime/clock.js';
import { PATIENT_MILLISECONDS, type Harness } from '../conformance.js';
import { callOf, closedAddress, putFaults, recordOf, temporaryFolder } from '../support.js';

/** A line of the carrier's record, as far as these tests look. */
export interface Taken {
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

/** Starts both. */
export async function startCarrierHarness(
  patienceMilliseconds = PATIENT_MILLISECONDS,
  given: Partial<CarrierSettings> = {},
): Promise<CarrierHarness> {
  const folder = await temporaryFolder();
  const carrier = await startCarrier(
    carrierSettings.parse({
      ...KEY,
      signNames: '集结号',
      record: join(folder.path, 'carrier.jsonl'),
      ...given,
    }),
  );
  const { address } = carrier;
  const template = { code: 'SMS_154000001', text: '${river}水位上涨，请远离河岸。', class: 'notice' };
  await fetch(`http://${address}/control/templates`, { method: 'PUT', body: JSON.stringify([template]) });
  const settings = settingsFor(address, patienceMilliseconds);
  const taken = () => recordOf<Taken>(address);
  return {
    address,
    settings,
    provider: createAliyun(settings, systemClock),
    unreachable: async () => createAliyun(settingsFor(await closedAddress()), systemClock),
    call: (messages = 1) => callOf(Array.from({ length: messages }, () => messageTo())),
    misbehave: (...faults) => putFaults(address, faults),
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
      await folder.remove();
    },
  };
}
