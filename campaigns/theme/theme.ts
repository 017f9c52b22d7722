/** A themed campaign that comes back every year: its day, how long it goes on, and who takes part. */
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
  collective?: true;
  /** The project it belongs to (专题), in its own words. */
  project?: string;
  /** Year of the first, where people count them: 第63个学雷锋纪念日. */
  first?: number;
  /** Departments that hold it together with the office. */
  with?: readonly string[];
}
