import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { SendSmsRequest } from '@alicloud/dysmsapi20170525';
import { createHash } from 'node:crypto';
import { createClient } from '../../../providers/aliyun/client.js';
import { createAliyun } from '../../../providers/aliyun/provider.js';
import { nonceOf, nonceScopeOf } from '../../../providers/aliyun/send.js';
import type { ProviderCall } from '../../../providers/contract.js';
import { systemClock } from '../../../runtime/clock.js';
import { callOf } from '../support.js';
import { messageTo, settingsFor, startCarrierHarness, type CarrierHarness } from './carrier.js';

let harness: CarrierHarness;
beforeEach(async () => {
  harness = await startCarrierHarness();
});
afterEach(async () => {
  await harness.provider.close();
  await harness.close();
});

const send = (call: ProviderCall) => harness.provider.send(call);

describe('the request', () => {
  test('equal variables: one SendSms with all the numbers', async () => {
    const call = callOf([messageTo(), messageTo(), messageTo()]);
    expect(await send(call)).toMatchObject({ kind: 'accepted' });
    expect(await harness.requests()).toEqual({ SendSms: 1 });
    const taken = await harness.taken();
    expect(taken.map(({ phone }) => phone)).toEqual(call.messages.map(({ address }) => address));
    expect(new Set(taken.map(({ text }) => text))).toEqual(new Set(['【集结号】陡河水位上涨，请远离河岸。']));
  });

  test('different variables: one SendBatchSms, each with its own text', async () => {
    const rivers = ["滦河 !'()*~+&=#", '陡河\n“上游”', '还乡河'];
    const call = callOf(rivers.map((river) => messageTo({ river })));
    expect(await send(call)).toMatchObject({ kind: 'accepted' });
    expect(await harness.requests()).toEqual({ SendBatchSms: 1 });
    const taken = await harness.taken();
    expect(taken.map(({ text }) => text)).toEqual(
      rivers.map((river) => `【集结号】${river}水位上涨，请远离河岸。`),
    );
  });

  test('a template without variables takes none', async () => {
    const template = { code: 'SMS_154000002', text: '请远离河岸。', class: 'notice' };
    const body = JSON.stringify([template]);
    await fetch(`http://${harness.address}/control/templates`, { method: 'PUT', body });
    const carrierCode = template.code;
    const call = callOf([messageTo({}), messageTo({})], {
      template: { code: 'stay-away', carrierCode, class: 'notice' },
    });
    expect(await send(call)).toMatchObject({ kind: 'accepted' });
  });

  test('every message of the call carries its OutId and its nonce, and the outcome its BizId', async () => {
    const call = callOf([messageTo(), messageTo()], { epoch: 3 });
    const outcome = await send(call);
    const taken = await harness.taken();
    const nonce = nonceOf(harness.settings.accessKeyId, call.outId, 3);
    for (const line of taken) expect(line).toMatchObject({ outId: call.outId, nonce });
    expect(outcome).toEqual({ kind: 'accepted', reference: taken[0]!.bizId });
  });

  test('a phone twice in one call is refused here: OutId and phone name a message', async () => {
    const message = messageTo();
    const call = callOf([message, messageTo(), { ...message, id: 'another' }]);
    expect(await send(call)).toEqual({ kind: 'rejected', scope: 'message', code: 'phone-repeated' });
    expect(await harness.requests()).toEqual({});
  });

  test('a call of none or too many is a mistake of ours', async () => {
    await expect(send(callOf([]))).rejects.toThrow(RangeError);
    const many = Array.from({ length: 101 }, () => messageTo());
    await expect(send(callOf(many))).rejects.toThrow('1 to 100');
  });
});

describe('the nonce', () => {
  test('follows from account, OutId and epoch, and from nothing else', () => {
    const expected = createHash('sha256').update('LTAI|abc|0').digest('hex');
    expect(nonceOf('LTAI', 'abc', 0)).toBe(expected);
    const others = [nonceOf('LTAI', 'abc', 1), nonceOf('LTAI', 'abd', 0), nonceOf('LTAJ', 'abc', 0)];
    expect(new Set([expected, ...others]).size).toBe(4);
  });

  test('is one of its access key, which the provider names without telling it', () => {
    const { accessKeyId } = harness.settings;
    expect(harness.provider.nonceScope).toBe(nonceScopeOf(accessKeyId));
    expect(nonceScopeOf(accessKeyId)).toMatch(/^[0-9a-f]{16}$/);
    expect(nonceScopeOf(`${accessKeyId}2`)).not.toBe(nonceScopeOf(accessKeyId));
  });

  test('a second try of one epoch cannot be taken twice', async () => {
    const call = harness.call();
    await harness.misbehave('reset-after');
    expect(await send(call)).toMatchObject({ kind: 'unknown' });
    expect(await send(call)).toEqual({ kind: 'unknown', code: 'SignatureNonceUsed' });
    expect(await harness.reached()).toHaveLength(1);
  });

  test('a new epoch is a new try', async () => {
    const call = harness.call();
    await harness.misbehave('system-error');
    expect(await send(call)).toEqual({ kind: 'unknown', code: 'isp.SYSTEM_ERROR' });
    expect(await send({ ...call, epoch: 1 })).toMatchObject({ kind: 'accepted' });
  });
});

describe('the SDK', () => {
  test('never tries by itself', async () => {
    await harness.misbehave('unavailable', 'throttle');
    expect(await send(harness.call())).toEqual({ kind: 'unknown', code: 'ServiceUnavailable' });
    expect(await send(harness.call())).toMatchObject({ kind: 'throttled', code: 'Throttling.User' });
    expect(await harness.requests()).toEqual({ SendSms: 2 });
  });

  test('waits as long as the carrier asks', async () => {
    await harness.misbehave('throttle');
    const before = Date.now();
    const outcome = (await send(harness.call())) as { until: Date };
    const after = Date.now();
    expect(outcome.until.getTime()).toBeGreaterThanOrEqual(before + 2500);
    expect(outcome.until.getTime()).toBeLessThanOrEqual(after + 2500);
  });

  test('has both timeouts set: either alone would leave the other at 3 s', () => {
    const client = createClient({ ...settingsFor('127.0.0.1:1'), sendTimeoutMilliseconds: 12_345 });
    expect(client).toMatchObject({ _readTimeout: 12_345, _connectTimeout: 12_345 });
    expect((client as unknown as { _retryOptions: unknown })._retryOptions).toBeUndefined();
  });

  test('puts phones and values into its errors, and none of it comes out', async () => {
    const endpoint = harness.address;
    const client = createClient(settingsFor(endpoint));
    const call = callOf([messageTo({ river: '滦河' })]);
    const phone = call.messages[0]!.address;
    await harness.misbehave('reset-after', 'reset-after');
    const raw = await client
      .sendSms(
        new SendSmsRequest({
          phoneNumbers: phone,
          signName: '集结号',
          templateCode: 'SMS_154000001',
          templateParam: '{"river":"滦河"}',
        }),
      )
      .catch((error: unknown) => String((error as Error).message));
    expect(raw).toContain(phone);
    expect(raw).toContain(encodeURIComponent('滦河'));
    expect(await send(call)).toEqual({ kind: 'unknown', code: 'link.broken' });
  });

  test('a wrong secret stops the account', async () => {
    const provider = createAliyun({ ...harness.settings, accessKeySecret: 'another' }, systemClock);
    expect(await provider.send(harness.call())).toEqual({
      kind: 'rejected',
      scope: 'account',
      code: 'SignatureDoesNotMatch',
    });
    await provider.close();
  });
});
