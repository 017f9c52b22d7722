import { beforeAll, describe, expect, test } from '@jest/globals';
import type { AudienceRule } from '../../domain/plan/plan.js';
import { compileAudience, countAudience, unknownAudienceWords } from '../../ledger/audience.js';
import { NOW, settleCast, type Name } from '../support/cast.js';
import { loadTeam } from '../support/cast-team.js';
import { createTestDatabase } from '../support/database.js';
import { launch } from '../support/launch.js';

const { database } = await createTestDatabase();
const city = await settleCast(database);

const TODAY = '2026-08-01';
const WHOLE_CITY: AudienceRule = { committees: ['tangshan'] };

async function meant(
  rule: AudienceRule,
  { officeDay = TODAY, scopePath = 'tangshan/' } = {},
): Promise<string[]> {
  const bounds = { officeDay, scopePath };
  const rows = await database<{ name: Name }[]>`
    SELECT p.name FROM (${compileAudience(database, rule, bounds)}) audience JOIN person p ON p.id = audience.person_id
    ORDER BY p.id`;
  expect(await countAudience(database, rule, bounds)).toBe(rows.length);
  return rows.map(({ name }) => name);
}

describe('an audience', () => {
  test('is everyone whose membership below the committee is in force, each once', async () => {
    expect(await meant(WHOLE_CITY)).toEqual([
      '张蔷',
      '李岚',
      '李小岚',
      '王磊',
      '赵敏',
      '陈涛',
      '刘洋',
      '孙静',
    ]);
    expect(await meant({ committees: ['luannan'] })).toEqual(['张蔷', '李岚', '李小岚', '王磊', '赵敏']);
    expect(await meant({ committees: ['dongjie'] })).toEqual(['李小岚', '王磊', '赵敏']);
  });

  test('holds a person once who belongs to two of the committees, at home where their home is', async () => {
    const rule = { committees: ['qianxi', 'health', 'tangshan'] };
    const rows = await database<{ personId: number; committeeId: number }[]>`
      SELECT * FROM (${compileAudience(database, rule, { officeDay: TODAY, scopePath: 'tangshan/' })}) a WHERE person_id = ${city.id('孙静')}`;
    expect([...rows]).toEqual([{ personId: city.id('孙静'), committeeId: city.committee('qianxi') }]);
    expect(await meant({ committees: ['health'] })).toEqual(['孙静']);
  });

  test('follows memberships by the day: the last day is the one before the end', async () => {
    expect(await meant({ committees: ['bencheng'] }, { officeDay: '2026-07-31' })).toContain('周海');
    expect(await meant({ committees: ['bencheng'] })).not.toContain('周海');
    expect(await meant({ committees: ['bencheng'] }, { officeDay: '2026-08-02' })).toContain('吴芳');
    expect(await meant(WHOLE_CITY, { officeDay: '2019-12-31' })).toEqual([]);
  });

  test('is cut to the scope, whatever the rule names', async () => {
    expect(await meant(WHOLE_CITY, { scopePath: 'tangshan/qianxi/' })).toEqual(['陈涛', '刘洋', '孙静']);
    expect(await meant({ committees: ['luannan'] }, { scopePath: 'tangshan/qianxi/' })).toEqual([]);
    expect(
      await meant({ committees: ['luannan'] }, { scopePath: 'tangshan/luannan/bencheng/dongjie/' }),
    ).toEqual(['李小岚', '王磊', '赵敏']);
  });

  test('of roles is the contact persons in force, not the volunteers', async () => {
    expect(await meant({ ...WHOLE_CITY, roles: ['liaison'] })).toEqual(['何军', '林夏']);
    expect(await meant({ committees: ['luannan'], roles: ['head', 'deputy'] })).toEqual(['郑明', '冯雪']);
    expect(await meant({ ...WHOLE_CITY, roles: ['liaison'] }, { officeDay: '2023-12-31' })).toEqual(['许峰']);
  });

  test('has every skill that is asked for', async () => {
    expect(await meant({ ...WHOLE_CITY, skills: ['first-aid'] })).toEqual(['张蔷', '陈涛']);
    expect(await meant({ ...WHOLE_CITY, skills: ['first-aid', 'boat'] })).toEqual(['陈涛']);
  });

  test('holds every qualification on the day, its last day included', async () => {
    expect(await meant({ ...WHOLE_CITY, qualifications: ['training'] })).toEqual(['张蔷', '刘洋']);
    expect(await meant({ ...WHOLE_CITY, qualifications: ['training'] }, { officeDay: '2026-07-31' })).toEqual(
      ['张蔷', '陈涛', '刘洋'],
    );
    expect(await meant({ ...WHOLE_CITY, qualifications: ['training', 'insurance'] })).toEqual(['刘洋']);
  });

  test('counts age in full years, from the birthday on', async () => {
    expect(await meant({ committees: ['qianxi'], age: { from: 18, to: 18 } })).toEqual(['刘洋']);
    expect(
      await meant({ committees: ['qianxi'], age: { from: 18, to: 18 } }, { officeDay: '2026-07-31' }),
    ).toEqual([]);
    expect(await meant({ committees: ['qianxi'], age: { to: 17 } }, { officeDay: '2026-07-31' })).toEqual([
      '刘洋',
    ]);
    expect(await meant({ ...WHOLE_CITY, age: { to: 17 } })).toEqual(['李小岚']);
  });

  describe('of teams', () => {
    beforeAll(() => loadTeam(city));

    test('is their current members, by the day', async () => {
      const rule = { committees: [], teams: ['flood'] };
      expect(await meant(rule)).toEqual(['张蔷', '李岚', '李小岚', '陈涛', '刘洋', '孙静']);
      expect(await meant(rule, { officeDay: '2026-07-31' })).toContain('周海');
      expect(await meant(rule, { officeDay: '2026-08-02' })).toContain('吴芳');
      expect(await meant({ ...rule, teams: ['flood', 'another'] })).toHaveLength(6);
      expect(await meant({ ...rule, teams: ['another'] })).toEqual([]);
    });

    test('is cut to the scope, and by every other condition', async () => {
      const rule = { committees: [], teams: ['flood'] };
      expect(await meant(rule, { scopePath: 'tangshan/qianxi/' })).toEqual(['陈涛', '刘洋', '孙静']);
      expect(await meant({ ...rule, committees: ['luannan'] })).toEqual(['张蔷', '李岚', '李小岚']);
      expect(await meant({ ...rule, age: { from: 18 }, skills: ['boat'] })).toEqual(['陈涛', '刘洋']);
      expect(await meant({ ...rule, roles: ['liaison'] })).toEqual([]);
    });

    test('without committees or teams is everyone of the scope', async () => {
      expect(await meant({ committees: [] })).toEqual(await meant(WHOLE_CITY));
      expect(await meant({ committees: [] }, { scopePath: 'tangshan/qianxi/' })).toHaveLength(3);
    });
  });

  test('of an earlier step is those it was frozen with, cut by the other conditions', async () => {
    const { run } = await launch(city, { audience: { committees: ['luannan'] }, now: NOW });
    expect(await meant({ ...WHOLE_CITY, recipientsOf: { run: run.id, step: 'send' } })).toEqual([
      '张蔷',
      '李岚',
      '李小岚',
      '王磊',
      '赵敏',
    ]);
    expect(
      await meant({ ...WHOLE_CITY, skills: ['first-aid'], recipientsOf: { run: run.id, step: 'send' } }),
    ).toEqual(['张蔷']);
    expect(await meant({ ...WHOLE_CITY, recipientsOf: { run: run.id, step: 'another' } })).toEqual([]);
  });

  test('names the words of a rule nobody has ever had', async () => {
    const rule = { ...WHOLE_CITY, skills: ['boat', 'flying'], qualifications: ['training', 'magic'] };
    expect(await unknownAudienceWords(database, rule)).toEqual(['flying', 'magic']);
  });
});
