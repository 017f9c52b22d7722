/**
 * What the office says outside any campaign, as it starts with them: to its operators about its own working, and to the
 * authors and approvers of campaigns. Values of an SMS have at most 35 characters and no dot that looks like a link.
 */
import { undeclared, type TemplateContent } from '../../domain/messages/template.js';

type Code = `office-${string}`;

const content = (parts: Omit<TemplateContent, 'class' | 'kind' | 'variables'>): TemplateContent => ({
  ...parts,
  class: 'notice',
  kind: 'office',
  variables: undeclared(parts.channel, parts.subject, parts.text),
});

const sms = (code: Code, text: string): TemplateContent => content({ code, channel: 'sms', text });

const mail = (code: Code, subject: string, text: string): TemplateContent =>
  content({ code: `${code}-mail`, channel: 'email', subject, text });

/** Templates of the standing run; a mail's code is that of the SMS with `-mail` behind it. */
export const STANDING_TEMPLATES: readonly TemplateContent[] = [
  sms(
    'office-alert',
    '系统运行提醒：${cause}，对象为${subject}，情况为${detail}。请尽快登录系统查看并处理，处理办法见告警列表。',
  ),
  mail(
    'office-alert',
    '运行提醒：${cause}（${subject}）',
    `系统运行提醒

问题：\${cause}
对象：\${subject}
情况：\${detail}
开始时间：\${since}

这意味着：\${meaning}
怎么处理：\${mend}

查看全部告警：muster alert list
同一问题在变化之前不再重复提醒；恢复后会另行告知。
`,
  ),
  sms('office-alert-over', '系统运行提醒：${cause}，对象为${subject}，已恢复正常。'),
  mail(
    'office-alert-over',
    '已恢复：${cause}（${subject}）',
    `系统运行提醒

问题：\${cause}
对象：\${subject}
开始时间：\${since}
恢复时间：\${until}

已恢复正常，不必处理。
`,
  ),
  sms(
    'office-approval-asked',
    '活动“${title}”等待您审批，共${audience}人，发起人为${author}，请在${until}前登录系统办理，逾期作废。',
  ),
  mail(
    'office-approval-asked',
    '待审批：${title}',
    `您好：

活动“\${title}”（编号 \${run}）等待您审批。
发起人：\${author}
受众：\${audience} 人
费用：\${cost}
审批期限：\${until}

查看：muster run show \${run}
批准：muster run approve \${run}
到期没有审批，这次活动作废，需要重新发起。
`,
  ),
  sms(
    'office-approval-answered',
    '活动“${title}”的审批结果：${answer}，办理人为${approver}，详情请登录系统查看。',
  ),
  mail(
    'office-approval-answered',
    '审批结果：${title} ${answer}',
    `您好：

活动“\${title}”（编号 \${run}）的审批结果：\${answer}
办理人：\${approver}
意见：\${reason}

查看：muster run show \${run}
`,
  ),
  sms(
    'office-approval-lapsed',
    '活动“${title}”到${until}没有审批，已经作废，没有发送；如仍需要，请重新发起。',
  ),
  mail(
    'office-approval-lapsed',
    '审批逾期作废：${title}',
    `您好：

活动“\${title}”（编号 \${run}）到 \${until} 没有审批，已经作废，没有发送任何消息。
如仍需要，请重新发起并请审批人及时办理。
`,
  ),
];
