import { SKILLS, type Skill } from './codes.js';
import { dayText, yearsBefore } from './days.js';
import type { SampleQualification } from './person.js';
import { weighted, type Random } from './random.js';

const SKILL_COUNTS = weighted([
  [0, 35],
  [1, 40],
  [2, 20],
  [3, 5],
]);
const SKILL_TABLE = weighted(SKILLS.map((skill) => [skill, skill.weight] as const));

/** The days, as numbers, between which a person's papers are dated. */
export interface Dates {
  born: number;
  joined: number;
  asOf: number;
}

/** Draws none to three skills a person of that age may have. */
export function drawSkills(random: Random, age: number): Skill[] {
  const drawn = new Set<Skill>();
  for (let left = random.weighted(SKILL_COUNTS); left > 0; left--) {
    const skill = random.weighted(SKILL_TABLE);
    if (age >= skill.minimumAge) drawn.add(skill);
  }
  return [...drawn];
}

/** Draws the training, insurance and certificates of a volunteer: most have the first two, some have run out. */
export function drawQualifications(random: Random, skills: Skill[], dates: Dates): SampleQualification[] {
  return [
    ...training(random, dates),
    ...insurance(random, dates),
    ...skills.flatMap((skill) => certificate(random, skill, dates)),
  ];
}

function training(random: Random, { joined, asOf }: Dates): SampleQualification[] {
  if (!random.chance(0.88)) return [];
  const from = Math.min(asOf, joined + random.between(0, 90));
  return [{ code: 'pre-service-training', number: null, from: dayText(from), until: null }];
}

/** Policies of a year: seven in ten run today, some ended within the last two years. */
function insurance(random: Random, { joined, asOf }: Dates): SampleQualification[] {
  const roll = random.fraction();
  if (roll >= 0.85) return [];
  const daysAgo = roll < 0.7 ? random.between(0, 364) : random.between(365, 1_094);
  const from = Math.max(joined, asOf - daysAgo);
  return [{ code: 'insurance', number: null, from: dayText(from), until: dayText(from + 364) }];
}

/** Never issued before the holder was old enough; about one in eight has run out. */
function certificate(
  random: Random,
  { certificate: paper, minimumAge }: Skill,
  dates: Dates,
): SampleQualification[] {
  if (!paper || !random.chance(paper.share)) return [];
  const earliest = yearsBefore(dates.born, -minimumAge);
  const from = Math.max(earliest, dates.asOf - random.between(0, Math.round(paper.years * 365 * 1.15)));
  return [
    {
      code: paper.code,
      number: `${paper.prefix}${dayText(from).slice(0, 4)}${random.between(100_000, 999_999)}`,
      from: dayText(from),
      until: dayText(yearsBefore(from, -paper.years) - 1),
    },
  ];
}
