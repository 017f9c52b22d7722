import { describe, expect, test } from '@jest/globals';
import { sampleCity, type SampleOptions } from '../../../local/sample/city.js';
import type { SamplePerson } from '../../../local/sample/person.js';

const AS_OF = '2026-11-01';

type Member = SamplePerson & Required<Pick<SamplePerson, 'duty'>>;

/** Who serves in which team of a city. */
function membersOf(options: SampleOptions = {}): Member[] {
  const members: Member[] = [];
  for (const chunk of sampleCity(options).volunteers())
    for (const person of chunk) if (person.duty) members.push(person as Member);
  return members;
}

const { teams, committees } = sampleCity();
const members = membersOf();
const inTeam = (code: string): Member[] => members.filter(({ duty }) => duty.team === code);
const share = (holds: (member: Member) => boolean): number => members.filter(holds).length / members.length;

describe('the six teams of the sample city', () => {
  test('stand in six counties, 3,000 strong in all', () => {
    expect(teams).toHaveLength(6);
    expect(teams.reduce((sum, { strength }) => sum + strength, 0)).toBe(3_000);
    const areas = new Set(committees.filter(({ kind }) => kind === 'area').map(({ code }) => code));
    expect(new Set(teams.map(({ committee }) => committee)).size).toBe(6);
    for (const { committee } of teams) expect(areas.has(committee)).toBe(true);
  });

  test('are full but for a few, with members of their county, a leader and two deputies', () => {
    for (const { code, committee, strength } of teams) {
      const own = inTeam(code);
      expect(own.length).toBeLessThanOrEqual(strength);
      expect(own.length).toBeGreaterThan(strength * 0.98);
      expect(own.every(({ memberships }) => memberships[0]!.committee.startsWith(committee))).toBe(true);
      const officers = own.map(({ duty }) => duty.role).filter((role) => role !== 'member');
      expect(officers).toEqual(['leader', 'deputy', 'deputy']);
    }
  });

  test('are made of adults with a phone, most of them trained and insured, half of them skilled', () => {
    const trained = ({ qualifications }: Member): boolean =>
      ['pre-service-training', 'insurance'].every((kind) =>
        qualifications.some(({ code, until }) => code === kind && (until === null || until >= AS_OF)),
      );
    expect(share(({ birthDate }) => birthDate <= '2008-11-01' && birthDate > '1965-11-01')).toBe(1);
    expect(share(({ phone }) => phone !== null)).toBe(1);
    expect(share(trained)).toBeGreaterThan(0.9);
    expect(share(trained)).toBeLessThan(1);
    expect(
      share(({ skills }) => skills.some((one) => /rescue|traffic|evacuation|first-aid|driving/.test(one))),
    ).toBeCloseTo(0.5, 1);
  });

  test('know of a third when they can come, and that a few are away', () => {
    expect(share(({ duty }) => duty.hours.length > 0)).toBeCloseTo(1 / 3, 1);
    const away = share(({ duty }) => duty.absence !== null);
    expect(away).toBeGreaterThan(0.01);
    expect(away).toBeLessThan(0.05);
  });

  test('took nobody in before they volunteered, or after today', () => {
    const early = members.filter(
      ({ duty, memberships }) => duty.from < memberships[0]!.from || duty.from > AS_OF,
    );
    expect(early).toEqual([]);
  });

  test('are the same again for the same seed, others for another', () => {
    const who = (list: Member[]): string => JSON.stringify(list.map(({ serial, duty }) => [serial, duty]));
    expect(who(membersOf({ people: 3_000 }))).toBe(who(membersOf({ people: 3_000 })));
    expect(who(membersOf({ people: 3_000 }))).not.toBe(who(membersOf({ people: 3_000, seed: 2 })));
  });

  test.each([0, 7, 1_000, 5_000])('in a city of %i take at most a third of their county', (people) => {
    const city = sampleCity({ people });
    const serving = membersOf({ people });
    for (const { code, committee, strength } of city.teams) {
      const inhabitants = [...city.volunteers()]
        .flat()
        .filter(({ memberships }) => memberships[0]!.committee.startsWith(committee));
      expect(strength).toBeGreaterThanOrEqual(1);
      expect(strength).toBeLessThanOrEqual(Math.max(1, inhabitants.length / 3 + 1));
      expect(serving.filter(({ duty }) => duty.team === code).length).toBeLessThanOrEqual(strength);
    }
  });
});
