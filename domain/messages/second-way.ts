/** Looks at an audience while its receipts may still come in: what fails meanwhile waits no longer than one part. */
const LOOKS = 4;
/** Closer together they cost more than they bring, in milliseconds. */
const LEAST_PAUSE = 60_000;

/** What may still come of the first way. */
export interface Awaited {
  now: Date;
  /** When the last receipt still awaited has had its time; null: none is awaited. */
  due: Date | null;
  /** Whether something is not out yet, or in doubt: it may take until it expires. */
  underWay: boolean;
  /** How long each receipt is given. */
  afterSeconds: number;
}

/**
 * When to look again whom the first way has not reached.
 * @returns null: nobody can be found unreached any more
 */
export function nextLook({ now, due, underWay, afterSeconds }: Awaited): Date | null {
  const after = (seconds: number) => now.getTime() + Math.max(LEAST_PAUSE, seconds * 1000);
  if (due !== null && due > now) return new Date(Math.min(due.getTime(), after(afterSeconds / LOOKS)));
  return underWay ? new Date(after(afterSeconds)) : null;
}
