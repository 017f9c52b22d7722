import { describe, expect, test } from '@jest/globals';
import { NOTICE_TEMPLATES } from '../../../campaigns/notice/texts.js';
import { templateProblems } from '../../../domain/messages/limits.js';
import { smsLength, smsParts } from '../../../domain/messages/parts.js';
import { withPage } from '../../../domain/messages/mail-page.js';
import { renderMessage } from '../../../domain/messages/rendering.js';

const values = { name: '张小三', committee: '路南区安全生产志愿服务工作委员会', river: '滦河' };

describe.each(NOTICE_TEMPLATES.map((template) => [template.code, template] as const))('%s', (_, template) => {
  test('breaks no limit', () => {
    expect(templateProblems(template, '唐山应急')).toEqual([]);
  });

  test('renders whole', () => {
    const rendered = renderMessage(withPage(template), values, { office: '唐山志愿者' });
    expect(rendered.ok).toBe(true);
    expect(JSON.stringify(rendered)).not.toContain('${');
  });
});

test('the flood warning is one part with its signature, and the same for everyone', () => {
  const warning = NOTICE_TEMPLATES.find(({ code }) => code === 'flood-warning');
  if (!warning) throw new Error('the flood warning is shipped');
  const rendered = renderMessage(warning, { river: '滦河' }, { office: '唐山志愿者' });
  expect(rendered.ok && smsParts(smsLength('唐山应急', rendered.value.text))).toBe(1);
});

test('codes are unique', () => {
  expect(new Set(NOTICE_TEMPLATES.map(({ code }) => code)).size).toBe(NOTICE_TEMPLATES.length);
});
