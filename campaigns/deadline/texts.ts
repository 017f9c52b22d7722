/**
 * The texts of deadlines as an office starts with them. None says what was handed in or why it was returned: that is read
 * on one's own page. What each recipient owes is put in when their digest is written.
 */
import { undeclared, type TemplateContent } from '../../domain/messages/template.js';

const content = (parts: Omit<TemplateContent, 'class' | 'kind' | 'variables'>): TemplateContent => ({
  ...parts,
  class: 'notice',
  variables: undeclared(parts.channel, parts.subject, parts.text),
});

/** The digest of a day, whatever runs its duties belong to. */
export const DIGEST_TEMPLATE = 'duty-digest';
/** What has come in, for those above. */
export const SUMMARY_TEMPLATE = 'duty-summary';

/** Templates of deadlines and themes; a mail's code is that of the SMS with `-mail` behind it. */
export const DUTY_TEMPLATES: readonly TemplateContent[] = [
  content({
    code: DIGEST_TEMPLATE,
    channel: 'sms',
    text: '报送提醒：今日有${duty_count}项事项请您办理，其中逾期${duty_late}项，首项为${duty_first}，期限${duty_until}。请打开本单位报送页面，输入短码${duty_code}办理，详情见邮件。',
  }),
  content({
    code: `${DIGEST_TEMPLATE}-mail`,
    channel: 'email',
    subject: '报送提醒：${duty_count}项待办，逾期${duty_late}项',
    text: `今日请您办理的报送事项：

\${duty_list}

填报、修改和查看退回原因：\${page}
这个链接只供收件人本人使用，请不要转发。报送后不再提醒。
`,
  }),
  content({
    code: SUMMARY_TEMPLATE,
    channel: 'sms',
    text: '报送情况：${title}应报${report_expected}，已报${report_in}，按时${report_in_time}，迟报${report_late}，退回${report_returned}，未报${report_missing}。名单和排名见邮件。',
  }),
  content({
    code: `${SUMMARY_TEMPLATE}-mail`,
    channel: 'email',
    subject: '报送情况：${title}，已报${report_in}，未报${report_missing}',
    text: `\${title}

应报 \${report_expected}，已报 \${report_in}，其中按时 \${report_in_time}、迟报 \${report_late}；退回待改 \${report_returned}，未报 \${report_missing}。
上一期：\${report_before}

\${report_ranking}

全部明细：muster deadline summary
`,
  }),
];
