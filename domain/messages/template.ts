import type { Channel, MessageClass } from '../plan/plan.js';
import { variablesOf } from './placeholders.js';

/** One `${name}` of a template. */
export interface TemplateVariable {
  name: string;
  /** Longest value the carrier's review allows, in UTF-16 units. */
  maxLength: number;
}

/** What is sent of a mail's source; both still hold its variables. */
export interface MadeMail {
  html: string;
  text: string;
}

/** What a template says; no version and no carrier's code yet. */
export interface TemplateContent {
  /** Our own stable name for it, e.g. `flood-warning`. */
  code: string;
  channel: Channel;
  class: MessageClass;
  /** SMS: the text without 【sign】, which the carrier puts before it. Mail: the plain text part. */
  text: string;
  /** Mail only. */
  subject?: string;
  /** Mail only: a page of the office's own, instead of the one made from the text. */
  html?: string;
  /** Mail only: what is sent, made from the text when the template was added; absent beside a page of its own. */
  made?: MadeMail;
  variables: TemplateVariable[];
}

/** A template as it is sent. A version never changes; a better text is a new version. */
export interface TemplateVersion extends TemplateContent {
  version: number;
  /** SMS: the code the carrier gave after its review; `null`: not approved yet. */
  carrierCode: string | null;
}

/** Variables whose value comes from each recipient, never from a definition; `call` is the code of a call-out's call. */
export const RECIPIENT_VARIABLES = ['name', 'committee', 'call'] as const;
/** One of those. */
export type RecipientVariable = (typeof RECIPIENT_VARIABLES)[number];

/** Whether a variable's value comes from each recipient. */
export const isRecipientVariable = (name: string): name is RecipientVariable =>
  (RECIPIENT_VARIABLES as readonly string[]).includes(name);

/** Longest value of a variable where the carrier named no other length; its usual limit for "other" variables. */
export const DEFAULT_VARIABLE_LENGTH = 35;

/** No relay limits a value of a mail; a whole sentence is as long as one should be. */
const MAIL_VARIABLE_LENGTH = 500;

/** Longest value of a variable on a channel. */
export const variableLength = (channel: Channel): number =>
  channel === 'sms' ? DEFAULT_VARIABLE_LENGTH : MAIL_VARIABLE_LENGTH;

/** A template version as it is stored: what a channel has no use for is null. */
export interface StoredTemplate extends Omit<TemplateVersion, 'subject' | 'html' | 'made' | 'variables'> {
  subject: string | null;
  html: string | null;
  madeHtml: string | null;
  madeText: string | null;
}

/** A stored template as the planner and the renderer read it. */
export function templateVersion(stored: StoredTemplate): TemplateVersion {
  const { code, version, channel, text, subject, html, madeHtml, madeText, carrierCode } = stored;
  const names = variablesOf(...[subject, text, html].filter((part) => part !== null));
  return {
    ...{ code, version, channel, class: stored.class, text, carrierCode },
    ...(subject === null ? {} : { subject }),
    ...(html === null ? {} : { html }),
    ...(madeHtml === null || madeText === null ? {} : { made: { html: madeHtml, text: madeText } }),
    variables: names.map((name) => ({ name, maxLength: variableLength(channel) })),
  };
}
