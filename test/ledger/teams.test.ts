import { beforeEach, describe, expect, test } from '@jest/globals';
import { listTeams, teamMembers, type Team } from '../../ledger/teams.js';
import { insertTeams } from '../../ledger/load-teams.js';
import { NOW, settleCast } from '../support/cast.js';
import { loadTeam } from '../support/cast-team.js';
import { createTestDatabase } from '../support/database.js';

const { database } = await createTestDatabase();
const city = await settleCast(database);
beforeEach(() => loadTeam(city));

const CITY = { scopePath: 'tangshan/', now: NOW };
const LUANNAN = { ...CITY, scopePath: 'tangshan/luannan/' };
const QIANXI = { ...CITY, scopePath: 'tangshan/qianxi/' };

const flood = async (bounds = CITY): Promise<Team> => (await listTeams(database, bounds, ['flood']))[0]!;
const members = async (bounds = CITY, limit = 50) =>
  teamMembers(database, (await flood()).id, { ...bounds, limit });

describe('a team', () => {
  test('is listed with strength, members, who leads it and who is away', async () => {
    expect(await listTeams(database, CITY)).toEqual([
      {
        id: expect.any(Number),
        code: 'flood',
        name: '防汛抢险志愿服务队',
        committee: '滦南县',
        strength: 8,
        members: 6,
        away: 1,
        leader: { id: city.id('张蔷'), name: '张蔷' },
        deputies: [{ id: city.id('李岚'), name: '李岚' }],
      },
    ]);
  });

  test('counts those of the scope only, and names no leader from beyond it', async () => {
    expect(await flood(LUANNAN)).toMatchObject({ members: 3, away: 0, leader: { name: '张蔷' } });
    const { scopePath } = { scopePath: 'tangshan/luannan/bencheng/dongjie/' };
    expect(await flood({ ...CITY, scopePath })).toMatchObject({ members: 1, leader: null, deputies: [] });
  });

  test('of another county is not seen; one of the city above is', async () => {
    expect(await listTeams(database, QIANXI)).toEqual([]);
    await insertTeams(database, [
      { code: 'city', name: '市直属队', committeeId: city.committee('tangshan'), strength: 20 },
    ]);
    expect((await listTeams(database, QIANXI)).map(({ code }) => code)).toEqual(['city']);
    expect((await listTeams(database, CITY)).map(({ code }) => code)).toEqual(['city', 'flood']);
  });

  test('without members is a team too', async () => {
    await database`TRUNCATE team_member`;
    expect(await flood()).toMatchObject({ members: 0, away: 0, leader: null, deputies: [] });
  });

  test('changes with the day', async () => {
    const on = (iso: string) => flood({ ...CITY, now: new Date(iso) });
    expect((await on('2026-07-31T04:00:00Z')).deputies.map(({ name }) => name)).toEqual(['李岚', '周海']);
    expect((await on('2026-08-02T04:00:00Z')).members).toBe(7);
    expect((await on('2026-08-05T15:59:00Z')).away).toBe(1);
    expect((await on('2026-08-05T16:00:00Z')).away).toBe(0);
  });
});

describe('its members', () => {
  test('are those of the day, leaders first, with their hours and absence', async () => {
    const found = await members();
    expect(found.map(({ name, role }) => `${name} ${role}`)).toEqual([
      '张蔷 leader',
      '李岚 deputy',
      '李小岚 member',
      '陈涛 member',
      '刘洋 member',
      '孙静 member',
    ]);
    expect(found[2]).toMatchObject({
      committee: '东街村',
      since: '2024-01-01',
      hours: [{ weekday: 6, from: 480, to: 720 }],
      awayUntil: null,
      phoneCipher: expect.any(Buffer),
    });
    expect(found[3]).toMatchObject({ hours: [], awayUntil: new Date('2026-08-05T16:00:00Z') });
  });

  test('are cut to the scope and to the limit', async () => {
    expect((await members(QIANXI)).map(({ name }) => name)).toEqual(['陈涛', '刘洋', '孙静']);
    expect((await members(CITY, 2)).map(({ name }) => name)).toEqual(['张蔷', '李岚']);
  });

  test('who are noted twice are there once, in their highest role', async () => {
    await database`INSERT INTO team_member (team_id, person_id, role, from_date)
      SELECT id, ${city.id('陈涛')}, 'deputy', '2026-01-01' FROM team`;
    expect((await members()).map(({ name, role }) => `${name} ${role}`)).toEqual(
      expect.arrayContaining(['陈涛 deputy']),
    );
    expect(await members()).toHaveLength(6);
    expect((await flood()).members).toBe(6);
  });
});
