import type { Day } from '../../domain/calendar/day.js';
import type { RestDayPolicy } from '../../domain/calendar/date-rule.js';
import type { TimeOfDay } from '../../domain/calendar/instant.js';

/** A themed campaign that comes back every year: its day, how long it goes on, who takes part and what is owed for it. */
export interface Theme {
  /** Small letters, digits and strokes; other rules name it by this, as `@spring-travel`. */
  code: string;
  name: string;
  english: string;
  /** When it begins, as `domain/calendar/written-rule.ts` reads it. */
  rule: string;
  /** How long it goes on: so many days, or up to a day given by a rule, in the next year where that lies before the first. */
  length: { days: number } | { until: string };
  /** Its days are announced every year; the rule only says what is to be expected. */
  announcedYearly?: boolean;
  /** One of the province's four days on which everybody takes part (四个集中活动日). */
  collective?: boolean;
  /** The project it belongs to (专题), in its own words. */
  project?: string;
  /** Year of the first, where people count them: 第63个学雷锋纪念日. */
  first?: number;
  /** Departments that hold it together with the office. */
  with?: readonly string[];
  /** Which reports every committee owes for it; none: nothing. */
  owes: readonly ThemeDutyKey[];
  /** Phases that lie otherwise than usual. */
  phases?: Readonly<Partial<Record<PhaseName, Partial<PhaseTiming>>>>;
  /** Phases it does without. */
  without?: readonly PhaseName[];
}

/** Reports a theme may ask for: 方案, 名单, 当日统计, 总结. */
export const THEME_DUTIES = ['plan', 'roster', 'counts', 'summary'] as const;
/** One of them. */
export type ThemeDutyKey = (typeof THEME_DUTIES)[number];

/** What happens around the day of a theme, in its usual order. */
export const PHASES = [
  ...(['order', 'plan', 'materials', 'roster', 'training', 'chase'] as const),
  ...(['reminder', 'day', 'counts', 'records', 'summary'] as const),
] as const;
/** One of them. */
export type PhaseName = (typeof PHASES)[number];

/** Where a phase lies: so far from the first or the last day, at a time of the office's day. */
export interface PhaseTiming {
  from: 'first' | 'last';
  offset: { days: number } | { workdays: number };
  restDay: RestDayPolicy;
  time: TimeOfDay;
}

/** What was announced of a theme in one year, and what the office has settled for itself. */
export interface ThemeAnnouncement {
  code: string;
  year: number;
  /** Its first day as announced; null: only something else was. */
  day: Day | null;
  /** Its last day as announced; null: as long as it is by its rule. */
  lastDay: Day | null;
  /** The day on which the office itself holds it, where that is another: 3月3日 for 3月5日. */
  held: Day | null;
  /** The year's motto (年度主题). */
  wording: string | null;
}

/** The themes of an office, with everything said of them so far. */
export interface ThemeBook {
  themes: readonly Theme[];
  /** Codes of those it does not hold; rules of others may still name them. */
  off?: ReadonlySet<string>;
  announced?: readonly ThemeAnnouncement[];
  /** The office's day: of years before it nothing is awaited any more. */
  today?: Day;
}
