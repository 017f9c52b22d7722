import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { render, renderMail, renderMessage, variablesOf } from '../../../domain/messages/rendering.js';
import type { TemplateContent } from '../../../domain/messages/template.js';

const sms: TemplateContent = {
  code: 'safety',
  channel: 'sms',
  class: 'notice',
  text: '${name}您好，${committee}请自查。',
  variables: [
    { name: 'name', maxLength: 5 },
    { name: 'committee', maxLength: 35 },
  ],
};

const LETTERHEAD = { office: '唐山志愿者' };

describe('a text with variables', () => {
  test('names each variable once, Chinese or ASCII, and nothing malformed', () => {
    expect(variablesOf('${河流}涨水，${name}与${河流}，${a_1} ${} ${ a } ${1a} $b {c} ${d')).toEqual([
      '河流',
      'name',
      'a_1',
    ]);
    expect(variablesOf('${a}', undefined, '${b}${a}')).toEqual(['a', 'b']);
  });

  test('is filled in', () => {
    expect(render('${河流}涨水，远离${河流}。', { 河流: '滦河' })).toEqual({
      ok: true,
      value: '滦河涨水，远离滦河。',
    });
  });

  test('every missing or unusable value is named, not the first only', () => {
    const result = render('${a} ${b} ${c} ${d}', { b: '', c: '一\n二', d: '好' });
    expect(result).toMatchObject({
      ok: false,
      faults: [
        { variable: 'a', reason: 'missing' },
        { variable: 'b', reason: 'empty' },
        { variable: 'c', reason: 'control-character' },
      ],
    });
  });

  test('a value is not read again, and replacement patterns in it mean nothing', () => {
    expect(render('${a}', { a: '${b} $& $1 $$' })).toEqual({ ok: true, value: '${b} $& $1 $$' });
  });

  test('what every object inherits is no value', () => {
    expect(render('${constructor} ${toString}', {})).toMatchObject({
      faults: [{ reason: 'missing' }, { reason: 'missing' }],
    });
  });

  test('rendering is total: with a value for each of its variables any text renders, and none is left over', () => {
    const value = fc.string({ minLength: 1, unit: fc.constantFrom('河', 'a', '$', '{', '}', '&', '<', '1') });
    const name = fc.constantFrom('a', '河流', '_x', 'name', 'c9');
    const piece = fc.oneof(
      fc.string(),
      name.map((one) => `\${${one}}`),
      fc.constantFrom('${', '}', '$', '${}'),
    );
    fc.assert(
      fc.property(fc.array(piece), fc.infiniteStream(value), (pieces, values) => {
        const text = pieces.join('');
        const variables = Object.fromEntries(
          variablesOf(text).map((one) => [one, values.next().value as string]),
        );
        const result = render(text, variables);
        expect(result.ok).toBe(true);
        const marked = Object.fromEntries(variablesOf(text).map((one) => [one, '·']));
        expect(variablesOf((render(text, marked) as { value: string }).value)).toEqual([]);
        for (const one of variablesOf(text)) {
          const { [one]: _, ...others } = variables;
          expect(render(text, others)).toMatchObject({
            ok: false,
            faults: [{ variable: one, reason: 'missing' }],
          });
        }
      }),
    );
  });
});

describe('a mail', () => {
  const value = { who: `<b>"O'Neil" & 张</b>` };

  test('escapes values in HTML, and only there', () => {
    expect(
      renderMail(
        { subject: '致${who}', text: '${who}好', html: '<p title="${who}">${who}</p>' },
        value,
        LETTERHEAD,
      ),
    ).toEqual({
      ok: true,
      value: {
        subject: `致<b>"O'Neil" & 张</b>`,
        text: `<b>"O'Neil" & 张</b>好`,
        html: '<p title="&lt;b&gt;&quot;O&#39;Neil&quot; &amp; 张&lt;/b&gt;">&lt;b&gt;&quot;O&#39;Neil&quot; &amp; 张&lt;/b&gt;</p>',
      },
    });
  });

  test('without HTML of its own gets a readable page: paragraphs, line ends, language, escaped', () => {
    const result = renderMail(
      { subject: '通知', text: '${who}：\n您好。\n\n\n请自查。\n' },
      value,
      LETTERHEAD,
    );
    expect(result.ok && result.value.html).toContain('<html lang="zh-CN">');
    expect(result.ok && result.value.html).toContain(
      '<p>&lt;b&gt;&quot;O&#39;Neil&quot; &amp; 张&lt;/b&gt;：<br>\n您好。</p>\n<p>请自查。</p>',
    );
  });

  test('a variable of the HTML alone is wanted too', () => {
    expect(renderMail({ subject: 's', text: 't', html: '${link}' }, {}, LETTERHEAD)).toMatchObject({
      faults: [{ variable: 'link' }],
    });
  });
});

describe('a message for one recipient', () => {
  test('SMS: text alone', () => {
    expect(renderMessage(sms, { name: '张三', committee: '路南区' }, LETTERHEAD)).toEqual({
      ok: true,
      value: { text: '张三您好，路南区请自查。' },
    });
  });

  test('mail: subject, text and HTML, links allowed', () => {
    const mail: TemplateContent = { ...sms, channel: 'email', subject: '自查', text: '${name} ${committee}' };
    const result = renderMessage(mail, { name: '张三', committee: 'https://example.invalid' }, LETTERHEAD);
    expect(result).toMatchObject({
      ok: true,
      value: { subject: '自查', text: '张三 https://example.invalid' },
    });
  });

  test("the template's own lengths and the carrier's rules are kept, and the value is not repeated", () => {
    const result = renderMessage(sms, { name: '阿依古丽买买提', committee: 'example.com' }, LETTERHEAD);
    expect(result).toMatchObject({
      ok: false,
      faults: [
        { variable: 'name', reason: 'too-long' },
        { variable: 'committee', reason: 'link' },
      ],
    });
    expect(JSON.stringify(result)).not.toContain('阿依古丽');
  });
});
