import { BATCH_SIZE } from '../../domain/messages/batch.js';
import { estimateEnd } from '../../domain/messages/end-time.js';
import { SMS_LENGTH_LIMIT } from '../../domain/messages/parts.js';
import { sendPlan, type SendHour } from '../../domain/messages/send-plan.js';
import { substitute } from '../../domain/messages/placeholders.js';
import {
  isRecipientVariable,
  RECIPIENT_VARIABLES,
  templateVersion,
  type TemplateVersion,
} from '../../domain/messages/template.js';
import type { Channel, ChannelPlan, Lane, SecondWayStep, SendStep } from '../../domain/plan/plan.js';
import type { ChannelForecast, PreviewSource } from '../../ledger/preview.js';
import { templateByCode } from '../../ledger/templates.js';
import type { Office } from '../office.js';
import { refuse } from '../refusal.js';
import { billOf, type SmsBill } from './bill.js';
import { previewInvitation, type PreviewedInvitation } from './invitation.js';

/** What one channel of a step will do. */
export interface PreviewedChannel {
  channel: Channel;
  template: string;
  version: number;
  /** People who get a message. */
  messages: number;
  /** People who get none here, by reason. */
  exclusions: { reason: string; people: number }[];
  /** SMS only. */
  sms?: SmsBill;
  /** Mail only. */
  invitation?: PreviewedInvitation;
  /** Provider calls a second; 0: unpaced, so that the provider alone decides how long it takes. */
  callsPerSecond: number;
  /** When the last call is made at that pace, the lane being free. */
  endsAt: Date;
  /** What leaves in each hour, at that pace and within the window; hours in which nothing leaves are left out. */
  hours: SendHour[];
}

/** A channel of the plan with its template, and what the ledger has to know of both. */
export interface BoundChannel {
  plan: ChannelPlan;
  template: TemplateVersion;
  source: PreviewSource;
}

/** A second way may have to reach everybody of the step before it, and begins where that fails. */
export const asIfSent = (step: SendStep | SecondWayStep, first: SendStep): SendStep =>
  step.kind === 'send' ? step : { ...first, ...step, kind: 'send' };

/** Reads a channel's template, the very version the plan names. */
export async function boundChannel({ database }: Office, plan: ChannelPlan): Promise<BoundChannel> {
  const stored = await templateByCode(database, plan.template, plan.version);
  if (!stored) throw new Error(`template ${plan.template} version ${plan.version} is gone from the ledger`);
  const template = templateVersion(stored);
  const personal = template.variables.map(({ name }) => name).filter(isRecipientVariable);
  const uses = Object.fromEntries(
    RECIPIENT_VARIABLES.map((name) => [name, usesOf(name, template.text)]),
  ) as PreviewSource['uses'];
  const { channel, variables } = plan;
  return { plan, template, source: { channel, templateId: stored.id, variables, personal, uses } };
}

function usesOf(variable: string, text: string): number {
  let uses = 0;
  substitute(text, (name) => {
    if (name === variable) uses += 1;
    return '';
  });
  return uses;
}

/** Messages, exclusions, cost, hours and end of one channel. */
export function previewChannel(
  office: Office,
  step: SendStep,
  { plan, template, found }: BoundChannel & { found: ChannelForecast },
): PreviewedChannel {
  const { channel, messages, exclusions } = found;
  const bill = channel === 'sms' ? billOf(office, template, plan, found) : undefined;
  if (bill && bill.longest > SMS_LENGTH_LIMIT) throw tooLongForSome(bill.longest);
  const callsPerSecond = paceOf(office, channel, step.lane);
  const messagesPerCall = channel === 'sms' ? BATCH_SIZE : 1;
  const load = {
    ...{ messages, messagesPerCall, calls: Math.ceil(messages / messagesPerCall) },
    callsPerSecond: callsPerSecond === 0 ? Infinity : callsPerSecond,
    window: step.window,
    // One that waited for its approval is late.
    from: new Date(Math.max(Date.parse(step.at), office.clock.now().getTime())),
  };
  return {
    ...{ channel, template: plan.template, version: plan.version, messages, exclusions },
    ...(bill ? { sms: bill } : {}),
    ...(plan.invitation ? { invitation: previewInvitation(plan.invitation) } : {}),
    ...{ callsPerSecond, endsAt: estimateEnd(load), hours: sendPlan(load) },
  };
}

function paceOf({ config }: Office, channel: Channel, lane: Lane): number {
  if (channel === 'sms') {
    return lane === 'urgent' ? config.smsUrgentCallsPerSecond : config.smsBulkCallsPerSecond;
  }
  return lane === 'urgent' ? config.emailUrgentCallsPerSecond : config.emailBulkCallsPerSecond;
}

const tooLongForSome = (longest: number) =>
  refuse(
    'invalid',
    'too-long',
    `有收件人的姓名或组织名过长，短信会有 ${longest} 字，最多 ${SMS_LENGTH_LIMIT} 字：请缩短模板`,
    `a recipient's name or committee is so long that the SMS has ${longest} characters, at most ${SMS_LENGTH_LIMIT}: shorten the template`,
  );
