import { beforeAll, describe, expect, test } from '@jest/globals';
import { loadTeam } from '../../support/cast-team.js';
import { openTestOffice } from '../../office/office.js';
import { answered, muster } from './terminal.js';

const office = await openTestOffice();

test('before there are any, a list says so', async () => {
  expect((await muster(office, ['team', 'list'])).out).toContain('没有服务队');
});

describe('team', () => {
  beforeAll(() => loadTeam(office.city));

  test('list shows each with strength, members, who is away and who leads', async () => {
    const { code, out } = await muster(office, ['team', 'list']);
    expect(code).toBe(0);
    expect(out).toMatch(/^flood +防汛抢险志愿服务队 +8 +6 +1 +张蔷 +李岚 +滦南县$/m);
    expect((await muster(office, ['team', 'list', '--as', 'clerk'])).out).toMatch(/ 8 +3 +0 +张\* +李\*/);
    expect(answered(await muster(office, ['team', 'list', '--json']))).toMatchObject([
      { code: 'flood', members: 6, leader: { name: '张蔷' } },
    ]);
  });

  test('show has a line for each member: role, when they can come, until when they are away', async () => {
    const { code, out } = await muster(office, ['team', 'show', 'flood', '--lang', 'zh']);
    expect(code).toBe(0);
    expect(out).toMatch(/^现员 +6$/m);
    expect(out).toMatch(/^ *\d+ +张蔷 +队长 +154\*{4}0001 +倴城镇 +周一至周五 18:00-22:00；周末 全天 +—$/m);
    expect(out).toMatch(/^ *\d+ +陈涛 +队员 +154\*{4}0004 +兴城镇 +随时 +至 2026-08-05（含）$/m);
    expect(out).not.toMatch(/154\d{8}/);
    const { out: english } = await muster(office, ['team', 'show', 'flood', '--lang', 'en']);
    expect(english).toMatch(/leader +154\*{4}0001 +倴城镇 +Mon–Fri 18:00-22:00; weekend all day +—$/m);
  });

  test('show lists so many, and says that there are more', async () => {
    const { out, err } = await muster(office, ['team', 'show', 'flood', '--limit', '2']);
    expect(out).toContain('李岚');
    expect(out).not.toContain('陈涛');
    expect(err).toContain('只列出 2 人，共 6 人');
    const json = answered(await muster(office, ['team', 'show', 'flood', '--json'])) as { people: object[] };
    expect(json.people).toHaveLength(6);
    expect(JSON.stringify(json)).not.toMatch(/cipher/i);
  });

  test('show of a code nobody knows ends with 3, and names the one probably meant', async () => {
    const { code, err } = await muster(office, ['team', 'show', 'flod']);
    expect(code).toBe(3);
    expect(err).toContain('相近的有：flood 防汛抢险志愿服务队');
  });
});

describe('a notice to a team', () => {
  const line = ['notice', 'launch', '--title', '集合', '--sms', 'flood', '--set', 'river=滦河', '--preview'];

  test('may be written by option', async () => {
    const preview = answered(await muster(office, [...line, '--team', 'flood', '--json']));
    expect(preview).toMatchObject({ steps: [{ audience: 6 }] });
    const both = answered(
      await muster(office, [...line, '--team', 'flood', '--committee', 'qianxi', '--json']),
    );
    expect(both).toMatchObject({ steps: [{ audience: 3 }] });
  });

  test('that does not exist is told by its field', async () => {
    const { code, err } = await muster(office, [...line, '--team', 'flood', 'fload']);
    expect(code).toBe(2);
    expect(err).toMatch(/^audience\.teams\[1\]: 没有服务队 “fload”.*相近的有：flood/);
  });

  test('or to committees, one of them must be said', async () => {
    const { code, err } = await muster(office, [...line, '--age-from', '18']);
    expect(code).toBe(2);
    expect(err).toContain('audience.committees: 缺少此项，请补上委员会代码；或者写 teams');
  });
});
