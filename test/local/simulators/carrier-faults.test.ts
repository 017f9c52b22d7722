import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { CarrierFault } from '../../../local/simulators/carrier/settings.js';
import {
  clientFor,
  detailsOf,
  failureOf,
  patience,
  plainSms,
  startBench,
  withHeaders,
  type Bench,
  type Failure,
} from './carrier-support.js';
import { until } from '../../support/until.js';

let bench: Bench;
let call = 0;
let outId: string;

beforeAll(async () => {
  bench = await startBench();
});
afterAll(() => bench.close());
beforeEach(() => {
  outId = `call-${++call}`;
});

/** Sends with a nonce of this call's own, so that a second try is the very same request to the gateway. */
const send = async (client = bench.client) => {
  const nonce = withHeaders({ 'x-acs-signature-nonce': outId.padStart(64, '0') });
  const phoneNumbers = `154${String(call).padStart(8, '0')}`;
  return (await client.sendSmsWithOptions(plainSms({ outId, phoneNumbers }), nonce)).body!;
};

/** A client that does not wait long for an answer that will not come. */
const impatient = () => clientFor(bench.address, patience(250));

const taken = async () => (await bench.record()).filter((line) => line.outId === outId);

const timeout = { name: 'RequestTimeoutError' };
const reset = { code: 'ECONNRESET' };
const rubbish = { name: 'SyntaxError' };

describe('a fault the caller can only hear as silence, rubbish or a broken line', () => {
  test.each<[CarrierFault, Partial<Failure>, number, string]>([
    ['swallow-before', timeout, 0, 'OK'],
    ['swallow-inside', timeout, 0, 'SignatureNonceUsed'],
    ['swallow-after', timeout, 1, 'SignatureNonceUsed'],
    ['reset-before', reset, 0, 'OK'],
    ['reset-after', reset, 1, 'SignatureNonceUsed'],
    ['cut-after', reset, 1, 'SignatureNonceUsed'],
    ['nonsense', rubbish, 0, 'OK'],
    ['nonsense-after', rubbish, 1, 'SignatureNonceUsed'],
    ['throttle', { name: 'ThrottlingError', code: 'Throttling.User', retryAfter: 1500 }, 0, 'OK'],
    ['unavailable', { code: 'ServiceUnavailable', statusCode: 503 }, 0, 'OK'],
    ['replay', { code: 'SignatureNonceUsed', statusCode: 400 }, 1, 'SignatureNonceUsed'],
  ])(
    '%s: fails as %j, is taken %i times, and the same nonce then answers %s',
    async (fault, failure, times, then) => {
      await bench.next(fault);
      const client = failure === timeout ? impatient() : bench.client;
      expect(await failureOf(send(client))).toMatchObject(failure);
      await until(async () => (await taken()).length === times);
      const lines = await taken();
      for (const line of lines) expect(line.fault).toBe(fault);
      expect(
        await send().then(
          ({ code }) => code,
          ({ code }: Failure) => code,
        ),
      ).toBe(then);
      expect(await taken()).toHaveLength(then === 'OK' ? times + 1 : times);
    },
  );
});

describe('a fault that is an answer', () => {
  test.each<[CarrierFault, string, number]>([
    ['system-error', 'isp.SYSTEM_ERROR', 0],
    ['system-error-after', 'isp.SYSTEM_ERROR', 1],
    ['refuse-message', 'isv.BLACK_KEY_CONTROL_LIMIT', 0],
    ['refuse-template', 'isv.SMS_TEMPLATE_ILLEGAL', 0],
    ['refuse-account', 'isv.AMOUNT_NOT_ENOUGH', 0],
  ])('%s: answers %s and is taken %i times', async (fault, code, times) => {
    await bench.next(fault);
    expect((await send()).code).toBe(code);
    expect(await taken()).toHaveLength(times);
  });
});

test('delay: takes the call after the caller has given up', async () => {
  await bench.next('delay');
  expect(await failureOf(send(impatient()))).toMatchObject(timeout);
  expect(await taken()).toHaveLength(0);
  await until(async () => (await taken()).length === 1);
  expect((await taken())[0]!.fault).toBe('delay');
});

test('strikes queries about sent texts, and no other', async () => {
  await bench.next('unavailable', null);
  const query = () => bench.client.querySendDetails(detailsOf('15400000001', bench.clock.now()));
  expect(await failureOf(query())).toMatchObject({ statusCode: 503 });
  expect((await query()).body?.code).toBe('OK');
});

test('a wrong signature is told as such, whatever the fault', async () => {
  await bench.next('swallow-after');
  const forged = withHeaders({ 'x-acs-date': '2020-01-01T00:00:00Z' });
  expect(await failureOf(bench.client.sendSmsWithOptions(plainSms(), forged))).toMatchObject({
    code: 'InvalidTimeStamp.Expired',
  });
});

test('follow a plan that is replaced at run time, and are counted', async () => {
  const before = (await bench.counts()).faults.throttle ?? 0;
  const plan = { seed: 3, rates: { throttle: 1 } };
  expect(await (await bench.control('PUT', 'faults', plan)).json()).toMatchObject(plan);
  expect(await (await bench.control('GET', 'faults')).json()).toMatchObject(plan);
  expect(await failureOf(send())).toMatchObject({ code: 'Throttling.User' });
  expect((await bench.counts()).faults.throttle).toBe(before + 1);
  const wrong = await bench.control('PUT', 'faults', { seed: 3, rates: { explode: 1 } });
  expect(wrong.status).toBe(400);
  expect(await wrong.text()).toContain('explode');
  await bench.control('PUT', 'faults', { seed: 3 });
  expect((await send()).code).toBe('OK');
});

test('a stop drops what it delays and what it swallows', async () => {
  const other = await startBench();
  await other.next('delay', 'swallow-before');
  const failures = Promise.all([1, 2].map(() => failureOf(other.client.sendSms(plainSms()))));
  await until(async () => (await other.counts()).calls.SendSms === 2);
  await other.close();
  for (const failure of await failures) expect(failure).toMatchObject(reset);
});
