import { beforeAll, describe, expect, test } from '@jest/globals';
import { countAudience } from '../../../ledger/audience.js';
import { listOperators, operatorByName, operatorNames } from '../../../ledger/operators.js';
import { listProjects } from '../../../ledger/projects.js';
import { listTeams } from '../../../ledger/teams.js';
import { reviewsOf } from '../../../ledger/template-reviews.js';
import { listTemplates } from '../../../ledger/templates.js';
import { listTerms } from '../../../ledger/terms.js';
import { sampleCity } from '../../../local/sample/city.js';
import { dayNumber, dayText } from '../../../local/sample/days.js';
import { loadSampleCity, type Loaded, type LoadOptions } from '../../../local/sample/load.js';
import type { Database } from '../../../runtime/database.js';
import { createKeys } from '../../../runtime/keys.js';
import { createTestDatabase } from '../../support/database.js';

const TODAY = '2026-11-20';
const OPTIONS: LoadOptions = {
  seed: 5,
  people: 1_200,
  asOf: '2026-11-01',
  now: new Date('2026-11-20T01:00:00Z'),
};
const WHOLE_CITY = { scopePath: 'tangshan/', officeDay: TODAY };

const keys = createKeys(Buffer.alloc(32, 1).toString('base64'));
const city = sampleCity(OPTIONS);
const volunteers = [...city.volunteers()].flat();
const officials = [...city.contacts, ...city.cityContacts];
// By serial, as the ledger's ids go: the contacts of the city itself come last.
const everyone = [
  ...city.contacts.map(({ person, committee }) => ({ ...person, home: committee })),
  ...volunteers.map((person) => ({ ...person, home: person.memberships[0]!.committee })),
  ...city.cityContacts.map(({ person, committee }) => ({ ...person, home: committee })),
];

const [{ database }, other] = await Promise.all([createTestDatabase(), createTestDatabase()]);

const count = async (sql: Database, table: string): Promise<number> =>
  (await sql<[{ count: number }]>`SELECT count(*) FROM ${sql(table)}`)[0].count;

/** Everybody, by what a sample and a ledger have in common. */
const roll = (sql: Database): Promise<object[]> =>
  sql<object[]>`
    SELECT p.id, p.name, p.sex, p.birth_date::text, p.phone_hash, p.email_hash, p.id_number_hash, p.skills, c.code AS home
    FROM person p JOIN committee c ON c.id = p.home_committee_id ORDER BY p.id`;

describe('a ledger with the sample city', () => {
  let loaded: Loaded;
  const progress: number[][] = [];

  beforeAll(async () => {
    const onProgress = (...step: number[]): unknown => progress.push(step);
    loaded = await loadSampleCity(database, keys, { ...OPTIONS, onProgress });
  });

  test('holds everything the sample has, and says how much', async () => {
    expect(loaded).toEqual({ already: false, committees: 6_640, contacts: 267, teams: 6, people: 1_200 });
    expect(progress.at(-1)).toEqual([1_200, 1_200]);
    expect(await count(database, 'committee')).toBe(6_640);
    expect(await count(database, 'person')).toBe(1_467);
    expect(await count(database, 'contact_role')).toBe(officials.length);
    const sum = (size: (one: (typeof everyone)[number]) => number): number =>
      everyone.reduce((total, one) => total + size(one), 0);
    expect(await count(database, 'membership')).toBe(sum((one) => one.memberships.length));
    expect(await count(database, 'qualification')).toBe(sum((one) => one.qualifications.length));
    expect(await count(database, 'opt_out')).toBe(sum((one) => one.optOuts.length));
    // Not everybody agrees to promotions, so that a sample city shows what is left out.
    const reachable = sum((one) => Number(one.phone !== null) + Number(one.email !== null));
    const share = (await count(database, 'consent')) / reachable;
    expect(share).toBeGreaterThan(0.5);
    expect(share).toBeLessThan(0.7);
  });

  test('has one tree, whose paths lead through the parents', async () => {
    const stray = await database`
      SELECT c.code FROM committee c LEFT JOIN committee parent ON parent.id = c.parent_id
      WHERE c.path <> coalesce(parent.path, '') || c.code || '/' OR c.level <> coalesce(parent.level, 0) + 1`;
    expect(stray).toEqual([]);
  });

  test('says of people what the sample says of them', async () => {
    expect(await roll(database)).toEqual(
      everyone.map((one) => ({
        id: one.serial,
        name: one.name,
        sex: one.sex,
        birthDate: one.birthDate,
        phoneHash: one.phone && keys.fingerprint('phone', one.phone),
        emailHash: one.email && keys.fingerprint('email', one.email),
        idNumberHash: keys.fingerprint('id', one.residentId),
        skills: one.skills,
        home: one.home,
      })),
    );
  });

  test('keeps phones, addresses and IDs encrypted, each its own', async () => {
    const rows = await database<
      { id: number; phone: Buffer | null; email: Buffer | null; idNumber: Buffer }[]
    >`
      SELECT id, phone_cipher AS phone, email_cipher AS email, id_number_cipher AS id_number FROM person`;
    const bySerial = new Map(everyone.map((one) => [one.serial, one]));
    for (const { id, phone, email, idNumber } of rows) {
      const { residentId, ...one } = bySerial.get(id)!;
      expect(phone && keys.decrypt(phone)).toBe(one.phone);
      expect(email && keys.decrypt(email)).toBe(one.email);
      expect(keys.decrypt(idNumber)).toBe(residentId);
      if (phone) expect(keys.decrypt(phone)).toMatch(/^154\d{8}$/);
    }
  });

  test('has the teams, their members’ hours, and absences around the day it was loaded', async () => {
    const duties = volunteers.flatMap(({ serial, duty }) => (duty ? [{ serial, ...duty }] : []));
    expect(await count(database, 'team')).toBe(6);
    expect(
      await database`SELECT m.person_id AS serial, t.code AS team, m.role, m.from_date::text AS "from" FROM team_member m
        JOIN team t ON t.id = m.team_id ORDER BY m.person_id`,
    ).toEqual(duties.map(({ serial, team, role, from }) => ({ serial, team, role, from })));
    expect(await count(database, 'availability')).toBe(
      duties.reduce((sum, { hours }) => sum + hours.length, 0),
    );
    const away = await database<{ serial: number }[]>`
      SELECT person_id AS serial FROM absence WHERE from_at <= ${OPTIONS.now} AND until_at > ${OPTIONS.now} ORDER BY person_id`;
    expect(away.map(({ serial }) => serial)).toEqual(
      duties.filter(({ absence }) => absence).map(({ serial }) => serial),
    );
    expect(away.length).toBeGreaterThan(0);
    const officeSees = await listTeams(database, { scopePath: 'tangshan/', now: OPTIONS.now });
    expect(officeSees.map(({ members }) => members).reduce((sum, each) => sum + each)).toBe(duties.length);
    const clerkSees = await listTeams(database, { scopePath: 'tangshan/130281/', now: OPTIONS.now });
    expect(clerkSees.map(({ code }) => code)).toEqual(['relief-zunhua']);
    const rule = { committees: [], teams: officeSees.map(({ code }) => code) };
    expect(await countAudience(database, rule, WHOLE_CITY)).toBe(duties.length);
  });

  test('counts exactly the volunteers in an audience of the whole city', async () => {
    expect(await countAudience(database, { committees: ['tangshan'] }, WHOLE_CITY)).toBe(1_200);
  });

  test('has a head, a deputy and a liaison of today in every second-level committee', async () => {
    const current = await database`
      SELECT c.code, array_agg(r.role::text ORDER BY r.role) AS roles FROM committee c
      LEFT JOIN contact_role r ON r.committee_id = c.id AND r.from_date <= ${TODAY} AND (r.to_date IS NULL OR r.to_date > ${TODAY})
      WHERE c.level = 2 GROUP BY c.code`;
    expect(current).toHaveLength(84);
    for (const { roles } of current) expect(roles).toEqual(['head', 'deputy', 'liaison']);
  });

  test('has a head, a deputy and a liaison of the city itself, where escalations end', async () => {
    for (const role of ['head', 'deputy', 'liaison'] as const) {
      const [found] = await database`
        SELECT r.person_id FROM contact_role r JOIN committee c ON c.id = r.committee_id WHERE c.level = 1 AND r.role = ${role}`;
      const { person } = city.cityContacts.find((one) => one.role === role)!;
      expect(found).toEqual({ personId: person.serial });
    }
  });

  test('has what its committees run, hold and have agreed, around the day it was loaded', async () => {
    const { projects, activities, terms } = city.registers;
    const listed = await listProjects(database, { scopePath: 'tangshan/', now: OPTIONS.now, limit: 1_000 });
    expect(listed).toHaveLength(projects.length);
    expect(new Set(listed.map(({ committee }) => committee)).size).toBe(84);
    expect(listed.every((one) => one.ahead === 1 && one.activities === 2 && one.from < TODAY)).toBe(true);
    const counted = activities.filter(({ participants }) => participants !== null);
    const [held] = await database`
      SELECT count(*), count(counted_at) AS counted, sum(participants)::int AS participants,
        bool_and(ends_at < ${OPTIONS.now}) FILTER (WHERE counted_at IS NOT NULL) AS over,
        bool_and(begins_at BETWEEN ${OPTIONS.now}::timestamptz - interval '32 days' AND ${OPTIONS.now}::timestamptz + interval '32 days') AS near
      FROM activity`;
    expect(held).toEqual({
      ...{ count: activities.length, counted: counted.length, over: true, near: true },
      participants: counted.reduce((sum, { participants }) => sum + participants!, 0),
    });
    const found = await listTerms(database, { scopePath: '', today: TODAY, settled: true, limit: 1_000 });
    expect(found).toHaveLength(terms.length);
    const ambassadors = found.filter(({ kind }) => kind === 'ambassador');
    expect(ambassadors.map(({ committee }) => committee)).toEqual(['tangshan', 'tangshan']);
    const heads = ['enterprise-01', 'school-01'].map(
      (code) =>
        city.contacts.find(({ committee, role }) => committee === code && role === 'head')!.person.serial,
    );
    expect(ambassadors.map(({ person }) => person!.id).sort()).toEqual(heads.sort());
  });

  test('has one liaison on the last day of the former and on the first of the next', async () => {
    const former = city.contacts.filter(({ until }) => until !== null);
    expect(former).toHaveLength(12);
    for (const { committee, until } of former) {
      const rule = { committees: [committee], roles: ['liaison' as const] };
      for (const officeDay of [until!, dayText(dayNumber(until!) + 1)])
        expect(await countAudience(database, rule, { ...WHOLE_CITY, officeDay })).toBe(1);
    }
  });

  test('dates every consent from the first day', async () => {
    const early = await database`
      SELECT FROM consent x JOIN person p ON p.id = x.person_id
      WHERE (x.given_at AT TIME ZONE 'Asia/Shanghai') <> (
        SELECT min(from_date) FROM (SELECT person_id, from_date FROM membership
          UNION ALL SELECT person_id, from_date FROM contact_role) bond WHERE bond.person_id = p.id)`;
    expect(early).toHaveLength(0);
    expect(await database`SELECT DISTINCT basis, source FROM consent`).toEqual([
      { basis: 'consent', source: 'sample' },
    ]);
  });

  test('finds every opt-out by the fingerprint of its address', async () => {
    const optOuts = volunteers.flatMap((one) => one.optOuts.map((optOut) => ({ ...optOut, ...one })));
    expect(optOuts.length).toBeGreaterThan(5);
    for (const { channel, source, at, phone, email } of optOuts) {
      const hash = channel === 'sms' ? keys.fingerprint('phone', phone!) : keys.fingerprint('email', email!);
      const found =
        await database`SELECT source, since, topic, revoked_at FROM opt_out WHERE channel = ${channel} AND address_hash = ${hash}`;
      expect(found).toEqual([{ source, since: new Date(at), topic: 'all', revokedAt: null }]);
    }
  });

  test('can be worked with at once: operators, templates, and room for the next person', async () => {
    expect(await operatorNames(database)).toEqual(['office', 'clerk-130281', 'auditor', 'head', 'operator']);
    expect(await operatorByName(database, 'office')).toEqual({
      name: 'office',
      scopePath: 'tangshan/',
      role: 'clerk',
      maySeePersonalData: true,
    });
    expect(
      (await listOperators(database, '')).map(({ role, personId }) => [role, personId !== null]),
    ).toEqual([
      ['clerk', true],
      ['county clerk', true],
      ['auditor', false],
      ['head', true],
      ['operator', true],
    ]);
    expect(await operatorByName(database, 'clerk-130281')).toMatchObject({
      scopePath: 'tangshan/130281/',
      maySeePersonalData: false,
    });
    const templates = await listTemplates(database);
    expect(templates.map(({ code, version }) => `${code} ${version}`)).toContain('flood-warning 1');
    const reviews = await reviewsOf(
      database,
      templates.map(({ id }) => id),
    );
    for (const { id, channel } of templates)
      expect(reviews.filter(({ templateId }) => templateId === id)).toEqual(
        channel === 'sms'
          ? [
              expect.objectContaining({
                state: 'approved',
                carrierCode: expect.stringMatching(/^SMS_154\d{6}$/),
              }),
            ]
          : [],
      );
    const [next] = await database`
      INSERT INTO person (name, home_committee_id, created_at)
      SELECT '叶知秋', id, ${OPTIONS.now} FROM committee WHERE parent_id IS NULL RETURNING id`;
    expect(next).toEqual({ id: 1_468 });
    await database`DELETE FROM person WHERE id = 1468`;
  });

  test('is left as it is by a second load, whatever that asks for', async () => {
    const before = await roll(database);
    expect(await loadSampleCity(database, keys, { ...OPTIONS, seed: 6, people: 10 })).toEqual({
      already: true,
    });
    expect(await roll(database)).toEqual(before);
    expect(await count(database, 'template')).toBe((await listTemplates(database)).length);
  });
});

describe('loading a sample city', () => {
  const load = (options: Partial<LoadOptions> = {}, by = keys): Promise<Loaded> =>
    loadSampleCity(other.database, by, { ...OPTIONS, ...options });
  const expectNothing = async (): Promise<void> => {
    for (const table of [
      'committee',
      'person',
      'team',
      'absence',
      'opt_out',
      'operator',
      'template',
      'project',
      'activity',
      'term',
    ])
      expect(await count(other.database, table)).toBe(0);
  };

  test('leaves nothing behind when it is interrupted, and can be begun again', async () => {
    const onProgress = (loaded: number): void => {
      if (loaded > 500) throw new Error('interrupted');
    };
    await expect(load({ onProgress })).rejects.toThrow('interrupted');
    await expectNothing();
  });

  test('ends with the reason, and nothing behind, when the ledger refuses a row', async () => {
    const sameForAll = { ...keys, fingerprint: () => Buffer.alloc(16) };
    await expect(load({}, sameForAll)).rejects.toThrow('person_id_number_hash_key');
    await expectNothing();
  });

  test('from two processes at once, is done by one of them', async () => {
    const both = await Promise.all([load(), load()]);
    expect(both.map(({ already }) => already).sort()).toEqual([false, true]);
  });

  test('loads the same people for the same seed', async () => {
    // Ids go on behind those an interrupted load had taken.
    const withoutId = (people: object[]): object[] => people.map((person) => ({ ...person, id: undefined }));
    expect(withoutId(await roll(other.database))).toEqual(withoutId(await roll(database)));
  });
});
