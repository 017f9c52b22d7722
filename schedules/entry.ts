import { obligationKey } from '../campaigns/deadline/key.js';
import type { Definition } from '../campaigns/registry.js';
import { themeKey } from '../campaigns/theme/plan.js';
import { safeguardKey } from '../campaigns/theme/safeguard.js';
import type { Day } from '../domain/calendar/day.js';
import type { TimeOfDay } from '../domain/calendar/instant.js';
import type { AudienceRule } from '../domain/plan/plan.js';
import type { Sentence } from '../domain/problem.js';

/** When a schedule fires: on days of the month, or on days a rule was compiled to. */
export type Firing = MonthlyFiring | DatedFiring;

/** Office time, on given days of given months. */
export interface MonthlyFiring {
  /** Days of the month, 1–31; a day a month does not have is left out that month. */
  daysOfMonth: readonly number[];
  /** 1–12; absent: every month. */
  months?: readonly number[];
  time: TimeOfDay;
}

/** Office time, on explicit days, each on behalf of a period. */
export interface DatedFiring {
  /** Those that can move no more, in order. */
  days: readonly FiringDay[];
  /** Those that rest on a year whose holidays are not announced, or on an announcement: expected, and not fired. */
  provisional: readonly FiringDay[];
  time: TimeOfDay;
}

/** A day on which a schedule fires, and on behalf of what. */
export interface FiringDay {
  day: Day;
  /** As `domain/calendar/period.ts` writes it; null: the day itself is all there is. */
  period: string | null;
  /** The last day in time of what it opens; null: it has none, or each debtor its own. */
  due: Day | null;
  dueProvisional: boolean;
  /** What becomes late with a firing: its due day, or the last of the days its debtors have; null: nothing. */
  lastDay: Day | null;
  /** Those above have still to announce it; absent: what may move rests on holidays alone. */
  awaitsAnnouncement?: true;
}

/**
 * What becomes of a firing that comes late, after an outage. Launched while it is less than so many hours late, or while
 * so many workdays are left until its last day; after that it is dropped, or kept until somebody decides.
 */
export interface LateRule {
  launchedWhile: { lessThanHours: number } | { workdaysLeft: number };
  otherwise: 'skip' | 'ask';
}

/** What a schedule launches: its key is made of the schedule's id and the day, its time is the firing's. */
type Scheduled<Kind> = Kind extends { audience: unknown }
  ? Omit<Kind, 'key' | 'at' | 'audience'> & { audience: Omit<AudienceRule, 'committees'> }
  : never;

/** A campaign as it is written down here, or an obligation by its code. */
export type Launches =
  | { what: 'notice'; definition: Scheduled<Extract<Definition, { kind: 'notice' }>> }
  | { what: 'obligation'; code: string }
  | { what: 'theme'; code: string }
  | { what: 'safeguard'; safeguard: number };

/**
 * A campaign that opens itself, in the name of the whole office. Neither its operator nor its committee is named
 * here: every city has its own, and the ledger knows them.
 */
export interface ScheduleEntry {
  /** Stable and speaking; the id of the Temporal Schedule is made of it. */
  id: string;
  title: Sentence;
  firing: Firing;
  late: LateRule;
  launches: Launches;
}

/** The launch key of a schedule's firing: one run per schedule and office day, whoever fires it. */
export const firingKey = (scheduleId: string, officeDayMeant: Day): string =>
  `${scheduleId}.${officeDayMeant}`;

/** What the launch keys of all a schedule's runs begin with. */
export const keyPrefix = ({ id, launches }: Pick<ScheduleEntry, 'id' | 'launches'>): string =>
  'code' in launches ? `${launches.code}.` : `${id}.`;

/** What a firing launches, as an author would have written it, and the key under which that is there once. */
export function launchOf(
  { id, launches }: Pick<ScheduleEntry, 'id' | 'launches'>,
  { day, period }: FiringDay,
  root: string,
): { key: string; definition: unknown } {
  if (launches.what === 'obligation') {
    const { code: obligation } = launches;
    return {
      key: obligationKey(obligation, period!, root),
      definition: { kind: 'deadline', obligation, period },
    };
  }
  if (launches.what === 'theme') {
    const { code: theme } = launches;
    const year = Number(period);
    return { key: themeKey(theme, year, root), definition: { kind: 'theme', theme, year } };
  }
  if (launches.what === 'safeguard') {
    const { safeguard } = launches;
    return { key: safeguardKey(safeguard, root), definition: { kind: 'deadline', safeguard } };
  }
  const key = firingKey(id, day);
  const audience = { committees: [root], ...launches.definition.audience };
  return { key, definition: { ...launches.definition, audience, key } };
}
