import { afterEach, expect, test } from '@jest/globals';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  carrierSettings,
  environmentName,
  readCarrierSettings,
} from '../../../local/simulators/carrier/settings.js';
import { detailsOf, failureOf, plainSms, startBench, withHeaders } from './carrier-support.js';

const needed = {
  CARRIER_ACCESS_KEY_ID: 'key',
  CARRIER_ACCESS_KEY_SECRET: 'hush',
  CARRIER_SIGN_NAMES: '唐山志愿, 滦州志愿',
  CARRIER_RECORD: 'record.jsonl',
};

test('are read from the environment, each under its own name', () => {
  const settings = readCarrierSettings({
    ...needed,
    RECEIPTS_URL: 'http://127.0.0.1:1/receipts',
    REPLIES_URL: '',
    CARRIER_SEED: '7',
    CARRIER_RECEIPT_DELAY_MILLISECONDS: '0',
    CARRIER_FAULTS: '{"seed":3,"rates":{"swallow-inside":0.5}}',
    CARRIER_CAPS: '{"notice":{}}',
    CARRIER_REPLY_WORDS: '好,T',
    CARRIER_REPLY_TO_ASKS: 'true',
    CARRIER_REPLY_WEIGHTS: '{"yes":2,"silent":1}',
    CARRIER_REPLY_FAULTS: '{"seed":4,"rates":{"repeat":0.1}}',
  });
  expect(settings).toMatchObject({
    address: '127.0.0.1:0',
    signNames: ['唐山志愿', '滦州志愿'],
    receiptsUrl: 'http://127.0.0.1:1/receipts',
    seed: 7,
    receiptDelayMilliseconds: 0,
    faults: { seed: 3, rates: { 'swallow-inside': 0.5 } },
    caps: { notice: {}, promotion: { day: 50 }, verification: { minute: 1, hour: 5, day: 10 } },
    replyWords: ['好', 'T'],
    replyToAsks: true,
    replyWeights: { yes: 2, silent: 1 },
    replyFaults: { seed: 4, rates: { repeat: 0.1 } },
    replyHesitationMilliseconds: 2000,
  });
  expect(settings).not.toHaveProperty('repliesUrl');
});

test('are all described', () => {
  for (const [name, field] of Object.entries(carrierSettings.shape)) {
    expect([name, field.description]).toEqual([name, expect.stringMatching(/\w/)]);
  }
  expect(environmentName('receiptLateMilliseconds')).toBe('CARRIER_RECEIPT_LATE_MILLISECONDS');
});

test.each([
  ['CARRIER_RECORD', { CARRIER_RECORD: '' }, 'not set'],
  ['CARRIER_DELIVERED_SHARE', { CARRIER_DELIVERED_SHARE: '2' }, 'read: 2'],
  ['CARRIER_SEED', { CARRIER_SEED: 'x' }, 'read: x'],
  ['RECEIPTS_URL', { RECEIPTS_URL: 'ftp://x' }, 'read: ftp://x'],
  ['CARRIER_FAULTS', { CARRIER_FAULTS: '{' }, 'not JSON'],
  ['CARRIER_FAULTS', { CARRIER_FAULTS: '{"seed":1,"rates":{"explode":1}}' }, 'explode'],
  ['CARRIER_REPLY_TO_ASKS', { CARRIER_REPLY_TO_ASKS: 'perhaps' }, 'read: perhaps'],
  ['CARRIER_REPLY_WEIGHTS', { CARRIER_REPLY_WEIGHTS: '{"silent":0}' }, 'at least one above 0'],
  ['CARRIER_REPLY_FAULTS', { CARRIER_REPLY_FAULTS: '{"seed":1,"rates":{"lose":1}}' }, 'lose'],
  ['CARRIER_ADDRESS', { CARRIER_ADDRESS: 'here' }, 'host:port'],
  ['CARRIER_TLS_CERTIFICATE', { CARRIER_TLS_KEY: 'key.pem' }, 'belong together'],
  ['CARRIER_ACCESS_KEY_SECRET', { CARRIER_ACCESS_KEY_SECRET: '' }, 'not set'],
])('name %s when it is wrong: %j', (name, wrong, said) => {
  expect(() => readCarrierSettings({ ...needed, ...wrong })).toThrow(name);
  expect(() => readCarrierSettings({ ...needed, ...wrong })).toThrow(said);
  expect(() => readCarrierSettings({ ...needed, ...wrong })).not.toThrow('hush');
});

let folder: string | undefined;
afterEach(() => {
  if (folder) rmSync(folder, { recursive: true });
  folder = undefined;
});

test('a carrier started again on its files knows its texts, nonces, caps and templates', async () => {
  folder = mkdtempSync(join(tmpdir(), 'muster-carrier-'));
  const files = { record: join(folder, 'record.jsonl'), templates: join(folder, 'templates.json') };
  const given = { ...files, caps: { notice: { day: 1 } } };
  const own = withHeaders({ 'x-acs-signature-nonce': 'a'.repeat(64) });
  const first = await startBench(given);
  await first.client.sendSmsWithOptions(plainSms({ outId: 'before' }), own);
  await first.close();

  const second = await startBench(given);
  expect(await failureOf(second.client.sendSmsWithOptions(plainSms(), own))).toMatchObject({
    code: 'SignatureNonceUsed',
  });
  expect((await second.client.sendSms(plainSms())).body?.code).toBe('isv.BUSINESS_LIMIT_CONTROL');
  const details = await second.client.querySendDetails(detailsOf('15400000001', second.clock.now()));
  expect(details.body?.smsSendDetailDTOs?.smsSendDetailDTO).toMatchObject([
    { outId: 'before', sendStatus: 3 },
  ]);
  expect(await second.record()).toHaveLength(1);
  await second.close();
});
