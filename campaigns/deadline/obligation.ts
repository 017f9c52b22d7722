import type { Period } from '../../domain/calendar/date-rule.js';
import type { DebtorKind } from '../../domain/duties/duty.js';
import type { Form } from '../../domain/duties/form.js';

/** One report that an obligation asks of each debtor. */
export interface DutyForm {
  /** Stable inside its obligation. */
  key: string;
  /** What it is called behind the period: `年度活动规划`. */
  name: string;
  form: Form;
  /** Its own last day, as a date rule of the period; absent: that of the obligation, which alone an office changes. */
  due?: string;
}

/** Something that is owed again and again: by whom, for which period, in which form, and when. */
export interface Obligation {
  /** Small letters and strokes; a run's key is made of it. */
  code: string;
  name: string;
  english: string;
  /** Once for each of these. */
  every: Period;
  owedBy: DebtorKind;
  /** Which terms, where terms owe it. */
  terms?: 'school pairing' | 'ambassador';
  /** The day on which its run opens, as a date rule of the period. */
  opens: string;
  /** The last day in time: a date rule of the period, or so many workdays from each subject's own day (before it, if negative). */
  due: string | { workdays: number };
  /** How many workdays later nothing is taken any more. */
  graceWorkdays: number;
  duties: readonly [DutyForm, ...DutyForm[]];
  /** False: an office has to ask for it. */
  wanted?: false;
  /** Where it comes from: the notice, law or report that asks for it. */
  source: string;
}
