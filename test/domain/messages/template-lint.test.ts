import { describe, expect, test } from '@jest/globals';
import { CALL_OUT_TEMPLATES } from '../../../campaigns/call-out/texts.js';
import { NOTICE_TEMPLATES } from '../../../campaigns/notice/texts.js';
import { lintTemplate } from '../../../domain/messages/template-lint.js';
import { undeclared, type TemplateContent } from '../../../domain/messages/template.js';

const SIGN = '唐山应急';

const sms = (text: string, more: Partial<TemplateContent> = {}): TemplateContent => ({
  ...{ code: 'x', channel: 'sms', class: 'notice', text, variables: undeclared('sms', text) },
  ...more,
});
const reasons = (template: TemplateContent): { errors: string[]; warnings: string[] } => {
  const { errors, warnings } = lintTemplate(template, SIGN);
  return { errors: errors.map(({ reason }) => reason), warnings: warnings.map(({ reason }) => reason) };
};

test.each([...NOTICE_TEMPLATES, ...CALL_OUT_TEMPLATES].map((template) => [template.code, template] as const))(
  'the shipped %s is clean',
  (_, template) => {
    expect(reasons(template)).toEqual({ errors: [], warnings: [] });
  },
);

describe('an SMS', () => {
  const promotion = { class: 'promotion' } as const;
  const verification = { class: 'verification' } as const;
  test.each<[string, TemplateContent, string]>([
    ['a promotion without its ending', sms('欢迎参加开放日。', promotion), 'opt-out-missing'],
    ['a promotion that ends otherwise', sms('欢迎参加开放日，退订回T', promotion), 'opt-out-missing'],
    ['a notice with the ending', sms('明日演练，拒收请回复R'), 'opt-out-present'],
    ['a notice that offers T', sms('明日演练，不愿接收请回TD'), 'opt-out-present'],
    ['a verification with the ending', sms('验证码${code}，拒收请回复R', verification), 'opt-out-present'],
    ['a questionnaire', sms('请填写问卷。'), 'word'],
    ['a course in a promotion', sms('安全培训开班，拒收请回复R', promotion), 'word'],
    ['a group in small letters', sms('请加qq群。'), 'word'],
    ['an emoji', sms('明日演练😀。'), 'unusual-symbol'],
    ['a numbered list', sms('①集合②出发'), 'unusual-symbol'],
    ['brackets at its head', sms('[通知]明日演练。'), 'bracket'],
    ['a link nobody filed', sms('请看 www.example.cn/a 。'), 'unfiled-link'],
    ['a domain nobody filed', sms('请看example.cn。'), 'unfiled-link'],
    ['a filed link it does not hold', sms('明日演练。', { links: ['example.cn'] }), 'unused-link'],
    ['a variable in a link', sms('请看 https://example.cn/${page} 。'), 'variable-link'],
    ['a variable as a site', sms('请看${site_name}.cn。'), 'variable-link'],
    ['somebody’s mobile', sms('请联系15400000001。'), 'mobile'],
    ['a part of a mobile', sms('请联系154${rest}。'), 'mobile'],
    ['three lines', sms('请拨打0315-1234567、0315-7654321或400-123-4567。'), 'many-contacts'],
    [
      'a line in a verification',
      sms('验证码${code}，请拨打0315-1234567。', verification),
      'contact-in-verification',
    ],
    ['a verification that is none', sms('代码${code}。', verification), 'not-a-verification'],
    ['a Chinese variable', sms('请远离${河流}。'), 'variable-name'],
    ['a reserved variable', sms('编号${id}。'), 'variable-name'],
    ['many variables', sms(Array.from({ length: 21 }, (_, at) => `甲\${v${at}}`).join('')), 'many-variables'],
  ])('with %s is turned away', (_, template, reason) => {
    const { errors } = lintTemplate(template, SIGN);
    expect(errors.map((one) => one.reason)).toContain(reason);
    for (const { path, zh, en } of errors)
      expect([path.length > 0, zh !== '', en !== '']).toEqual([true, true, true]);
  });

  test.each<[string, TemplateContent]>([
    ['a promotion with its ending', sms('欢迎参加开放日，拒收请回复R。', promotion)],
    ['a filed link', sms('请看 https://example.cn/a ，谢谢。', { links: ['https://example.cn/a'] })],
    ['two lines and short numbers', sms('请拨打0315-1234567或4001234567，遇险拨打119、12350。')],
    ['a verification', sms('验证码${code}，5分钟内有效。', verification)],
    ['a code to reply with', sms('能来请回“${call}能来”，来不了请回“${call}不来”。')],
  ])('with %s passes', (_, template) => {
    expect(reasons(template)).toEqual({ errors: [], warnings: [] });
  });

  test('over 500 characters only with the longest values is turned away too', () => {
    expect(reasons(sms(`${'字'.repeat(470)}\${place}`)).errors).toEqual(['too-long']);
    expect(reasons(sms(`${'字'.repeat(459)}\${place}`)).errors).toEqual([]);
  });

  test('with a missing or surplus declaration is turned away', () => {
    const one = [{ name: 'a', maxLength: 5 }];
    expect(reasons(sms('请${a}到${b}。', { variables: one })).errors).toEqual(['undeclared-variable']);
    expect(reasons(sms('请自查。', { variables: one })).errors).toEqual(['unused-variable']);
  });

  test('with what only some carriers refuse is a warning', () => {
    expect(reasons(sms('现招募志愿者。'))).toEqual({ errors: [], warnings: ['doubtful-word'] });
  });

  test('in another language than it says is a warning, and so is such a mail', () => {
    expect(reasons(sms('明日演练。', { language: 'en' })).warnings).toEqual(['language']);
    expect(reasons(sms('Drill tomorrow.')).warnings).toEqual(['language']);
    const mail = sms('Drill tomorrow.', { channel: 'email', subject: 'Drill', language: 'en' });
    expect(reasons(mail)).toEqual({ errors: [], warnings: [] });
    expect(reasons({ ...mail, text: '明日演练' }).warnings).toEqual(['language']);
  });
});

test('parts are counted with the signature: 70 alone, then 67 each', () => {
  const of = (text: string) => lintTemplate(sms(text), SIGN).parts;
  expect(of('字'.repeat(64))?.longest).toEqual({ length: 70, parts: 1 });
  expect(of('字'.repeat(65))?.longest).toEqual({ length: 71, parts: 2 });
  expect(of(`\${name}您好，\${detail}${'字'.repeat(40)}`)).toEqual({
    shortest: { length: 51, parts: 1 },
    // Three characters of a name, and half of the 35 of whatever else.
    typical: { length: 70, parts: 1 },
    longest: { length: 119, parts: 2 },
  });
  expect(of(`\${place}${'字'.repeat(470)}`)?.longest).toEqual({ length: 511, parts: null });
  expect(lintTemplate(sms('请自查。', { channel: 'email', subject: '自查' }), SIGN).parts).toBeUndefined();
});
