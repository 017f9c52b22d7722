/** Looks at an audience while its receipts may still come in: what fails meanwhile waits no longer than one part. */
const LOOKS = 4;
/** Closer together they cost more than they bring, in milliseconds. */
const LEAST_PAUSE = 60_000;

/**
 * When to look again whom the first way has not reached.
 * @param due when the last receipt still awaited has had its time; null: none is awaited
 * @param afterSeconds how long each receipt is given
 * @returns null: nobody can be found unreached any more
 */
export function nextLook({
  now,
  due,
  afterSeconds,
}: {
  now: Date;
  due: Date | null;
  afterSeconds: number;
}): Date | null {
  if (due === null || due <= now) return null;
  const soon = now.getTime() + Math.max(LEAST_PAUSE, (afterSeconds * 1000) / LOOKS);
  return new Date(Math.min(due.getTime(), soon));
}
