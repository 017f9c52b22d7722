import type { NewCommittee } from '../../ledger/load-rows.js';

/** The city, two counties, a sector, a town in each county and a village. */
export const COMMITTEES: readonly NewCommittee[] = [
  { code: 'tangshan', name: '唐山市', kind: 'city', level: 1, parent: null, path: 'tangshan/' },
  { code: 'luannan', name: '滦南县', kind: 'area', level: 2, parent: 'tangshan', path: 'tangshan/luannan/' },
  { code: 'qianxi', name: '迁西县', kind: 'area', level: 2, parent: 'tangshan', path: 'tangshan/qianxi/' },
  {
    code: 'health',
    name: '卫生健康',
    kind: 'sector',
    level: 2,
    parent: 'tangshan',
    path: 'tangshan/health/',
  },
  {
    code: 'bencheng',
    name: '倴城镇',
    kind: 'township',
    level: 3,
    parent: 'luannan',
    path: 'tangshan/luannan/bencheng/',
  },
  {
    code: 'xingcheng',
    name: '兴城镇',
    kind: 'township',
    level: 3,
    parent: 'qianxi',
    path: 'tangshan/qianxi/xingcheng/',
  },
  {
    code: 'dongjie',
    name: '东街村',
    kind: 'village',
    level: 4,
    parent: 'bencheng',
    path: 'tangshan/luannan/bencheng/dongjie/',
  },
];

/** What the ledger knows of somebody of the cast. */
export interface Part {
  home: string;
  born: string;
  phone?: string;
  email?: string;
  skills?: string[];
  /** Kinds of qualification, each with its last day; `null`: does not run out. */
  qualified?: Record<string, string | null>;
  /** Committees a member belongs to and since when (until: first day out); absent: the home, since 2020. */
  memberOf?: Record<string, [from: string, to: string | null]>;
  /** A contact person's role in the home committee. Contacts are not members. */
  role?: ['head' | 'deputy' | 'liaison', from: string, to: string | null];
  optedOut?: boolean;
}

/** A membership from before anything a test does. */
export const SINCE_2020: [string, null] = ['2020-01-01', null];

/**
 * The cast, in the order of their ledger ids (张蔷 is the lowest): plain volunteers of both counties, a family
 * that shares a phone, one who opted out, one without a phone, a minor, one who left and one who is yet to
 * come, and the contact persons.
 */
export const CAST = {
  张蔷: {
    home: 'bencheng',
    born: '1985-03-12',
    phone: '15400000001',
    email: 'zhang@luannan.invalid',
    skills: ['first-aid'],
    qualified: { training: '2027-06-30' },
  },
  李岚: { home: 'bencheng', born: '1979-11-02', phone: '15400000002', email: 'lan@luannan.invalid' },
  // Daughter of 李岚, on the same phone, fourteen years old.
  李小岚: { home: 'dongjie', born: '2012-05-05', phone: '15400000002' },
  王磊: { home: 'dongjie', born: '1990-07-19', phone: '15400000003', optedOut: true },
  赵敏: { home: 'dongjie', born: '1995-01-30', email: 'zhao@luannan.invalid' },
  陈涛: {
    home: 'xingcheng',
    born: '1988-08-01',
    phone: '15400000004',
    skills: ['first-aid', 'boat'],
    qualified: { training: '2026-07-31' },
  },
  刘洋: {
    home: 'xingcheng',
    born: '2008-08-01',
    phone: '15400000005',
    email: 'liu@qianxi.invalid',
    skills: ['boat'],
    qualified: { training: null, insurance: '2026-12-31' },
  },
  // At home in a county, and a member of the health sector too.
  孙静: {
    home: 'qianxi',
    born: '1970-12-24',
    phone: '15400000006',
    memberOf: { qianxi: SINCE_2020, health: SINCE_2020 },
  },
  // Left on the day of the notice; comes the day after it.
  周海: {
    home: 'bencheng',
    born: '1982-02-02',
    phone: '15400000007',
    memberOf: { bencheng: ['2020-01-01', '2026-08-01'] },
  },
  吴芳: {
    home: 'bencheng',
    born: '1992-09-09',
    phone: '15400000008',
    memberOf: { bencheng: ['2026-08-02', null] },
  },
  郑明: {
    home: 'luannan',
    born: '1968-04-04',
    phone: '15400000009',
    email: 'zheng@luannan.invalid',
    role: ['head', '2024-01-01', null],
  },
  冯雪: { home: 'luannan', born: '1975-06-06', phone: '15400000010', role: ['deputy', '2024-01-01', null] },
  何军: {
    home: 'luannan',
    born: '1987-10-10',
    phone: '15400000011',
    email: 'he@luannan.invalid',
    role: ['liaison', '2024-01-01', null],
  },
  许峰: {
    home: 'luannan',
    born: '1966-03-03',
    phone: '15400000012',
    role: ['liaison', '2020-01-01', '2024-01-01'],
  },
  林夏: { home: 'qianxi', born: '1991-05-20', phone: '15400000013', role: ['liaison', '2025-01-01', null] },
} satisfies Record<string, Part>;

/** A name of the cast. */
export type Name = keyof typeof CAST;
