import { daysBetween, type Day } from '../../domain/calendar/day.js';
import type { TimeOfDay } from '../../domain/calendar/instant.js';
import { rhythmDays, type Rhythm } from '../../domain/calendar/rhythm.js';
import type { Workdays } from '../../domain/calendar/workdays.js';
import type { Form } from '../../domain/duties/form.js';

/** Days between which the office watches more closely (重要时段), both included. */
export interface SafeguardPeriod {
  id: number;
  name: string;
  from: Day;
  to: Day;
  every: Rhythm;
  /** Its last day where it was ended early. */
  endedOn: Day | null;
  /** The day on which it was set. */
  enteredOn: Day;
}

/** The days on which is reported in a time of special care, as it was set and until it ends. */
export const reportingDays = (
  { from, to, every, endedOn }: Pick<SafeguardPeriod, 'from' | 'to' | 'every' | 'endedOn'>,
  workdays: Workdays,
): Day[] => rhythmDays({ from, to }, every, workdays).filter((day) => day <= (endedOn ?? to));

/** How many days it lasts. */
export const lengthOf = ({ from, to }: Pick<SafeguardPeriod, 'from' | 'to'>): number =>
  daysBetween(from, to) + 1;

/** The launch key of its reports for a part of the tree: one run, whoever opens it. */
export const safeguardKey = (id: number, root: string): string => `safeguard-${id}.${root}`;

/** What its reports are called. */
export const safeguardTitle = ({ name }: Pick<SafeguardPeriod, 'name'>): string => `${name}零报告`;

/** Until when they are in, on their day: while there is still somebody to ask. */
export const REPORTED_BY: TimeOfDay = '17:00';

/** What they say: who has nothing to report says that. */
export const ZERO_REPORT: Form = {
  fields: [
    { key: 'state', zh: '情况', en: 'how it is', type: 'choice', choices: ['无情况', '有情况'] },
    { key: 'on_duty', zh: '在岗志愿者人数', en: 'volunteers on duty', type: 'number' },
    { key: 'detail', zh: '情况说明', en: 'details', type: 'text', optional: true },
  ],
  attachments: [],
};
