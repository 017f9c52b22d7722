import { beforeEach, describe, expect, test } from '@jest/globals';
import { listAudit } from '../../ledger/audit.js';
import type { NewCommittee } from '../../ledger/load-rows.js';
import { operatorByName } from '../../ledger/operators.js';
import { addTree } from '../../office/committees.js';
import { actorNamed } from '../../office/actor.js';
import { examineDatabase } from '../../office/doctor/database.js';
import { schedules } from '../../office/schedules/states.js';
import { syncAtStart } from '../../office/schedules/sync.js';
import { openFirst } from '../../office/open.js';
import { admitOperator } from '../../office/operators.js';
import { systemClock } from '../../runtime/clock.js';
import { createLogger } from '../../runtime/log.js';
import { createTestNamespace } from '../support/temporal.js';
import { openEmptyOffice, openTestOffice, refusalOf } from './office.js';

const TANGSHAN = { code: 'tangshan', name: '唐山市', operator: 'office', maySeePersonalData: true };
const quiet = createLogger('test', 'silent');

const empty = await openEmptyOffice();
const city = await openTestOffice();
const { temporal } = await createTestNamespace();

beforeEach(async () => {
  await empty.database`DELETE FROM operator`;
  await empty.database`TRUNCATE committee CASCADE`;
});

/** What was done since an entry, the first of it first. */
const auditedSince = async (entry: number) =>
  (await listAudit(empty.database, { limit: 99 })).filter(({ id }) => id > entry).reverse();
const lastEntry = async () => (await listAudit(empty.database, { limit: 1 }))[0]?.id ?? 0;

describe('on a migrated, empty ledger', () => {
  test('a process brings the schedules along, and says who did', async () => {
    const running = { ...empty, temporal, clock: systemClock };
    await syncAtStart(running, quiet);
    const [first, ...others] = await schedules(running, city.actor('operator'));
    expect(first).toMatchObject({ id: 'monthly-safety-notice', state: 'active', operator: null });
    expect(others.map(({ id }) => id)).toContain('obligation-annual-plan');
    expect(await auditedSince(0)).toMatchObject([
      {
        ...{ actor: 'muster', action: 'schedule sync' },
        detail: { 'monthly-safety-notice': 'created', 'obligation-annual-plan': 'created' },
      },
    ]);
  });

  test('a process starts all the same while Temporal is away', async () => {
    await syncAtStart(empty, quiet);
    const states = (await schedules(empty, city.actor('operator'))).map(({ state }) => state);
    expect(new Set(states)).toEqual(new Set(['unanswered']));
  });

  test('whoever asks is told how to open the office, and so is the doctor', async () => {
    await expect(actorNamed(empty, 'office')).rejects.toThrow('muster office open');
    const findings = await examineDatabase(empty);
    const { mend, verdict } = findings.find(({ check }) => check === 'operators')!;
    expect(verdict).toBe('warning');
    expect(mend?.zh).toContain('muster office open --committee-code');
  });

  test('the office is opened once, in the name of its first operator', async () => {
    const before = await lastEntry();
    await openFirst(empty, TANGSHAN);
    expect(await actorNamed(empty, 'office')).toEqual({
      ...{ name: 'office', scopePath: 'tangshan/', role: 'head', maySeePersonalData: true },
    });
    expect((await auditedSince(before)).map(({ actor, action }) => [actor, action])).toEqual([
      ['office', 'office open'],
      ['office', 'operator admit'],
    ]);
    expect(await refusalOf(openFirst(empty, { ...TANGSHAN, operator: 'other' }))).toEqual({
      ...{ kind: 'conflict', reasons: ['already-open'] },
    });
    expect(await operatorByName(empty.database, 'other')).toBeUndefined();
  });

  test.each([
    [{ code: 'tang/shan' }, 'code'],
    [{ code: '' }, 'code'],
    [{ name: ' ' }, 'name'],
    [{ operator: 'a b' }, 'operator-name'],
    [{ operator: '' }, 'operator-name'],
  ])('%p cannot be', async (change, reason) => {
    expect(await refusalOf(openFirst(empty, { ...TANGSHAN, ...change }))).toEqual({
      ...{ kind: 'invalid', reasons: [reason] },
    });
  });
});

describe('an operator', () => {
  test('is admitted for a part of the tree, once, by those who work for all of it', async () => {
    const office = city;
    const qianxi = { operator: 'qianxi', committee: 'qianxi', maySeePersonalData: false };
    expect(await refusalOf(admitOperator(office, office.actor('clerk'), qianxi))).toMatchObject({
      kind: 'not-allowed',
    });
    await admitOperator(office, office.actor('head'), qianxi);
    expect(await actorNamed(office, 'qianxi')).toEqual({
      ...{ name: 'qianxi', scopePath: 'tangshan/qianxi/', role: 'county clerk', maySeePersonalData: false },
    });
    const [entry] = await listAudit(office.database, { limit: 1 });
    expect(entry).toMatchObject({
      actor: 'head',
      subject: 'operator qianxi',
      detail: { committee: 'qianxi' },
    });
    expect(await refusalOf(admitOperator(office, office.actor('head'), qianxi))).toEqual({
      ...{ kind: 'conflict', reasons: ['operator-known'] },
    });
    const nowhere = { ...qianxi, operator: 'other', committee: 'nowhere' };
    expect((await refusalOf(admitOperator(office, office.actor('head'), nowhere))).kind).toBe('not-found');
  });
});

describe('the tree', () => {
  const row = (code: string, parent: string, kind: string, name = `${code}组织`) => ({
    code,
    name,
    kind,
    parent,
  });
  const tree = [
    row('v1', 't1', 'village'),
    row('t1', 'c1', '乡镇'),
    row('c1', 'tangshan', '县区'),
    row('fire', 'tangshan', 'sector'),
  ];

  const opened = async () => {
    await openFirst(empty, TANGSHAN);
    return { office: empty, actor: await actorNamed(empty, 'office') };
  };

  test('grows in whatever order it is written, and again nothing changes', async () => {
    const { office, actor } = await opened();
    const before = await lastEntry();
    expect(await addTree(office, actor, tree)).toEqual({ added: 4, unchanged: 0 });
    const rows = await office.database<NewCommittee[]>`
      SELECT c.path, c.kind, c.level, p.code AS parent FROM committee c LEFT JOIN committee p ON p.id = c.parent_id ORDER BY c.path`;
    expect(rows.map(({ path, kind, level, parent }) => [path, kind, level, parent])).toEqual([
      ['tangshan/', 'city', 1, null],
      ['tangshan/c1/', 'area', 2, 'tangshan'],
      ['tangshan/c1/t1/', 'township', 3, 'c1'],
      ['tangshan/c1/t1/v1/', 'village', 4, 't1'],
      ['tangshan/fire/', 'sector', 2, 'tangshan'],
    ]);
    const root = row('tangshan', '', 'city', '唐山市');
    expect(await addTree(office, actor, [root, ...tree])).toEqual({ added: 0, unchanged: 5 });
    expect(await auditedSince(before)).toMatchObject([{ action: 'office committees', detail: { added: 4 } }]);
  });

  test.each<[string, ReturnType<typeof row>[], [unknown, string][]]>([
    ['a parent nobody knows', [row('a', 'nowhere', 'area')], [[[0, 'parent'], 'unknown-parent']]],
    [
      'parents in a circle',
      [row('a', 'b', 'area'), row('b', 'a', 'area')],
      [
        [[0, 'parent'], 'unknown-parent'],
        [[1, 'parent'], 'unknown-parent'],
      ],
    ],
    [
      'a code twice',
      [row('a', 'tangshan', 'area'), row('a', 'tangshan', 'area')],
      [[[1, 'code'], 'repeated']],
    ],
    [
      'faults of every field at once',
      [row('a/b', 'tangshan', 'county', '')],
      [
        [[0, 'code'], 'code'],
        [[0, 'name'], 'name'],
        [[0, 'kind'], 'kind'],
      ],
    ],
    ['a second root', [row('beijing', '', 'city')], [[[0, 'parent'], 'second-root']]],
    ['a fifth level', [...tree, row('house', 'v1', 'village')], [[[4, 'parent'], 'too-deep']]],
    [
      'one that is there otherwise',
      [row('tangshan', '', 'city', '别的市')],
      [[[0, 'code'], 'other-committee']],
    ],
  ])('%s is refused with its place, and nothing is added', async (_, written, expected) => {
    const { office, actor } = await opened();
    const error = await addTree(office, actor, written).catch((thrown: unknown) => thrown);
    const { problems } = error as { problems: { path: unknown; reason: string }[] };
    expect(problems.map(({ path, reason }) => [path, reason])).toEqual(expected);
    expect(await office.database`SELECT FROM committee`).toHaveLength(1);
  });

  test('is not for those who work for a part', async () => {
    const office = city;
    expect((await refusalOf(addTree(office, office.actor('clerk'), tree))).kind).toBe('not-allowed');
  });
});
