import { checkDigit } from '../../domain/people/resident-id.js';
import { dayText } from './days.js';
import type { Sex } from './names.js';

/** No county has this code, so no real person has such an ID (see SOURCES.md). */
const AREA = '130299';
/** A number range no carrier was given, so no real phone can be reached. */
const PHONE_PREFIX = '154';
/** Numbers of eight digits. */
const PHONES = 100_000_000;
/** Sequence numbers 001–998 of one birth day, half for each sex. */
const SEQUENCES = 499;

/** Hands out what must be unique in a sample city: serials, phones, resident IDs. */
export class Registrar {
  private people: number;
  private phones = 0;
  private readonly born = new Map<number, number>();

  /**
   * @param backwards hands out phones and resident IDs from the far end of what there are, so that they are not those
   *   of whom another registrar of the same seed begins with; serials count from `firstSerial` on
   */
  constructor(
    private readonly seed: number,
    private readonly backwards?: { firstSerial: number },
  ) {
    this.people = (backwards?.firstSerial ?? 1) - 1;
  }

  /** 1, 2, 3, … */
  nextSerial(): number {
    return ++this.people;
  }

  /** 100 million different numbers before the first repeats. */
  nextPhone(): string {
    const index = this.phones++;
    const number = scatter(this.backwards ? PHONES - 1 - index : index, this.seed);
    return PHONE_PREFIX + String(number).padStart(8, '0');
  }

  /** A resident ID with a valid check digit; odd sequence numbers are male, even ones female. */
  nextResidentId(birthDay: number, sex: Sex): string {
    const key = birthDay * 2 + (sex === 'male' ? 1 : 0);
    const taken = this.born.get(key) ?? 0;
    if (taken === SEQUENCES)
      throw new RangeError(
        `people: ${dayText(birthDay)} 出生的人已满，请减少人数 / the IDs of one birth day are used up; ask for fewer people`,
      );
    this.born.set(key, taken + 1);
    // 499 is prime, so the stride visits every number once; the start differs from day to day (negative before 1970).
    const start = (birthDay % SEQUENCES) + SEQUENCES;
    const place = this.backwards ? SEQUENCES - 1 - taken : taken;
    const turn = (start * 7 + place * 181) % SEQUENCES;
    const sequence = sex === 'male' ? turn * 2 + 1 : turn * 2 + 2;
    const body = AREA + dayText(birthDay).replaceAll('-', '') + String(sequence).padStart(3, '0');
    return body + checkDigit(body);
  }
}

/**
 * Permutes 0…99,999,999 so that neighbours look unrelated: a Feistel network over two halves of four digits,
 * hence without repeats and without a list of what was given.
 */
function scatter(index: number, seed: number): number {
  let high = Math.floor(index / 10_000) % 10_000;
  let low = index % 10_000;
  for (let round = 1; round <= 3; round++) {
    const mixed = (Math.imul(low + 1, 0x9e3779b1) ^ Math.imul(seed + round, 0x85ebca6b)) >>> 0;
    [high, low] = [low, (high + (Math.imul(mixed ^ (mixed >>> 15), 0x2c1b3c6d) >>> 7)) % 10_000];
  }
  return high * 10_000 + low;
}
