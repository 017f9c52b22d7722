import type { Obligation } from '../campaigns/deadline/obligation.js';
import type { SafeguardPeriod } from '../campaigns/theme/safeguard.js';
import type { Theme, ThemeBook } from '../campaigns/theme/theme.js';
import type { Day } from '../domain/calendar/day.js';
import { yearOf } from '../domain/calendar/day.js';
import type { TimeOfDay } from '../domain/calendar/instant.js';
import { minutesOfDay, timeOfDay } from '../domain/calendar/office-day.js';
import type { Almanac } from '../domain/calendar/resolve.js';
import type { ScheduleEntry } from './entry.js';
import { openingsOf } from './openings.js';
import { preparationsOf } from './preparations.js';
import { safeguardSchedule, safeguardScheduleOf } from './safeguards.js';

/** Schedules that every office has. */
const SHIPPED: readonly ScheduleEntry[] = [
  {
    id: 'monthly-safety-notice',
    title: { zh: '每月安全提示（各委员会联络员）', en: "monthly safety notice to the committees' liaisons" },
    firing: { daysOfMonth: [1], time: '09:00' },
    late: { launchedWhile: { lessThanHours: 72 }, otherwise: 'skip' },
    launches: {
      what: 'notice',
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
  },
];

/** An obligation opens so long before the digest of its day, which then tells of it: time to look at it, and to stop it. */
const MINUTES_BEFORE_DIGEST = 60;
/** A report that is opened late still leaves its debtors a week. */
const WORKDAYS_LEFT = 5;

/** Years ahead over which days are compiled: as far as anybody may look. */
export const YEARS_AHEAD = 5;

/** What the office's schedules depend on. */
export interface CatalogueGround {
  /** Those it asks for. */
  obligations: readonly Obligation[];
  /** The themes it holds, with what was announced of them. */
  themes: ThemeBook;
  /** Times in which it has reports made more often. */
  safeguards: readonly SafeguardPeriod[];
  /** By which their rules are resolved. */
  almanac: Almanac;
  today: Day;
  /** The minute of the workday at which debtors are told. */
  digestTime: TimeOfDay;
}

/**
 * Every schedule of an office: those that every office has, and one for each thing it wants opened by itself. Pure: the same
 * ground gives the same schedules, and throughout a year the same days.
 */
export const schedulesOf = (ground: CatalogueGround): ScheduleEntry[] => [
  ...SHIPPED,
  ...ground.obligations.map((obligation) => scheduleOf(obligation, ground)),
  ...ground.themes.themes.flatMap((theme) => themeScheduleOf(theme, ground)),
  ...ground.safeguards.flatMap((period) =>
    safeguardScheduleOf(period, { workdays: ground.almanac.workdays, time: openingTime(ground) }),
  ),
];

/** The id of an obligation's schedule. */
const obligationSchedule = ({ code }: Pick<Obligation, 'code'>): string => `obligation-${code}`;

/** Ids of all schedules there may be, those of what the office does not ask for included. */
export const scheduleIds = (
  obligations: readonly Pick<Obligation, 'code'>[],
  themes: readonly Pick<Theme, 'code'>[],
  safeguards: readonly Pick<SafeguardPeriod, 'id'>[],
): string[] => [
  ...SHIPPED.map(({ id }) => id),
  ...obligations.map(obligationSchedule),
  ...themes.map(themeSchedule),
  ...safeguards.map(safeguardSchedule),
];

/** The id of a theme's schedule. */
const themeSchedule = ({ code }: Pick<Theme, 'code'>): string => `theme-${code}`;

/** None, where the office does not hold it, or has nothing to prepare. */
function themeScheduleOf(theme: Theme, ground: CatalogueGround): ScheduleEntry[] {
  const { themes, almanac } = ground;
  if (themes.off?.has(theme.code)) return [];
  const firing = preparationsOf(theme, yearsOf(ground), { book: themes, workdays: almanac.workdays });
  if (!firing) return [];
  return [
    {
      ...{ id: themeSchedule(theme), title: { zh: theme.name, en: theme.english } },
      firing: { ...firing, time: openingTime(ground) },
      ...{ late: ASK_WHEN_LATE, launches: { what: 'theme', code: theme.code } },
    },
  ];
}

function scheduleOf(obligation: Obligation, ground: CatalogueGround): ScheduleEntry {
  return {
    id: obligationSchedule(obligation),
    title: { zh: obligation.name, en: obligation.english },
    firing: { ...openingsOf(obligation, yearsOf(ground), ground.almanac), time: openingTime(ground) },
    late: ASK_WHEN_LATE,
    launches: { what: 'obligation', code: obligation.code },
  };
}

/** What has debtors is launched late while they still have time, and else left to a person. */
const ASK_WHEN_LATE: ScheduleEntry['late'] = {
  launchedWhile: { workdaysLeft: WORKDAYS_LEFT },
  otherwise: 'ask',
};

/** Last year's stay, so that a firing that comes late still knows what it was for. */
const yearsOf = ({ today }: CatalogueGround): { from: number; to: number } => ({
  ...{ from: yearOf(today) - 1, to: yearOf(today) + YEARS_AHEAD },
});

const openingTime = ({ digestTime }: CatalogueGround): TimeOfDay =>
  timeOfDay(Math.max(0, minutesOfDay(digestTime) - MINUTES_BEFORE_DIGEST));
