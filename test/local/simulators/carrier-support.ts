import Dysms, {
  QuerySendDetailsRequest,
  SendBatchSmsRequest,
  SendSmsRequest,
} from '@alicloud/dysmsapi20170525';
import core from '@alicloud/openapi-core';
import { ExtendsParameters, RuntimeOptions } from '@darabonba/typescript';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, request, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { z } from 'zod';
import { SettableClock } from '../../../runtime/clock.js';
import type { RecordLine } from '../../../local/simulators/carrier/carrier.js';
import { startCarrier } from '../../../local/simulators/carrier/server.js';
import {
  carrierSettings,
  type CarrierFault,
  type CarrierSettings,
} from '../../../local/simulators/carrier/settings.js';
import type { Template } from '../../../local/simulators/carrier/templates.js';

/** The SDK's client, as a type. */
export type Client = InstanceType<typeof Dysms.default>;

/** The signature the tests send under. */
export const SIGN = '唐山志愿';
/** The templates every carrier of a test has. */
export const TEMPLATES: Template[] = [
  { code: 'SMS_notice', text: '${name}您好，水位上涨，请远离河岸。', class: 'notice' },
  { code: 'SMS_plain', text: '水位上涨，请远离河岸。', class: 'notice' },
  { code: 'SMS_code', text: '验证码${code}', class: 'verification' },
  { code: 'SMS_long', text: '远'.repeat(480) + '${name}', class: 'notice' },
];

/** The official SDK's client, patient unless told otherwise. */
export function clientFor(endpoint: string, more: object = {}): Client {
  const keys = { accessKeyId: 'test-key', accessKeySecret: 'test-secret', endpoint, protocol: 'HTTP' };
  const timeouts = patience(10_000);
  return new Dysms.default(new core.$OpenApiUtil.Config({ ...keys, ...timeouts, ...more }));
}

/** How long a client waits for an answer, in milliseconds. */
export const patience = (milliseconds: number) => ({
  readTimeout: milliseconds,
  connectTimeout: milliseconds,
});

/** A carrier simulator of a test, with the hands to drive it. */
export interface Bench {
  address: string;
  client: Client;
  /** Stands still at the second the test began, so that the SDK's stamps are fresh; `advance` moves it. */
  clock: SettableClock;
  settings: CarrierSettings;
  record(afterLine?: number): Promise<RecordLine[]>;
  control(method: string, path: string, body?: unknown): Promise<Response>;
  counts(): Promise<Counts>;
  /** Makes exactly these faults happen to the next calls. */
  next(...faults: (CarrierFault | null)[]): Promise<void>;
  close(): Promise<void>;
}

/** What the control route counts. */
export interface Counts {
  calls: Record<string, number>;
  faults: Record<string, number>;
  taken: number;
  receipts: Record<string, number>;
  replies: Record<string, number>;
  acts: Record<string, number>;
  replyFaults: Record<string, number>;
}

/** Starts a carrier on a free port, with a record of its own unless the settings name one. */
export async function startBench(given: Partial<z.input<typeof carrierSettings>> = {}): Promise<Bench> {
  const folder = mkdtempSync(join(tmpdir(), 'muster-carrier-'));
  const settings = carrierSettings.parse({
    accessKeyId: 'test-key',
    accessKeySecret: 'test-secret',
    signNames: [SIGN, '滦州志愿'],
    record: join(folder, 'record.jsonl'),
    receiptDelayMilliseconds: 0,
    receiptSpreadMilliseconds: 0,
    visibilityMilliseconds: 0,
    deliveredShare: 1,
    ...given,
  });
  const clock = new SettableClock(new Date(Math.floor(Date.now() / 1000) * 1000));
  const carrier = await startCarrier(settings, clock);
  const control = (method: string, path: string, body?: unknown): Promise<Response> =>
    fetch(`http://${carrier.address}/control/${path}`, {
      method,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  await control('PUT', 'templates', TEMPLATES);
  return {
    address: carrier.address,
    client: clientFor(carrier.address),
    clock,
    settings,
    control,
    record: async (afterLine = 0) =>
      parseLines(await (await control('GET', `record?afterLine=${afterLine}`)).text()),
    counts: async () => (await (await control('GET', 'counts')).json()) as Counts,
    next: async (...faults) => {
      await control('PUT', 'faults', {
        seed: 1,
        next: faults,
        delayMilliseconds: 1000,
        throttleMilliseconds: 1500,
      });
    },
    close: async () => {
      await carrier.close();
      rmSync(folder, { recursive: true });
    },
  };
}

const parseLines = (text: string): RecordLine[] =>
  text
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as RecordLine);

/** A SendSms request of the plain template; fields can be replaced. */
export const plainSms = (more: Record<string, string> = {}): SendSmsRequest =>
  new SendSmsRequest({ phoneNumbers: '15400000001', signName: SIGN, templateCode: 'SMS_plain', ...more });

/** A SendBatchSms request that greets each phone by its last digit. */
export const batchTo = (phones: string[], more: Record<string, string> = {}): SendBatchSmsRequest =>
  new SendBatchSmsRequest({
    templateCode: 'SMS_notice',
    phoneNumberJson: JSON.stringify(phones),
    signNameJson: JSON.stringify(phones.map(() => SIGN)),
    templateParamJson: JSON.stringify(phones.map((phone) => ({ name: `志愿者${phone.slice(-1)}` }))),
    ...more,
  });

/** A QuerySendDetails request about today. */
export const detailsOf = (
  phoneNumber: string,
  at: Date,
  more: Record<string, unknown> = {},
): QuerySendDetailsRequest => {
  const sendDate = new Date(at.getTime() + 8 * 3_600_000).toISOString().slice(0, 10).replaceAll('-', '');
  return new QuerySendDetailsRequest({ phoneNumber, sendDate, pageSize: 10, currentPage: 1, ...more });
};

/** Options that replace headers before signing: how a caller chooses its own nonce. */
export const withHeaders = (headers: Record<string, string>): RuntimeOptions =>
  new RuntimeOptions({ extendsParameters: new ExtendsParameters({ headers }) });

/** What went wrong with a call of the SDK, as far as a caller can tell. */
export interface Failure {
  name: string;
  code?: string;
  statusCode?: number;
  retryAfter?: number;
}

/** The error of a call that must fail. */
export const failureOf = (call: Promise<unknown>): Promise<Failure> =>
  call.then(
    () => {
      throw new Error('the call succeeded');
    },
    (error: Failure) => error,
  );

/** One request a server got. */
export interface Heard {
  method: string;
  path: string;
  headers: IncomingHttpHeaders;
  body: string;
}

/** A server that keeps what it hears; `answer` decides what it says (undefined: nothing at all). */
export interface Listener {
  url: string;
  host: string;
  heard: Heard[];
  answer: (heard: Heard) => { status?: number; body: string } | undefined;
  close(): void;
}

/** Starts a listener that answers as the product must: HTTP 200 and a numeric code. */
export async function listen(): Promise<Listener> {
  const server = createServer((incoming, response) => {
    let body = '';
    incoming.setEncoding('utf8').on('data', (chunk: string) => (body += chunk));
    incoming.on('end', () => {
      const { method = '', url = '', headers } = incoming;
      const heard = { method, path: url, headers, body };
      listener.heard.push(heard);
      const answer = listener.answer(heard);
      if (answer) response.writeHead(answer.status ?? 200).end(answer.body);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  const listener: Listener = {
    url: `http://${host}/push`,
    host,
    heard: [],
    answer: () => ({ body: '{"code":0,"msg":"成功"}' }),
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
  return listener;
}

/** Sends a request exactly as it was heard elsewhere, signed host included, and tells status and code. */
export function replay(
  address: string,
  { method, path, headers, body }: Heard,
): Promise<{ status: number; code: string }> {
  const [host, port] = address.split(':');
  return new Promise((resolve, reject) => {
    const sent = request({ host, port, method, path, headers }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
      response.on('end', () =>
        resolve({ status: response.statusCode!, code: (JSON.parse(text) as { Code: string }).Code }),
      );
    });
    sent.on('error', reject).end(body);
  });
}
