import type { Channel, MessageClass } from '../plan/plan.js';
import { variablesOf } from './placeholders.js';
import type { Standing } from './template-review.js';

/** What a template is meant for: a kind of campaign, or the office's own word to its people. */
export const TEMPLATE_KINDS = [
  'notice',
  'call-out',
  'question',
  'deadline',
  'theme',
  'meeting',
  'training',
  'recruitment',
  'office',
] as const;
/** One of those. */
export type TemplateKind = (typeof TEMPLATE_KINDS)[number];

/**
 * What a variable holds, which a carrier's review wants to know, and the longest value it then takes in UTF-16 units.
 * Source: help.aliyun.com document_detail/2806243 (TemplateRule); our words for its attributes.
 */
export const VARIABLE_ATTRIBUTES = {
  /** Anything else: no link, no phone. */
  text: 35,
  /** What somebody is called. */
  name: 20,
  organisation: 20,
  address: 30,
  time: 35,
  amount: 35,
  phone: 15,
  /** Letters and digits. */
  number: 35,
  /** Of a verification. */
  code: 6,
} as const;
/** One of those. */
export type VariableAttribute = keyof typeof VARIABLE_ATTRIBUTES;

/** One `${name}` of a template. */
export interface TemplateVariable {
  name: string;
  /** Longest value the carrier's review allows, in UTF-16 units. */
  maxLength: number;
  /** Absent: text. */
  attribute?: VariableAttribute;
}

/** What is sent of a mail's source; both still hold its variables. */
export interface MadeMail {
  html: string;
  text: string;
}

/** What a template says; no version yet. */
export interface TemplateContent {
  /** Our own stable name for it, e.g. `flood-warning`. */
  code: string;
  channel: Channel;
  class: MessageClass;
  /** Absent: of any kind. */
  kind?: TemplateKind;
  /** BCP 47, e.g. `zh-CN`, `en`; absent: `zh-CN`. */
  language?: string;
  /** SMS: the text without 【sign】, which the carrier puts before it. Mail: the plain text part. */
  text: string;
  /** Mail only. */
  subject?: string;
  /** Mail only: a page of the office's own, instead of the one made from the text. */
  html?: string;
  /** Mail only: what is sent, made from the text when the template was added; absent beside a page of its own. */
  made?: MadeMail;
  variables: TemplateVariable[];
  /** SMS: addresses in the text that are filed with the carrier; absent: none. */
  links?: string[];
}

/** A template as it is sent. A version never changes; a better text is a new version. */
export interface TemplateVersion extends TemplateContent {
  version: number;
}

/** A template version as a plan may use it. */
export interface PlannedTemplate extends TemplateVersion {
  /** What the office's carriers say of it. */
  standing: Standing;
}

/**
 * Variables whose values are written down for each recipient of a firing when it is frozen (`recipient_value`): what is
 * owed, how many of it late, the most urgent of it and until when, a list of all, the short code of the page; and of a
 * summary its figures, its ranking and how it was last time.
 */
export const WRITTEN_VARIABLES = [
  ...(['duty_count', 'duty_late', 'duty_first', 'duty_until', 'duty_list', 'duty_code'] as const),
  ...(['report_expected', 'report_in', 'report_in_time', 'report_late', 'report_returned'] as const),
  ...(['report_missing', 'report_ranking', 'report_before', 'report_totals'] as const),
] as const;

/**
 * Variables whose value comes from each recipient or their run, never from a definition; `call` is the code of a
 * call-out's call, `question` the number of a question, `page` (mail only) the link to the page on which its recipient
 * answers questions or hands reports in.
 */
export const RECIPIENT_VARIABLES = [
  ...(['name', 'committee', 'call', 'question', 'page'] as const),
  ...WRITTEN_VARIABLES,
] as const;
/** One of those. */
export type RecipientVariable = (typeof RECIPIENT_VARIABLES)[number];

/** Beside them stands what the links of a recipient's mail lead to; no template names it. */
export const PAGES_VALUE = 'duty_pages';

/** Whether a variable's value is written down for each recipient of a firing. */
export const isWrittenVariable = (name: string): name is (typeof WRITTEN_VARIABLES)[number] =>
  (WRITTEN_VARIABLES as readonly string[]).includes(name);

/** Values of these are lists, one entry a line: only a mail holds them. */
const LIST_VARIABLES: readonly string[] = ['duty_list', 'report_ranking'] satisfies RecipientVariable[];

/** Whether a variable's value may have several lines. */
export const isListVariable = (name: string): boolean => LIST_VARIABLES.includes(name);

/** As long as a list gets in a mail, in UTF-16 units; what is longer is cut where it is made, and says so. */
export const LIST_LENGTH = 20_000;

/** Whether a variable's value comes from each recipient. */
export const isRecipientVariable = (name: string): name is RecipientVariable =>
  (RECIPIENT_VARIABLES as readonly string[]).includes(name);

/** Longest value of a variable where nothing was declared: that of other text. */
export const DEFAULT_VARIABLE_LENGTH = VARIABLE_ATTRIBUTES.text;

/** No relay limits a value of a mail; a whole sentence is as long as one should be. */
const MAIL_VARIABLE_LENGTH = 500;

/** Longest value of a variable on a channel. */
export const variableLength = (channel: Channel): number =>
  channel === 'sms' ? DEFAULT_VARIABLE_LENGTH : MAIL_VARIABLE_LENGTH;

/** The variables of some texts, each with the length its channel usually allows. */
export const undeclared = (channel: Channel, ...texts: (string | undefined)[]): TemplateVariable[] =>
  variablesOf(...texts).map((name) => ({
    name,
    maxLength: isListVariable(name) ? LIST_LENGTH : variableLength(channel),
  }));

/** A template version as it is stored: what was not said, or its channel has no use for, is null. */
export interface StoredTemplate {
  code: string;
  version: number;
  channel: Channel;
  class: MessageClass;
  kind: TemplateKind | null;
  language: string;
  subject: string | null;
  text: string;
  html: string | null;
  /** What is sent of a mail without a page of its own; null also in templates of before such were made. */
  madeHtml: string | null;
  madeText: string | null;
  variables: TemplateVariable[] | null;
  links: string[];
}

/** A stored template as the planner and the renderer read it. */
export function templateVersion(stored: StoredTemplate): TemplateVersion {
  const { code, version, channel, kind, language, text, subject, html, variables, links } = stored;
  const { madeHtml, madeText } = stored;
  const words = {
    text,
    ...(subject === null ? {} : { subject }),
    ...(html === null ? {} : { html }),
    ...(madeHtml === null || madeText === null ? {} : { made: { html: madeHtml, text: madeText } }),
  };
  return {
    ...{ code, version, channel, class: stored.class, language, links, ...words },
    ...(kind === null ? {} : { kind }),
    variables: variables ?? undeclared(channel, words.subject, text, words.html),
  };
}
