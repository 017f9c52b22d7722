/**
 * Where the time comes from. Handed in, never reached for, so that a test passes the instant it means and
 * skipped time can be followed. SQL takes it as an argument too.
 */
export interface Clock {
  now(): Date;
}

/** The machine's own clock. */
export const systemClock: Clock = { now: () => new Date() };

/** A clock that shows what it was last set to. */
export class SettableClock implements Clock {
  constructor(private instant: Date) {}

  now(): Date {
    return new Date(this.instant);
  }

  set(instant: Date): void {
    this.instant = instant;
  }

  /** Moves forward by `milliseconds`. */
  advance(milliseconds: number): void {
    this.instant = new Date(this.instant.getTime() + milliseconds);
  }
}
