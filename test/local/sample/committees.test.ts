import { describe, expect, test } from '@jest/globals';
import { committeeTree, homes, type SampleCommittee } from '../../../local/sample/committees.js';
import { parseDivisions, readDivisions } from '../../../local/sample/divisions.js';

const tree = committeeTree();
const of = (kind: SampleCommittee['kind']): SampleCommittee[] => tree.filter((one) => one.kind === kind);

describe('the committees of the sample city', () => {
  test('are one city, 84 of the second level, and the real townships and villages', () => {
    const kinds = ['city', 'area', 'sector', 'enterprise', 'school', 'township', 'village'] as const;
    expect(kinds.map((kind) => of(kind).length)).toEqual([1, 18, 31, 20, 15, 251, 6_304]);
    expect([1, 2, 3, 4].map((level) => tree.filter((one) => one.level === level).length)).toEqual([
      1, 84, 251, 6_304,
    ]);
  });

  test('carry the names of their divisions', () => {
    const named = new Map(tree.map(({ code, name }) => [code, name]));
    expect(named.get('130283')).toBe('迁安市');
    expect(named.get('130203011')).toBe('翔云道街道');
    expect(named.get('130202001002')).toBe('新谊社区居民委员会');
  });

  test('have codes and, level by level, names of their own', () => {
    expect(new Set(tree.map(({ code }) => code)).size).toBe(tree.length);
    expect(new Set(tree.filter(({ level }) => level === 2).map(({ name }) => name)).size).toBe(84);
  });

  test('stand below the committee their path names, which comes before them', () => {
    const paths = new Map<string | null, string>([[null, '']]);
    for (const { code, parent, path, level } of tree) {
      expect(path).toBe(`${paths.get(parent)}${code}/`);
      expect(path.split('/')).toHaveLength(level + 1);
      paths.set(code, path);
    }
    expect(paths.get('130202001002')).toBe('tangshan/130202/130202001/130202001002/');
    expect(paths.get('school-15')).toBe('tangshan/school-15/');
  });

  test('are home to volunteers in villages and organisations, half in each', () => {
    const list = homes(tree);
    const share = (kinds: string[]): number =>
      list.filter(({ kind }) => kinds.includes(kind)).reduce((sum, { weight }) => sum + weight, 0);
    expect(list).toHaveLength(6_304 + 66);
    expect(share(['village'])).toBeCloseTo(0.5, 9);
    expect(share(['sector', 'enterprise', 'school'])).toBeCloseTo(0.5, 9);
    expect(list.find(({ code }) => code === '130202001002')?.second).toBe('130202');
  });
});

describe('divisions.csv', () => {
  test('holds the city and its three levels', () => {
    const lengths = readDivisions().map(({ code }) => code.length);
    expect([4, 6, 9, 12].map((length) => lengths.filter((one) => one === length).length)).toEqual([
      1, 18, 251, 6_304,
    ]);
  });

  test.each([
    ['no header', '1302,,唐山市', 1],
    ['a row without a name', 'code,parent,name\n1302,,唐山市\n130202,1302,', 3],
    ['a parent that is not there', 'code,parent,name\n1302,,唐山市\n130202001,130202,友谊街道', 3],
    ['a code that comes twice', 'code,parent,name\n1302,,唐山市\n1302,,唐山市', 3],
    ['a quoted comma', 'code,parent,name\n1302,,"唐,山"', 2],
  ])('%s is refused with its line', (_, csv, line) => {
    expect(() => parseDivisions(csv)).toThrow(`line ${line} `);
  });
});
