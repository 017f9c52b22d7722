/**
 * The templates an office starts with. The carrier's review gives each SMS its code; words the review refuses
 * (招募, 问卷, links in variables …) are avoided.
 */
import {
  DEFAULT_VARIABLE_LENGTH,
  type TemplateContent,
  type TemplateVariable,
} from '../../domain/messages/template.js';

const variable = (name: string, maxLength: number = DEFAULT_VARIABLE_LENGTH): TemplateVariable => ({
  name,
  maxLength,
});

const floodWarning: TemplateContent = {
  code: 'flood-warning',
  channel: 'sms',
  class: 'notice',
  text: '汛情紧急：${river}水位快速上涨，请您和家人立即远离河岸、堤坝和低洼处，不要涉水、围观，服从当地安排。遇险请拨打119。',
  variables: [variable('river')],
};

const floodWarningMail: TemplateContent = {
  code: 'flood-warning-mail',
  channel: 'email',
  class: 'notice',
  subject: '汛情紧急通知：请远离${river}河岸',
  text: `# 汛情紧急通知

\${name}，您好：

**\${river}**水位快速上涨，汛情紧急。请您和家人**立即远离河岸、堤坝和低洼处**，不要涉水、围观，服从当地安排。

请做到：

1. 人员先撤离，财物后转移；
2. 不靠近被淹的电线、电箱和桥梁；
3. 照看好老人和孩子，保持电话畅通。

遇险请拨打 **119**，安全生产举报电话 12350。

\${committee}
`,
  variables: [variable('name'), variable('river'), variable('committee')],
};

const safetyNotice: TemplateContent = {
  code: 'safety-notice',
  channel: 'sms',
  class: 'notice',
  text: '${name}您好，请于本月底前组织${committee}完成安全隐患自查，核对志愿者名册和应急物资，落实值班安排。',
  variables: [variable('name', 20), variable('committee')],
};

const safetyNoticeMail: TemplateContent = {
  code: 'safety-notice-mail',
  channel: 'email',
  class: 'notice',
  subject: '本月安全工作提示',
  text: `\${name}，您好：

请于本月底前组织\${committee}完成以下工作：
一、开展一次安全隐患自查，发现的问题逐项登记、逐项整改；
二、核对志愿者名册和联系电话；
三、清点应急物资，落实值班安排。

有困难请及时与市级志愿服务工作机构联系。
`,
  variables: [variable('name'), variable('committee')],
};

/** Templates of the notice kind, in the order in which they are listed. */
export const NOTICE_TEMPLATES: readonly TemplateContent[] = [
  floodWarning,
  floodWarningMail,
  safetyNotice,
  safetyNoticeMail,
];
