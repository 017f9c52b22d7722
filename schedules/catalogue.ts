import type { Definition } from '../campaigns/registry.js';
import type { AudienceRule, TimeOfDay } from '../domain/plan/plan.js';

/** When a schedule fires: office time, on given days of given months. */
export interface Firing {
  /** Days of the month, 1–31; a day a month does not have is left out that month. */
  daysOfMonth: number[];
  /** 1–12; absent: every month. */
  months?: number[];
  time: TimeOfDay;
}

/** What a schedule launches: its key is made of the schedule's id and the day, its time is the firing's. */
type Scheduled<Kind> = Kind extends unknown
  ? Omit<Kind, 'key' | 'at' | 'audience'> & { audience: Omit<AudienceRule, 'committees'> }
  : never;

/**
 * A campaign that opens itself, in the name of the whole office. Neither its operator nor its committee is named
 * here: every city has its own, and the ledger knows them.
 */
export interface ScheduleEntry {
  /** Stable and speaking; the id of the Temporal Schedule is made of it. */
  id: string;
  title: { zh: string; en: string };
  firing: Firing;
  /** What a firing that comes late, after an outage, does: sent while less than so many hours late, else skipped. */
  sendIfLateByLessThanHours: number;
  /** The campaign; among the whole tree, its audience is who fits these conditions. */
  definition: Scheduled<Definition>;
}

/** Every schedule of the office. */
export const SCHEDULES: readonly ScheduleEntry[] = [
  {
    id: 'monthly-safety-notice',
    title: { zh: '每月安全提示（各委员会联络员）', en: "monthly safety notice to the committees' liaisons" },
    firing: { daysOfMonth: [1], time: '09:00' },
    sendIfLateByLessThanHours: 72,
    definition: {
      kind: 'notice',
      title: '每月安全提示',
      audience: { roles: ['liaison'] },
      channels: [
        { channel: 'sms', template: 'safety-notice' },
        { channel: 'email', template: 'safety-notice-mail' },
      ],
    },
  },
];

/** The launch key of a schedule's firing: one run per schedule and office day, whoever fires it. */
export const firingKey = (scheduleId: string, officeDayMeant: string): string =>
  `${scheduleId}.${officeDayMeant}`;
