import { beforeAll, describe, expect, test } from '@jest/globals';
import { addOptOut } from '../../ledger/opt-outs.js';
import { findPeople } from '../../ledger/people.js';
import { followTerm, markEnded } from '../../ledger/terms.js';
import { wholePerson } from '../../ledger/whole-person.js';
import { KEYS, NOW, phoneOf, settleCast } from '../support/cast.js';
import { loadTeam } from '../support/cast-team.js';
import { createTestDatabase } from '../support/database.js';
import { castTerm, emptyRegisters } from '../support/registers.js';
import { launch } from '../support/launch.js';

const { database } = await createTestDatabase();
const city = await settleCast(database);
beforeAll(() => loadTeam(city));

const whole = (name: Parameters<typeof city.id>[0], { scopePath = 'tangshan/', now = NOW } = {}) =>
  wholePerson(database, city.id(name), { scopePath, now });

describe('one person whole', () => {
  test('has a home, memberships and teams with their days, and papers', async () => {
    expect(await whole('张蔷')).toMatchObject({
      name: '张蔷',
      birthDate: '1985-03-12',
      age: 41,
      home: { code: 'bencheng', name: '倴城镇' },
      skills: ['first-aid'],
      memberships: [{ code: 'bencheng', from: '2020-01-01', to: null, inForce: true }],
      roles: [],
      teams: [{ code: 'flood', role: 'leader', from: '2024-01-01', to: null, inForce: true }],
      qualifications: [
        { kind: 'insurance', from: '2026-01-01', until: '2026-12-31', inForce: true },
        { kind: 'pre-service-training', inForce: true },
        { kind: 'training', number: null, until: '2027-06-30', inForce: true },
      ],
      hours: expect.arrayContaining([{ weekday: 7, from: 0, to: 1440 }]),
      absences: [],
      optOuts: [],
      consents: [],
    });
  });

  test('tells what is over from what counts', async () => {
    expect(await whole('周海')).toMatchObject({
      memberships: [{ to: '2026-08-01', inForce: false }],
      teams: [{ role: 'deputy', to: '2026-08-01', inForce: false }],
    });
    expect((await whole('陈涛'))?.qualifications).toContainEqual(
      expect.objectContaining({ kind: 'training', until: '2026-07-31', inForce: false }),
    );
    expect((await whole('许峰'))?.roles).toMatchObject([
      { role: 'liaison', code: 'luannan', inForce: false },
    ]);
  });

  test('holds a term through its last day, also one that is renewed, and none that was ended', async () => {
    const ambassador = { kind: 'ambassador', title: '形象大使', person: '张蔷' } as const;
    const id = await castTerm(city, ambassador);
    const held = async (day: string) =>
      (await whole('张蔷', { now: new Date(`${day}T01:00:00Z`) }))?.terms.map(({ inForce }) => inForce);
    expect((await whole('张蔷'))?.terms).toEqual([
      {
        ...{ code: 'luannan', name: '滦南县', kind: 'ambassador', title: '形象大使' },
        ...{ from: '2025-10-01', until: '2026-09-30', inForce: true },
      },
    ]);
    expect([await held('2026-09-30'), await held('2026-10-01')]).toEqual([[true], [false]]);
    await followTerm(database, id, { from: '2026-10-01', until: '2027-09-30' }, { by: 'office', now: NOW });
    expect(await held('2026-09-30')).toEqual([true, false]);
    const ended = await castTerm(city, { ...ambassador, title: '宣讲团长' });
    await markEnded(database, ended, NOW);
    expect((await whole('张蔷'))?.terms.find(({ title }) => title === '宣讲团长')?.inForce).toBe(false);
    await emptyRegisters(city);
  });

  test('is away until the absence is over, and opted out by their addresses', async () => {
    expect((await whole('陈涛'))?.absences).toMatchObject([
      { from: new Date('2026-07-29T16:00:00Z'), until: new Date('2026-08-05T16:00:00Z'), source: 'clerk' },
    ]);
    expect((await whole('陈涛', { now: new Date('2026-08-05T16:00:00Z') }))?.absences).toEqual([]);
    expect((await whole('王磊'))?.optOuts).toMatchObject([{ channel: 'sms', topic: 'all', source: 'clerk' }]);
    const addressHash = KEYS.fingerprint('phone', phoneOf('李岚'));
    await addOptOut(database, { channel: 'sms', addressHash, source: 'reply', now: NOW });
    // They share the phone.
    expect((await whole('李小岚'))?.optOuts).toMatchObject([{ channel: 'sms', source: 'reply' }]);
  });

  test('has messages of the last thirty days, by state', async () => {
    expect((await whole('孙静'))?.messages).toEqual({ days: 30, states: {}, lastAt: null });
    await launch(city, { sms: 'flood', email: 'flood-mail' });
    expect((await whole('孙静'))?.messages).toEqual({
      days: 30,
      states: { queued: 1, suppressed: 1 },
      lastAt: NOW,
    });
    const later = new Date('2026-09-15T01:00:00Z');
    expect((await whole('孙静', { now: later }))?.messages.states).toEqual({});
  });

  test('outside the scope is nobody', async () => {
    expect(await whole('陈涛', { scopePath: 'tangshan/luannan/' })).toBeUndefined();
  });
});

test('people are found by a part of the name, whatever characters it has, and by resident ID', async () => {
  const found = async (partOfName: string) =>
    (await findPeople(database, { partOfName }, { scopePath: 'tangshan/', limit: 5 })).map(
      ({ name }) => name,
    );
  expect(await found('岚')).toEqual(['李岚', '李小岚']);
  expect(await found('%')).toEqual([]);
  expect(await found('_')).toEqual([]);
  const idNumberHash = KEYS.fingerprint('id', '130299199003071238');
  const cipher = KEYS.encrypt('130299199003071238');
  await database`UPDATE person SET id_number_hash = ${idNumberHash}, id_number_cipher = ${cipher} WHERE id = ${city.id('王磊')}`;
  const [person] = await findPeople(database, { idNumberHash }, { scopePath: 'tangshan/', limit: 5 });
  expect(person?.name).toBe('王磊');
});
