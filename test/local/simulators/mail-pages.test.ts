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

describe('an invitation', () => {
  beforeAll(async () =>
    expect((await putFaults(bench.web, { seed: 1, rates: { 'reset-early': 0 } })).status).toBe(200),
  );
  const file = (method: string, sequence: number): string =>
    [
      ...[
        'BEGIN:VCALENDAR',
        `METHOD:${method}`,
        'BEGIN:VEVENT',
        'UID:run-1@muster.invalid',
        `SEQUENCE:${sequence}`,
      ],
      ...[
        'DTSTART:20261201T010000Z',
        'DTEND:20261201T030000Z',
        'SUMMARY:演练\\; 带\\, 雨衣 <b>',
        'LOCATION:滦河大',
        ' 桥',
      ],
      ...['ORGANIZER;CN="A:B":mailto:office@muster.invalid', 'ATTENDEE;RSVP=TRUE:MAILTO:li@muster.invalid'],
      ...['END:VEVENT', 'END:VCALENDAR', ''],
    ].join('\r\n');
  const sent = async (
    method: string,
    sequence: number,
    headers: Record<string, string> = {},
  ): Promise<string> => {
    const sender = senderTo(bench);
    const icalEvent = { method, content: file(method, sequence) };
    expect(
      await sender.send(mail({ to: 'li@muster.invalid', html: '<p>x</p>', icalEvent, headers })),
    ).toMatchObject({ code: 'OK' });
    sender.close();
    const list = await read('/');
    return read(/\/mails\/\d+/.exec(list)![0]);
  };

  test('shows what a calendar would, in office time', async () => {
    const page = await sent('REQUEST', 0);
    for (const words of [
      '新邀请',
      '演练; 带, 雨衣 &#60;b&#62;',
      '滦河大桥',
      '2026年12月1日 09:00:00',
      '2026年12月1日 11:00:00',
    ])
      expect(page).toContain(words);
    expect(page).toMatch(/office@muster\.invalid<[\s\S]*li@muster\.invalid</);
  });

  test('says whether it changes or cancels', async () => {
    expect(await sent('REQUEST', 2)).toContain('第 2 次更改');
    const cancelled = await sent('CANCEL', 3);
    expect(cancelled).toContain('取消');
    expect(cancelled).toContain('<s>演练');
  });
});

test('the way to unsubscribe is a link, if it leads to the web', async () => {
  const pageOf = async (url: string): Promise<string> => {
    const sender = senderTo(bench);
    const headers = { 'List-Unsubscribe': `<${url}>`, 'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click' };
    expect(await sender.send(mail({ to: 'li@muster.invalid', headers }))).toMatchObject({ code: 'OK' });
    sender.close();
    return read(/\/mails\/\d+/.exec(await read('/'))![0]);
  };
  const page = await pageOf('https://portal.invalid/u/x');
  expect(page).toContain('href="https://portal.invalid/u/x"');
  expect(page).toContain('一键退订');
  expect(await pageOf('javascript:alert(1)')).not.toContain('href="javascript');
});
