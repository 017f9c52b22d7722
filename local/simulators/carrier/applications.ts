import { done, Refusal } from './answers.js';
import { beijingTime } from './beijing.js';
import type { Operation } from './call.js';
import { page } from './queries.js';
import type { Application } from './reviewer.js';
import { parseJson, type Standing } from './templates.js';

/** The lists and the single views number the classes differently. */
const LIST_TYPE = { notice: 0, promotion: 1, verification: 2 };
const VIEW_TYPE = { verification: 0, notice: 1, promotion: 2 };
const CLASSES = ['verification', 'notice', 'promotion'] as const;

/** As the lists name the states. */
const AUDIT_STATUS: Record<Standing['state'], string> = {
  'under review': 'AUDIT_STATE_INIT',
  approved: 'AUDIT_STATE_PASS',
  rejected: 'AUDIT_STATE_NOT_PASS',
};
/** As the single views do. */
const TEMPLATE_STATUS: Record<Standing['state'], string> = {
  'under review': '0',
  approved: '1',
  rejected: '2',
};

/** CreateSmsTemplate: takes a text in for review. */
export const createSmsTemplate: Operation = (carrier, call) => {
  const name = call.required('TemplateName');
  const text = call.required('TemplateContent');
  const kind = CLASSES[Number(call.required('TemplateType'))];
  if (!kind) throw new Refusal('isv.INVALID_PARAMETERS', 'TemplateType应为0、1或2');
  call.account.checkSign(call.required('RelatedSignName'));
  const rules = rulesOf(call.parameters.get('TemplateRule'));
  const application: Application = { name, text, class: kind, rules };
  const code = carrier.templates.apply(application, call.account.id, carrier.clock.now().getTime());
  return done({ TemplateCode: code, TemplateName: name, OrderId: code.replace('SMS_', '') });
};

function rulesOf(written: string | undefined): Map<string, string> {
  const rules = written ? parseJson(written) : {};
  if (typeof rules !== 'object' || rules === null)
    throw new Refusal('isv.INVALID_JSON_PARAM', 'JSON参数不合法');
  return new Map(Object.entries(rules).map(([name, attribute]) => [name, String(attribute)]));
}

/** QuerySmsTemplateList: the registered templates, page by page. */
export const querySmsTemplateList: Operation = (carrier, call) =>
  page(call, carrier.templates.of(call.account.id), 'SmsTemplateList', (template) => {
    const { state, reason } = carrier.templates.standing(template, carrier.clock.now().getTime());
    return {
      TemplateCode: template.code,
      TemplateName: template.name ?? template.code,
      TemplateContent: template.text,
      TemplateType: LIST_TYPE[template.class],
      OuterTemplateType: VIEW_TYPE[template.class],
      AuditStatus: AUDIT_STATUS[state],
      SignatureName: call.account.settings.signNames[0],
      ...(reason === undefined ? {} : { Reason: { RejectInfo: reason } }),
    };
  });

/** GetSmsTemplate: one template, and what was decided about it. */
export const getSmsTemplate: Operation = (carrier, call) => {
  const template = carrier.templates.find(call.required('TemplateCode'), call.account.id);
  const now = carrier.clock.now().getTime();
  const { state, reason } = carrier.templates.standing(template, now);
  return done({
    TemplateCode: template.code,
    TemplateName: template.name ?? template.code,
    TemplateContent: template.text,
    TemplateStatus: TEMPLATE_STATUS[state],
    TemplateType: String(VIEW_TYPE[template.class]),
    ...(state === 'under review'
      ? {}
      : {
          AuditInfo: {
            AuditDate: beijingTime(template.review?.decidedAt ?? now),
            ...(reason === undefined ? {} : { RejectInfo: reason }),
          },
        }),
  });
};
