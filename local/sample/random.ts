/** Chance with a seed: the same seed draws the same sequence on every machine (mulberry32, 32-bit state). */
export class Random {
  private state: number;

  /** @param seed any integer; only its low 32 bits count */
  constructor(seed: number) {
    this.state = seed | 0;
  }

  /** A fraction in [0, 1). */
  fraction(): number {
    this.state = (this.state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.state ^ (this.state >>> 15), 1 | this.state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 0x1_0000_0000;
  }

  /** A whole number from `from` to `to`, both inclusive. */
  between(from: number, to: number): number {
    return from + Math.floor(this.fraction() * (to - from + 1));
  }

  /** True with the given probability. */
  chance(probability: number): boolean {
    return this.fraction() < probability;
  }

  /** One entry of a list or one character of a string, all equally likely. */
  pick<T>(list: ArrayLike<T>): T {
    return list[Math.floor(this.fraction() * list.length)] as T;
  }

  /** One value of a weighted table. */
  weighted<T>(table: Weighted<T>): T {
    const mark = this.fraction() * table.total;
    let index = 0;
    while ((table.marks[index] as number) <= mark) index++;
    return table.values[index] as T;
  }
}

/** Values with how often each comes up, prepared for drawing. */
export interface Weighted<T> {
  values: T[];
  /** Running sums of the weights. */
  marks: number[];
  total: number;
}

/** Prepares a table of `[value, weight]`; only the ratio of the weights counts. */
export function weighted<T>(entries: readonly (readonly [T, number])[]): Weighted<T> {
  let total = 0;
  const marks = entries.map(([, weight]) => (total += weight));
  return { values: entries.map(([value]) => value), marks, total };
}
