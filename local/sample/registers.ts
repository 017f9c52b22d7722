import type { Origin, Venue } from '../../domain/registers/activity.js';
import type { TermKind } from '../../domain/registers/term.js';
import type { SampleCommittee } from './committees.js';
import type { Random } from './random.js';

/** A project of a second-level committee. */
export interface SampleProject {
  committee: string;
  title: string;
  targetGroup: string;
  /** Days before the one on which the city is loaded: its first. */
  daysAgo: number;
  /** One of its committee's brand projects of the year. */
  brand: boolean;
}

/** An activity around the day on which the city is loaded. */
export interface SampleActivity {
  committee: string;
  /** Place of its project in the list of projects. */
  project: number;
  title: string;
  place: string;
  venue: Venue;
  origin: Origin;
  /** Days after that day; negative: before it, and then it is counted, unless that was left undone. */
  daysAhead: number;
  /** Office hour at which it begins; it lasts two. */
  hour: number;
  /** Null: not counted. */
  participants: number | null;
}

/** A school pairing, or an ambassador's term, around the day of loading. */
export interface SampleTerm {
  committee: string;
  kind: TermKind;
  title: string;
  /** Days after the day of loading on which it ends; it began a year before that. */
  daysLeft: number;
  /** The committee whose head it is that holds it; absent: nobody does. */
  headOf?: string;
}

/** What the committees of the sample city run, hold and have agreed. */
export interface SampleRegisters {
  projects: SampleProject[];
  activities: SampleActivity[];
  terms: SampleTerm[];
}

/** Target groups and projects as the city's report and the province's notice name them. */
const PROJECTS: readonly (readonly [title: string, group: string, activity: string, venue: Venue])[] = [
  ['安全带回家 祥和过大年', '农民工', '返乡务工人员安全提示', 'public place'],
  ['农民工安全课堂', '农民工', '工地安全课', 'enterprise'],
  ['学技能 提素质 保安全', '企业职工', '岗位技能讲习', 'enterprise'],
  ['安全进万家 幸福你我他', '居民', '入户安全检查', 'family'],
  ['银龄平安', '老年人', '居家用火用电提醒', 'community'],
  ['青春扬帆 安全护航', '学生', '安全教育课', 'school'],
  ['随手查隐患', '村民', '村内隐患排查', 'village'],
  ['机关应急体验日', '机关干部', '应急疏散演练', 'office'],
];

const PLACES: Record<Venue, readonly string[]> = {
  enterprise: ['厂区会议室', '项目部活动室'],
  school: ['学校礼堂', '操场'],
  office: ['机关大院', '政务中心'],
  community: ['社区活动中心', '居民广场'],
  village: ['村委会', '文化大院'],
  family: ['居民小区', '职工宿舍'],
  'public place': ['文化广场', '客运站'],
};

/** An entrepreneur and a scholar, since the notice asks for such people (hebei-2017 四(三)). */
const AMBASSADORS = [
  ['安全生产志愿服务形象大使', 'enterprise-01'],
  ['应急科普形象大使', 'school-01'],
] as const;

const MOST_PROJECTS = 3;
/** How many of those that were held are counted. */
const COUNTED = 0.7;
const BRAND = 0.6;
const PAIRED = 0.25;

/** Draws the registers with chance of their own, so that the people of the city stay who they are. */
export function drawRegisters(random: Random, tree: readonly SampleCommittee[]): SampleRegisters {
  const registers: SampleRegisters = { projects: [], activities: [], terms: [] };
  const second = tree.filter(({ level }) => level === 2);
  for (const { code } of second) drawProjects(random, code, registers);
  const schools = second.filter(({ kind }) => kind === 'school');
  for (const { code, kind } of second)
    if (kind !== 'school' && random.chance(PAIRED))
      registers.terms.push(term(random, code, 'school pairing', random.pick(schools).name));
  for (const [title, headOf] of AMBASSADORS)
    registers.terms.push({ ...term(random, tree[0]!.code, 'ambassador', title), headOf });
  return registers;
}

/** One to three projects, each with an activity last month and one next month. */
function drawProjects(random: Random, committee: string, { projects, activities }: SampleRegisters): void {
  const first = random.between(0, PROJECTS.length - 1);
  const count = random.between(1, MOST_PROJECTS);
  for (let at = 0; at < count; at++) {
    const [title, targetGroup, activity, venue] = PROJECTS[(first + at) % PROJECTS.length]!;
    const brand = at === 0 && random.chance(BRAND);
    const daysAgo = random.between(40, 700);
    const project = projects.push({ committee, title, targetGroup, daysAgo, brand }) - 1;
    for (const daysAhead of [-random.between(1, 30), random.between(1, 30)])
      activities.push({
        ...{ committee, project, title: activity, venue },
        ...occasion(random, venue, daysAhead),
      });
  }
}

function occasion(
  random: Random,
  venue: Venue,
  daysAhead: number,
): Pick<SampleActivity, 'place' | 'origin' | 'daysAhead' | 'hour' | 'participants'> {
  const held = daysAhead < 0 && random.chance(COUNTED);
  return {
    ...{ place: random.pick(PLACES[venue]), origin: random.chance(0.5) ? 'assigned' : 'own', daysAhead },
    hour: random.pick([9, 10, 14, 15]),
    participants: held ? random.between(12, 180) : null,
  };
}

/** Some are to be renewed soon, and one or two should have been. */
const term = (random: Random, committee: string, kind: TermKind, title: string): SampleTerm => ({
  ...{ committee, kind, title },
  daysLeft: random.between(-20, 330),
});
