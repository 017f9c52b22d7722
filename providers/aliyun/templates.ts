import { CreateSmsTemplateRequest, GetSmsTemplateRequest } from '@alicloud/dysmsapi20170525';
import type { TemplateVersion, VariableAttribute } from '../../domain/messages/template.js';
import type { MessageClass } from '../../domain/plan/plan.js';
import type { ReviewAnswer, Submission, TemplateDesk } from '../contract.js';
import { LINK_CODES, plainCode } from '../outcomes.js';
import type { SmsClient } from './client.js';

/** TemplateType of CreateSmsTemplate and GetSmsTemplate; the list numbers them otherwise. */
const TYPES: Record<MessageClass, number> = { verification: 0, notice: 1, promotion: 2 };

/**
 * The carrier's attributes by ours (document_detail/2806243). `user_nick`, not `name`: that one takes 2 to 5 Chinese
 * characters, and people have longer names.
 */
const ATTRIBUTES: Record<VariableAttribute, string> = {
  text: 'others',
  name: 'user_nick',
  organisation: 'unit_name',
  address: 'address',
  time: 'time',
  amount: 'money',
  phone: 'phone_number2',
  number: 'other_number2',
  code: 'characterWithNumber2',
};

/** Longest TemplateName. */
const LONGEST_NAME = 30;
/** Longest reason that is kept, in UTF-16 units. */
const LONGEST_REASON = 200;
/** What the carrier says of a code it does not know, or not any more. */
const NOT_THERE = 'isv.SMS_TEMPLATE_ILLEGAL';

/** TemplateStatus of GetSmsTemplate; 10: the review was cancelled. */
const STATES: Readonly<Record<string, 'submitted' | 'approved' | 'rejected'>> = {
  '0': 'submitted',
  '1': 'approved',
  '2': 'rejected',
  '10': 'rejected',
};

/** The carrier's review of templates: CreateSmsTemplate and GetSmsTemplate. */
export class Templates implements TemplateDesk {
  /** @param signName the approved signature the templates are meant for; naming it speeds the review up */
  constructor(
    private readonly client: SmsClient,
    private readonly signName: string,
  ) {}

  async submit(template: TemplateVersion): Promise<Submission> {
    try {
      const { body } = await this.client.createSmsTemplate(requestOf(template, this.signName));
      const code = plainCode(body?.code, '');
      const carrierCode: unknown = body?.templateCode;
      if (code === 'OK' && isTemplateCode(carrierCode)) return { kind: 'submitted', carrierCode };
      if (code === 'OK' || code === '') return { kind: 'unanswered', code: LINK_CODES.nonsense };
      return { kind: 'refused', code };
    } catch (failure) {
      return failureOf(failure);
    }
  }

  async review(carrierCode: string): Promise<ReviewAnswer> {
    try {
      const question = new GetSmsTemplateRequest({ templateCode: carrierCode });
      const { body } = await this.client.getSmsTemplate(question);
      const code = plainCode(body?.code, LINK_CODES.nonsense);
      if (code === NOT_THERE) return { kind: 'read', state: 'rejected', reason: code };
      const state = STATES[String(body?.templateStatus)];
      if (code !== 'OK' || !state) return { kind: 'unanswered', code };
      return { kind: 'read', state, reason: state === 'rejected' ? reasonOf(body) : null };
    } catch (failure) {
      const { code } = failureOf(failure);
      return { kind: 'unanswered', code };
    }
  }
}

/** `SMS_` and some nine digits. */
const isTemplateCode = (code: unknown): code is string =>
  typeof code === 'string' && /^SMS_\w{1,56}$/.test(code);

function requestOf(template: TemplateVersion, signName: string): CreateSmsTemplateRequest {
  const { code, version, class: kind, text, variables } = template;
  const rules = variables.map(({ name, attribute = 'text' }) => [name, ATTRIBUTES[attribute]] as const);
  return new CreateSmsTemplateRequest({
    templateName: `${code.slice(0, LONGEST_NAME - 6)} v${version}`,
    templateContent: text,
    templateType: TYPES[kind],
    relatedSignName: signName,
    remark: REMARK,
    ...(rules.length > 0 && { templateRule: JSON.stringify(Object.fromEntries(rules)) }),
  });
}

/** Whoever reads it at the carrier wants to know who writes to whom. */
const REMARK = '志愿服务工作机构向登记在册的志愿者和联络员发送';

/** The reviewer's words, on one line; they speak of the template and of nobody. */
function reasonOf(
  body: { auditInfo?: { rejectInfo?: string }; templateStatus?: string } | undefined,
): string {
  const words = String(body?.auditInfo?.rejectInfo ?? '').replaceAll(/[\p{Cc}\s]+/gu, ' ');
  if (words.trim() !== '') return words.trim().slice(0, LONGEST_REASON);
  return body?.templateStatus === '10' ? 'review cancelled' : 'no reason given';
}

/**
 * An exception of the SDK: with a status, the gateway said no; without, nobody knows. Its message holds the whole URL
 * and is never read.
 */
function failureOf(failure: unknown): Exclude<Submission, { kind: 'submitted' }> {
  const { code, statusCode } = (failure ?? {}) as { code?: unknown; statusCode?: unknown };
  const word = plainCode(code, LINK_CODES.noAnswer);
  const refused = typeof statusCode === 'number' && statusCode >= 400 && statusCode < 500;
  return refused ? { kind: 'refused', code: word } : { kind: 'unanswered', code: word };
}
