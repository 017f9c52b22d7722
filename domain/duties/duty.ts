/** What is owed: a report by a committee, until a day; and how it stands. No library is imported here: workflows may take these types. */
import type { Day } from '../calendar/day.js';
import type { ContactRole } from '../people/contact-role.js';
import type { Instant } from '../calendar/instant.js';
import type { Form } from './form.js';

/**
 * How a duty stands: 未报, 已报, 退回, 通过, 免报, 锁定. `submitted` may be amended until it is accepted or locked; `locked` takes
 * nothing any more until somebody unlocks it.
 */
export const DUTY_STATES = ['owed', 'submitted', 'returned', 'accepted', 'excused', 'locked'] as const;
/** One of them. */
export type DutyState = (typeof DUTY_STATES)[number];

/** States in which the debtor still has to do something. */
export const OPEN_STATES: readonly DutyState[] = ['owed', 'returned'];

/** Kinds of campaigns in which reports are owed and chased. */
export const CHASED_KINDS = ['deadline', 'theme', 'meeting'] as const;
/** One of them. */
export type ChasedKind = (typeof CHASED_KINDS)[number];

/** For whose every one something is owed: committees right below, county-level areas, or what stands in a register; `office`: itself. */
export type DebtorKind = 'committee' | 'area' | 'project' | 'activity' | 'term' | 'office';

/**
 * A rung of the ladder by which a duty is chased, or a word beside it: those after `office` are said when somebody has decided
 * something.
 */
export type RungName =
  | 'opened'
  | 'week before'
  | 'day before'
  | 'due'
  | 'late'
  | 'deputy'
  | 'head'
  | 'superior'
  | 'office'
  | 'returned'
  | 'extended'
  | 'unlocked'
  | 'moved';

/** Whom a rung is meant for: who owes it, the committee above, or the office. */
export type RungSide = 'debtor' | 'superior' | 'office';

/** A rung with its instant. */
export interface PlannedRung {
  rung: RungName;
  at: Instant;
  to: RungSide;
  /** Of those who speak for it the first of these that there is. */
  roles: readonly ContactRole[];
}

/** A rung as a ladder declares it. */
export interface LadderRung extends Omit<PlannedRung, 'at'> {
  /** Workdays after the due day, before it if negative; null: when the duty opens. */
  workdays: number | null;
}

/** One thing that is owed by many. */
export interface PlannedDuty {
  /** Stable name inside its run. */
  key: string;
  title: string;
  form: Form;
  owedBy: DebtorKind;
  /** Codes: those below which debtors are looked for; or the debtors themselves. */
  under: readonly string[];
  themselves?: true;
  /** Of what stands in a register: in force, ending, or running out between these days. */
  between?: { from: Day; to: Day };
  /** Which terms. */
  terms?: 'school pairing' | 'ambassador';
  /** When it is due; null: each so many workdays after the day its subject ends. */
  dueAt: Instant | null;
  /** Workdays after the subject's own day, before it if negative; only without `dueAt`. */
  dueWorkdays?: number;
  /** Workdays after the due day on which nothing is taken any more. */
  graceWorkdays: number;
  /** When nothing is taken any more; null without `dueAt`. */
  lockAt: Instant | null;
  /** Its instants where all debtors have the same. */
  rungs: readonly PlannedRung[];
  /** For a subject's own day, an extension or a return: the ladder anew. */
  ladder: readonly LadderRung[];
  /** A day it rests on may still move: its year's holidays are not announced. */
  provisional: boolean;
  /** Asked for no more since its plan was made anew; what was handed in stays. */
  dropped?: true;
}
