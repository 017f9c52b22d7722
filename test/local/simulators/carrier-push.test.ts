import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import {
  batchTo,
  detailsOf,
  listen,
  plainSms,
  startBench,
  type Bench,
  type Listener,
} from './carrier-support.js';
import { Pusher } from '../../../local/simulators/carrier/pusher.js';
import { systemClock } from '../../../runtime/clock.js';
import { until } from '../../support/until.js';

const MINUTE = 60_000;

let receipts: Listener;
let replies: Listener;
let bench: Bench | undefined;

beforeEach(async () => {
  receipts = await listen();
  replies = await listen();
});
afterEach(async () => {
  await bench?.close();
  bench = undefined;
  receipts.close();
  replies.close();
});

const start = async (given: Parameters<typeof startBench>[0] = {}): Promise<Bench> =>
  (bench = await startBench({ receiptsUrl: receipts.url, repliesUrl: replies.url, ...given }));

const posts = (listener: Listener) => listener.heard.filter(({ method }) => method === 'POST');
const pushed = (listener: Listener) =>
  posts(listener).flatMap(({ body }) => JSON.parse(body) as Record<string, unknown>[]);
const phonesOf = (listener: Listener) => pushed(listener).map((item) => item.phone_number);

const phones = Array.from({ length: 50 }, (_, index) => `154000000${String(index + 10)}`);
const sendTo = (numbers: string[], outId = 'out') =>
  bench!.client.sendSms(plainSms({ phoneNumbers: numbers.join(','), outId }));

const BEIJING_TIME = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/;

test('a pusher that is closed tells nothing of the try it breaks off: its record is closed by then', async () => {
  receipts.answer = ({ method }) => (method === 'GET' ? { body: '{"code":0}' } : undefined);
  const settings = { pushItems: 1, pushConcurrency: 1, pushRetryScale: 1 };
  const told: unknown[] = [];
  const pusher = new Pusher<object>(
    systemClock,
    receipts.url,
    settings,
    (item) => item,
    (tried) => told.push(tried),
  );
  pusher.add([{}]);
  await until(() => posts(receipts).length === 1);
  pusher.close();
  await fetch(receipts.url); // Takes longer than breaking off.
  expect([told, pusher.counts]).toEqual([[], { pushes: 1, failedPushes: 0, pushed: 0, givenUp: 0 }]);
});

describe('receipts', () => {
  test('are probed for, then pushed as JSON arrays with the documented fields', async () => {
    await start();
    const { body } = await sendTo(['15400000001']);
    await until(() => posts(receipts).length === 1);
    expect(receipts.heard.map(({ method }) => method)).toEqual(['GET', 'POST']);
    expect(posts(receipts)[0]!.headers['content-type']).toContain('application/json');
    expect(pushed(receipts)).toEqual([
      {
        phone_number: '15400000001',
        send_time: expect.stringMatching(BEIJING_TIME),
        report_time: expect.stringMatching(BEIJING_TIME),
        success: true,
        err_code: 'DELIVERED',
        err_msg: '用户接收成功',
        sms_size: '1',
        biz_id: body?.bizId,
        out_id: 'out',
      },
    ]);
  });

  test('count the parts of a long text', async () => {
    await start();
    const long = { templateCode: 'SMS_long', templateParam: '{"name":"名"}', phoneNumbers: '15400000001' };
    await bench!.client.sendSms(plainSms(long));
    await until(() => pushed(receipts).length === 1);
    expect(pushed(receipts)[0]!.sms_size).toBe('8');
  });

  test('come in arrays of the size that was set', async () => {
    await start({ pushItems: 20 });
    await sendTo(phones);
    await until(() => pushed(receipts).length === 50);
    expect(posts(receipts).map(({ body }) => (JSON.parse(body) as unknown[]).length)).toEqual([20, 20, 10]);
  });

  test('wait for their delay, spread by chance', async () => {
    await start({ receiptDelayMilliseconds: 5000, receiptSpreadMilliseconds: 10_000 });
    await sendTo(phones);
    bench!.clock.advance(4900);
    const status = async () => {
      const { body } = await bench!.client.querySendDetails(detailsOf(phones[0]!, bench!.clock.now()));
      return body?.smsSendDetailDTOs?.smsSendDetailDTO?.[0];
    };
    expect(await status()).toMatchObject({ sendStatus: 1, outId: 'out' });
    bench!.clock.advance(5100);
    await until(() => pushed(receipts).length > 10);
    expect(pushed(receipts).length).toBeLessThan(40);
    bench!.clock.advance(5100);
    await until(() => pushed(receipts).length === 50);
    expect(await status()).toMatchObject({ sendStatus: 3, errCode: 'DELIVERED' });
  });

  test("report failures with the networks' codes, the same phones for the same seed", async () => {
    const failed = async (seed: number) => {
      await start({ deliveredShare: 0.5, seed });
      await bench!.client.sendBatchSms(batchTo(phones));
      await until(() => pushed(receipts).length === 50);
      const bad = pushed(receipts).filter(({ success }) => success === false);
      for (const { err_code: code } of bad) expect(code).not.toBe('DELIVERED');
      await bench!.close();
      receipts.heard.length = 0;
      return bad.map(({ phone_number: phone }) => phone);
    };
    const first = await failed(1);
    expect(first.length).toBeGreaterThan(10);
    expect(first.length).toBeLessThan(40);
    expect(await failed(1)).toEqual(first);
    expect(await failed(2)).not.toEqual(first);
    bench = undefined;
  });

  test('wait until the address answers the probe', async () => {
    receipts.answer = () => ({ status: 404, body: 'no' });
    await start();
    await sendTo(['15400000001']);
    await until(() => receipts.heard.length === 1);
    receipts.answer = () => ({ body: '{"code":0}' });
    // The refusal may still be on its way to the carrier, which counts its second from when it arrives.
    await until(() => {
      bench!.clock.advance(1000);
      return posts(receipts).length === 1;
    });
  });

  test.each([
    ['an HTTP error', { status: 500, body: '{"code":0}' }],
    ['a code that is no number', { body: '{"code":"0"}' }],
    ['no JSON', { body: 'ok' }],
  ])('are tried again after 1, 5 and 10 minutes when answered with %s, then given up', async (_, answer) => {
    receipts.answer = ({ method }) => (method === 'GET' ? { body: '{"code":0}' } : answer);
    await start();
    await sendTo(['15400000001']);
    for (const [index, minutes] of [1, 5, 10].entries()) {
      await until(async () => (await bench!.counts()).receipts.failedPushes === index + 1);
      bench!.clock.advance(minutes * MINUTE);
      await until(() => posts(receipts).length === index + 2);
    }
    await until(async () => (await bench!.counts()).receipts.givenUp === 1);
    expect((await bench!.counts()).receipts).toMatchObject({ pushes: 4, failedPushes: 4, pushed: 0 });
  });

  test('take an answer later than 700 ms for none, and reach a receiver that is back', async () => {
    let silent = true;
    receipts.answer = ({ method }) => (method === 'POST' && silent ? undefined : { body: '{"code":0}' });
    await start({ pushRetryScale: 0.001 });
    await sendTo(['15400000001']);
    await until(async () => (await bench!.counts()).receipts.failedPushes === 1);
    silent = false;
    bench!.clock.advance(MINUTE / 1000);
    await until(() => posts(receipts).length === 2);
    expect(posts(receipts)[1]!.body).toBe(posts(receipts)[0]!.body);
    await until(async () => (await bench!.counts()).receipts.pushed === 1);
  });

  test('are lost at the rate that was set; the details still know', async () => {
    await start({ receiptLossRate: 1 });
    await sendTo(['15400000001']);
    await until(async () => (await bench!.counts()).receipts.lost === 1);
    const { body } = await bench!.client.querySendDetails(detailsOf('15400000001', bench!.clock.now()));
    expect(body?.smsSendDetailDTOs?.smsSendDetailDTO?.[0]?.sendStatus).toBe(3);
    expect(receipts.heard).toEqual([]);
  });

  test('come twice, late and out of order at the rates that were set', async () => {
    await start({
      receiptDuplicateRate: 0.4,
      receiptReorderRate: 0.4,
      receiptLateRate: 0.2,
      receiptLateMilliseconds: 5000,
    });
    await sendTo(phones);
    const { late, repeated, heldBack } = await settled();
    expect(late).toBeGreaterThan(0);
    expect(heldBack).toBeGreaterThan(0);
    expect(repeated).toBeGreaterThan(0);
    const inTime = phonesOf(receipts).length;
    bench!.clock.advance(5000);
    await until(async () => pushed(receipts).length === 50 + (await bench!.counts()).receipts.repeated!);
    expect(pushed(receipts).length).toBeGreaterThan(inTime);
    expect(new Set(phonesOf(receipts))).toEqual(new Set(phones));
    expect(phonesOf(receipts).slice(0, 50)).not.toEqual(phones);
  });

  const settled = async () => {
    await until(async () => {
      const { reported, late } = (await bench!.counts()).receipts;
      return reported === 50 - late! && pushed(receipts).length >= reported;
    });
    return (await bench!.counts()).receipts as { late: number; repeated: number; heldBack: number };
  };
});

describe('replies', () => {
  test("are pushed with the documented fields, numbered, to the signature's number", async () => {
    await start();
    await sendTo(['15400000001']);
    for (const content of ['收到', '退订']) {
      const answer = await bench!.control('POST', 'reply', { phone: '15400000001', content });
      expect(answer.status).toBe(200);
    }
    await until(() => pushed(replies).length === 2);
    const [first, second] = pushed(replies);
    expect(first).toEqual({
      phone_number: '15400000001',
      content: '收到',
      send_time: expect.stringMatching(BEIJING_TIME),
      dest_code: expect.stringMatching(/^1069\d{8}$/),
      sequence_id: expect.stringMatching(/^\d+$/),
    });
    expect(second).toMatchObject({ content: '退订', dest_code: first!.dest_code });
    expect(second!.sequence_id).not.toBe(first!.sequence_id);
  });

  test('come from simulated people at the rate that was set, the same words for the same seed', async () => {
    const answers = async () => {
      await start({ replyRate: 0.3, replyDelayMilliseconds: 1000, replyWords: ['收到', 'T'] });
      await sendTo(phones);
      await until(async () => (await bench!.counts()).receipts.reported === 50);
      expect(replies.heard).toEqual([]);
      bench!.clock.advance(1000);
      await until(() => pushed(replies).length > 0);
      const said = pushed(replies).map(
        ({ phone_number: phone, content }) => `${String(phone)} ${String(content)}`,
      );
      await bench!.close();
      replies.heard.length = 0;
      return said.sort();
    };
    const first = await answers();
    expect(first.length).toBeGreaterThan(5);
    expect(first.length).toBeLessThan(30);
    expect(new Set(first.map((each) => each.split(' ')[1]))).toEqual(new Set(['收到', 'T']));
    expect(await answers()).toEqual(first);
    bench = undefined;
  });

  test('need a phone and a text', async () => {
    await start();
    const wrong = [
      { phone: '110', content: '收到' },
      { phone: '15400000001' },
      { phone: '15400000001', content: '' },
    ];
    for (const body of wrong) expect((await bench!.control('POST', 'reply', body)).status).toBe(400);
  });
});
