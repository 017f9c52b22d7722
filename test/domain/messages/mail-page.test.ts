import { describe, expect, test } from '@jest/globals';
import { officeName } from '../../../domain/messages/mail-layout.js';
import { makeMail, withPage } from '../../../domain/messages/mail-page.js';
import { renderMail } from '../../../domain/messages/rendering.js';

const made = (text: string, subject = '通知') => makeMail({ subject, text });
const OFFICE = { office: '唐山志愿者' };
const rendered = (
  text: string,
  values: Record<string, string>,
  letterhead: { unsubscribeUrl?: string } = {},
) => {
  const mail = { subject: '致${name}', text, made: made(text, '致${name}') };
  const outcome = renderMail(mail, values, { ...OFFICE, ...letterhead });
  if (!outcome.ok) throw new Error('does not render');
  return outcome.value;
};

describe('a mail from one source', () => {
  test('has a page for phones with every style on its element, and no style sheet', () => {
    const { html } = made('# 标题\n\n正文**重点**');
    expect(html).toContain('name="viewport"');
    expect(html).toMatch(/<h1 style="[^"]*font-size/);
    expect(html).toContain('<strong>重点</strong>');
    expect(html).not.toMatch(/<style|<link|<script|<img/);
  });

  test('a plain source is its own text part; Markdown becomes text without its signs', () => {
    expect(made('${name}，您好：\n一、自查；\n二、登记。\n').text).toBe(
      '${name}，您好：\n一、自查；\n二、登记。',
    );
    const { text } = made('# 标题\n\n**${river}**上涨，见[说明](https://a.invalid/x)。\n\n1. 撤离');
    expect(text).toContain('标题\n');
    expect(text).toContain('${river}上涨，见说明 [https://a.invalid/x]');
    expect(text).not.toMatch(/[*#]/);
  });

  test('a line end stays a line end', () => {
    expect(made('一\n二').html).toContain('一<br>\n二');
  });

  test('markup, pictures and script in the source stay text', () => {
    const { html } = made('<script>x</script> ![照片](https://a.invalid/p.png) [点](javascript:alert(1))');
    expect(html).not.toMatch(/<script|<img|href="javascript/);
  });

  test('only what has its scheme becomes a link', () => {
    const { html } = made('拨打119.cn，或见 https://a.invalid/${code}。');
    expect(html.match(/<a /g)).toHaveLength(1);
    expect(html).toContain('href="https://a.invalid/${code}"');
  });

  test('a variable alone is no link: its value would decide where it leads', () => {
    expect(made('[点](${url})').html).not.toContain('<a ');
  });

  test('a variable may stand beside and inside emphasis, and underscores in its name mean nothing', () => {
    expect(made('**${river}**水位 a_${x_y}_b').html).toContain('<strong>${river}</strong>水位 a_${x_y}_b');
  });

  test('a source that holds the stand-in for variables is not mistaken', () => {
    expect(made('xVx0z ${a}').html).toContain('xVx0z ${a}');
  });
});

describe('values', () => {
  test.each(['*x*', '# x', '[x](https://a.invalid)', 'https://a.invalid', '1. x', '${name}', 'a_b_c'])(
    '%s stays as it is',
    (name) => {
      const { html, text } = rendered('**你好** ${name}！', { name });
      expect(html).toContain(`<strong>你好</strong> ${name}！`);
      expect(text).toContain(`你好 ${name}！`);
      expect(html).not.toContain('<a ');
    },
  );

  test('are escaped in the page and its title', () => {
    const { html, subject } = rendered('${name}', { name: '<b>"&\'' });
    expect(html).toContain('<title>致&lt;b&gt;&quot;&amp;&#39;</title>');
    expect(html).not.toContain('<b>');
    expect(subject).toBe('致<b>"&\'');
  });
});

describe('the foot', () => {
  test('names the office, and says nothing of unsubscribing without a link', () => {
    const { html, text } = rendered('${name}', { name: '张' });
    expect(html).toContain('唐山志愿者</p>');
    expect(text).toBe('张\n\n--\n唐山志愿者\n');
    expect(html + text).not.toMatch(/退订|<!--/);
  });

  test('says how to unsubscribe, in both parts', () => {
    const url = 'https://portal.invalid/u/a"b';
    const { html, text } = rendered('${name}', { name: '<!--office-->' }, { unsubscribeUrl: url });
    expect(html).toContain('href="https://portal.invalid/u/a&quot;b"');
    expect(html).toContain('&lt;!--office--&gt;');
    expect(text).toContain(`退订 Unsubscribe: ${url}`);
  });

  test.each([
    ['唐山志愿者 <a@b.invalid>', '唐山志愿者'],
    ['"Office, North" <a@b.invalid>', 'Office, North'],
    ['a@b.invalid', '签名'],
    ['', '签名'],
  ])('the office of %j is %s', (from, name) => {
    expect(officeName(from, '签名')).toBe(name);
  });
});

test('a page of its own, and an SMS, are left as they are', () => {
  for (const template of [
    { channel: 'email', text: 'a', html: '<p>a</p>' },
    { channel: 'sms', text: 'a', html: null },
  ] as const)
    expect(withPage(template)).not.toHaveProperty('made');
  expect(withPage({ channel: 'email', text: 'a', html: null }).made?.text).toBe('a');
});
