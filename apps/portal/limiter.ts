const MINUTE_MILLISECONDS = 60_000;
/** Callers remembered at once; in a flood the count begins anew, so that memory stays small. */
const MOST_CALLERS = 10_000;

/** Counts what each caller does in the current minute. */
export class Limiter {
  private minute = 0;
  private readonly counts = new Map<string, number>();

  /** @param most how often in a minute one caller may */
  constructor(private readonly most: number) {}

  /** Whether the caller may once more; counts it. */
  allows(caller: string, now: Date): boolean {
    const minute = Math.floor(now.getTime() / MINUTE_MILLISECONDS);
    if (minute !== this.minute || this.counts.size >= MOST_CALLERS) this.counts.clear();
    this.minute = minute;
    const count = (this.counts.get(caller) ?? 0) + 1;
    this.counts.set(caller, count);
    return count <= this.most;
  }
}
