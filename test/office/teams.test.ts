import { beforeAll, describe, expect, test } from '@jest/globals';
import { prepare } from '../../office/prepare.js';
import { showTeam, teams } from '../../office/teams.js';
import { loadTeam } from '../support/cast-team.js';
import { flood, openTestOffice, refusalOf } from './office.js';

const office = await openTestOffice();
beforeAll(() => loadTeam(office.city));

const show = (code: string, as: 'office' | 'clerk' = 'office') =>
  showTeam(office, office.actor(as), { code, limit: 50 });

describe('a team', () => {
  test('is listed for the city and for its county, each with their own members', async () => {
    expect(await teams(office, office.actor('office'))).toMatchObject([
      { code: 'flood', members: 6, away: 1 },
    ]);
    expect(await teams(office, office.actor('clerk'))).toMatchObject([
      { code: 'flood', members: 3, away: 0 },
    ]);
  });

  test('shows its members with masked phones and their hours in words', async () => {
    const team = await show('flood');
    expect(team.people[0]).toMatchObject({
      name: '张蔷',
      role: 'leader',
      phone: '154****0001',
      hoursWords: { zh: '周一至周五 18:00-22:00；周末 全天' },
    });
    expect(team.people.find(({ name }) => name === '陈涛')).toMatchObject({
      hoursWords: { zh: '随时', en: 'any time' },
      awayUntil: new Date('2026-08-05T16:00:00Z'),
    });
    expect(JSON.stringify(team)).not.toMatch(/154\d{8}|cipher/i);
  });

  test('masks every name for who may not see them, in the list too', async () => {
    const team = await show('flood', 'clerk');
    expect(team.people.map(({ name }) => name)).toEqual(['张*', '李*', '李*岚']);
    expect(team.leader?.name).toBe('张*');
    expect((await show('flood')).leader?.name).toBe('张蔷');
    const [listed] = await teams(office, office.actor('auditor'));
    expect([listed!.leader, ...listed!.deputies].map((officer) => officer?.name)).toEqual(['张*', '李*']);
  });

  test('nobody knows is refused with what was probably meant, else with all there are', async () => {
    const refusal = await show('flod').catch((error: unknown) => error);
    expect(refusal).toMatchObject({
      kind: 'not-found',
      problems: [
        {
          reason: 'unknown-team',
          zh: '没有服务队 “flod”，或不在您的管辖范围；相近的有：flood 防汛抢险志愿服务队',
          en: 'no team “flod” within your scope; similar: flood 防汛抢险志愿服务队',
        },
      ],
    });
    expect(String(await show('抢险').catch((error: unknown) => error))).toContain('相近的有：flood');
    expect(String(await show('cavalry').catch((error: unknown) => error))).toContain('现有：flood');
  });
});

describe('an audience of teams', () => {
  const launching = (audience: object, as: 'office' | 'clerk' = 'office') =>
    prepare(office, office.actor(as), { ...flood, audience });

  test('is prepared for the members of the scope, with or without committees', async () => {
    expect((await launching({ teams: ['flood'] })).audience).toBe(6);
    expect((await launching({ teams: ['flood'] }, 'clerk')).audience).toBe(3);
    expect((await launching({ teams: ['flood'], committees: ['qianxi'] })).audience).toBe(3);
    expect((await launching({ teams: ['flood'] })).plan.steps[0]).toMatchObject({
      audience: { committees: [], teams: ['flood'] },
    });
  });

  test('names each unknown code at its place, beside other mistakes', async () => {
    const refusal = await launching({ teams: ['flood', 'flod'], committees: ['atlantis'] }).catch(
      (error: unknown) => error,
    );
    expect(refusal).toMatchObject({
      kind: 'invalid',
      problems: [
        { path: ['audience', 'committees', 0], reason: 'unknown-committee' },
        { path: ['audience', 'teams', 1], reason: 'unknown-team' },
      ],
    });
  });

  test('whose members all live elsewhere is nobody', async () => {
    await office.database`DELETE FROM team_member WHERE person_id IN (SELECT p.id FROM person p JOIN committee c
      ON c.id = p.home_committee_id WHERE starts_with(c.path, 'tangshan/luannan/'))`;
    expect(await refusalOf(launching({ teams: ['flood'] }, 'clerk'))).toEqual({
      kind: 'invalid',
      reasons: ['nobody'],
    });
    await loadTeam(office.city);
  });
});
