import { GetSmsTemplateRequest } from '@alicloud/dysmsapi20170525';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import {
  clientFor,
  failureOf,
  listen,
  plainSms,
  replay,
  startBench,
  withHeaders,
  type Bench,
  type Heard,
  type Listener,
} from './carrier-support.js';

let bench: Bench;
let listener: Listener;

beforeAll(async () => {
  bench = await startBench();
  listener = await listen();
});
afterEach(() => {
  listener.heard.length = 0;
});
afterAll(async () => {
  listener.close();
  await bench.close();
});

/** A signed request as the SDK puts it on the wire, caught before any carrier saw it. */
const caught = async (): Promise<Heard> => {
  listener.answer = () => ({ body: '{"Code":"OK"}' });
  await clientFor(listener.host).sendSms(plainSms({ outId: 'caught' }));
  return listener.heard.at(-1)!;
};

describe('the gateway', () => {
  test('admits what the official SDK signs, odd characters included', async () => {
    const outId = "a b+c~d*e'f(g)h!i&j=k#l/m?n%o\n中文";
    const { body } = await bench.client.sendSms(plainSms({ outId }));
    expect(body).toMatchObject({ code: 'OK', message: 'OK' });
    expect(body?.requestId).toMatch(/^[0-9A-F-]{36}$/);
    expect((await bench.record()).at(-1)).toMatchObject({ outId, bizId: body?.bizId });
  });

  test.each([
    ['another secret', { accessKeySecret: 'guess' }, 'SignatureDoesNotMatch', 400],
    ['an unknown key', { accessKeyId: 'stranger' }, 'InvalidAccessKeyId.NotFound', 404],
    ['the old signature', { signatureAlgorithm: 'v2' }, 'IncompleteSignature', 400],
  ])('refuses %s', async (_, config, code, statusCode) => {
    const failure = await failureOf(clientFor(bench.address, config).getSmsTemplate(aTemplate));
    expect(failure).toMatchObject({ code, statusCode });
  });

  test.each([
    ['query', (heard: Heard) => ({ ...heard, path: heard.path.replace('15400000001', '15400000002') })],
    ['body', (heard: Heard) => ({ ...heard, body: 'OutId=other', headers: withoutLength(heard.headers) })],
    [
      'action',
      (heard: Heard) => ({ ...heard, headers: { ...heard.headers, 'x-acs-action': 'SendBatchSms' } }),
    ],
    ['signed headers', (heard: Heard) => ({ ...heard, headers: unsigned(heard.headers, 'x-acs-date') })],
  ])('refuses a request whose %s was changed on the way', async (_, change) => {
    const before = (await bench.counts()).taken;
    expect(await replay(bench.address, change(await caught()))).toEqual({
      status: 400,
      code: 'SignatureDoesNotMatch',
    });
    expect((await bench.counts()).taken).toBe(before);
  });

  test('takes a request once: the same nonce is refused for 31 minutes', async () => {
    const heard = await caught();
    expect(await replay(bench.address, heard)).toEqual({ status: 200, code: 'OK' });
    expect(await replay(bench.address, heard)).toEqual({ status: 400, code: 'SignatureNonceUsed' });
    const own = withHeaders({ 'x-acs-signature-nonce': 'f'.repeat(64) });
    await bench.client.sendSmsWithOptions(plainSms(), own);
    expect(await failureOf(bench.client.sendSmsWithOptions(plainSms(), own))).toMatchObject({
      code: 'SignatureNonceUsed',
      statusCode: 400,
    });
  });

  test('forgets a nonce after 31 minutes, not before', async () => {
    const stamp = () => ({ 'x-acs-date': `${bench.clock.now().toISOString().slice(0, 19)}Z` });
    const own = () => withHeaders({ 'x-acs-signature-nonce': 'e'.repeat(64), ...stamp() });
    await bench.client.sendSmsWithOptions(plainSms(), own());
    bench.clock.advance(30.9 * 60_000);
    expect(await failureOf(bench.client.sendSmsWithOptions(plainSms(), own()))).toMatchObject({
      code: 'SignatureNonceUsed',
    });
    bench.clock.advance(0.2 * 60_000);
    expect((await bench.client.sendSmsWithOptions(plainSms(), own())).body?.code).toBe('OK');
    bench.clock.advance(-31.1 * 60_000);
  });

  test.each([16, -16])('refuses a clock that is %i minutes off', async (minutes) => {
    const stamp = new Date(bench.clock.now().getTime() + minutes * 60_000).toISOString();
    const stale = withHeaders({ 'x-acs-date': `${stamp.slice(0, 19)}Z` });
    expect(await failureOf(bench.client.sendSmsWithOptions(plainSms(), stale))).toMatchObject({
      code: 'InvalidTimeStamp.Expired',
      statusCode: 400,
    });
  });

  test('names an action it does not know, and a parameter that is missing', async () => {
    const unknown = bench.client.deleteSmsTemplate({ templateCode: 'SMS_plain', validate() {} } as never);
    expect(await failureOf(unknown)).toMatchObject({ code: 'InvalidAction.NotFound', statusCode: 404 });
    expect(await failureOf(bench.client.sendSms(plainSms({ phoneNumbers: '' })))).toMatchObject({
      code: 'MissingPhoneNumbers',
      statusCode: 400,
    });
  });

  test('refuses a body beyond all reason', async () => {
    const { status } = await fetch(`http://${bench.address}/`, {
      method: 'POST',
      body: 'x'.repeat(9_000_000),
    });
    expect(status).toBe(413);
  });
});

const aTemplate = new GetSmsTemplateRequest({ templateCode: 'SMS_plain' });

const withoutLength = (headers: Heard['headers']) => {
  const rest = { ...headers };
  delete rest['content-length'];
  return rest;
};

const unsigned = (headers: Heard['headers'], name: string) => ({
  ...headers,
  authorization: headers.authorization!.replace(`${name};`, ''),
});
