import { overlongParts } from '../domain/messages/limits.js';
import { withPage } from '../domain/messages/mail-page.js';
import { z } from 'zod';
import { closedObject, read, said } from '../domain/definition/problems.js';
import {
  TEMPLATE_KINDS,
  variableLength,
  VARIABLE_ATTRIBUTES,
  type TemplateVariable,
  type VariableAttribute,
} from '../domain/messages/template.js';
import { CHANNELS, type Channel } from '../domain/plan/plan.js';
import type { Problem } from '../domain/problem.js';
import type { NewTemplate } from '../ledger/templates.js';
import { Refusal } from './refusal.js';

const text = z.string().min(1);

const ATTRIBUTES = Object.keys(VARIABLE_ATTRIBUTES) as [VariableAttribute, ...VariableAttribute[]];

const variable = closedObject('变量字段', 'field of a variable', {
  attribute: z.enum(ATTRIBUTES).exactOptional(),
  max_length: z.int().min(1).max(500).exactOptional(),
});

/** A template as a person writes it in YAML or JSON. */
const templateFile = closedObject('模板字段', 'template field', {
  code: z
    .string()
    .regex(
      /^[a-z0-9][a-z0-9-]{0,59}$/,
      said(
        '代码只用小写字母、数字和 -，如 flood-warning',
        'a code is made of a-z, 0-9 and -, such as flood-warning',
      ),
    ),
  channel: z.enum(CHANNELS),
  class: z.enum(['verification', 'notice', 'promotion']),
  kind: z.enum(TEMPLATE_KINDS).exactOptional(),
  text,
  subject: text.exactOptional(),
  html: text.exactOptional(),
  variables: z.record(z.string(), variable).exactOptional(),
  links: z.array(text).exactOptional(),
  carrier_code: z
    .string()
    .regex(
      /^\w{1,60}$/,
      said('运营商的模板编号形如 SMS_123456789', 'a carrier’s code looks like SMS_123456789'),
    )
    .exactOptional(),
  language: z
    .string()
    .regex(/^(zh|en)(-[A-Z]{2})?$/, said('语言写作 zh-CN 或 en', 'a language is written zh-CN or en'))
    .exactOptional(),
});

/** A template that was written down, and the code a carrier's console shows for it. */
export interface WrittenTemplate {
  template: Required<Omit<NewTemplate, 'made'>> & Pick<NewTemplate, 'made'>;
  carrierCode: string | null;
}

/**
 * Reads a template as a person wrote it; what it says is not judged here.
 * @throws {Refusal} with everything that is not as it must be written, each at its place
 */
export function readTemplate(written: unknown): WrittenTemplate {
  const result = read(templateFile, written);
  if (!result.ok) throw new Refusal('invalid', result.problems);
  const { carrier_code: carrierCode = null, variables, ...rest } = result.value;
  const { language = 'zh-CN', kind = null, subject = null, html = null, links = [], ...words } = rest;
  const declared =
    variables === undefined ? null : Object.entries(variables).map(declarationFor(rest.channel));
  const problems = rest.channel === 'sms' ? (declared ?? []).flatMap(overlong) : overlongParts(rest);
  if (problems.length > 0) throw new Refusal('invalid', problems);
  return {
    template: withPage({ ...words, language, kind, subject, html, links, variables: declared }),
    carrierCode,
  };
}

const declarationFor =
  (channel: Channel) =>
  ([name, given]: [string, z.output<typeof variable>]): TemplateVariable => {
    const { attribute, max_length: maxLength } = given;
    const most = attribute === undefined ? variableLength(channel) : VARIABLE_ATTRIBUTES[attribute];
    return { name, maxLength: maxLength ?? most, ...(attribute === undefined ? {} : { attribute }) };
  };

/** A carrier cuts no value short: it refuses the message. */
function overlong({ name, maxLength, attribute = 'text' }: TemplateVariable): Problem[] {
  const most = VARIABLE_ATTRIBUTES[attribute];
  if (maxLength <= most) return [];
  return [
    {
      path: ['variables', name, 'max_length'],
      reason: 'longer-than-attribute',
      zh: `${attribute} 类变量最长 ${most} 字，请改小`,
      en: `a variable of attribute ${attribute} takes at most ${most} characters; make it smaller`,
    },
  ];
}
