import { parseWeeklyHours, type WeeklyHours } from '../../domain/people/weekly-hours.js';
import type { Home } from './committees.js';
import { dayNumber, dayText, yearsBefore } from './days.js';
import type { SampleDuty, SamplePerson } from './person.js';
import { weighted, type Random } from './random.js';

/** A standby team of the sample city. */
export interface SampleTeam {
  code: string;
  name: string;
  /** The county it stands in, and draws its members from. */
  committee: string;
  /** How many people it is meant to have; it is a few short. */
  strength: number;
}

/** 6 teams, 3,000 people: 排险救援、交通清障、群众安置、大型公务活动. Where they stand is an assumption. */
const TEAMS: readonly SampleTeam[] = [
  { code: 'relief-lubei', name: '路北防灾减灾志愿服务队', committee: '130203', strength: 620 },
  { code: 'relief-caofeidian', name: '曹妃甸防灾减灾志愿服务队', committee: '130209', strength: 430 },
  { code: 'relief-luannan', name: '滦南防灾减灾志愿服务队', committee: '130224', strength: 450 },
  { code: 'relief-yutian', name: '玉田防灾减灾志愿服务队', committee: '130229', strength: 480 },
  { code: 'relief-zunhua', name: '遵化防灾减灾志愿服务队', committee: '130281', strength: 520 },
  { code: 'relief-qianan', name: '迁安防灾减灾志愿服务队', committee: '130283', strength: 500 },
];

/** In a small city a team takes at most this share of its county's volunteers. */
const MOST_OF_COUNTY = 1 / 3;
/** How full a team is when its leader and its two deputies are found, as shares of the strength. */
const OFFICERS_AT = [0.2, 0.4, 0.6];
const OFFICER_AGE = 28;
const YOUNGEST = 18;
const OLDEST = 60;
/** How likely who is not insured and trained today is drawn, against who is. */
const UNREADY = 0.1;
/** How likely who can do a team's work is drawn, against who cannot. */
const SKILLED = 2;
const SKILLS_WANTED = new Set(['rescue', 'traffic', 'evacuation', 'first-aid', 'driving']);
/** What these come to over all volunteers; only an estimate: drawing corrects itself as it goes. */
const MEAN_FITNESS = 0.85;
const SAID_HOURS = 1 / 3;
const AWAY = 0.025;

const hours = (text: string): WeeklyHours => {
  const read = parseWeeklyHours(text);
  if (!read.ok) throw new Error(`sample hours: ${text}`);
  return read.hours;
};

const HOURS = weighted([
  [hours('工作日 18:00-22:00; 周末 08:00-20:00'), 5],
  [hours('周末 08:00-18:00'), 3],
  [hours('工作日 08:00-18:00'), 2],
  [hours('每天 06:00-22:00'), 2],
  [hours('周一、周三、周五 全天; 周日 08:00-20:00'), 1],
]);
const SOURCES = weighted<'reply' | 'clerk'>([
  ['reply', 2],
  ['clerk', 1],
]);

/** The teams of a city with so many volunteers at these homes. */
export const sampleTeams = (homes: readonly Home[], people: number): SampleTeam[] =>
  TEAMS.map((team) => {
    const most = Math.floor(countyShare(homes, team.committee) * people * MOST_OF_COUNTY);
    return { ...team, strength: Math.max(1, Math.min(team.strength, most)) };
  });

const countyShare = (homes: readonly Home[], county: string): number =>
  homes.filter(({ second }) => second === county).reduce((sum, { weight }) => sum + weight, 0);

/** A team while its members are drawn from the volunteers of its county, who come by one after the other. */
interface Draft {
  team: SampleTeam;
  /** Volunteers of the county still to come, about. */
  left: number;
  members: number;
  officers: number;
}

/** Draws who serves in a team. The same volunteers in the same order give the same teams. */
export class Drafting {
  private readonly drafts: ReadonlyMap<string, Draft>;
  private readonly today: string;
  /** Born on this day or before. */
  private readonly born: { officer: string; youngest: string; oldest: string };

  constructor(
    private readonly random: Random,
    private readonly asOf: number,
    homes: readonly Home[],
    people: number,
  ) {
    this.today = dayText(asOf);
    const born = (age: number): string => dayText(yearsBefore(asOf, age));
    this.born = { officer: born(OFFICER_AGE), youngest: born(YOUNGEST), oldest: born(OLDEST + 1) };
    this.drafts = new Map(
      sampleTeams(homes, people).map((team): [string, Draft] => {
        const left = countyShare(homes, team.committee) * people;
        return [team.committee, { team, left, members: 0, officers: 0 }];
      }),
    );
  }

  /** What the next volunteer does in a team; null: is in none, like most. */
  duty(person: SamplePerson): SampleDuty | null {
    const [home] = person.memberships;
    // A village's code begins with its county's.
    const draft = home && this.drafts.get(home.committee.slice(0, 6));
    if (!draft || !this.isDrawn(draft, person)) return null;
    const { random } = this;
    return {
      team: draft.team.code,
      role: this.role(draft, person),
      from: dayText(random.between(dayNumber(home.from), this.asOf)),
      hours: random.chance(SAID_HOURS) ? random.weighted(HOURS) : [],
      absence: random.chance(AWAY) ? this.absence() : null,
    };
  }

  /** By chance, such that the places still free go to the volunteers still to come (selection sampling). */
  private isDrawn(draft: Draft, person: SamplePerson): boolean {
    const missing = draft.team.strength - draft.members;
    const expected = Math.max(1, draft.left--) * MEAN_FITNESS;
    return this.random.chance((missing / expected) * this.fitness(person));
  }

  /** 0: cannot serve. A rescue team is made of adults, and is of no use where it cannot be reached. */
  private fitness({ birthDate, phone, skills, qualifications }: SamplePerson): number {
    if (phone === null || birthDate > this.born.youngest || birthDate <= this.born.oldest) return 0;
    const holds = (wanted: string): boolean =>
      qualifications.some(({ code, until }) => code === wanted && (until === null || until >= this.today));
    const ready = holds('pre-service-training') && holds('insurance');
    const skilled = skills.some((skill) => SKILLS_WANTED.has(skill));
    return (ready ? 1 : UNREADY) * (skilled ? SKILLED : 1);
  }

  private role(draft: Draft, { birthDate }: SamplePerson): SampleDuty['role'] {
    const due = Math.floor((OFFICERS_AT[draft.officers] ?? Infinity) * draft.team.strength);
    if (draft.members++ < due || birthDate > this.born.officer) return 'member';
    return draft.officers++ === 0 ? 'leader' : 'deputy';
  }

  private absence(): SampleDuty['absence'] {
    const { random } = this;
    const source = random.weighted(SOURCES);
    return { daysAgo: random.between(0, 10), daysLeft: random.between(2, 30), source };
  }
}
