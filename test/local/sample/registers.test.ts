import { describe, expect, test } from '@jest/globals';
import { committeeTree } from '../../../local/sample/committees.js';
import { Random } from '../../../local/sample/random.js';
import { drawRegisters } from '../../../local/sample/registers.js';

const tree = committeeTree();
const { projects, activities, terms } = drawRegisters(new Random(7), tree);
const second = tree.filter(({ level }) => level === 2).map(({ code }) => code);

describe('the registers of the sample city', () => {
  test('give every second-level committee one to three projects, each of another title', () => {
    for (const code of second) {
      const own = projects.filter(({ committee }) => committee === code);
      expect(own.length).toBeGreaterThanOrEqual(1);
      expect(own.length).toBeLessThanOrEqual(3);
      expect(new Set(own.map(({ title }) => title)).size).toBe(own.length);
      expect(own.filter(({ brand }) => brand).length).toBeLessThanOrEqual(2);
    }
    expect(projects.filter(({ brand }) => brand).length).toBeGreaterThan(20);
  });

  test('have activities of last and of next month, some of the past ones not counted', () => {
    for (const { project, committee, daysAhead, participants } of activities) {
      expect(projects[project]!.committee).toBe(committee);
      expect(Math.abs(daysAhead)).toBeLessThanOrEqual(30);
      expect(projects[project]!.daysAgo).toBeGreaterThan(30);
      if (daysAhead > 0) expect(participants).toBeNull();
    }
    const past = activities.filter(({ daysAhead }) => daysAhead < 0);
    const counted = past.filter(({ participants }) => participants !== null).length;
    expect(counted / past.length).toBeGreaterThan(0.5);
    expect(counted / past.length).toBeLessThan(0.9);
  });

  test('pair schools with other committees, and have two ambassadors', () => {
    const schools = new Set(tree.filter(({ kind }) => kind === 'school').map(({ name }) => name));
    const pairings = terms.filter(({ kind }) => kind === 'school pairing');
    expect(pairings.length).toBeGreaterThan(5);
    expect(
      pairings.every(({ title, committee }) => schools.has(title) && !committee.startsWith('school')),
    ).toBe(true);
    expect(terms.filter(({ kind }) => kind === 'ambassador').map(({ headOf }) => headOf)).toEqual([
      'enterprise-01',
      'school-01',
    ]);
  });

  test('are the same for the same chance, and others for another', () => {
    expect(drawRegisters(new Random(7), tree)).toEqual({ projects, activities, terms });
    expect(drawRegisters(new Random(8), tree)).not.toEqual({ projects, activities, terms });
  });
});
