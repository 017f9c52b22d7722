import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { mail, putFaults, senderTo, startBench, type Bench } from './mail-support.js';

let bench: Bench;

beforeAll(async () => {
  bench = await startBench();
  const sender = senderTo(bench);
  await sender.send(mail({ to: 'zhao@muster.invalid', subject: '第一封' }));
  await sender.send(
    mail({
      to: 'qian@muster.invalid',
      subject: '<script>第二封',
      html: '<b id="x">涨水</b>',
      attachments: [{ filename: '名单.txt', content: '一' }],
    }),
  );
  sender.close();
});
afterAll(() => bench.stop());

const read = async (path: string) => (await bench.web(path)).text();

describe('the inbox', () => {
  test('shows the newest first, in office time, and escapes what a mail says', async () => {
    const list = await read('/');
    expect(list.indexOf('第二封')).toBeGreaterThan(0);
    expect(list.indexOf('第一封')).toBeGreaterThan(list.indexOf('第二封'));
    expect(list).toContain('2026年11月23日 09:30:00');
    expect(list).toContain('&#60;script&#62;第二封');
    expect(list).not.toContain('<script');
  });

  test('finds by a part of the address, in either case', async () => {
    const found = await read('/?address=ZHAO');
    expect(found).toContain('第一封');
    expect(found).not.toContain('第二封');
    expect(await read('/?address=nobody')).toContain('没有邮件');
  });

  test('goes on below a number', async () => {
    expect(await read('/?before=2')).not.toContain('第二封');
    expect(await read('/?before=2')).toContain('第一封');
  });
});

describe('one mail', () => {
  test('shows head, text and HTML, the latter in a frame without rights', async () => {
    const shown = await bench.web('/mails/2');
    const text = await shown.text();
    expect(text).toContain('To: qian@muster.invalid');
    expect(text).toContain('河水上涨');
    expect(text).toContain('<iframe sandbox srcdoc="&#60;b id=&#34;x&#34;&#62;涨水&#60;/b&#62;"');
    expect(text).toContain('名单.txt · text/plain · 3 B');
    expect(shown.headers.get('content-security-policy')).toMatch(/^default-src 'none'/);
  });

  test('has a source, byte for byte', async () => {
    const source = await bench.web('/mails/1/source');
    expect(source.headers.get('content-type')).toBe('text/plain; charset=utf-8');
    expect((await source.arrayBuffer()).byteLength).toBe((await bench.record())[0]!.size);
  });

  test('can be answered; the answer is kept for whoever asks', async () => {
    const answer = (text: string) =>
      bench.web('/mails/1/answer', {
        method: 'POST',
        body: new URLSearchParams({ text }),
        redirect: 'manual',
      });
    expect((await answer('收到')).headers.get('location')).toBe('/mails/1');
    expect((await answer('  ')).status).toBe(400);
    expect(await read('/mails/1')).toContain('收到');
    expect(await (await bench.web('/control/answers')).json()).toEqual([
      {
        at: '2026-11-23T01:30:00.000Z',
        mail: 1,
        from: 'zhao@muster.invalid',
        to: 'office@muster.invalid',
        inReplyTo: (await bench.record())[0]!.messageId,
        text: '收到',
      },
    ]);
  });

  test('that was never taken is not found', async () => {
    for (const path of ['/mails/99', '/mails/99/source']) expect((await bench.web(path)).status).toBe(404);
    expect((await bench.web('/mails/x')).status).toBe(400);
  });
});

describe('control', () => {
  test('health, counts and the tail of the record', async () => {
    expect(await (await bench.web('/control/health')).json()).toEqual({ healthy: true });
    expect(await (await bench.web('/control/counts')).json()).toEqual({
      messages: 2,
      taken: 2,
      kept: 2,
      faults: {},
      returned: {},
      returning: 0,
    });
    expect(await bench.record(1)).toEqual((await bench.record()).slice(1));
    expect(await bench.record(5)).toEqual([]);
  });

  test('a fault plan is answered as it is in force', async () => {
    const answered = await putFaults(bench.web, { seed: 3, rates: { 'reset-early': 0.5 } });
    const plan = { seed: 3, rates: { 'reset-early': 0.5 }, next: [] };
    expect(await answered.json()).toMatchObject(plan);
    expect(await (await bench.web('/control/faults')).json()).toMatchObject(plan);
  });

  test.each([
    [{ seed: 1, rates: { explode: 1 } }, /explode/],
    [{ seed: 1, rates: { delay: 0.8, throttle: 0.8 } }, /together/],
    [{ seed: 1, next: ['swallow-inside'] }, /next/],
    [{}, /seed/],
  ])('a wrong plan %j is refused by its field, and the old one stays', async (plan, named) => {
    const before = await (await bench.web('/control/faults')).json();
    const answered = await putFaults(bench.web, plan);
    expect(answered.status).toBe(400);
    expect(await answered.text()).toMatch(named);
    expect(await (await bench.web('/control/faults')).json()).toEqual(before);
  });
});
