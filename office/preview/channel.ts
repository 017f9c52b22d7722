import { BATCH_SIZE } from '../../domain/messages/batch.js';
import { estimateEnd } from '../../domain/messages/end-time.js';
import { smsCostFen, smsLength, SMS_LENGTH_LIMIT, smsParts } from '../../domain/messages/parts.js';
import { substitute } from '../../domain/messages/placeholders.js';
import {
  isRecipientVariable,
  RECIPIENT_VARIABLES,
  templateVersion,
  type TemplateVersion,
} from '../../domain/messages/template.js';
import type { Channel, ChannelPlan, Lane, SendStep } from '../../domain/plan/plan.js';
import type { ChannelForecast, PreviewSource } from '../../ledger/preview.js';
import { templateByCode } from '../../ledger/templates.js';
import type { Office } from '../office.js';
import { refuse } from '../refusal.js';

/** What an SMS step is billed. */
export interface SmsBill {
  /** Billed parts in all. */
  parts: number;
  /** Parts of the shortest and of the longest text. */
  partsEach: { least: number; most: number };
  /** Length of the longest text with its signature, in UTF-16 units. */
  longest: number;
  /** In 分 (0.01 yuan). */
  costFen: number;
}

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
  /** Provider calls a second; 0: unpaced, so that the provider alone decides how long it takes. */
  callsPerSecond: number;
  /** When the last call is made at that pace, the lane being free. */
  endsAt: Date;
}

/** A channel of the plan with its template, and what the ledger has to know of both. */
export interface BoundChannel {
  plan: ChannelPlan;
  template: TemplateVersion;
  source: PreviewSource;
}

/** Reads a channel's template, the very version the plan names. */
export async function boundChannel({ database }: Office, plan: ChannelPlan): Promise<BoundChannel> {
  const stored = await templateByCode(database, plan.template, plan.version);
  if (!stored) throw new Error(`template ${plan.template} version ${plan.version} is gone from the ledger`);
  const template = templateVersion(stored);
  const personal = template.variables.map(({ name }) => name).filter(isRecipientVariable);
  const uses = Object.fromEntries(
    RECIPIENT_VARIABLES.map((name) => [name, usesOf(name, template.text)]),
  ) as PreviewSource['uses'];
  return { plan, template, source: { channel: plan.channel, variables: plan.variables, personal, uses } };
}

function usesOf(variable: string, text: string): number {
  let uses = 0;
  substitute(text, (name) => {
    if (name === variable) uses += 1;
    return '';
  });
  return uses;
}

/** Messages, exclusions, cost and end of one channel. */
export function previewChannel(
  office: Office,
  step: SendStep,
  { plan, template, found }: BoundChannel & { found: ChannelForecast },
): PreviewedChannel {
  const { channel, messages, exclusions } = found;
  const callsPerSecond = paceOf(office, channel, step.lane);
  return {
    channel,
    template: plan.template,
    version: plan.version,
    messages,
    exclusions,
    ...(channel === 'sms' ? { sms: billOf(office, template, plan, found) } : {}),
    callsPerSecond,
    endsAt: estimateEnd({
      calls: channel === 'sms' ? Math.ceil(messages / BATCH_SIZE) : messages,
      callsPerSecond: callsPerSecond === 0 ? Infinity : callsPerSecond,
      window: step.window,
      from: new Date(step.at),
    }),
  };
}

function paceOf({ config }: Office, channel: Channel, lane: Lane): number {
  if (channel === 'sms') {
    return lane === 'urgent' ? config.smsUrgentCallsPerSecond : config.smsBulkCallsPerSecond;
  }
  return lane === 'urgent' ? config.emailUrgentCallsPerSecond : config.emailBulkCallsPerSecond;
}

/** Exact, by every text's own length, although no recipient's values leave the database. */
function billOf(
  { config }: Office,
  { text }: TemplateVersion,
  { variables }: ChannelPlan,
  { lengths }: ChannelForecast,
): SmsBill {
  const fixed = smsLength(
    config.smsSignName,
    substitute(text, (name) => variables[name] ?? ''),
  );
  const longest = fixed + (lengths.at(-1)?.units ?? 0);
  if (longest > SMS_LENGTH_LIMIT) throw tooLongForSome(longest);
  const each = lengths.map(({ units, messages }) => ({ parts: smsParts(fixed + units), messages }));
  const parts = each.reduce((sum, one) => sum + one.parts * one.messages, 0);
  return {
    parts,
    partsEach: { least: each[0]?.parts ?? 0, most: each.at(-1)?.parts ?? 0 },
    longest,
    costFen: smsCostFen(parts, config.smsPartPriceFen),
  };
}

const tooLongForSome = (longest: number) =>
  refuse(
    'invalid',
    'too-long',
    `有收件人的姓名或组织名过长，短信会有 ${longest} 字，最多 ${SMS_LENGTH_LIMIT} 字：请缩短模板`,
    `a recipient's name or committee is so long that the SMS has ${longest} characters, at most ${SMS_LENGTH_LIMIT}: shorten the template`,
  );
