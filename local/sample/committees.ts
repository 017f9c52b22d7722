import { readDivisions, type Division } from './divisions.js';
import { ENTERPRISES, SCHOOLS, SECTORS } from './organisations.js';

/** What a committee stands for: the city, a division below it, or an organisation of the second level. */
export type CommitteeKind = 'city' | 'area' | 'sector' | 'enterprise' | 'school' | 'township' | 'village';

/** One committee of the tree. */
export interface SampleCommittee {
  /** Division code (`130202`, `130202001`, `130202001001`), `tangshan`, or `sector-01`, `enterprise-01`, `school-01`. */
  code: string;
  /** Code of the committee above; `null` for the city's. */
  parent: string | null;
  name: string;
  kind: CommitteeKind;
  /** 1 city, 2 area or organisation, 3 township, 4 village or community. */
  level: 1 | 2 | 3 | 4;
  /** Codes from the root down, each followed by `/`: a subtree is a prefix. */
  path: string;
}

/** A committee that is home to volunteers, and how many against the others. */
export interface Home {
  code: string;
  kind: CommitteeKind;
  /** Code of the second-level committee it is or belongs to. */
  second: string;
  weight: number;
}

const ROOT: SampleCommittee = {
  code: 'tangshan',
  parent: null,
  name: '唐山市',
  kind: 'city',
  level: 1,
  path: 'tangshan/',
};

const below = (above: SampleCommittee, code: string, name: string, kind: CommitteeKind): SampleCommittee => ({
  code,
  parent: above.code,
  name,
  kind,
  level: (above.level + 1) as SampleCommittee['level'],
  path: `${above.path}${code}/`,
});

/** The whole tree, each committee after the one above it: the city, its areas and organisations, townships, villages. */
export function committeeTree(divisions: Division[] = readDivisions()): SampleCommittee[] {
  const [city, ...rest] = divisions as [Division, ...Division[]];
  const placed = new Map([[city.code, ROOT]]);
  const kindOf = new Map<number, CommitteeKind>([
    [6, 'area'],
    [9, 'township'],
    [12, 'village'],
  ]);
  for (const { code, parent, name } of rest) {
    const above = placed.get(parent) as SampleCommittee;
    placed.set(code, below(above, code, name, kindOf.get(code.length) as CommitteeKind));
  }
  const tree = [...placed.values(), ...organisations().map(([committee]) => committee)];
  return tree.sort((one, other) => one.level - other.level);
}

/** Where the volunteers live or work: half in the villages, half in the organisations, villages first. */
export function homes(tree: SampleCommittee[]): Home[] {
  const villages = tree.filter(({ kind }) => kind === 'village').map(villageHome);
  const others = organisations().map(([{ code, kind }, weight]): Home => ({
    code,
    kind,
    second: code,
    weight,
  }));
  return [...asHalf(villages), ...asHalf(others)];
}

function organisations(): [SampleCommittee, headcount: number][] {
  const lists = [
    ['sector', SECTORS],
    ['enterprise', ENTERPRISES],
    ['school', SCHOOLS],
  ] as const;
  return lists.flatMap(([kind, list]) =>
    list.map(([name, headcount], index): [SampleCommittee, number] => [
      below(ROOT, `${kind}-${String(index + 1).padStart(2, '0')}`, name, kind),
      headcount,
    ]),
  );
}

/** Headcounts of villages are not public: communities in town count double, and sizes vary with the code. */
function villageHome({ code, name, kind, path }: SampleCommittee): Home {
  const town = /居委会|居民委员会|社区/.test(name) ? 2 : 1;
  const spread = 0.5 + ((Number(code) * 37) % 101) / 100;
  return { code, kind, second: path.split('/')[1] as string, weight: town * spread };
}

function asHalf(list: Home[]): Home[] {
  const total = list.reduce((sum, { weight }) => sum + weight, 0);
  return list.map((home) => ({ ...home, weight: home.weight / total / 2 }));
}
