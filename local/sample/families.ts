import type { CommitteeKind } from './committees.js';
import { surname, type Sex } from './names.js';
import { weighted, type Random, type Weighted } from './random.js';

// The youngest and the oldest of a sample city, in full years.
const YOUNGEST = 14;
const OLDEST = 75;

/** What the rest of a person is drawn from. */
export interface Sketch {
  sex: Sex;
  surname: string;
  /** Full years on the day of the sample. */
  age: number;
}

type Ages = Weighted<readonly [from: number, to: number]>;

const WORKING: Ages = weighted([
  [[19, 29], 22],
  [[30, 44], 46],
  [[45, 59], 31],
  [[60, 64], 1],
]);

/** Full years by where people volunteer; minors are few, most of them at school. */
const AGES: Partial<Record<CommitteeKind, Ages>> = {
  village: weighted([
    [[14, 17], 1],
    [[18, 29], 11],
    [[30, 44], 31],
    [[45, 59], 39],
    [[60, 69], 15],
    [[70, 75], 3],
  ]),
  school: weighted([
    [[14, 15], 1],
    [[16, 17], 9],
    [[18, 23], 66],
    [[24, 59], 24],
  ]),
};

/** Draws someone of a plausible age for a village, a workplace or a school. */
export function sketchPerson(random: Random, home: CommitteeKind): Sketch {
  const [from, to] = random.weighted(AGES[home] ?? WORKING);
  return { sex: drawSex(random), surname: surname(random), age: random.between(from, to) };
}

/** Draws the second or third of a family: the partner of an adult head, else a sibling; then a child or a parent. */
export function sketchRelative(random: Random, head: Sketch, place: number): Sketch {
  if (place > 2) return sketchGeneration(random, head);
  const age = clamp(head.age + random.between(-4, 4));
  if (head.age < 23) return { sex: drawSex(random), surname: head.surname, age };
  return { sex: head.sex === 'male' ? 'female' : 'male', surname: surname(random), age: Math.max(20, age) };
}

/** A child where one can be old enough, else a parent; the head's mother keeps a surname of her own. */
function sketchGeneration(random: Random, head: Sketch): Sketch {
  const sex = drawSex(random);
  const apart = random.between(23, 30);
  if (head.age - apart >= YOUNGEST) return { sex, surname: head.surname, age: head.age - apart };
  return {
    sex,
    surname: sex === 'male' ? head.surname : surname(random),
    age: clamp(head.age + apart),
  };
}

const drawSex = (random: Random): Sex => (random.chance(0.52) ? 'male' : 'female');

const clamp = (age: number): number => Math.min(OLDEST, Math.max(YOUNGEST, age));
