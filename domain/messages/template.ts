import type { Channel, MessageClass } from '../plan/plan.js';

/** One `${name}` of a template. */
export interface TemplateVariable {
  name: string;
  /** Longest value the carrier's review allows, in UTF-16 units. */
  maxLength: number;
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
  /** Mail only; absent: a plain page is made from the text. */
  html?: string;
  variables: TemplateVariable[];
}

/** A template as it is sent. A version never changes; a better text is a new version. */
export interface TemplateVersion extends TemplateContent {
  version: number;
  /** SMS: the code the carrier gave after its review; `null`: not approved yet. */
  carrierCode: string | null;
}

/** Variables whose value comes from each recipient, never from a definition. */
export const RECIPIENT_VARIABLES = ['name', 'committee'] as const;

/** Whether a variable's value comes from each recipient. */
export const isRecipientVariable = (name: string): name is (typeof RECIPIENT_VARIABLES)[number] =>
  (RECIPIENT_VARIABLES as readonly string[]).includes(name);

/** Longest value of a variable where the carrier named no other length; its usual limit for "other" variables. */
export const DEFAULT_VARIABLE_LENGTH = 35;
