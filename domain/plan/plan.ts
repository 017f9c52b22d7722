/**
 * A plan: what a run will do, step by step, computed once at launch and stored. Preview, approval and
 * workflow read the same row. No library is imported here: workflows may take these types.
 */

export type Channel = 'sms' | 'email';
/** Both channels, in the order they are listed to people. */
export const CHANNELS: readonly Channel[] = ['sms', 'email'];

/** Urgent and bulk are separate queues per channel: a campaign of 114,000 never delays an urgent message. */
export type Lane = 'urgent' | 'bulk';

/** What carriers and the law tell apart: 验证码, 通知, 推广. */
export type MessageClass = 'verification' | 'notice' | 'promotion';

/** An absolute instant, ISO 8601 in UTC, e.g. `2026-11-22T01:00:00.000Z`. */
export type Instant = string;

/** A time of day in the office's zone (Asia/Shanghai), `HH:MM`. */
export type TimeOfDay = string;

/** When sending is allowed, in office time: `from` inclusive, `to` exclusive. */
export interface SendWindow {
  from: TimeOfDay;
  to: TimeOfDay;
}

/** At most so many messages of one class to one person in a rolling day and week, over all runs. */
export interface PersonCap {
  perDay: number | null;
  perWeek: number | null;
}

/** Who is meant, as data; compiled to SQL in ledger/ alone. Absent conditions do not restrict. */
export interface AudienceRule {
  /** Committee codes; each stands for its whole subtree. */
  committees: string[];
  /** Contact persons with one of these roles, instead of the volunteers. */
  roles?: ContactRole[];
  /** Has every one of these skills. */
  skills?: string[];
  /** Holds every one of these qualifications on the day. */
  qualifications?: string[];
  /** Full years of age on the office day; inclusive. */
  age?: { from?: number; to?: number };
  /** Recipients of an earlier step of a run. */
  recipientsOf?: { run: number; step: string };
}

/** Who speaks for a committee: 主任, 副主任, 联络员. */
export type ContactRole = 'head' | 'deputy' | 'liaison';
/** The three roles, highest first. */
export const CONTACT_ROLES: readonly ContactRole[] = ['head', 'deputy', 'liaison'];

/** A template bound to a channel: its exact version, and the values common to all recipients. */
export interface ChannelPlan {
  channel: Channel;
  /** Template code and version; a version never changes. */
  template: string;
  version: number;
  /** Values of the template's variables that the definition fixes; `name` and `committee` come from the recipient. */
  variables: Record<string, string>;
}

/** One sending step. */
export interface SendStep {
  /** Stable name of the step inside its run; survives a replan. */
  key: string;
  kind: 'send';
  at: Instant;
  audience: AudienceRule;
  channels: ChannelPlan[];
  lane: Lane;
  class: MessageClass;
  /** `null`: any hour. */
  window: SendWindow | null;
  /** Why the window is overridden, for an emergency; logged. */
  emergency: string | null;
  /** Too old to send after this instant; `null`: never. */
  expiresAt: Instant | null;
  cap: PersonCap;
  /** How long receipts are awaited after the last message went out, in seconds, before the run closes. */
  settleSeconds: number;
}

/** A step of any kind. */
export type Step = SendStep;

/** What a run will do; frozen at launch. */
export interface Plan {
  kind: 'notice';
  title: string;
  steps: Step[];
}

/** What a workflow knows of a plan: nothing a person could read. */
export interface ItineraryItem {
  step: string;
  kind: Step['kind'];
  at: Instant;
  settleSeconds: number;
}

/** The text-free list of a plan's steps that its workflow follows. */
export const itinerary = (plan: Plan): ItineraryItem[] =>
  plan.steps.map(({ key, kind, at, settleSeconds }) => ({ step: key, kind, at, settleSeconds }));
