import type { Workdays } from '../domain/calendar/workdays.js';
import type { PlannedTemplate } from '../domain/messages/template.js';
import type { InvitedEvent, MessageClass, PersonCap, SendWindow } from '../domain/plan/plan.js';
import type { TimeOfDay } from '../domain/calendar/instant.js';
import type { Obligation } from './deadline/obligation.js';
import type { ThemeGoal } from './theme/duties.js';
import type { SafeguardPeriod } from './theme/safeguard.js';
import type { ThemeBook } from './theme/theme.js';

/** An invitation as it stands in people's calendars now. */
export interface SentInvitation {
  uid: string;
  /** The highest sent. */
  sequence: number;
  cancelled: boolean;
  event: InvitedEvent;
}

/** A committee as a plan knows it. */
export interface PlannedCommittee {
  code: string;
  name: string;
  /** Codes from the root down, each followed by a slash. */
  path: string;
}

/** All a plan may depend on beside its definition; read from ledger and settings before planning. */
export interface PlanContext {
  now: Date;
  /** By template code; the version to use of each. */
  templates: ReadonlyMap<string, PlannedTemplate>;
  /** How the invitation each run sent stands now, by the run's number. */
  invitations: ReadonlyMap<number, SentInvitation>;
  /** By code; those a definition names as its own and its counterpart, as far as they exist. */
  committees: ReadonlyMap<string, PlannedCommittee>;
  /** Which days the office works, as far as they are announced. */
  workdays: Workdays;
  /** What the office asks for, with its own days, by code. */
  obligations: ReadonlyMap<string, Obligation>;
  /** The office's themes with what was announced of them, and what each is to reach in a year. */
  themes: ThemeBook;
  goals: readonly (ThemeGoal & { code: string; year: number })[];
  /** Times of special care that were not called off, by number. */
  safeguards: ReadonlyMap<number, SafeguardPeriod>;
  office: {
    /** Code of the part of the tree that launches: who owes it something lies below. */
    root: string;
    /** The minute of the workday at which contact persons are reminded of what they owe. */
    digestTime: TimeOfDay;
    /** Hours in which the office sends, by the class of the message; `null`: any. */
    windows: Readonly<Record<MessageClass, SendWindow | null>>;
    /** At most so many to one person, by the class of the message. */
    caps: Readonly<Record<MessageClass, PersonCap>>;
    /** Too old to send so many hours after sending may begin, where the definition does not say, by class. */
    expiryHours: Readonly<Record<MessageClass, number>>;
    /** Texts of one template to one number that the carrier takes in 24 hours; `null`: not known. */
    smsCarrierCapPerDay: number | null;
    /** How long receipts are awaited after the last message, in seconds. */
    settleSeconds: number;
    /** Share of the asked who are expected to come to a call-out while nothing is known of them, in percent. */
    callOutAcceptancePercent: number;
    /** SMS signature without its brackets: it counts in the length of a text. */
    smsSign: string;
  };
}
