import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { saysDead } from '../../../providers/smtp/returned/bounce-codes.js';
import { readReturned } from '../../../providers/smtp/returned/read-returned.js';
import {
  answerMail,
  bounceInWords,
  bounceTo,
  complaintMail,
  deliveryReport,
  mailOf,
  OUT_ID,
} from '../../support/returned-mails.js';

const TO = 'zhang@luannan.invalid';
const bytes = (text: string): string => Buffer.from(text).toString('latin1');
const read = async (source: string) => {
  const { items, problems } = await readReturned(source);
  expect(problems).toEqual([]);
  return items[0]!;
};
const failed = (status: string, ...addresses: string[]) => ({ action: 'failed', status, addresses });

describe('a report of RFC 3464', () => {
  const cases: [what: string, source: string, reports: object[]][] = [
    ['nobody there', deliveryReport(), [failed('5.1.1', TO)]],
    [
      'full',
      deliveryReport({ status: '5.2.2', diagnostic: '552 5.2.2 Quota exceeded' }),
      [failed('5.2.2', TO)],
    ],
    [
      'still tried',
      deliveryReport({ action: 'delayed', status: '4.4.1' }),
      [{ action: 'delayed', status: '4.4.1', addresses: [TO] }],
    ],
    [
      'arrived',
      deliveryReport({ action: 'delivered', status: '2.0.0' }),
      [{ action: 'delivered', status: '2.0.0', addresses: [TO] }],
    ],
    [
      'arrived, and went on to a list',
      deliveryReport({ action: 'expanded', status: '2.0.0' }),
      [{ action: 'delivered', status: '2.0.0', addresses: [TO] }],
    ],
    [
      'went on to a server that says no more',
      deliveryReport({ action: 'relayed', status: '2.0.0' }),
      [{ action: 'relayed', status: '2.0.0', addresses: [TO] }],
    ],
    [
      'given up after days',
      deliveryReport({ status: '4.4.7', diagnostic: 'delivery temporarily suspended: no answer' }),
      [failed('4.4.7', TO)],
    ],
    [
      'a status as good as none, and the server’s own behind it',
      deliveryReport({ status: '5.0.0', diagnostic: '550 5.7.1 Message rejected as spam' }),
      [failed('5.7.1', TO)],
    ],
    [
      'a status as good as none, and words',
      deliveryReport({ status: '5.0.0', diagnostic: '550 Mailbox not found' }),
      [failed('5.1.1', TO)],
    ],
    [
      'a status as good as none, and a bare number',
      deliveryReport({ status: '5.0.0', diagnostic: '550 no' }),
      [failed('5.0.0', TO)],
    ],
    [
      'no status at all',
      deliveryReport({ status: 'unknown', diagnostic: '550 5.1.2 Host not found' }),
      [failed('5.1.2', TO)],
    ],
    [
      'an action nobody knows: its status decides',
      deliveryReport({ action: 'gone fishing', status: '4.2.0' }),
      [{ action: 'delayed', status: '4.2.0', addresses: [TO] }],
    ],
    [
      'words behind the action',
      deliveryReport({ action: 'failed (Address unknown)' }),
      [failed('5.1.1', TO)],
    ],
    [
      'two recipients, each by itself',
      deliveryReport({
        more: ['', 'Final-Recipient: RFC822; other@qianxi.invalid', 'Action: delivered', 'Status: 2.1.5'],
      }),
      [failed('5.1.1', TO), { action: 'delivered', status: '2.1.5', addresses: ['other@qianxi.invalid'] }],
    ],
    [
      'forwarded: it names the address written to and the one it went on to',
      deliveryReport().replace(
        `Final-Recipient: rfc822; ${TO}`,
        'Final-Recipient: rfc822; old@elsewhere.invalid',
      ),
      [failed('5.1.1', TO, 'old@elsewhere.invalid')],
    ],
    [
      'an IP address and a version are no status',
      deliveryReport({ status: '5.0.0', diagnostic: '550 from 10.5.1.1.2 v5.1.1.0: user unknown' }),
      [failed('5.1.1', TO)],
    ],
  ];
  test.each(cases)('%s', async (_what, source, reports) => {
    const mail = await read(source);
    expect(mail).toMatchObject({ kind: 'bounce', reports });
    expect(mail.outIds[0]).toBe(OUT_ID);
    expect(mail.date).toEqual(new Date('2026-08-01T00:59:00Z'));
  });

  test('names its mail by the returned head alone, where no address does', async () => {
    expect((await read(deliveryReport({ plainRecipient: true }))).outIds).toEqual([OUT_ID]);
  });

  test('names its mail by the envelope id', async () => {
    const source = deliveryReport({ plainRecipient: true, outId: 'x' }).replace(
      'Reporting-MTA: dns;',
      `Original-Envelope-Id: ${OUT_ID.toUpperCase()}\r\nReporting-MTA: dns;`,
    );
    expect((await read(source)).outIds).toEqual([OUT_ID]);
  });

  test('without its boundaries, as a broken gateway leaves it, is read as text', async () => {
    const source = deliveryReport().replace(
      /^Content-Type: multipart.*\r\n\t.*$/m,
      'Content-Type: text/plain',
    );
    expect(await read(source)).toMatchObject({ kind: 'bounce', reports: [failed('5.1.1', TO)] });
  });

  test('cut off in the middle keeps what it had said', async () => {
    const source = deliveryReport();
    const cut = source.slice(0, source.indexOf('Content-Description: Undelivered Message Headers'));
    expect(await read(cut)).toMatchObject({ kind: 'bounce', reports: [failed('5.1.1', TO)] });
  });
});

describe('a bounce in words', () => {
  const cases: [what: string, source: string, action: string, status: string][] = [
    [
      'qmail',
      bounceInWords({
        from: 'MAILER-DAEMON@qmail.invalid',
        subject: 'failure notice',
        text: `Hi. This is the qmail-send program at qmail.invalid.\nI'm afraid I wasn't able to deliver your message to the following addresses.\nThis is a permanent error; I've given up. Sorry it didn't work out.\n\n<${TO}>:\nSorry, no mailbox here by that name. (#5.1.1)\n\n--- Below this line is a copy of the message.\n\nYour quota is exceeded`,
      }),
      ...(['failed', '5.1.1'] as const),
    ],
    [
      'Exim',
      bounceInWords({
        from: 'Mail Delivery System <Mailer-Daemon@exim.invalid>',
        subject: 'Mail delivery failed: returning message to sender',
        head: [`X-Failed-Recipients: ${TO}`],
        text: `This message was created automatically by mail delivery software.\n\n  ${TO}\n    host mx [10.5.1.1]: 550 Unrouteable address`,
      }),
      ...(['failed', '5.1.2'] as const),
    ],
    [
      'Exim, only a warning',
      bounceInWords({
        from: 'Mailer-Daemon@exim.invalid',
        subject: 'Warning: message delayed 24 hours',
        text: `A message that you sent has not yet been delivered to one or more of its recipients after more than 24 hours.\nDelivery attempts will continue. The address is ${TO}`,
      }),
      ...(['delayed', '5.0.0'] as const),
    ],
    [
      'sendmail, only a warning',
      bounceInWords({
        from: 'MAILER-DAEMON@old.invalid',
        subject: 'Returned mail: see transcript',
        text: `** THIS IS A WARNING MESSAGE ONLY **\n${TO}... Deferred: 4.4.1 Connection timed out`,
      }),
      ...(['delayed', '4.4.1'] as const),
    ],
    [
      '163: nobody there',
      bounceInWords({
        text: `抱歉，您的邮件被退回来了……\n收件人邮件地址：${TO}\n退信原因：收件人帐号不存在，请检查收件人帐号是否正确\n英文说明:User not exist`,
      }),
      ...(['failed', '5.1.1'] as const),
    ],
    [
      'QQ: nobody there, with a code',
      bounceInWords({
        from: 'PostMaster@qq.invalid',
        subject: '来自qq.com的退信',
        text: `抱歉，您的邮件被退回来了……\n无法发送到 ${TO}\n退信原因：收件人邮件地址（${TO}）不存在，邮件无法送达。\nhost 对方服务器 said: 550 Mailbox not found. http://service.mail.qq.com/...`,
      }),
      ...(['failed', '5.1.1'] as const),
    ],
    [
      'QQ: full',
      bounceInWords({
        from: 'PostMaster@qq.invalid',
        subject: '退信',
        text: `无法发送到 ${TO}\n退信原因：收件人邮箱空间已满`,
      }),
      ...(['failed', '5.2.2'] as const),
    ],
    [
      '163: taken for spam',
      bounceInWords({
        text: `收件人邮件地址：${TO}\n退信原因：您的邮件被对方服务器识别为垃圾邮件而拒收\n554 DT:SPM`,
      }),
      ...(['failed', '5.7.1'] as const),
    ],
    [
      'Sina: closed',
      bounceInWords({ from: 'mailer-daemon@sina.invalid', text: `${TO} 该邮箱已被停用` }),
      ...(['failed', '5.2.1'] as const),
    ],
    [
      'Coremail: no such domain',
      bounceInWords({ text: `系统退信：域名解析错误，找不到 ${TO} 的域名` }),
      ...(['failed', '5.1.2'] as const),
    ],
    [
      'too large',
      bounceInWords({ text: `${TO} 退信原因：邮件过大，超过对方限制` }),
      ...(['failed', '5.3.4'] as const),
    ],
    [
      'Gmail',
      bounceInWords({
        from: 'Mail Delivery Subsystem <mailer-daemon@googlemail.invalid>',
        subject: 'Delivery Status Notification (Failure)',
        text: `** Address not found **\n\nYour message wasn't delivered to ${TO} because the address couldn't be found.\n\nThe response was:\n\n550 5.1.1 The email account that you tried to reach does not exist.`,
      }),
      ...(['failed', '5.1.1'] as const),
    ],
    ['no word of why', bounceInWords({ text: `${TO}: 很抱歉` }), ...(['failed', '5.0.0'] as const)],
    [
      'of an unknown sender, without a sender of its own',
      bounceInWords({
        from: 'notify@corp.invalid',
        subject: 'Undeliverable: 汛情',
        text: `${TO}: 550 5.1.10 recipient not found`,
      }),
      ...(['failed', '5.1.10'] as const),
    ],
  ];
  test.each(cases)('%s', async (_what, source, action, status) => {
    const mail = await read(source);
    expect(mail).toMatchObject({ kind: 'bounce', reports: [{ action, status }] });
    if (mail.kind === 'bounce' && !/很抱歉$/.test(_what)) expect(mail.reports[0]!.addresses).toContain(TO);
    expect(mail.outIds).toContain(OUT_ID);
  });

  test('in GBK, eight bits to the byte, is read', async () => {
    // 用户不存在
    const gbk = Buffer.from('d3c3bba7b2bbb4e6d4da', 'hex').toString('latin1');
    const source = mailOf(
      'Return-Path: <>',
      `To: ${bounceTo(OUT_ID)}`,
      'From: postmaster@old.invalid',
      'Content-Type: text/plain; charset=gb2312',
      'Content-Transfer-Encoding: 8bit',
      '',
      `${TO} ${gbk}`,
    );
    expect(await read(source)).toMatchObject({ kind: 'bounce', reports: [failed('5.1.1', TO)] });
  });
});

describe('what no person wrote', () => {
  test.each([
    ['RFC 3834', answerMail({ head: ['Auto-Submitted: auto-replied'], text: '退订' })],
    ['a program of ours or another’s', answerMail({ head: ['Auto-Submitted: auto-generated'] })],
    ['an older mark', answerMail({ head: ['X-Autoreply: yes'] })],
    ['Precedence', answerMail({ head: ['Precedence: auto_reply'] })],
    ['QQ', answerMail({ subject: '自动回复: 汛情', text: '您好，我正在度假，回来再答复您。' })],
    ['Exchange in Chinese', answerMail({ subject: '自动答复: 汛情' })],
    ['Exchange in English', answerMail({ subject: 'Automatic reply: flood' })],
    ['a list', answerMail({ outId: null, head: ['List-Id: <everyone.list.invalid>', 'Precedence: list'] })],
    [
      'a receipt that it was read',
      mailOf(
        ...[`To: ${bounceTo(OUT_ID)}`, 'From: zhang@luannan.invalid', 'Subject: Read: 汛情'],
        ...['Content-Type: multipart/report; report-type=disposition-notification; boundary="b"', ''],
        ...['--b', 'Content-Type: text/plain', '', 'Your message was displayed.', '--b--', ''],
      ),
    ],
    [
      'without a sender of its own, to our envelope address',
      mailOf('Return-Path: <>', `To: ${bounceTo(OUT_ID)}`, 'From: zhang@luannan.invalid', '', 'I am away'),
    ],
  ])('%s', async (_what, source) => {
    expect(await read(source)).toMatchObject({ kind: 'auto-reply' });
  });
});

describe('a complaint', () => {
  test('names its mail and its address', async () => {
    expect(await read(complaintMail())).toMatchObject({
      kind: 'complaint',
      addresses: [TO],
      outIds: [OUT_ID],
    });
  });

  test('whose provider has blackened the address names none', async () => {
    expect(await read(complaintMail({ named: false }))).toMatchObject({ kind: 'complaint', addresses: [] });
  });
});

describe('what a person wrote', () => {
  test.each([
    ['alone', '我能来', '我能来'],
    ['before what they quote', '退订\n\n> 水位上涨\n> 拒收请回复退订', '退订'],
    [
      'before a Chinese attribution',
      '退订\n\n在 2026年8月1日，唐山志愿者 <notice@muster.invalid> 写道：\n水位上涨',
      '退订',
    ],
    [
      'before an attribution over two lines',
      'TD\n\nOn Sat, Aug 1, 2026 at 09:00 Office\n<notice@muster.invalid> wrote:\nflood',
      'TD',
    ],
    [
      'before QQ’s line',
      '不来\n\n\n------------------ 原始邮件 ------------------\n发件人: "唐山" <notice@muster.invalid>;',
      '不来',
    ],
    ['before 163’s line', '好\n\n---- 回复的原邮件 ----\n| 发件人 | 唐山 |', '好'],
    ['before Outlook’s head', '收到\n\n发件人: 唐山 <notice@muster.invalid>\n发送时间: 2026年8月1日', '收到'],
    ['on a telephone', '退订\n\n发自我的iPhone', '退订'],
    ['with a signature', '收到\n-- \n张蔷 滦南', '收到'],
  ])('%s', async (_what, text, own) => {
    expect(await read(answerMail({ text }))).toMatchObject({
      kind: 'reply',
      text: own,
      from: TO,
      outIds: [OUT_ID],
    });
  });

  test('in the subject alone', async () => {
    expect(await read(answerMail({ subject: '退订', text: '' }))).toMatchObject({
      kind: 'reply',
      text: '退订',
    });
    expect(await read(answerMail({ text: '' }))).toMatchObject({ kind: 'reply', text: '' });
  });

  test('in HTML alone', async () => {
    const source = answerMail({ text: '<div>退订</div><blockquote>水位上涨</blockquote>' }).replace(
      'text/plain',
      'text/html',
    );
    expect(await read(source)).toMatchObject({ kind: 'reply', text: '退订' });
  });

  test('does not pass off its own Message-ID as one of ours', async () => {
    expect((await read(answerMail({ outId: null }))).outIds).toEqual([]);
  });
});

describe('nonsense', () => {
  test.each([
    ['nothing', ''],
    ['bytes', bytes('\u0000\u0001 不是邮件 \ufffd')],
    ['a web page', '<html><body>502 Bad Gateway</body></html>'],
  ])('%s is no mail', async (_what, source) => {
    expect(await readReturned(source)).toEqual({
      items: [],
      problems: [{ item: null, reason: 'not-a-mail', field: null }],
    });
  });

  test('thousands of parts in parts are given up', async () => {
    const nested = Array.from({ length: 2000 }, (_, depth) => [
      `Content-Type: multipart/mixed; boundary="b${depth}"`,
      ...['', `--b${depth}`],
    ]).flat();
    const { problems } = await readReturned(mailOf('From: a@b.invalid', ...nested, '', 'deep'));
    expect(problems).toHaveLength(1);
  });

  test('whatever comes in, there is an answer', async () => {
    const sources = [deliveryReport(), bounceInWords({ text: '用户不存在' }), complaintMail(), answerMail()];
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...sources),
        fc.nat(2500),
        fc.nat(40),
        fc.string({ unit: 'binary', maxLength: 20 }),
        async (source, at, cut, put) => {
          const { items, problems } = await readReturned(source.slice(0, at) + put + source.slice(at + cut));
          expect(items.length + problems.length).toBe(1);
        },
      ),
      { numRuns: 200, seed: 5 },
    );
  });
});

test.each([
  ['5.1.1', true],
  ['5.1.10', true],
  ['5.2.1', true],
  ['5.4.4', true],
  ['5.1.8', false],
  ['5.2.2', false],
  ['5.4.7', false],
  ['5.7.1', false],
  ['5.0.0', false],
  ['4.1.1', false],
])('%s says that the address is dead: %s', (status, dead) => {
  expect(saysDead(status)).toBe(dead);
});
