import { variablesOf } from '../../domain/messages/placeholders.js';
import { isRecipientVariable, DEFAULT_VARIABLE_LENGTH } from '../../domain/messages/template.js';
import type { ChasedKind, RungName } from '../../domain/duties/duty.js';
import type { Channel, DigestStep, SendStep, SummaryStep } from '../../domain/plan/plan.js';
import type { Checked, Problem } from '../../domain/problem.js';
import { bindChannels, type BoundChannels } from '../channels.js';
import type { PlanContext } from '../context.js';
import type { WrittenInvitation } from '../invitations.js';
import { DIGEST_TEMPLATE, SUMMARY_TEMPLATE } from './texts.js';

/** Key of the step by which people are reminded. */
export const DIGEST_STEP = 'digest';

/** How long a digest may wait for its turn, in hours: by the next morning there is another. */
const DIGEST_HOURS = 12;
const SUMMARY_HOURS = 72;
const HOUR_MILLISECONDS = 3_600_000;

/** The step that reminds everyone of what is due, once the instant of its first firing is known. */
export function digestStep(
  channels: readonly Channel[],
  context: PlanContext,
  kind: ChasedKind,
): Checked<(at: Date) => DigestStep> {
  const bound = bindTexts(DIGEST_TEMPLATE, channels, { context, kind, values: {} });
  if (!bound.ok) return bound;
  const make = (at: Date): DigestStep => ({
    ...sendingDuty(bound.value, context),
    ...{ key: DIGEST_STEP, kind: 'digest', at: at.toISOString(), time: context.office.digestTime },
    ...{ expiresAt: null, expiresHours: DIGEST_HOURS },
  });
  return { ok: true, value: make };
}

/** What a summary is made of. */
export interface SummaryText {
  title: string;
  context: PlanContext;
  kind: ChasedKind;
  /** Default that of deadlines. */
  template?: string;
  /** What else its words say. */
  values?: Readonly<Record<string, string>>;
}

/** A step that tells those above what has come in of something; of some duties only, where they are named. */
export function summaryStep(
  channels: readonly Channel[],
  { title, context, kind, template = SUMMARY_TEMPLATE, values = {} }: SummaryText,
): Checked<(key: string, at: Date, duties?: readonly string[]) => SummaryStep> {
  const bound = bindTexts(template, channels, {
    context,
    kind,
    values: { ...values, title: shortened(title) },
  });
  if (!bound.ok) return bound;
  const make = (key: string, at: Date, duties?: readonly string[]): SummaryStep => ({
    ...sendingDuty(bound.value, context),
    ...{ key, kind: 'summary', at: at.toISOString(), ...(duties ? { duties } : {}) },
    expiresAt: new Date(at.getTime() + SUMMARY_HOURS * HOUR_MILLISECONDS).toISOString(),
  });
  return { ok: true, value: make };
}

/** As long as an SMS may hold. */
export const shortened = (text: string): string =>
  text.length <= DEFAULT_VARIABLE_LENGTH ? text : `${text.slice(0, DEFAULT_VARIABLE_LENGTH - 1)}…`;

/** What a text is bound with: values by their names, as far as its template wants them. */
export interface Binding {
  context: PlanContext;
  kind: ChasedKind;
  values: Readonly<Record<string, string>>;
  /** What the mail puts into calendars; absent: nothing. */
  invitation?: WrittenInvitation;
}

/** A template of each channel; what is wrong with one is told at the channels, the one thing a definition says of them. */
export function bindTexts(
  code: string,
  channels: readonly Channel[],
  { context, kind, values, invitation }: Binding,
): Checked<BoundChannels> {
  const written = channels.map((channel) => {
    const template = `${code}${channel === 'email' ? '-mail' : ''}`;
    const content = context.templates.get(template);
    const wanted = variablesOf(content?.subject, content?.text, content?.html);
    const given = Object.entries(values)
      .filter(([name]) => wanted.includes(name) && !isRecipientVariable(name))
      .map(([name, value]) => [name, channel === 'sms' ? shortened(value) : value] as const);
    const invited = channel === 'email' && invitation ? { invitation } : {};
    return { channel, template, variables: Object.fromEntries(given), ...invited };
  });
  const bound = bindChannels(written, context, { kind });
  if (bound.ok) return bound;
  return { ok: false, problems: bound.problems.map((problem) => ({ ...problem, path: placeOf(problem) })) };
}

/** What is wrong with the invitation is told at the fields of the definition it is made of. */
function placeOf({ path }: Problem): Problem['path'] {
  const at = path.indexOf('invitation');
  return at < 0 ? ['channels'] : path.slice(at + 1);
}

/** To hear what one's committee owes is a contact's duty: nobody may refuse it, and caps do not count. */
export const sendingDuty = (
  { channels, class: messageClass }: BoundChannels,
  { office }: PlanContext,
): Omit<SendStep, 'kind' | 'key' | 'at' | 'audience' | 'expiresAt'> => ({
  ...{ lane: 'bulk', channels, class: messageClass, emergency: null },
  window: office.windows[messageClass],
  cap: { perDay: null, perWeek: null },
  carrierCap: office.smsCarrierCapPerDay,
  ...{ topic: 'reports', irrefusable: 'contact duty' },
  settleSeconds: office.settleSeconds,
});

/** What a digest says of what is owed, by the rung of its ladder; `late` once the day is over, `below` of others' reports. */
export const DIGEST_WORDS: Readonly<Record<RungName | 'below', string>> = {
  opened: '请报送',
  'week before': '即将到期',
  'day before': '即将到期',
  due: '到期',
  late: '逾期{days}天，请尽快报送',
  deputy: '逾期{days}天',
  head: '逾期{days}天',
  superior: '逾期{days}天',
  office: '逾期{days}天',
  returned: '已退回，请修改后重报',
  extended: '期限已延长',
  unlocked: '已解锁，请补报',
  moved: '期限已调整',
  below: '逾期{days}天未报，请督促',
};

/** What a summary says beside its figures. */
export const SUMMARY_WORDS = {
  none: '没有记录',
  figures: (figures: { expected: number; handedIn: number; inTime: number; late: number }): string =>
    `应报${figures.expected}，已报${figures.handedIn}，按时${figures.inTime}，迟报${figures.late}`,
  standing: { missing: '未报', returned: '退回待改', late: '迟报', 'in time': '按时' },
} as const;
