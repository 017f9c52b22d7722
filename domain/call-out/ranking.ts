/** Who is asked first: points out of a hundred, each part explained to whoever asks why. */

/** How many points each part can bring; they sum up to 100. */
export const RANKING_POINTS = {
  /** The event lies in the hours somebody said they can come; half of it where they never said any. */
  available: 40,
  /** Lives in the committee's own area; less by each level of the tree that lies between. */
  near: 30,
  /** Has been left in peace: neither asked nor served in the last thirty days. */
  rested: 20,
  /** Accepted the calls they were asked to. */
  accepts: 10,
} as const;

/** Days for which being asked or serving tires. */
export const FATIGUE_DAYS = 30;
/** So much asking and serving in that time leaves no point for rest; serving counts twice. */
export const FATIGUE_LIMIT = 6;
/** Days for which an answer tells of the next. */
export const ACCEPTANCE_DAYS = 730;
/** An unknown person counts as if they had answered so many calls like everybody. */
export const ACCEPTANCE_PRIOR = 3;

/** Why somebody stands where they stand. */
export interface Standpoint {
  /** `null`: never said when they can come. */
  available: boolean | null;
  /** Levels of the tree between home and the event's place. */
  distance: number;
  askedLately: number;
  servedLately: number;
  /** Share of earlier calls accepted, 0–1. */
  acceptance: number;
  points: number;
}
