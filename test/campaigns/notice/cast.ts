import type { PlanContext } from '../../../campaigns/context.js';
import { NOTICE_TEMPLATES } from '../../../campaigns/notice/texts.js';
import { SHIPPED_THEMES } from '../../../campaigns/theme/shipped.js';
import { Workdays } from '../../../domain/calendar/workdays.js';
import { APPROVED } from '../../../domain/messages/template-review.js';
import type { PlannedTemplate } from '../../../domain/messages/template.js';

/** 09:00 of a summer Saturday in the office. */
export const NOW = new Date('2026-08-01T01:00:00Z');

/** The shipped templates as an office has them once the carrier has approved them, and three odd ones. */
const templates: PlannedTemplate[] = [
  ...NOTICE_TEMPLATES.map((content) => ({
    ...content,
    version: 2,
    standing: APPROVED,
  })),
  {
    code: 'new-sms',
    channel: 'sms',
    class: 'notice',
    text: '请自查。',
    variables: [],
    version: 1,
    standing: { state: 'submitted', reason: null },
  },
  {
    code: 'login-code',
    channel: 'sms',
    class: 'verification',
    text: '验证码${code}。',
    variables: [{ name: 'code', maxLength: 6 }],
    version: 1,
    standing: APPROVED,
  },
  {
    code: 'open-day-mail',
    channel: 'email',
    class: 'promotion',
    subject: '开放日',
    text: '欢迎参加开放日。',
    variables: [],
    version: 1,
    standing: APPROVED,
  },
  {
    code: 'long-sms',
    channel: 'sms',
    class: 'notice',
    text: `\${name}：${'字'.repeat(440)}\${detail}。`,
    variables: [
      { name: 'name', maxLength: 20 },
      { name: 'detail', maxLength: 35 },
    ],
    version: 1,
    standing: APPROVED,
  },
];

/** An office with quiet hours from 20:00 to 08:00. */
export const context: PlanContext = {
  now: NOW,
  templates: new Map(templates.map((template) => [template.code, template])),
  invitations: new Map(),
  committees: new Map(),
  workdays: new Workdays(),
  obligations: new Map(),
  themes: { themes: SHIPPED_THEMES },
  goals: [],
  safeguards: new Map(),
  office: {
    root: 'tangshan',
    digestTime: '09:00',
    windows: {
      verification: null,
      notice: { from: '08:00', to: '20:00' },
      promotion: { from: '09:00', to: '19:00' },
    },
    smsCarrierCapPerDay: 50,
    caps: {
      verification: { perDay: null, perWeek: null },
      notice: { perDay: 3, perWeek: null },
      promotion: { perDay: null, perWeek: 1 },
    },
    callOutAcceptancePercent: 50,
    settleSeconds: 120,
    expiryHours: { verification: 1, notice: 72, promotion: 48 },
    smsSign: '唐山应急',
  },
};

/** What the clerk writes when the river rises. */
export const flood = {
  kind: 'notice',
  key: 'flood-2026-08-01',
  title: '滦河汛情紧急通知',
  audience: { committees: ['tangshan'], skills: ['first-aid'], age: { from: 18 } },
  channels: [
    { channel: 'sms', template: 'flood-warning', variables: { river: '滦河' } },
    { channel: 'email', template: 'flood-warning-mail', variables: { river: '滦河' } },
  ],
  lane: 'urgent',
  at: '2026-08-01 09:30',
  expires_after: '12h',
};
