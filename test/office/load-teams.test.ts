import { beforeEach, describe, expect, test } from '@jest/globals';
import { listAudit } from '../../ledger/audit.js';
import { loadTeams, type WrittenTeam } from '../../office/load-teams.js';
import { teams } from '../../office/teams.js';
import { loadTeam } from '../support/cast-team.js';
import { openTestOffice, refusalOf } from './office.js';

const office = await openTestOffice();
beforeEach(() => loadTeam(office.city));

const team = (code: string, more: Partial<WrittenTeam> = {}): WrittenTeam => ({
  ...{ code, name: `${code}队`, committee: 'luannan', strength: '30' },
  ...more,
});
const load = (written: WrittenTeam[], as: 'office' | 'clerk' = 'office') =>
  loadTeams(office, office.actor(as), written);
const standing = async () =>
  (await teams(office, office.actor('office'))).map(({ code, name, strength, members, committee }) => ({
    ...{ code, name, strength, members, committee },
  }));
const newestEntry = async () => (await listAudit(office.database, { limit: 1 }))[0];

describe('a table of teams', () => {
  test('makes those there are not, and revises the others; members stay', async () => {
    const flood = { code: 'flood', name: '滦南防汛队', strength: 12, members: 6, committee: '滦南县' };
    const made = [
      team('rescue'),
      team('flood', { name: '滦南防汛队', strength: '12' }),
      team('city', { committee: 'tangshan', strength: '300' }),
    ];
    expect(await load(made)).toEqual({ added: 2, updated: 1, unchanged: 0 });
    expect(await standing()).toEqual([
      { code: 'city', name: 'city队', strength: 300, members: 0, committee: '唐山市' },
      flood,
      { code: 'rescue', name: 'rescue队', strength: 30, members: 0, committee: '滦南县' },
    ]);
    expect(await newestEntry()).toMatchObject({
      ...{ actor: 'office', action: 'office teams', subject: 'teams', detail: { added: 2, updated: 1 } },
    });
  });

  test('changes nothing the second time, notes nothing, and removes nobody who is not in it', async () => {
    await load([team('first'), team('second')]);
    const [entry, before] = [await newestEntry(), await standing()];
    expect(await load([team('second')])).toEqual({ added: 0, updated: 0, unchanged: 1 });
    expect(await newestEntry()).toEqual(entry);
    expect(await standing()).toEqual(before);
  });

  test('of two at once is loaded once', async () => {
    const both = await Promise.all([load([team('race')]), load([team('race')])]);
    expect(both.map(({ added }) => added).sort()).toEqual([0, 1]);
  });

  test('with anything wrong is refused whole, every row at once', async () => {
    const before = await standing();
    const written = [team('good'), team('a b', { strength: '0' }), team('good', { committee: 'nowhere' })];
    const refusal = await load(written).catch((error: unknown) => error);
    expect(refusal).toMatchObject({
      kind: 'invalid',
      problems: [
        { path: [1, 'code'], reason: 'code' },
        { path: [1, 'strength'], reason: 'strength' },
        { path: [2, 'code'], reason: 'repeated' },
        { path: [2, 'committee'], reason: 'unknown-committee' },
      ],
    });
    expect(await standing()).toEqual(before);
  });

  test.each(['', '-1', '1.5', '1e2', '100001', '15400000001'])('a strength is not %p', async (strength) => {
    expect(await refusalOf(load([team('strong', { strength })]))).toEqual({
      ...{ kind: 'invalid', reasons: ['strength'] },
    });
  });

  test.each(['', '队'.repeat(61)])('a name is not %p', async (name) => {
    expect((await refusalOf(load([team('named', { name })]))).reasons).toEqual(['name']);
  });
});

describe('whoever works for a part', () => {
  test('makes and revises teams of that part', async () => {
    expect(await load([team('county'), team('flood', { strength: '9' })], 'clerk')).toMatchObject({
      ...{ added: 1, updated: 1 },
    });
    expect(await newestEntry()).toMatchObject({ actor: 'clerk' });
  });

  test.each(['tangshan', 'qianxi'])('makes none under %s', async (committee) => {
    expect((await refusalOf(load([team('beyond', { committee })], 'clerk'))).reasons).toEqual([
      'unknown-committee',
    ]);
  });

  test('takes no code of a team elsewhere, and is not told where that is', async () => {
    await load([team('theirs', { committee: 'qianxi' })]);
    const refusal = await load([team('theirs')], 'clerk').catch((error: unknown) => error);
    expect(refusal).toMatchObject({ problems: [{ path: [0, 'code'], reason: 'other-team' }] });
    expect(String(refusal)).not.toContain('qianxi');
  });
});

test('a team does not move', async () => {
  const refusal = await load([team('flood', { committee: 'qianxi' })]).catch((error: unknown) => error);
  expect(refusal).toMatchObject({ problems: [{ path: [0, 'code'], reason: 'other-team' }] });
  expect(String(refusal)).toContain('属于组织 luannan');
});
