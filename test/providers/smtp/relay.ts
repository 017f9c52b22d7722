import { join } from 'node:path';
import { mailSettings, type MailSettings } from '../../../local/simulators/mail/settings.js';
import { startMail } from '../../../local/simulators/mail/simulator.js';
import type { OutboundMessage, ProviderIdentity } from '../../../providers/contract.js';
import { createSmtp } from '../../../providers/smtp/provider.js';
import type { SmtpSettings } from '../../../providers/smtp/settings.js';
import { systemClock } from '../../../runtime/clock.js';
import { PATIENT_MILLISECONDS, type Harness } from '../conformance.js';
import { callOf, closedAddress, putFaults, recordOf, temporaryFolder } from '../support.js';

/** A line of the mail simulator's record, as far as these tests look. */
export interface Taken {
  envelopeTo: string;
  messageId: string;
  sha256: string;
}

/** A mail simulator with the SMTP provider in front of it. */
export interface RelayHarness extends Harness {
  /** host:port of SMTP. */
  address: string;
  /** host:port of page and control. */
  page: string;
  taken(): Promise<Taken[]>;
  /** The newest mail as it came. */
  newest(): Promise<string>;
}

/** What the provider is told in tests, apart from where the relay is. */
export const settingsFor = (
  address: string,
  sendTimeoutMilliseconds = PATIENT_MILLISECONDS,
): SmtpSettings => ({
  ...{ name: 'smtp', weight: 100 },
  url: `smtp://${address}`,
  from: '唐山志愿者 <notice@muster.invalid>',
  connections: 4,
  sendTimeoutMilliseconds,
  backOffMilliseconds: 5_000,
  reconnectMilliseconds: 1_000,
});

let people = 0;

/** A mail to a person nobody wrote to before. */
export const mailTo = (more: Partial<OutboundMessage> = {}): OutboundMessage => {
  const number = ++people;
  return {
    id: String(number),
    address: `volunteer${number}@family.invalid`,
    variables: { river: '陡河' },
    subject: '防汛通知：请远离河岸',
    text: '陡河水位上涨。',
    html: '<p>陡河水位上涨。</p>',
    ...more,
  };
};

/** Starts both. */
export async function startRelayHarness(
  patienceMilliseconds = PATIENT_MILLISECONDS,
  given: Partial<MailSettings> = {},
  identity: Partial<ProviderIdentity> = {},
): Promise<RelayHarness> {
  const folder = await temporaryFolder();
  const ports = { smtpAddress: '127.0.0.1:0', pageAddress: '127.0.0.1:0' };
  const record = join(folder.path, 'mail.jsonl');
  const simulator = await startMail(mailSettings.parse({ ...ports, record, ...given }), systemClock);
  const { listening: address, page } = simulator;
  const login = given.user === undefined ? '' : `${given.user}:${encodeURIComponent(given.password!)}@`;
  const taken = () => recordOf<Taken>(page);
  return {
    address,
    page,
    provider: createSmtp(
      { ...settingsFor(`${login}${address}`, patienceMilliseconds), ...identity },
      systemClock,
    ),
    unreachable: async () => createSmtp(settingsFor(await closedAddress()), systemClock),
    call: () => callOf([mailTo()]),
    misbehave: (...faults) => putFaults(page, faults),
    own: [
      ['reset-early', { kind: 'throttled', code: 'link.not-sent' }],
      ['unavailable', { kind: 'throttled' }],
    ],
    nobodyThere: true,
    taken,
    reached: async () => (await taken()).map(({ envelopeTo }) => envelopeTo),
    newest: async () => {
      const count = (await taken()).length;
      return (await fetch(`http://${page}/mails/${count}/source`)).text();
    },
    close: async () => {
      await simulator.stop();
      await folder.remove();
    },
  };
}
