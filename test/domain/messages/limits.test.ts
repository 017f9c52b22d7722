import { describe, expect, test } from '@jest/globals';
import { templateProblems } from '../../../domain/messages/limits.js';
import { variablesOf } from '../../../domain/messages/rendering.js';
import type { TemplateContent } from '../../../domain/messages/template.js';

const SIGN = '唐山应急';

/** A template whose variables are declared as its texts use them. */
const template = (given: Partial<TemplateContent>): TemplateContent => {
  const content: TemplateContent = {
    code: 'x',
    channel: 'sms',
    class: 'notice',
    text: '请自查。',
    variables: [],
    ...given,
  };
  const names = variablesOf(content.subject, content.text, content.html);
  return { ...content, variables: given.variables ?? names.map((name) => ({ name, maxLength: 35 })) };
};
const mail = (given: Partial<TemplateContent>): TemplateContent =>
  template({ channel: 'email', subject: '通知', ...given });

describe('a template', () => {
  test.each([
    ['SMS', template({ text: '${name}您好，${committee}请自查。' })],
    ['SMS just short enough', template({ text: '字'.repeat(494) })],
    ['mail', mail({ text: '${name}：\n\n【重要】请看 https://example.invalid', html: '<b>${name}</b>' })],
    ['long mail', mail({ text: '字'.repeat(5000) })],
  ])('%s may be sent', (_, content) => {
    expect(templateProblems(content, SIGN)).toEqual([]);
  });

  test.each([
    ['empty', template({ text: ' ' }), ['text'], 'empty'],
    ['all variable', template({ text: '${a}，${b}。' }), ['text'], 'all-variable'],
    ['over the limit with its signature', template({ text: '字'.repeat(495) }), ['text'], 'too-long'],
    ['a second signature', template({ text: '【唐山】请自查' }), ['text'], 'symbol'],
    ['variables side by side', template({ text: '请${a}${b}自查' }), ['text'], 'adjacent-variables'],
    ['a malformed variable', template({ text: '请${ a }自查' }), ['text'], 'malformed-variable'],
    ['an unclosed variable', mail({ html: '<p>${a</p>' }), ['html'], 'malformed-variable'],
    [
      'not declared',
      template({ text: '请${a}自查', variables: [] }),
      ['variables', 'a'],
      'undeclared-variable',
    ],
    [
      'not used',
      template({ variables: [{ name: 'a', maxLength: 5 }] }),
      ['variables', 'a'],
      'unused-variable',
    ],
    ['a subject in an SMS', template({ subject: '通知' }), ['subject'], 'mail-only'],
    ['HTML in an SMS', template({ html: '<p>' }), ['html'], 'mail-only'],
    ['a mail without subject', mail({ subject: '' }), ['subject'], 'empty'],
    ['a subject of two lines', mail({ subject: '通知\nBcc: x' }), ['subject'], 'control-character'],
  ])('%s is refused', (_, content, path, reason) => {
    expect(templateProblems(content, SIGN)).toMatchObject([{ path, reason }]);
  });

  test('everything wrong is said at once, in both languages', () => {
    const problems = templateProblems(
      template({ text: '【${a}${b}】', subject: '通知', variables: [] }),
      SIGN,
    );
    expect(problems.map(({ reason }) => reason).sort()).toEqual(
      [
        'adjacent-variables',
        'all-variable',
        'mail-only',
        'symbol',
        'undeclared-variable',
        'undeclared-variable',
      ].sort(),
    );
    for (const { zh, en } of problems) {
      expect(zh).toMatch(/\p{Script=Han}/u);
      expect(en).toMatch(/[a-z]{3}/);
    }
  });
});
