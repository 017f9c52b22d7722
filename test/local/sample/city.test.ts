import { createHash } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { sampleCity, type SampleOptions } from '../../../local/sample/city.js';
import type { SamplePerson } from '../../../local/sample/person.js';

const people = (options: SampleOptions): SamplePerson[] => [...sampleCity(options).volunteers()].flat();
const digest = (value: unknown): string => createHash('sha256').update(JSON.stringify(value)).digest('hex');
const firstChunk = (options?: SampleOptions): SamplePerson[] => {
  for (const chunk of sampleCity(options).volunteers(1_000)) return chunk;
  return [];
};

describe('the sample city', () => {
  test('is the same on every machine: change this only with intent, and say so in the changelog', () => {
    expect(digest(firstChunk())).toBe('8d47105715c9f14554ae1caf0bfdbb8163ed2a87bd55cdc71754d2c0f913029d');
    expect(digest(sampleCity().contacts)).toBe(
      'cdda3d8529fa72cb51ccef6393da786ba872aa1cda57873b73b9119dfbb0e4ab',
    );
  });

  test('differs by seed', () => {
    expect(digest(firstChunk({ seed: 2 }))).not.toBe(digest(firstChunk({ seed: 1 })));
    expect(digest(sampleCity({ seed: 2 }).contacts)).not.toBe(digest(sampleCity({ seed: 1 }).contacts));
  });

  test('hands out the same people again, in chunks of the size asked for', () => {
    const city = sampleCity({ people: 2_300 });
    const chunks = [...city.volunteers(1_000)];
    expect(chunks.map(({ length }) => length)).toEqual([1_000, 1_000, 300]);
    expect(digest(chunks.flat())).toBe(digest([...city.volunteers(700)].flat()));
  });

  test('moves with its day', () => {
    const first = firstChunk({ asOf: '2028-02-29', people: 1_000 });
    const born = first.map(({ birthDate }) => birthDate).sort();
    expect(born[0]! >= '1952-03-01').toBe(true);
    expect(born.at(-1)! < '2014-03-01').toBe(true);
    expect(first.every(({ memberships }) => memberships[0]!.from <= '2028-02-29')).toBe(true);
  });

  test.each([0, 1, 7, 1_000])('can have exactly %i volunteers', (count) => {
    expect(people({ people: count })).toHaveLength(count);
  });

  test.each<[SampleOptions, string]>([
    [{ people: -1 }, 'people'],
    [{ people: 1.5 }, 'people'],
    [{ people: 5_000_001 }, 'people'],
    [{ seed: Number.NaN }, 'seed'],
    [{ asOf: '2026-02-30' }, 'asOf'],
    [{ asOf: '1 November 2026' }, 'asOf'],
  ])('refuses %j by name', (options, name) => {
    expect(() => sampleCity(options)).toThrow(name);
  });
});

describe('the contacts of the sample city', () => {
  const { committees, contacts } = sampleCity();

  test('are a head, a deputy and a liaison for every second-level committee today', () => {
    const roles = new Map<string, string[]>();
    for (const { committee, role, until } of contacts)
      if (until === null) roles.set(committee, [...(roles.get(committee) ?? []), role]);
    const second = committees.filter(({ level }) => level === 2).map(({ code }) => code);
    expect([...roles.keys()]).toEqual(second);
    for (const held of roles.values()) expect(held).toEqual(['head', 'deputy', 'liaison']);
  });

  test('include three of the city itself, who take nobody’s number', () => {
    const city = sampleCity({ people: 3_000 });
    expect(city.cityContacts.map(({ committee, role }) => `${committee} ${role}`)).toEqual([
      'tangshan head',
      'tangshan deputy',
      'tangshan liaison',
    ]);
    const others = [...city.contacts.map(({ person }) => person), ...[...city.volunteers()].flat()];
    const taken = new Set(others.flatMap(({ serial, phone, residentId }) => [serial, phone, residentId]));
    for (const { person } of city.cityContacts) {
      for (const own of [person.serial, person.phone, person.residentId]) expect(taken.has(own)).toBe(false);
      expect(person.serial).toBeGreaterThan(others.length);
    }
  });

  test('include twelve former liaisons, whose term ended the day before the next began', () => {
    const former = contacts.filter(({ until }) => until !== null);
    expect(former).toHaveLength(12);
    for (const { committee, role, from, until } of former) {
      const next = contacts.find((one) => one.committee === committee && one.role === role && !one.until);
      expect(from < until!).toBe(true);
      expect(Date.parse(next!.from) - Date.parse(until!)).toBe(86_400_000);
    }
  });

  test('can be reached both ways, and belong to nobody among the volunteers', () => {
    const first = firstChunk();
    const taken = new Set(first.flatMap(({ serial, phone, residentId }) => [serial, phone, residentId]));
    for (const { person } of contacts) {
      expect(person).toMatchObject({ phone: expect.stringMatching(/^154/), memberships: [] });
      expect(person.email).toMatch(/@office\.invalid$/);
      for (const own of [person.serial, person.phone, person.residentId]) expect(taken.has(own)).toBe(false);
    }
  });
});
