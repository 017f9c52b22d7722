import { describe, expect, test } from '@jest/globals';
import { STANDING_TEMPLATES } from '../../../campaigns/standing/texts.js';
import { templateProblems } from '../../../domain/messages/limits.js';
import { smsLength, smsParts } from '../../../domain/messages/parts.js';
import { renderMessage } from '../../../domain/messages/rendering.js';

const SIGN = '唐山应急';

describe.each(STANDING_TEMPLATES.map((template) => [template.code, template] as const))(
  '%s',
  (_, template) => {
    test('breaks no limit, whatever its variables hold', () => {
      expect(templateProblems(template, SIGN)).toEqual([]);
    });

    test('renders whole with the longest values, in at most three parts of an SMS', () => {
      const values = template.variables.map(({ name, maxLength }) => [name, '字'.repeat(maxLength)]);
      const rendered = renderMessage(template, Object.fromEntries(values), { office: '唐山志愿者' });
      if (!rendered.ok) throw new Error(JSON.stringify(rendered.faults));
      expect(JSON.stringify(rendered)).not.toContain('${');
      if (template.channel === 'sms')
        expect(smsParts(smsLength(SIGN, rendered.value.text))).toBeLessThanOrEqual(3);
    });

    test('has its like on the other channel', () => {
      const like = template.channel === 'sms' ? `${template.code}-mail` : template.code.replace(/-mail$/, '');
      expect(STANDING_TEMPLATES.map(({ code }) => code)).toContain(like);
    });
  },
);
