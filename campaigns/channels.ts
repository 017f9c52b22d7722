import { CHASED_KINDS } from '../domain/duties/duty.js';
import { nearest } from '../domain/definition/nearest.js';
import { CHANNEL_NAMES } from '../domain/messages/channel-names.js';
import { tooLong } from '../domain/messages/limits.js';
import { smsLength, SMS_LENGTH_LIMIT } from '../domain/messages/parts.js';
import { substitute } from '../domain/messages/placeholders.js';
import { lintTemplate } from '../domain/messages/template-lint.js';
import { REVIEW_STATE_MEANING } from '../domain/messages/template-review.js';
import {
  isRecipientVariable,
  isWrittenVariable,
  type PlannedTemplate,
  type TemplateKind,
} from '../domain/messages/template.js';
import { valueFault } from '../domain/messages/values.js';
import type { Channel, ChannelPlan, MessageClass } from '../domain/plan/plan.js';
import type { Checked, Problem } from '../domain/problem.js';
import type { PlanContext } from './context.js';
import { plannedInvitation, type WrittenInvitation } from './invitations.js';

/** One channel of a step as a definition writes it. */
export interface WrittenChannel {
  channel: Channel;
  template: string;
  variables?: Record<string, string>;
  invitation?: WrittenInvitation;
}

/** Channels with their templates' exact versions, and the one class they share. */
export interface BoundChannels {
  channels: ChannelPlan[];
  class: MessageClass;
}

/** Where the channels are used. */
interface BindOptions {
  /** Only in a call-out has every recipient the code of a call. */
  kind: TemplateKind;
}

type Path = (string | number)[];

function unknownTemplate(
  { channel, template }: WrittenChannel,
  path: Path,
  { context, kind }: { context: PlanContext; kind: TemplateKind },
): Problem {
  const known = [...context.templates.values()]
    .filter((one) => one.channel === channel)
    .map(({ code }) => code);
  const meant = nearest(template, known);
  const hint = meant
    ? { zh: `是否指 ${meant}？`, en: `did you mean ${meant}?` }
    : kind === 'notice' || [...context.templates.values()].some((one) => one.kind === kind)
      ? {
          zh: `${CHANNEL_NAMES[channel].zh}模板有：${known.join('、') || '无，请先添加'}`,
          en: `${channel} templates: ${known.join(', ') || 'none, add one first'}`,
        }
      : {
          zh: `还没有这类活动的模板，muster template load ${kind} 添加随软件附带的`,
          en: `there is none of this kind yet, \`muster template load ${kind}\` adds those that come with Muster`,
        };
  return {
    path: [...path, 'template'],
    reason: 'unknown-template',
    zh: `没有模板 “${template}”，${hint.zh}`,
    en: `no template “${template}”: ${hint.en}`,
  };
}

/** What keeps a template from being used here, the first that applies; a fault, or undefined. */
type TemplateRule = (
  written: WrittenChannel,
  template: PlannedTemplate,
  options: BindOptions,
) => Omit<Problem, 'path'> | undefined;

/** Kinds that chase what is owed. */
const CHASING: readonly TemplateKind[] = CHASED_KINDS;

const TEMPLATE_RULES: readonly TemplateRule[] = [
  (_written, { code, variables }, { kind }) =>
    kind !== 'call-out' && variables.some(({ name }) => name === 'call')
      ? {
          reason: 'call-out-only',
          zh: `模板 ${code} 含有集结编号 call，只能用于集结`,
          en: `template ${code} holds the code of a call and can only be used in a call-out`,
        }
      : undefined,
  (_written, { code, variables }, { kind }) =>
    !CHASING.includes(kind) && variables.some(({ name }) => isWrittenVariable(name))
      ? {
          reason: 'chasing-only',
          zh: `模板 ${code} 含有报送事项的变量，只能用于报送提醒`,
          en: `template ${code} holds what committees owe and can only be used to chase reports`,
        }
      : undefined,
  (_written, { code, channel, variables }) =>
    channel === 'sms' && variables.some(({ name }) => name === 'page')
      ? {
          reason: 'mail-variable',
          zh: `模板 ${code} 含有变量 page，它是网址，只能用于邮件`,
          en: `template ${code} holds the variable page, which is a link: only a mail can carry it`,
        }
      : undefined,
  (written, { code, channel }) =>
    channel !== written.channel
      ? {
          reason: 'other-channel',
          zh: `模板 ${code} 用于${CHANNEL_NAMES[channel].zh}，不能用于${CHANNEL_NAMES[written.channel].zh}`,
          en: `template ${code} is for ${channel}, not for ${written.channel}`,
        }
      : undefined,
  (_written, { code, class: messageClass }) =>
    messageClass === 'verification'
      ? {
          reason: 'verification',
          zh: `模板 ${code} 是验证码模板，不能用于群发`,
          en: `template ${code} is for verification codes, not for campaigns`,
        }
      : undefined,
  (_written, { code, kind: meant }, { kind }) =>
    meant !== undefined && meant !== kind
      ? {
          reason: 'other-kind',
          zh: `模板 ${code} 用于 ${meant}，不能用于 ${kind}`,
          en: `template ${code} is meant for ${meant}, not for ${kind}`,
        }
      : undefined,
  (_written, template) => (template.standing.state === 'approved' ? undefined : notApproved(template)),
];

/** Whether the template itself may be used here: the first thing against it. */
function templateFaults(
  written: WrittenChannel,
  template: PlannedTemplate,
  options: BindOptions,
): Omit<Problem, 'path'>[] {
  for (const rule of TEMPLATE_RULES) {
    const fault = rule(written, template, options);
    if (fault) return [fault];
  }
  return [];
}

/** The newest version counts: an older one may be approved, but somebody has found its words wanting. */
function notApproved({ code, version, standing }: PlannedTemplate): Omit<Problem, 'path'> {
  const { zh, en } = REVIEW_STATE_MEANING[standing.state];
  const why =
    standing.reason === null
      ? { zh: '', en: '' }
      : { zh: `（${standing.reason}）`, en: ` (${standing.reason})` };
  const how = {
    draft: { zh: '请用 muster template submit 报备', en: 'file it by `muster template submit`' },
    submitted: { zh: '请等运营商审核完', en: 'wait until the carrier has read it' },
    rejected: { zh: '请改写后重新报备', en: 'write it otherwise and file it again' },
    approved: { zh: '', en: '' },
  }[standing.state];
  return {
    reason: 'not-approved',
    zh: `模板 ${code} 第 ${version} 版${zh}${why.zh}：${how.zh}`,
    en: `version ${version} of template ${code} is not approved (${en})${why.en}: ${how.en}`,
  };
}

/** What its words are in any case; how long they become with these values is looked at below. */
const wordFaults = (template: PlannedTemplate, { office }: PlanContext): Problem[] =>
  lintTemplate(template, office.smsSign).errors.filter(({ reason }) => reason !== 'too-long');

/** Values the definition gives that the template cannot take. */
function strayVariables(written: WrittenChannel, template: PlannedTemplate, path: Path): Problem[] {
  const wanted = template.variables.map(({ name }) => name).filter((name) => !isRecipientVariable(name));
  return Object.keys(written.variables ?? {})
    .filter((name) => !wanted.includes(name))
    .map((name) => ({ path: [...path, 'variables', name], ...strayVariable(name, template.code, wanted) }));
}

function strayVariable(name: string, template: string, wanted: string[]): Omit<Problem, 'path'> {
  if (isRecipientVariable(name)) {
    return {
      reason: 'from-recipient',
      zh: `变量 ${name} 取自每位收件人，请删去`,
      en: `variable ${name} comes from each recipient; remove it`,
    };
  }
  const meant = nearest(name, wanted);
  return {
    reason: 'unknown-variable',
    zh: `模板 ${template} 没有变量 “${name}”，${meant ? `是否指 ${meant}？` : '请删去'}`,
    en: `template ${template} has no variable “${name}”${meant ? `, did you mean ${meant}?` : '; remove it'}`,
  };
}

/** Values the template wants from the definition and cannot use as they are. */
const valueProblems = (written: WrittenChannel, template: PlannedTemplate, path: Path): Problem[] =>
  template.variables
    .filter(({ name }) => !isRecipientVariable(name))
    .flatMap((variable) => {
      const values = written.variables ?? {};
      const value = Object.hasOwn(values, variable.name) ? values[variable.name] : undefined;
      const fault = valueFault(variable, value, written.channel);
      if (fault === null) return [];
      const { reason, zh, en } = fault;
      return [{ path: [...path, 'variables', variable.name], reason, zh, en }];
    });

/** Recipients' values are unknown here, so the longest allowed ones stand in for them. */
function overlongText(
  written: WrittenChannel,
  template: PlannedTemplate,
  path: Path,
  sign: string,
): Problem[] {
  if (written.channel !== 'sms') return [];
  const lengths = new Map(template.variables.map(({ name, maxLength }) => [name, maxLength]));
  const longest = substitute(template.text, (name) =>
    isRecipientVariable(name) ? '字'.repeat(lengths.get(name) ?? 0) : (written.variables?.[name] ?? ''),
  );
  if (smsLength(sign, longest) <= SMS_LENGTH_LIMIT) return [];
  return [{ ...tooLong(sign, longest), path: [...path, 'variables'] }];
}

function bind(
  written: WrittenChannel,
  path: Path,
  context: PlanContext,
  options: BindOptions,
): Checked<{ plan: ChannelPlan; class: MessageClass }> {
  const template = context.templates.get(written.template);
  if (!template) return { ok: false, problems: [unknownTemplate(written, path, { context, ...options })] };
  const unusable = templateFaults(written, template, options).map((fault) => ({
    path: [...path, 'template'],
    ...fault,
  }));
  if (unusable.length > 0) return { ok: false, problems: unusable };
  const problems = [
    ...wordFaults(template, context).map((fault) => ({ ...fault, path: [...path, 'template'] })),
    ...strayVariables(written, template, path),
    ...valueProblems(written, template, path),
    ...overlongText(written, template, path, context.office.smsSign),
  ];
  const invited = invitationOf(written, path, context);
  if (!invited.ok) problems.push(...invited.problems);
  if (problems.length > 0 || !invited.ok) return { ok: false, problems };
  const { channel, variables = {} } = written;
  return {
    ok: true,
    value: {
      plan: { channel, template: template.code, version: template.version, variables, ...invited.value },
      class: template.class,
    },
  };
}

/** The invitation that goes with a mail, if there is one. */
function invitationOf(
  { channel, invitation }: WrittenChannel,
  path: Path,
  context: PlanContext,
): Checked<Pick<ChannelPlan, 'invitation'>> {
  if (invitation === undefined) return { ok: true, value: {} };
  if (channel !== 'email') return { ok: false, problems: [{ path: [...path, 'invitation'], ...MAIL_ONLY }] };
  const planned = plannedInvitation(invitation, context);
  if (planned.ok) return { ok: true, value: { invitation: planned.value } };
  const problems = planned.problems.map((one) => ({ ...one, path: [...path, 'invitation', ...one.path] }));
  return { ok: false, problems };
}

const MAIL_ONLY: Omit<Problem, 'path'> = {
  reason: 'mail-only',
  zh: '只有邮件能带日历邀请，请删去，或写在邮件渠道下',
  en: 'only a mail can carry an invitation; remove it, or put it under the mail channel',
};

const repeated = (written: readonly WrittenChannel[]): Problem[] =>
  written.flatMap(({ channel }, index) =>
    written.findIndex((one) => one.channel === channel) === index
      ? []
      : [
          {
            path: ['channels', index, 'channel'],
            reason: 'repeated-channel',
            zh: `${CHANNEL_NAMES[channel].zh}渠道重复，请只保留一项`,
            en: `channel ${channel} is given twice; keep one`,
          },
        ],
  );

/** Caps, consents and opt-out rules go by class, so a step has one. */
const mixed = (classes: ReadonlySet<MessageClass>): Problem[] =>
  classes.size <= 1
    ? []
    : [
        {
          path: ['channels'],
          reason: 'mixed-classes',
          zh: '各渠道的模板类别不同（通知、推广），请分成两次发送',
          en: 'the templates are of different classes (notice, promotion); send them separately',
        },
      ];

/** Binds each channel to its template's version and checks its values; all problems at once. */
export function bindChannels(
  written: readonly WrittenChannel[],
  context: PlanContext,
  options: BindOptions,
): Checked<BoundChannels> {
  const bound = written.map((channel, index) => bind(channel, ['channels', index], context, options));
  const good = bound.flatMap((one) => (one.ok ? [one.value] : []));
  const classes = new Set(good.map((one) => one.class));
  const problems = [
    ...repeated(written),
    ...bound.flatMap((one) => (one.ok ? [] : one.problems)),
    ...mixed(classes),
  ];
  if (problems.length > 0) return { ok: false, problems };
  return { ok: true, value: { channels: good.map(({ plan }) => plan), class: [...classes][0] ?? 'notice' } };
}
