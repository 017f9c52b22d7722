/** The texts of meetings as an office starts with them; answers, minutes and action items are chased by the texts of deadlines. */
import { undeclared, type TemplateContent } from '../../domain/messages/template.js';

const content = (parts: Omit<TemplateContent, 'class' | 'kind' | 'variables'>): TemplateContent => ({
  ...parts,
  class: 'notice',
  kind: 'meeting',
  variables: undeclared(parts.channel, parts.subject, parts.text),
});

/** To everyone invited; its mail carries the entry for their calendars. */
export const INVITATION_TEMPLATE = 'meeting-invitation';
/** The same once it is at another time or place. */
export const CHANGED_TEMPLATE = 'meeting-changed';
/** Once it is called off. */
export const OFF_TEMPLATE = 'meeting-off';
/** The workday before, to those who come and those who have not said. */
export const REMINDER_TEMPLATE = 'meeting-reminder';
/** Who comes, for the office. */
export const ATTENDANCE_TEMPLATE = 'meeting-attendance';

const DETAILS = `时间：\${when}
地点：\${place}
参加部门：\${departments}
议程：\${agenda}
`;

/** Templates of meetings; a mail's code is that of the SMS with `-mail` behind it. */
export const MEETING_TEMPLATES: readonly TemplateContent[] = [
  content({
    code: INVITATION_TEMPLATE,
    channel: 'sms',
    text: '会议通知：${title}定于${when}在${place}召开，请派员参加，并于${until}前在本单位报送页面回执，详情见邮件。',
  }),
  content({
    code: `${INVITATION_TEMPLATE}-mail`,
    channel: 'email',
    subject: '会议通知：${title}（${when}）',
    text: `请派员参加\${title}。

${DETAILS}
请于\${until}前在本单位报送页面回执。
`,
  }),
  content({
    code: CHANGED_TEMPLATE,
    channel: 'sms',
    text: '会议变更：${title}改为${when}在${place}召开，请以此为准；需要回执的请于${until}前在本单位报送页面回执。',
  }),
  content({
    code: `${CHANGED_TEMPLATE}-mail`,
    channel: 'email',
    subject: '会议变更：${title}（${when}）',
    text: `\${title}的安排有变，请以此为准，日历中的安排会随之更新。

${DETAILS}
时间变更后须重新回执；需要回执的请于\${until}前在本单位报送页面回执。
`,
  }),
  content({
    code: OFF_TEMPLATE,
    channel: 'sms',
    text: '会议取消：原定${when}召开的${title}取消，请勿前往，不必回执。',
  }),
  content({
    code: `${OFF_TEMPLATE}-mail`,
    channel: 'email',
    subject: '会议取消：${title}（原定${when}）',
    text: `原定\${when}在\${place}召开的\${title}取消，请勿前往，不必回执。日历中的安排会随之取消。
`,
  }),
  content({
    code: REMINDER_TEMPLATE,
    channel: 'sms',
    text: '会议提醒：${title}将于${when}在${place}召开，请按时参加；还没有回执的，请今天在本单位报送页面回执。',
  }),
  content({
    code: `${REMINDER_TEMPLATE}-mail`,
    channel: 'email',
    subject: '会议提醒：${title}（${when}）',
    text: `\${title}将于\${when}召开，请按时参加。

${DETAILS}
还没有回执的，请今天在本单位报送页面回执。
`,
  }),
  content({
    code: ATTENDANCE_TEMPLATE,
    channel: 'sms',
    text: '参会情况：${title}（${when}），${report_totals}，名单见邮件。',
  }),
  content({
    code: `${ATTENDANCE_TEMPLATE}-mail`,
    channel: 'email',
    subject: '参会情况：${title}，${report_totals}',
    text: `会议：\${title}
时间：\${when}
地点：\${place}
回执：\${report_totals}

\${report_ranking}
`,
  }),
];
