/** One try of the carrier to push replies: when it began and ended, in milliseconds since 1970, and what it carried. */
export interface Push {
  at: number;
  endedAt: number;
  /** Within the carrier's time, with HTTP 200 and a numeric code. */
  answered: boolean;
  sequences: string[];
}

/** A line of the carrier's record of replies. */
interface RecordLine {
  kind: string;
  at: string;
  endedAt: string;
  answered: boolean;
  sequences: string[];
}

/** Every try there was, also those that nobody answered: they are what a mark is for. */
export const pushesIn = (lines: readonly unknown[]): Push[] =>
  (lines as RecordLine[])
    .filter(({ kind }) => kind === 'push')
    .map(({ at, endedAt, answered, sequences }) => ({
      at: Date.parse(at),
      endedAt: Date.parse(endedAt),
      ...{ answered, sequences },
    }));

/** Of each reply, when it was pushed for the first time. */
function firstPushes(pushes: readonly Push[]): Map<string, number> {
  const first = new Map<string, number>();
  for (const { at, sequences } of pushes) {
    for (const sequence of sequences) first.set(sequence, Math.min(at, first.get(sequence) ?? Infinity));
  }
  return first;
}

/** Whether the record has a try of each of these replies: a try stands there only once it has ended. */
export function allRecorded(pushes: readonly Push[], sequences: Iterable<string>): boolean {
  const first = firstPushes(pushes);
  return [...sequences].every((sequence) => first.has(sequence));
}

/**
 * Of every reply, the milliseconds from its first push, answered or not, to when it was seen to have counted: a
 * person has waited since then, whatever came of that try.
 * @throws {Error} when a reply was never pushed: there is no latency, and nought would flatter
 */
export function latenciesOf(seen: ReadonlyMap<string, number>, pushes: readonly Push[]): number[] {
  const first = firstPushes(pushes);
  return [...seen].map(([sequence, at]) => {
    const pushed = first.get(sequence);
    if (pushed === undefined) throw new Error(`no push of reply ${sequence} is on record`);
    return at - pushed;
  });
}

/** How the pushes were answered: tries, those that were not answered in time, and the slowest, in milliseconds. */
export const answersTo = (
  pushes: readonly Push[],
): { pushes: number; unanswered: number; answeredWithin: number } => ({
  pushes: pushes.length,
  unanswered: pushes.filter(({ answered }) => !answered).length,
  answeredWithin: pushes.reduce((most, { at, endedAt }) => Math.max(most, endedAt - at), 0),
});
