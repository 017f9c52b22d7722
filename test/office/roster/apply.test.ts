import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { addOptOut } from '../../../ledger/opt-outs.js';
import { optOut } from '../../../office/opt-outs.js';
import { KEYS, NOW, phoneOf } from '../../support/cast.js';
import { TEAM } from '../../support/cast-team.js';
import { launch, states } from '../../support/launch.js';
import { until } from '../../support/until.js';
import { anyRoster, NEW, openImporting, row, ZHANG } from './importing.js';
import { planRows } from './roster-files.js';

const importing = await openImporting();
const { office, apply, importRows, giveId, optedOut, takeId } = importing;
const { city, database } = office;
const DAY = '2026-08-01';

/** Somebody of the ledger with everything an import may write. */
async function whole(name: string): Promise<Record<string, unknown>> {
  const [found] = await database`
    SELECT p.name, p.sex, p.birth_date::text, p.phone_hash, p.email_hash, p.id_number_hash, p.skills, c.code AS home, p.created_at,
      p.phone_cipher, p.id_number_cipher,
      (SELECT json_agg(k.code || ' ' || from_date || ' ' || coalesce(to_date::text, '') ORDER BY from_date, k.code)
        FROM membership m JOIN committee k ON k.id = m.committee_id WHERE m.person_id = p.id) AS memberships,
      (SELECT json_agg(kind || ' ' || from_date || ' ' || coalesce(until_date::text, '') ORDER BY kind, from_date)
        FROM qualification q WHERE q.person_id = p.id) AS qualifications,
      (SELECT json_agg(t.code || ' ' || m.role || ' ' || from_date || ' ' || coalesce(to_date::text, '') ORDER BY from_date)
        FROM team_member m JOIN team t ON t.id = m.team_id WHERE m.person_id = p.id) AS teams,
      (SELECT json_agg(channel || ' ' || basis || ' ' || source || ' ' || to_char(given_at, 'YYYY-MM-DD"T"HH24:MI') ORDER BY channel)
        FROM consent k WHERE k.person_id = p.id) AS consents
    FROM person p JOIN committee c ON c.id = p.home_committee_id WHERE p.name = ${name}`;
  return found as Record<string, unknown>;
}

describe('what is applied', () => {
  test('somebody new, with everything the row says, sealed', async () => {
    const done = await importRows(
      row('新来者', '15400008001', {
        ...{
          身份证号: NEW,
          邮箱: 'new@luannan.invalid',
          技能: '急救、划船',
          队伍代码: TEAM.code,
          队内职务: '副队长',
        },
        ...{ 加入日期: '2025-03-05', 保险到期: '2027-03-04', 培训日期: '2025-03-12', 同意日期: '2025-03-05' },
      }),
    );
    expect(done).toMatchObject({
      state: 'applied',
      appliedBy: 'office',
      counts: { applied: { added: 1, changed: 0 } },
    });
    const found = await whole('新来者');
    expect(found).toMatchObject({
      ...{
        sex: 'female',
        birthDate: '1990-03-07',
        skills: ['first-aid', '划船'],
        home: 'bencheng',
        createdAt: NOW,
      },
      memberships: ['bencheng 2025-03-05 '],
      qualifications: [`insurance ${DAY} 2027-03-04`, 'pre-service-training 2025-03-12 '],
      teams: [`flood deputy ${DAY} `],
      consents: ['sms consent import 2025-03-04T16:00', 'email consent import 2025-03-04T16:00'],
    });
    expect(found['phoneHash']).toEqual(KEYS.fingerprint('phone', '15400008001'));
    expect(KEYS.decrypt(found['phoneCipher'] as Buffer)).toBe('15400008001');
    expect(KEYS.decrypt(found['idNumberCipher'] as Buffer)).toBe(NEW);
  });

  test('somebody new of whom little is said belongs to the committee from that day on', async () => {
    await importRows(row('新来者', '15400008002'));
    expect(await whole('新来者')).toMatchObject({
      ...{ sex: null, birthDate: null, skills: [], memberships: [`bencheng ${DAY} `] },
      ...{ qualifications: null, teams: null, consents: null },
    });
  });

  test('only the fields the file has, and no empty cell erases', async () => {
    const before = await whole('张蔷');
    await importRows({ ...ZHANG, 邮箱: '', 技能: '', 性别: '', 保险到期: '2027-12-31' });
    expect(await whole('张蔷')).toEqual({
      ...before,
      qualifications: [
        `insurance 2026-01-01 2027-12-31`,
        'pre-service-training 2026-01-01 2026-12-31',
        'training 2025-01-01 2027-06-30',
      ],
    });
  });

  test('the same phone sealed anew stays the old bytes', async () => {
    const before = await whole('张蔷');
    await importRows({ ...ZHANG, 性别: '男' });
    expect(await whole('张蔷')).toEqual({ ...before, sex: 'male' });
  });

  test('who moves leaves the old home on that day, and begins at the new one', async () => {
    await importRows({ ...ZHANG, 组织代码: 'dongjie' });
    expect(await whole('张蔷')).toMatchObject({
      home: 'dongjie',
      memberships: [`bencheng 2020-01-01 ${DAY}`, `dongjie ${DAY} `],
    });
  });

  test.each([
    ['2026-05-01', ['bencheng 2020-01-01 2026-05-01', 'dongjie 2026-05-01 ']],
    // Before they came to the old home: not the day of the move.
    ['2018-05-01', [`bencheng 2020-01-01 ${DAY}`, `dongjie ${DAY} `]],
  ])('who moves with a day of joining of %s', async (joined, memberships) => {
    await importRows({ ...ZHANG, 组织代码: 'dongjie', 加入日期: joined });
    expect(await whole('张蔷')).toMatchObject({ home: 'dongjie', memberships });
  });

  test('who moves to where they are a member already only changes home', async () => {
    await importRows(row('孙静', '15400000006', { 组织代码: 'health' }));
    expect(await whole('孙静')).toMatchObject({
      home: 'health',
      memberships: ['health 2020-01-01 ', `qianxi 2020-01-01 ${DAY}`],
    });
  });

  test('who had left comes back', async () => {
    await importRows(row('周海', '15400000007', { 加入日期: '2020-01-01' }));
    expect(await whole('周海')).toMatchObject({
      memberships: [`bencheng 2020-01-01 ${DAY}`, `bencheng ${DAY} `],
    });
  });

  test('another day of joining, role, policy, training', async () => {
    await importRows({
      ...ZHANG,
      ...{
        加入日期: '2019-05-01',
        队伍代码: 'flood',
        队内职务: '队员',
        保险到期: '2026-09-30',
        培训日期: '2026-06-01',
      },
    });
    expect(await whole('张蔷')).toMatchObject({
      memberships: ['bencheng 2019-05-01 '],
      teams: [`flood leader 2024-01-01 ${DAY}`, `flood member ${DAY} `],
      qualifications: [
        'insurance 2026-01-01 2026-09-30',
        ...[
          'pre-service-training 2026-01-01 2026-12-31',
          'pre-service-training 2026-06-01 ',
          'training 2025-01-01 2027-06-30',
        ],
      ],
    });
  });

  test('a policy that ended is entered beside the one in force', async () => {
    await importRows({ ...ZHANG, 保险到期: '2024-12-31' });
    expect((await whole('张蔷'))['qualifications']).toEqual(
      expect.arrayContaining(['insurance 2024-12-31 2024-12-31', 'insurance 2026-01-01 2026-12-31']),
    );
  });

  test('a consent on each channel they have, but none that was withdrawn since', async () => {
    await database`INSERT INTO consent (person_id, channel, basis, source, given_at, withdrawn_at)
      VALUES (${city.id('张蔷')}, 'sms', 'consent', 'form', '2024-01-01', '2026-06-01')`;
    await importRows({ ...ZHANG, 同意日期: '2026-05-01' });
    expect(await whole('张蔷')).toMatchObject({
      consents: ['sms consent form 2024-01-01T00:00', 'email consent import 2026-04-30T16:00'],
    });
    await importing.undo(importing.applied[0]!);
    await database`DELETE FROM consent`;
  });

  test('is all the row says: read again, it changes nothing', async () => {
    await fc.assert(
      fc.asyncProperty(anyRoster, fc.integer({ min: 1000, max: 9999 }), async (rows, newcomer) => {
        const roster = [
          ...rows,
          row('新来者', `1540020${newcomer}`, { 技能: '急救', 保险到期: '2020-01-01' }),
        ];
        const { id } = await importRows(...roster);
        const { counts } = await planRows(office, office.actor('office'), [...roster].reverse());
        await importing.undo(id);
        expect(counts).toMatchObject({ new: 0, changed: 0, unchanged: roster.length, fields: {} });
      }),
      { numRuns: 25, seed: 154 },
    );
  });
});

describe('an opt-out', () => {
  test('is not revived by importing its owner again, nor by a consent', async () => {
    await importRows(row('王磊', phoneOf('王磊'), { 组织代码: 'dongjie', 同意日期: DAY }));
    const launched = await launch(city, { sms: 'flood' });
    expect((await states(city, launched)).王磊).toBe('suppressed: opted out');
    await city.reset();
  });

  test('holds for whoever is given that phone', async () => {
    const report = await planRows(office, office.actor('office'), [
      row('新来者', phoneOf('王磊'), { 身份证号: NEW }),
    ]);
    expect(report.optOuts.optedOut).toEqual({ rows: 1, first: [2] });
    await apply(report.id);
    expect(await optedOut(phoneOf('王磊'))).toBe(true);
  });

  describe('of somebody who gets a new phone', () => {
    const moveWang = (phone: string) =>
      planRows(office, office.actor('office'), [row('王磊', phone, { 身份证号: NEW, 组织代码: 'dongjie' })]);

    beforeAll(() => giveId('王磊'));
    afterAll(() => takeId('王磊'));

    test('follows them', async () => {
      const report = await moveWang('15400008004');
      expect(report.optOuts.carried).toEqual({ rows: 1, first: [2] });
      const { counts } = await apply(report.id);
      expect(counts.applied).toMatchObject({ changed: 1, carriedOptOuts: 1 });
      expect(await optedOut('15400008004')).toBe(true);
      const launched = await launch(city, { sms: 'flood' });
      expect((await states(city, launched)).王磊).toBe('suppressed: opted out');
      await city.reset();
    });

    test('stays there after an undo, which says so', async () => {
      const { id } = await moveWang('15400008016');
      await apply(id);
      expect(await importing.undo(id)).toMatchObject({
        counts: { applied: { carriedOptOuts: 1 }, undone: { carriedOptOuts: 0 } },
      });
      expect(await optedOut('15400008016')).toBe(true);
      expect(await optedOut(phoneOf('王磊'))).toBe(true);
    });
  });

  describe('made while an import gives its owner a new phone, or an undo the old one', () => {
    const moveChen = async (phone: string) =>
      (
        await planRows(office, office.actor('office'), [
          row('陈涛', phone, { 身份证号: NEW, 组织代码: 'xingcheng' }),
        ])
      ).id;

    beforeAll(() => giveId('陈涛'));
    afterAll(() => takeId('陈涛'));

    /** Has an opt-out of a phone come in, and become visible only once the other side has to wait for it. */
    async function whileOptingOut(phone: string, work: () => Promise<unknown>): Promise<void> {
      let working: Promise<unknown> = Promise.resolve();
      await database.begin(async (sql) => {
        await addOptOut(sql, {
          ...{ channel: 'sms', addressHash: KEYS.fingerprint('phone', phone), source: 'reply', now: NOW },
        });
        working = work();
        const done = working.then(() => true);
        const waiting = async () =>
          (await database`SELECT FROM pg_locks WHERE relation = 'opt_out'::regclass AND NOT granted`).length >
          0;
        await Promise.race([done, until(waiting)]);
      });
      await working;
    }

    test('follows them', async () => {
      const importId = await moveChen('15400008018');
      await whileOptingOut(phoneOf('陈涛'), () => apply(importId));
      expect(await optedOut('15400008018')).toBe(true);
    });

    test('goes back with them', async () => {
      const importId = await moveChen('15400008019');
      await apply(importId);
      await whileOptingOut('15400008019', () => importing.undo(importId));
      expect(await optedOut(phoneOf('陈涛'))).toBe(true);
    });
  });

  describe('made at the address that an import gave its owner', () => {
    beforeAll(() => giveId('陈涛'));
    afterAll(() => takeId('陈涛'));

    const giveChen = (phone: string) =>
      importRows(row('陈涛', phone, { 身份证号: NEW, 组织代码: 'xingcheng' }));

    test('goes back with them when it is undone', async () => {
      const { id } = await giveChen('15400008021');
      await optOut(office, office.actor('clerk'), '15400008021');
      expect(await importing.undo(id)).toMatchObject({ counts: { undone: { carriedOptOuts: 1 } } });
      expect(await optedOut(phoneOf('陈涛'))).toBe(true);
      const launched = await launch(city, { sms: 'flood' });
      expect((await states(city, launched)).陈涛).toBe('suppressed: opted out');
      await city.reset();
    });

    test('by somebody who had it before does not', async () => {
      const addressHash = KEYS.fingerprint('phone', '15400008022');
      const long = new Date('2020-01-01');
      const { id: optOutId } = await addOptOut(database, {
        ...{ channel: 'sms', addressHash, source: 'reply', now: long },
      });
      const { id } = await giveChen('15400008022');
      await importing.undo(id);
      expect(await optedOut(phoneOf('陈涛'))).toBe(false);
      await database`DELETE FROM opt_out WHERE id = ${optOutId}`;
    });
  });
});
