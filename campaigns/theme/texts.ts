/** The texts of themes as an office starts with them; what they chase is said by the texts of deadlines. */
import { undeclared, type TemplateContent } from '../../domain/messages/template.js';

const content = (parts: Omit<TemplateContent, 'class' | 'kind' | 'variables'>): TemplateContent => ({
  ...parts,
  class: 'notice',
  kind: 'theme',
  variables: undeclared(parts.channel, parts.subject, parts.text),
});

/** What is to be done, told to every committee when preparations begin. */
export const ORDER_TEMPLATE = 'theme-order';
/** The day before, to every committee. */
export const EVE_TEMPLATE = 'theme-eve';
/** What it came to, for those above. */
export const THEME_SUMMARY_TEMPLATE = 'theme-summary';

/** Templates of themes; a mail's code is that of the SMS with `-mail` behind it. */
export const THEME_TEMPLATES: readonly TemplateContent[] = [
  content({
    code: ORDER_TEMPLATE,
    channel: 'sms',
    text: '${title}志愿服务活动定于${days}开展，请贵单位做好准备，报送安排为${tasks}，详情见邮件。',
  }),
  content({
    code: `${ORDER_TEMPLATE}-mail`,
    channel: 'email',
    subject: '部署：${title}（${days}）',
    text: `关于开展\${title}志愿服务活动的通知

时间：\${days}
年度主题：\${wording}
联合开展：\${partners}
报送安排：\${tasks}

请按时报送。每项到期前会另行提醒，报送后不再提醒。
`,
  }),
  content({
    code: EVE_TEMPLATE,
    channel: 'sms',
    text: '${title}明日开始（${days}），请提醒参加活动的志愿者按时到位，注意安全，并按要求报送活动统计。',
  }),
  content({
    code: `${EVE_TEMPLATE}-mail`,
    channel: 'email',
    subject: '明日开始：${title}',
    text: `\${title}明日开始（\${days}）。

请提醒参加活动的志愿者按时到位，注意安全；活动结束后请按要求报送活动统计。
`,
  }),
  content({
    code: THEME_SUMMARY_TEMPLATE,
    channel: 'sms',
    text: '${title}总结：${report_totals}。各项报送应报${report_expected}，已报${report_in}，迟报${report_late}，未报${report_missing}，详情见邮件。',
  }),
  content({
    code: `${THEME_SUMMARY_TEMPLATE}-mail`,
    channel: 'email',
    subject: '总结：${title}',
    text: `\${title}

活动情况：\${report_totals}
上一年：\${report_before}

各项报送应报 \${report_expected}，已报 \${report_in}，其中按时 \${report_in_time}、迟报 \${report_late}；退回待改 \${report_returned}，未报 \${report_missing}。

\${report_ranking}

全部明细：muster deadline summary，muster theme show
`,
  }),
];
