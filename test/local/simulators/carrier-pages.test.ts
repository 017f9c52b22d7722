import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { batchTo, plainSms, startBench, type Bench } from './carrier-support.js';

let bench: Bench;

beforeAll(async () => {
  bench = await startBench({ keepPerPhone: 3 });
});
afterAll(() => bench.close());

const get = async (path: string) => (await fetch(`http://${bench.address}${path}`)).text();

describe('the phones page', () => {
  test('says when there is nothing yet', async () => {
    expect(await get('/')).toContain('没有短信');
  });

  test('lists phones, the newest first, page by page', async () => {
    const phones = Array.from({ length: 60 }, (_, index) => `154000000${index + 10}`);
    await bench.client.sendBatchSms(batchTo(phones));
    const first = await get('/');
    const at = (phone: string) => first.indexOf(`/phones/${phone}`);
    expect(at('15400000069')).toBeGreaterThan(0);
    expect(at('15400000068')).toBeGreaterThan(at('15400000069'));
    expect(first).toContain('志愿者9您好');
    expect(at('15400000019')).toBe(-1);
    expect(await get('/?page=2')).toContain('/phones/15400000019');
    expect(await get('/?page=999')).toContain('2 / 2');
  });

  test('finds a phone by its last digits', async () => {
    const found = await get('/?digits=0042');
    expect(found).toContain('/phones/15400000042');
    expect(found).not.toContain('/phones/15400000043');
    expect(await get('/?digits=%22%3E9999')).toContain('没有短信');
  });
});

describe('a phone', () => {
  const phone = '15400000001';

  test('shows its conversation, and lets its owner answer', async () => {
    await bench.client.sendSms(plainSms({ phoneNumbers: phone }));
    expect(await get(`/phones/${phone}`)).toContain('【唐山志愿】水位上涨，请远离河岸。');
    const body = new URLSearchParams({ content: ' <b>收到</b> ' });
    const answer = await fetch(`http://${bench.address}/phones/${phone}`, {
      method: 'POST',
      body,
      redirect: 'manual',
    });
    expect([answer.status, answer.headers.get('location')]).toEqual([303, `/phones/${phone}`]);
    const page = await get(`/phones/${phone}`);
    expect(page).toContain('&#60;b&#62;收到&#60;/b&#62;');
    expect(page).not.toContain('<b>');
    expect(page).toMatch(/等待回执|已送达/);
    expect(await get('/')).toMatch(new RegExp(`${phone}[^]*15400000069`));
  });

  test('offers the usual answers to the latest ask, and the list marks who has answered', async () => {
    const asked = '15400000077';
    const text = '防汛演练，能来请回“${call}能来”，来不了请回“${call}不来”。';
    await bench.control('PUT', 'templates', [{ code: 'SMS_ask', text, class: 'notice' }]);
    for (const call of ['B1', 'C2']) {
      const templateParam = JSON.stringify({ call });
      await bench.client.sendSms(plainSms({ phoneNumbers: asked, templateCode: 'SMS_ask', templateParam }));
    }
    const page = await get(`/phones/${asked}`);
    for (const words of ['C2能来', 'C2不来', 'C2能来，晚30分钟']) expect(page).toContain(`value="${words}"`);
    expect(await get(`/phones/${phone}`)).not.toContain('晚30分钟');
    const marks = async () => (await get('/?digits=0077')).match(/<\/a>\s*✓/g) ?? [];
    expect(await marks()).toHaveLength(0);
    await bench.control('POST', 'reply', { phone: asked, content: 'C2能来，和老李、老张、老王一起到' });
    expect(await marks()).toHaveLength(1);
    await bench.client.sendSms(plainSms({ phoneNumbers: asked }));
    expect(await get('/?digits=0077')).toContain('✓ C2能来，和老李、老张、…');
  });

  test('keeps its latest texts and says that there were more', async () => {
    for (const outId of ['1', '2', '3']) await bench.client.sendSms(plainSms({ phoneNumbers: phone, outId }));
    expect(await get(`/phones/${phone}`)).toContain('1 earlier texts');
  });

  test('that never got a text has an empty page; a number that is none has none', async () => {
    expect(await get('/phones/15499999999')).toContain('没有短信');
    expect((await fetch(`http://${bench.address}/phones/110`)).status).toBe(404);
    expect((await fetch(`http://${bench.address}/elsewhere`)).status).toBe(404);
  });
});

describe('the control routes', () => {
  test('answer health, counts and what does not exist', async () => {
    expect(await (await bench.control('GET', 'health')).json()).toEqual({ healthy: true });
    expect(await bench.counts()).toMatchObject({ calls: { SendSms: 7, SendBatchSms: 1 }, taken: 67 });
    expect((await bench.control('GET', 'nothing')).status).toBe(404);
    expect((await bench.control('GET', 'record?afterLine=-1')).status).toBe(400);
    expect((await bench.control('PUT', 'templates', [{ code: 'x' }])).status).toBe(400);
  });

  test('give the record from a line on', async () => {
    expect(await bench.record(66)).toHaveLength(1);
    expect(await bench.record(67)).toEqual([]);
  });
});
