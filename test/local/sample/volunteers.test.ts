import { beforeAll, describe, expect, test } from '@jest/globals';
import { normaliseMailAddress } from '../../../domain/people/mail-address.js';
import { normalisePhone } from '../../../domain/people/phone.js';
import { checkResidentId } from '../../../domain/people/resident-id.js';
import { sampleCity, type SampleCity } from '../../../local/sample/city.js';
import { QUALIFICATIONS, SKILLS } from '../../../local/sample/codes.js';
import type { SamplePerson } from '../../../local/sample/person.js';

const AS_OF = '2026-11-01';
const minimumAge = new Map(SKILLS.map((skill) => [skill.code, skill.minimumAge]));

/** Full years on the day of the sample. */
const age = ({ birthDate }: SamplePerson): number =>
  Math.floor((Number(AS_OF.replaceAll('-', '')) - Number(birthDate.replaceAll('-', ''))) / 10_000);

/** The people for whom something does not hold, a few of them, to show. */
const offenders = (people: SamplePerson[], holds: (person: SamplePerson) => boolean): SamplePerson[] =>
  people.filter((person) => !holds(person)).slice(0, 3);

let city: SampleCity;
let everyone: SamplePerson[];
let volunteers: SamplePerson[];
beforeAll(() => {
  city = sampleCity();
  volunteers = [...city.volunteers()].flat();
  everyone = [...city.contacts.map(({ person }) => person), ...volunteers];
});

const share = (holds: (person: SamplePerson) => boolean): number =>
  volunteers.filter(holds).length / volunteers.length;

describe('the 114,000 volunteers of the sample city', () => {
  test('are 114,000, each with a home the tree knows', () => {
    const codes = new Set(city.committees.map(({ code }) => code));
    expect(volunteers).toHaveLength(114_000);
    expect(
      offenders(volunteers, ({ memberships }) =>
        memberships.every(({ committee, home }, place) => codes.has(committee) && home === (place === 0)),
      ),
    ).toEqual([]);
  });

  test('live half in villages, and every second-level committee has at least a hundred', () => {
    const headcount = new Map<string, number>();
    const path = new Map(city.committees.map((committee) => [committee.code, committee.path]));
    for (const { memberships } of volunteers) {
      const second = path.get(memberships[0]!.committee)!.split('/')[1]!;
      headcount.set(second, (headcount.get(second) ?? 0) + 1);
    }
    expect(headcount.size).toBe(84);
    expect(Math.min(...headcount.values())).toBeGreaterThanOrEqual(100);
    expect(share(({ memberships }) => /^\d{12}$/.test(memberships[0]!.committee))).toBeCloseTo(0.5, 2);
  });

  test('have resident IDs that are valid, of area 130299, and their own', () => {
    expect(new Set(everyone.map(({ residentId }) => residentId)).size).toBe(everyone.length);
    expect(
      offenders(everyone, ({ residentId, birthDate, sex }) => {
        const id = checkResidentId(residentId);
        return id.ok && id.birthDate === birthDate && id.sex === sex && residentId.startsWith('130299');
      }),
    ).toEqual([]);
  });

  test('have serials of their own', () => {
    expect(new Set(everyone.map(({ serial }) => serial)).size).toBe(everyone.length);
  });

  test('have phones of the range 154 and addresses under .invalid, or none', () => {
    expect(
      offenders(
        everyone,
        ({ phone, email }) =>
          (phone === null || (/^154\d{8}$/.test(phone) && normalisePhone(phone) === phone)) &&
          (email === null || (email.endsWith('.invalid') && normaliseMailAddress(email) === email)),
      ),
    ).toEqual([]);
    const addresses = everyone.flatMap(({ email }) => email ?? []);
    expect(new Set(addresses).size).toBe(addresses.length);
  });

  test('are without a phone in 0.5 %, and with an address in a tenth', () => {
    expect(share(({ phone }) => phone === null)).toBeCloseTo(0.005, 2.5);
    expect(share(({ email }) => email !== null)).toBeCloseTo(0.1, 2);
  });

  test('are 14 to 75 years old, a few of them minors', () => {
    expect(offenders(volunteers, (person) => age(person) >= 14 && age(person) <= 75)).toEqual([]);
    const minors = share((person) => age(person) < 18);
    expect(minors).toBeGreaterThan(0.005);
    expect(minors).toBeLessThan(0.03);
  });

  test('have opted out of SMS in about one of a hundred, after joining and before the day', () => {
    const optedOut = share(({ optOuts }) => optOuts.some(({ channel }) => channel === 'sms'));
    expect(optedOut).toBeGreaterThan(0.008);
    expect(optedOut).toBeLessThan(0.012);
    expect(
      offenders(volunteers, ({ optOuts, memberships, phone, email }) =>
        optOuts.every(
          ({ at, channel }) =>
            at.slice(0, 10) >= memberships[0]!.from &&
            at.slice(0, 10) <= AS_OF &&
            (channel === 'sms' ? phone : email) !== null,
        ),
      ),
    ).toEqual([]);
  });

  test('joined at fourteen or later', () => {
    expect(
      offenders(volunteers, ({ birthDate, memberships }) =>
        memberships.every(
          ({ from }) => from <= AS_OF && Number(from.slice(0, 4)) - Number(birthDate.slice(0, 4)) >= 14,
        ),
      ),
    ).toEqual([]);
  });

  test('have skills they are old enough for, and papers with known codes, dated in order', () => {
    expect(
      offenders(
        volunteers,
        (person) =>
          person.skills.every((code) => age(person) >= minimumAge.get(code)!) &&
          person.qualifications.every(
            ({ code, from, until }) =>
              code in QUALIFICATIONS && from <= AS_OF && (until === null || from < until),
          ),
      ),
    ).toEqual([]);
  });

  test('hold every kind of paper, some run out, some numbered', () => {
    const papers = volunteers.flatMap(({ qualifications }) => qualifications);
    expect(new Set(papers.map(({ code }) => code))).toEqual(new Set(Object.keys(QUALIFICATIONS)));
    const expired = papers.filter(({ until }) => until !== null && until < AS_OF);
    expect(expired.length / papers.length).toBeGreaterThan(0.03);
    expect(papers.every(({ code, number }) => /certificate|licence/.test(code) === (number !== null))).toBe(
      true,
    );
  });
});

describe('families that share a phone', () => {
  const families = (people: SamplePerson[]): SamplePerson[][] => {
    const byPhone = new Map<string, SamplePerson[]>();
    for (const person of people)
      if (person.phone !== null) byPhone.set(person.phone, [...(byPhone.get(person.phone) ?? []), person]);
    return [...byPhone.values()];
  };

  test('have two or three members in one committee, and one decision about SMS', () => {
    const shared = families(everyone).filter(({ length }) => length > 1);
    const others = shared.reduce((sum, { length }) => sum + length - 1, 0);
    expect(others / volunteers.length).toBeGreaterThan(0.03);
    expect(others / volunteers.length).toBeLessThan(0.05);
    for (const family of shared) {
      expect(family.length).toBeLessThanOrEqual(3);
      expect(new Set(family.map(({ memberships }) => memberships[0]!.committee)).size).toBe(1);
      expect(
        family.slice(1).flatMap(({ optOuts }) => optOuts.filter((one) => one.channel === 'sms')),
      ).toEqual([]);
    }
  });

  test('are as frequent in a city of 2,000', () => {
    const small = [...sampleCity({ people: 2_000 }).volunteers()].flat();
    const others = families(small).reduce((sum, { length }) => sum + length - 1, 0);
    expect(others / 2_000).toBeGreaterThan(0.025);
    expect(others / 2_000).toBeLessThan(0.055);
  });
});
