import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  replyRecordPath,
  type PushLine,
  type ReplyLine,
  type ReplyRecordLine,
} from '../../../local/simulators/carrier/replies.js';
import { until } from '../../support/until.js';
import { listen, plainSms, startBench, type Bench, type Listener } from './carrier-support.js';

let listener: Listener;
let bench: Bench;

beforeEach(async () => {
  listener = await listen();
});
afterEach(async () => {
  listener.close();
  await bench.close();
});

const start = async (given: Parameters<typeof startBench>[0] = {}): Promise<void> => {
  bench = await startBench({ repliesUrl: listener.url, ...given });
};

const many = (count: number, content = 'B1能来') =>
  Array.from({ length: count }, (_, index) => ({ phone: `154${String(index).padStart(8, '0')}`, content }));
const answer = (body: object) => bench.control('POST', 'replies', body);
const posts = () => listener.heard.filter(({ method }) => method === 'POST');
const pushed = () => posts().flatMap(({ body }) => JSON.parse(body) as Record<string, string>[]);

async function lines(afterLine = 0): Promise<ReplyRecordLine[]> {
  const text = await (await bench.control('GET', `replies?afterLine=${afterLine}`)).text();
  return text
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as ReplyRecordLine);
}
const replyLines = async () => (await lines()).filter((line): line is ReplyLine => line.kind === 'reply');
const pushLines = async (afterLine?: number) =>
  (await lines(afterLine)).filter((line): line is PushLine => line.kind === 'push');

describe('many answers at once', () => {
  test("come in pushes of the carrier's size, with the times of each in the record", async () => {
    await start({ pushItems: 100 });
    await bench.control('POST', 'reply', { phone: '15499999999', content: '先' });
    await until(async () => (await pushLines()).length === 1);
    const told = (await (await answer({ replies: many(250) })).json()) as {
      replies: number;
      afterLine: number;
    };
    expect(told).toEqual({ replies: 250, afterLine: 2 });
    await until(async () => (await pushLines(told.afterLine)).length === 3);
    const tries = await pushLines(told.afterLine);
    expect(tries.map(({ sequences }) => sequences.length).sort()).toEqual([100, 100, 50]);
    for (const { at, endedAt, answered, try: number } of tries) {
      expect([answered, number]).toEqual([true, 1]);
      expect(Date.parse(endedAt)).toBeGreaterThanOrEqual(Date.parse(at));
    }
    const written = (await replyLines()).slice(1);
    expect(tries.flatMap(({ sequences }) => sequences).sort()).toEqual(
      written.map(({ sequence }) => sequence).sort(),
    );
    expect(written[0]).toEqual({
      ...{ kind: 'reply', at: bench.clock.now().toISOString(), sequence: expect.stringMatching(/^\d+$/) },
      ...{ phone: '15400000000', content: 'B1能来', by: 'control' },
    });
  });

  test('are spread over the time they are given', async () => {
    await start({ pushItems: 10 });
    await answer({ withinMilliseconds: 1000, replies: many(40) });
    bench.clock.advance(500);
    await until(() => pushed().length >= 20);
    expect(pushed().length).toBeLessThan(23);
    bench.clock.advance(500);
    await until(() => pushed().length === 40);
  });

  test.each([
    ['no replies', { replies: [] }],
    ['a wrong number', { replies: [{ phone: '110', content: '能来' }] }],
    ['an empty text', { replies: [{ phone: '15400000000', content: '' }] }],
    ['a time before now', { withinMilliseconds: -1, replies: many(1) }],
  ])('are refused as a whole for %s', async (_, body) => {
    await start();
    expect((await answer(body)).status).toBe(400);
    expect(await lines()).toEqual([]);
  });
});

describe('the record of replies', () => {
  test('tells a push that was not answered, and its next try', async () => {
    await start({ pushRetryScale: 0.001 });
    listener.answer = ({ method }) => (method === 'GET' ? { body: '{"code":0}' } : { status: 500, body: '' });
    await answer({ replies: many(2) });
    await until(async () => (await pushLines()).length === 1);
    listener.answer = () => ({ body: '{"code":0}' });
    bench.clock.advance(60);
    await until(async () => (await pushLines()).length === 2);
    const sequences = (await replyLines()).map(({ sequence }) => sequence);
    expect(await pushLines()).toMatchObject([
      { try: 1, answered: false, sequences },
      { try: 2, answered: true, sequences },
    ]);
  });

  test('is read when the carrier starts again: replies stand among the texts where they stood', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'muster-carrier-'));
    const record = join(folder, 'texts.jsonl');
    const send = (outId: string) => bench.client.sendSms(plainSms({ outId, phoneNumbers: '15400000001' }));
    await start({ record });
    await send('before');
    bench.clock.advance(1000);
    await bench.control('POST', 'reply', { phone: '15400000001', content: '能来B1' });
    bench.clock.advance(1000);
    await send('after');
    await bench.close();
    expect(replyRecordPath(record)).toBe(join(folder, 'texts-replies.jsonl'));

    await start({ record });
    const page = await (await fetch(`http://${bench.address}/phones/15400000001`)).text();
    expect(page).toMatch(/远离河岸[^]*能来B1[^]*远离河岸/);
    expect(await replyLines()).toMatchObject([{ content: '能来B1' }]);
    rmSync(folder, { recursive: true });
  });

  test('says who wrote', async () => {
    await start();
    await bench.client.sendSms(plainSms({ phoneNumbers: '15400000001' }));
    const body = new URLSearchParams({ content: '在哪' });
    await fetch(`http://${bench.address}/phones/15400000001`, { method: 'POST', body, redirect: 'manual' });
    expect(await replyLines()).toMatchObject([{ phone: '15400000001', content: '在哪', by: 'page' }]);
  });
});

describe('a fault of a reply', () => {
  const next = (...faults: (string | null)[]) =>
    bench.control('PUT', 'reply-faults', { seed: 1, next: faults, delayMilliseconds: 500 });

  test('repeat: the same sequence comes twice', async () => {
    await start();
    await next('repeat');
    await answer({ replies: many(2) });
    await until(() => pushed().length === 2);
    bench.clock.advance(500);
    await until(() => pushed().length === 3);
    expect(pushed()[2]).toEqual(pushed()[0]);
    await until(async () => (await pushLines()).length === 2);
    const [first] = await replyLines();
    expect((await pushLines()).filter(({ sequences }) => sequences.includes(first!.sequence))).toHaveLength(
      2,
    );
    expect(await replyLines()).toMatchObject([{ fault: 'repeat' }, {}]);
  });

  test('hold-back: later ones come first, the send time stays true', async () => {
    await start();
    await next('hold-back', null);
    await answer({ replies: many(2) });
    await until(() => pushed().length === 1);
    bench.clock.advance(5000);
    await until(() => pushed().length === 2);
    const [first, second] = pushed();
    expect(first!.phone_number).toBe('15400000001');
    expect(Number(second!.sequence_id)).toBeLessThan(Number(first!.sequence_id));
    expect(second!.send_time).toBe(first!.send_time);
  });

  test('stranger, long: another number, ten thousand characters; the record holds what was pushed', async () => {
    await start();
    await next('stranger', 'long');
    await answer({ replies: many(2) });
    await until(() => pushed().length === 2);
    const [strange, long] = pushed();
    expect(strange!.phone_number).toMatch(/^154\d{8}$/);
    expect(strange!.phone_number).not.toBe('15400000000');
    expect(long!.content).toHaveLength(10_000);
    expect(long!.content).toMatch(/^B1能来/);
    expect(await replyLines()).toMatchObject([
      { phone: strange!.phone_number, fault: 'stranger' },
      { content: long!.content, fault: 'long' },
    ]);
    expect((await bench.counts()).replyFaults).toEqual({ stranger: 1, long: 1 });
  });

  test('strikes at its rate, the same replies in whatever order they are written', async () => {
    await start();
    const plan = { seed: 3, rates: { repeat: 0.2, long: 0.1 } };
    expect(await (await bench.control('PUT', 'reply-faults', plan)).json()).toMatchObject(plan);
    expect(await (await bench.control('GET', 'reply-faults')).json()).toMatchObject(plan);
    const struck = async (count: number) =>
      (await replyLines())
        .slice(-count)
        .filter(({ fault }) => fault)
        .map(({ phone, fault }) => `${phone} ${fault}`)
        .sort();
    await answer({ replies: many(200) });
    await until(async () => (await replyLines()).length === 200);
    const first = await struck(200);
    expect(first.length).toBeGreaterThan(30);
    expect(first.length).toBeLessThan(90);
    await answer({ replies: many(200).reverse() });
    await until(async () => (await replyLines()).length === 400);
    expect(await struck(200)).toEqual(first);
    const wrong = await bench.control('PUT', 'reply-faults', { seed: 1, rates: { explode: 1 } });
    expect([wrong.status, await wrong.text()]).toEqual([400, expect.stringContaining('explode')]);
  });
});
