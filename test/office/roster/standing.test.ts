import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { listAudit } from '../../../ledger/audit.js';
import { applyRoster, type ApplyRequest } from '../../../office/roster/apply.js';
import { planRoster } from '../../../office/roster/plan.js';
import { CAST, phoneOf } from '../../support/cast.js';
import { refusalOf } from '../office.js';
import { NEW, openImporting, row, ZHANG } from './importing.js';
import { csvOf, fileOf, idOf, ledgerContent } from './roster-files.js';

const importing = await openImporting();
const { office, apply, importRows, plan, giveId, takeId } = importing;
const { city, database } = office;

describe('what is left out is left out on purpose', () => {
  const ROWS = [
    row('新来者', '15400008005'),
    row('错误者', '1'),
    row('陌生人', phoneOf('张蔷')),
    row('陌生人二', phoneOf('李岚')),
    row('王改名', phoneOf('陈涛'), { 身份证号: NEW }),
  ];

  beforeAll(() => giveId('陈涛'));
  afterAll(() => takeId('陈涛'));

  const refusedAs = async (importId: number, more: Partial<ApplyRequest>) =>
    (await refusalOf(applyRoster(office, office.actor('office'), { importId, ...more }))).reasons;

  test('wrong rows and questions', async () => {
    const importId = await plan(ROWS);
    expect(await refusedAs(importId, {})).toEqual(['bad-rows', 'undecided']);
    expect(await refusedAs(importId, { withoutBadRows: true })).toEqual(['undecided']);
    const content = await ledgerContent(database);
    expect(content['person']).not.toContainEqual(expect.objectContaining({ name: '新来者' }));
    const { counts } = await apply(importId, { withoutBadRows: true, withoutQuestions: true });
    expect(counts.applied).toEqual({ added: 1, changed: 0, carriedOptOuts: 0, undecided: 3, wrong: 1 });
  });

  test('decisions that do not fit are told, all at once', async () => {
    const importId = await plan(ROWS);
    const reasons = await refusedAs(importId, {
      decisions: [
        { row: 2, is: 'new' },
        { row: 99_999_999_999, is: 'new' },
        { row: 4, is: 'same', person: city.id('李岚') },
        { row: 5, is: 'same' },
        { row: 5, is: 'new' },
        { row: 6, is: 'new' },
      ],
    });
    expect(reasons).toEqual([
      'no-question',
      'no-question',
      'other-person',
      'several-candidates',
      'decided-twice',
      'same-id',
    ]);
  });

  test('questions that are decided are applied as decided', async () => {
    const importId = await plan(ROWS);
    const { counts } = await apply(importId, {
      withoutBadRows: true,
      decisions: [
        { row: 4, is: 'new' },
        { row: 5, is: 'same', person: city.id('李小岚') },
        { row: 6, is: 'same' },
      ],
    });
    expect(counts.applied).toMatchObject({ added: 2, changed: 2, undecided: 0 });
    const names = await database<{ id: number; name: string }[]>`
      SELECT id, name FROM person WHERE id = ANY(${[city.id('李小岚'), city.id('陈涛')]}) OR name = '陌生人' ORDER BY id`;
    expect(names.map(({ name }) => name)).toEqual(['陌生人二', '王改名', '陌生人']);
  });

  test('nobody beyond the part of the tree of whoever decides', async () => {
    const importId = await plan([row('陌生人', phoneOf('孙静'))]);
    const decisions = [{ row: 2, is: 'same' as const, person: city.id('孙静') }];
    const request = { importId, decisions };
    expect(await refusalOf(applyRoster(office, office.actor('clerk'), request))).toMatchObject({
      reasons: ['other-person'],
    });
    expect((await apply(importId, { decisions })).counts.applied).toMatchObject({ changed: 1 });
  });

  test('the later of two rows that mean one person, as the plan said', async () => {
    const importId = await plan([
      { ...ZHANG, 性别: '男' },
      row('张蔷', '', { 邮箱: 'zhang@luannan.invalid' }),
    ]);
    expect(await refusedAs(importId, {})).toEqual(['bad-rows']);
    const { counts } = await apply(importId, { withoutBadRows: true });
    expect(counts.applied).toMatchObject({ changed: 1, wrong: 1 });
  });

  test('two rows decided to be one person', async () => {
    const importId = await plan([ZHANG, row('陌生人', phoneOf('张蔷'))]);
    expect(await refusedAs(importId, { decisions: [{ row: 3, is: 'same' }] })).toEqual(['same-person-twice']);
    const both = await plan([row('陌生人甲', phoneOf('张蔷')), row('陌生人乙', phoneOf('张蔷'))]);
    const decisions = [2, 3].map((at) => ({ row: at, is: 'same' as const }));
    expect(await refusedAs(both, { decisions })).toEqual(['same-person-twice']);
  });
});

describe('a plan that no longer holds changes nothing', () => {
  const stale = async (importId: number) => {
    const content = await ledgerContent(database);
    const refusal = await refusalOf(applyRoster(office, office.actor('office'), { importId }));
    expect(await ledgerContent(database)).toEqual(content);
    expect(refusal.kind).toBe('conflict');
    return refusal.reasons;
  };

  test.each<[string, () => Promise<unknown>, string]>([
    [
      'a person it changes was changed',
      () => database`UPDATE person SET sex = 'male' WHERE id = ${city.id('张蔷')}`,
      'person-changed',
    ],
    [
      'their membership was',
      () => database`UPDATE membership SET from_date = '2020-02-02' WHERE person_id = ${city.id('张蔷')}`,
      'person-changed',
    ],
    [
      'their policy was',
      () =>
        database`UPDATE qualification SET until_date = '2026-11-11' WHERE kind = 'insurance' AND person_id = ${city.id('张蔷')}`,
      'person-changed',
    ],
    ['somebody new is known by now', () => importRows(row('新来者', '15400008006')), 'verdict-changed'],
    [
      'a phone of somebody new belongs to another by now',
      () => importRows(row('抢先者', '15400008006')),
      'verdict-changed',
    ],
  ])('%s', async (_, change, reason) => {
    const importId = await plan([{ ...ZHANG, 保险到期: '2027-12-31' }, row('新来者', '15400008006')]);
    const content = await ledgerContent(database);
    await change();
    expect(await stale(importId)).toEqual(['stale-plan', reason]);
    for (const one of importing.applied.splice(0)) await importing.undo(one);
    await database`UPDATE person SET sex = 'female' WHERE id = ${city.id('张蔷')}`;
    await database`UPDATE membership SET from_date = '2020-01-01' WHERE person_id = ${city.id('张蔷')}`;
    await database`UPDATE qualification SET until_date = '2026-12-31' WHERE kind = 'insurance' AND person_id = ${city.id('张蔷')}`;
    expect(await ledgerContent(database)).toEqual(content);
    // As it was again, the plan holds again.
    expect((await apply(importId)).counts.applied).toMatchObject({ added: 1, changed: 1 });
  });

  test('what has nothing to do with it may change', async () => {
    const importId = await plan([{ ...ZHANG, 性别: '男' }]);
    await importRows(row('旁人', '15400008007'));
    await apply(importId);
  });

  test('the day has turned, and with it who is a member', async () => {
    await database`UPDATE membership SET to_date = '2026-08-02' WHERE person_id = ${city.id('张蔷')}`;
    const importId = await plan([{ ...ZHANG, 性别: '男' }]);
    office.clock.set(new Date('2026-08-02T01:00:00Z'));
    expect(await stale(importId)).toEqual(['stale-plan', 'person-changed']);
    await database`UPDATE membership SET to_date = NULL WHERE person_id = ${city.id('张蔷')}`;
  });
});

describe('who may apply, and how often', () => {
  test('a plan is applied once', async () => {
    const importId = await plan([row('新来者', '15400008008')]);
    await apply(importId);
    expect(await refusalOf(apply(importId))).toEqual({ kind: 'conflict', reasons: ['already-applied'] });
    expect(await refusalOf(apply(999_999))).toEqual({ kind: 'not-found', reasons: ['no-such-import'] });
  });

  test('two at once: one applies, the other is told', async () => {
    const importId = await plan([row('新来者', '15400008009')]);
    importing.applied.push(importId);
    const both = await Promise.allSettled([
      applyRoster(office, office.actor('office'), { importId }),
      applyRoster(office, office.actor('office'), { importId }),
    ]);
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    const refused = both.find((one) => one.status === 'rejected')!.reason as {
      problems: { reason: string }[];
    };
    expect(refused.problems[0]!.reason).toBe('already-applied');
    expect(await database`SELECT FROM person WHERE name = '新来者'`).toHaveLength(1);
  });

  test('two plans of one file at once: one applies, the other is told', async () => {
    const path = await fileOf(csvOf([row('新来者', '15400008017')]));
    const plans = [
      await planRoster(office, office.actor('office'), path),
      await planRoster(office, office.actor('clerk'), path),
    ];
    const ids = plans.map((one) => (one.already ? 0 : one.report.id));
    importing.applied.push(...ids);
    const both = await Promise.allSettled(
      ids.map((importId) => applyRoster(office, office.actor('office'), { importId })),
    );
    const refused = both.flatMap((one) =>
      one.status === 'rejected' ? [one.reason as { problems: { reason: string }[] }] : [],
    );
    expect(refused.map(({ problems }) => problems[0]!.reason)).toEqual(['file-applied']);
  });

  test('a file is applied once, also by somebody else, until it is undone', async () => {
    const path = await fileOf(csvOf([row('新来者', '15400008010')]));
    const first = await planRoster(office, office.actor('office'), path);
    const second = await planRoster(office, office.actor('clerk'), path);
    if (first.already || second.already) throw new Error('already');
    await apply(first.report.id);
    expect(await refusalOf(apply(second.report.id, {}, 'clerk'))).toEqual({
      kind: 'conflict',
      reasons: ['file-applied'],
    });
    const content = await ledgerContent(database);
    expect(await planRoster(office, office.actor('clerk'), path)).toMatchObject({
      already: true,
      applied: { id: first.report.id },
    });
    expect(await ledgerContent(database)).toEqual(content);
    await importing.undo(first.report.id);
    expect(await refusalOf(apply(first.report.id))).toEqual({ kind: 'conflict', reasons: ['undone'] });
    const again = await planRoster(office, office.actor('office'), path);
    if (again.already) throw new Error('already');
    await apply(again.report.id);
    expect(await refusalOf(apply(second.report.id, {}, 'clerk'))).toMatchObject({
      reasons: ['file-applied'],
    });
  });

  test('an operator applies what lies within their part of the tree, and is told what does not', async () => {
    const wide = await plan([
      row('新来者', '15400008011'),
      row('外县人', '15400008012', { 组织代码: 'xingcheng' }),
    ]);
    const error = await applyRoster(office, office.actor('clerk'), { importId: wide }).catch(
      (refusal: Error) => refusal,
    );
    expect(error).toMatchObject({
      kind: 'not-allowed',
      problems: [{ reason: 'beyond-scope', zh: expect.stringContaining('xingcheng 兴城镇') }],
    });
    const mover = await plan([row('陈涛', phoneOf('陈涛'))]);
    expect(await refusalOf(applyRoster(office, office.actor('clerk'), { importId: mover }))).toMatchObject({
      kind: 'not-allowed',
    });
    await apply(await plan([row('新来者', '15400008013')]), {}, 'clerk');
  });

  test('the audit tells of counts, never of people', async () => {
    await importRows(row('新来者', '15400008014', { 身份证号: idOf('19770707', '121') }));
    const entries = await listAudit(database, { limit: 2 });
    expect(entries).toMatchObject([
      {
        action: 'roster apply',
        actor: 'office',
        subject: `roster import ${importing.applied[0]}`,
        detail: { added: 1, changed: 0 },
      },
      { action: 'roster plan', detail: { new: 1 } },
    ]);
    const text = JSON.stringify(await listAudit(database, { limit: 1000 }));
    for (const name of [...Object.keys(CAST), '新来者']) expect(text).not.toContain(name);
    expect(text).not.toMatch(/154\d{8}|130299|@/);
  });

  test('what was staged is gone once it is applied', async () => {
    await importRows(row('新来者', '15400008015'));
    for (const table of ['roster_row', 'roster_match', 'roster_problem'])
      expect(
        await database`SELECT FROM ${database(table)} WHERE import_id = ${importing.applied[0]!}`,
      ).toHaveLength(0);
  });
});
