import { beforeAll, describe, expect, test } from '@jest/globals';
import { listAudit } from '../../ledger/audit.js';
import { findPeople, showPerson } from '../../office/people.js';
import { KEYS, phoneOf } from '../support/cast.js';
import { loadTeam } from '../support/cast-team.js';
import { openTestOffice, refusalOf } from './office.js';

const office = await openTestOffice();
const { city, database } = office;
const ID_NUMBER = '130299198503121241';

beforeAll(async () => {
  await loadTeam(city);
  await database`UPDATE person SET id_number_hash = ${KEYS.fingerprint('id', ID_NUMBER)},
    id_number_cipher = ${KEYS.encrypt(ID_NUMBER)} WHERE id = ${city.id('张蔷')}`;
  await database`INSERT INTO qualification (person_id, kind, number, from_date)
    VALUES (${city.id('张蔷')}, 'driving-licence', ${ID_NUMBER}, '2020-01-01')`;
});

const find = async (text: string, as: 'office' | 'clerk' = 'office') =>
  (await findPeople(office, office.actor(as), { text, limit: 5 })).map(({ name }) => name);

describe('people are found', () => {
  test('by a part of the name, and by whole id, phone, mail address and resident ID', async () => {
    expect(await find('岚')).toEqual(['李岚', '李小岚']);
    expect(await find(phoneOf('李岚'))).toEqual(['李岚', '李小岚']);
    expect(await find(String(city.id('张蔷')))).toEqual(['张蔷']);
    expect(await find(' zhang@LUANNAN.invalid ')).toEqual(['张蔷']);
    expect(await find(ID_NUMBER)).toEqual(['张蔷']);
    expect(await find('诸葛')).toEqual([]);
  });

  test('within the scope, with masked phones, no more than asked for', async () => {
    expect(await find('涛', 'clerk')).toEqual([]);
    const found = await findPeople(office, office.actor('office'), { text: '李', limit: 1 });
    expect(found).toEqual([{ id: city.id('李岚'), name: '李岚', committee: '倴城镇', phone: '154****0002' }]);
  });

  test('and named as far as the finder may see names', async () => {
    expect(await find('岚', 'clerk')).toEqual(['李*', '李*岚']);
  });

  test('not by nothing', async () => {
    expect(await refusalOf(find('  '))).toEqual({ kind: 'invalid', reasons: ['empty'] });
  });
});

describe('a person whole', () => {
  const show = (person: string, as: 'office' | 'clerk' | 'auditor' = 'office', reason?: string) =>
    showPerson(office, office.actor(as), { person, ...(reason === undefined ? {} : { unmask: { reason } }) });

  test('is masked, and nothing is noted', async () => {
    const before = (await listAudit(database, { limit: 1000 })).length;
    const person = await show('张蔷');
    expect(person).toMatchObject({
      phone: '154****0001',
      email: 'z***@luannan.invalid',
      idNumber: '130299********1241',
      birthDate: null,
      age: 41,
      unmasked: false,
      teams: [{ code: 'flood', role: 'leader' }],
      hoursWords: { zh: '周一至周五 18:00-22:00；周末 全天' },
    });
    expect(person.qualifications.find(({ kind }) => kind === 'driving-licence')?.number).toBe('****1241');
    expect(JSON.stringify(person)).not.toMatch(/154\d{8}|19850312|1985-03-12|cipher|zhang@/i);
    expect((await listAudit(database, { limit: 1000 })).length).toBe(before);
  });

  test('is unmasked for who may, with a reason, which the audit keeps', async () => {
    expect(await show('张蔷', 'office', '核对身份')).toMatchObject({
      phone: phoneOf('张蔷'),
      email: 'zhang@luannan.invalid',
      idNumber: ID_NUMBER,
      birthDate: '1985-03-12',
      unmasked: true,
      qualifications: expect.arrayContaining([expect.objectContaining({ number: ID_NUMBER })]),
    });
    const [entry] = await listAudit(database, { limit: 1 });
    expect(entry).toMatchObject({
      actor: 'office',
      action: 'person unmask',
      subject: `person ${city.id('张蔷')}`,
      detail: { reason: '核对身份' },
    });
  });

  test('stays masked for who may not see it, or gives no reason', async () => {
    expect(await refusalOf(show('张蔷', 'auditor', '好奇'))).toEqual({
      kind: 'not-allowed',
      reasons: ['no-right'],
    });
    expect((await refusalOf(show('张蔷', 'clerk', '好奇'))).reasons).toEqual(['may-not-see-personal-data']);
    expect(await refusalOf(show('张蔷', 'office', ' '))).toEqual({ kind: 'invalid', reasons: ['no-reason'] });
    expect(await show('张蔷', 'auditor')).toMatchObject({ name: '张*', phone: '154****0001' });
  });

  test('without phone, mail or ID has none to mask', async () => {
    expect(await show('赵敏')).toMatchObject({ phone: null, idNumber: null, email: 'z***@luannan.invalid' });
  });

  test('outside the scope is unknown, unmasked or not', async () => {
    expect(await refusalOf(show('陈涛', 'clerk'))).toEqual({
      kind: 'not-found',
      reasons: ['no-such-person'],
    });
    expect((await show('陈涛')).absences).toHaveLength(1);
  });
});
