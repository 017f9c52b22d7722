import { afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { listAudit } from '../../../ledger/audit.js';
import { applyRoster } from '../../../office/roster/apply.js';
import { tidyRoster } from '../../../office/roster/tidy.js';
import { undoRoster } from '../../../office/roster/undo.js';
import { CAST, KEYS, NOW, phoneOf } from '../../support/cast.js';
import { loadTeam } from '../../support/cast-team.js';
import { launch } from '../../support/launch.js';
import { openTestOffice, refusalOf } from '../office.js';
import { anyRoster } from './importing.js';
import { idOf, ledgerContent, planRows, restoreContent } from './roster-files.js';

const office = await openTestOffice();
const { city, database } = office;
const CHEN = idOf('19880801', '121');

beforeAll(async () => {
  await loadTeam(city);
  await database`UPDATE person SET id_number_cipher = ${KEYS.encrypt(CHEN)}, id_number_hash = ${KEYS.fingerprint('id', CHEN)}
    WHERE id = ${city.id('陈涛')}`;
  await database`INSERT INTO consent (person_id, channel, basis, source, given_at)
    VALUES (${city.id('张蔷')}, 'sms', 'consent', 'form', '2024-01-01')`;
});

let before: Awaited<ReturnType<typeof ledgerContent>>;
beforeEach(async () => {
  before = await ledgerContent(database);
});
afterEach(async () => {
  office.clock.set(NOW);
});

type Row = Record<string, string>;
const row = (name: string, phone: string, more: Row = {}): Row => ({
  姓名: name,
  手机号: phone,
  组织代码: 'bencheng',
  ...more,
});

/** Everything an import can do to somebody. */
const ROWS: Row[] = [
  row('张蔷', '15400000001', {
    ...{
      邮箱: 'other@luannan.invalid',
      技能: '驾驶',
      性别: '男',
      出生日期: '1985-03-13',
      队伍代码: 'flood',
      队内职务: '队员',
    },
    ...{ 组织代码: 'dongjie', 保险到期: '2028-12-31', 培训日期: '2026-05-05', 同意日期: '2026-05-05' },
  }),
  row('陈涛', '15400007001', { 身份证号: CHEN, 组织代码: 'xingcheng', 加入日期: '2021-06-01' }),
  row('周海', '15400000007', { 队伍代码: 'flood' }),
  row('郑明', '15400000009', { 组织代码: 'luannan' }),
  row('刘洋', '15400000005', { 组织代码: 'xingcheng' }),
  row('新来者', '15400007002', {
    技能: '急救',
    队伍代码: 'flood',
    保险到期: '2027-01-01',
    同意日期: '2026-05-05',
  }),
  row('新来者二', '15400007003'),
];

async function importRows(rows: readonly Row[] = ROWS): Promise<number> {
  const { id } = await planRows(office, office.actor('office'), rows);
  await applyRoster(office, office.actor('office'), { importId: id });
  return id;
}

const undo = (importId: number, as: 'office' | 'clerk' = 'office') =>
  undoRoster(office, office.actor(as), { importId, reason: '名册有误' });

const idNamed = async (name: string): Promise<number> =>
  (await database<[{ id: number }]>`SELECT id FROM person WHERE name = ${name}`)[0].id;

describe('an undo', () => {
  test('restores exactly what was before', async () => {
    const importId = await importRows();
    expect(await ledgerContent(database)).not.toEqual(before);
    expect(await undo(importId)).toMatchObject({
      ...{ id: importId, state: 'undone', undoneBy: 'office', undoneAt: NOW },
      ...{ undone: { removed: 2, restored: 4, left: 0 }, left: { reasons: {}, first: [] } },
    });
    expect(await ledgerContent(database)).toEqual(before);
    expect(await database`SELECT FROM roster_change WHERE import_id = ${importId}`).toHaveLength(0);
  });

  test('leaves no trace of the phone that was wrong, and of one from before what was known', async () => {
    const phone = phoneOf('陈涛');
    await database`INSERT INTO former_phone (person_id, phone_hash, phone_cipher, until)
      VALUES (${city.id('陈涛')}, ${KEYS.fingerprint('phone', phone)}, ${KEYS.encrypt(phone)}, '2025-01-01')`;
    const content = await ledgerContent(database);
    const importId = await importRows([ROWS[1]!]);
    expect(await database`SELECT FROM former_phone WHERE until > '2025-01-01'`).toHaveLength(1);
    await undo(importId);
    expect(await ledgerContent(database)).toEqual(content);
    await restoreContent(database, before);
  });

  test('restores whatever an import may have done', async () => {
    await fc.assert(
      fc.asyncProperty(anyRoster, fc.integer({ min: 1000, max: 9999 }), async (rows, newcomer) => {
        const importId = await importRows([...rows, row('新来者', `1540010${newcomer}`)]);
        await undo(importId);
        expect(await ledgerContent(database)).toEqual(before);
      }),
      { numRuns: 20, seed: 154 },
    );
  });

  test('of an import that changed nobody is no trouble', async () => {
    const importId = await importRows([row('张蔷', '15400000001')]);
    expect((await undo(importId)).undone).toMatchObject({ removed: 0, restored: 0, left: 0 });
    expect(await ledgerContent(database)).toEqual(before);
  });

  test('of imports upon each other restores the first state, last first', async () => {
    const first = await importRows([ROWS[0]!]);
    const second = await importRows([row('张蔷', '15400000001', { 组织代码: 'dongjie', 性别: '女' })]);
    expect(await refusalOf(undo(first))).toEqual({ kind: 'conflict', reasons: ['nothing-to-undo'] });
    await undo(second);
    await undo(first);
    expect(await ledgerContent(database)).toEqual(before);
  });

  test('is for once, for what is in force, and for so many days', async () => {
    const { id: planned } = await planRows(office, office.actor('office'), [ROWS[6]!]);
    expect(await refusalOf(undo(planned))).toEqual({ kind: 'conflict', reasons: ['not-applied'] });
    const importId = await importRows([ROWS[6]!]);
    office.clock.advance(91 * 86_400_000);
    expect(await refusalOf(undo(importId))).toEqual({ kind: 'conflict', reasons: ['too-old'] });
    office.clock.set(NOW);
    await undo(importId);
    expect(await refusalOf(undo(importId))).toEqual({ kind: 'conflict', reasons: ['already-undone'] });
    expect(await refusalOf(undo(999_999))).toEqual({ kind: 'not-found', reasons: ['no-such-import'] });
  });

  test('forgets what people were once it is too late', async () => {
    const importId = await importRows([ROWS[5]!]);
    office.clock.advance(91 * 86_400_000);
    await tidyRoster(office);
    expect(await database`SELECT FROM roster_change WHERE import_id = ${importId}`).toHaveLength(0);
    await database`DELETE FROM person WHERE name = '新来者'`;
  });

  test('forgets what somebody was once they are erased', async () => {
    const importId = await importRows([ROWS[5]!, ROWS[6]!]);
    await database`DELETE FROM person WHERE name = '新来者'`;
    expect(await database`SELECT FROM roster_change WHERE import_id = ${importId}`).toHaveLength(1);
    expect((await undo(importId)).undone).toMatchObject({ removed: 1, restored: 0, left: 0 });
  });

  test('is refused to an operator in whose part of the tree some of it does not lie', async () => {
    const importId = await importRows();
    expect(await refusalOf(undo(importId, 'clerk'))).toEqual({
      kind: 'not-allowed',
      reasons: ['beyond-scope'],
    });
    await undo(importId);
  });

  test('is audited with its reason and without people', async () => {
    const importId = await importRows();
    await undo(importId);
    const [entry] = await listAudit(database, { limit: 1 });
    expect(entry).toMatchObject({
      action: 'roster undo',
      subject: `roster import ${importId}`,
      detail: { removed: 2, restored: 4, left: 0, reason: '名册有误' },
    });
    for (const name of [...Object.keys(CAST), '新来者']) expect(JSON.stringify(entry)).not.toContain(name);
  });

  test('keeps sealed what people were', async () => {
    const importId = await importRows();
    const kept = await database<
      { text: string }[]
    >`SELECT before::text AS text FROM roster_change WHERE import_id = ${importId} AND before IS NOT NULL`;
    expect(kept).toHaveLength(4);
    const text = JSON.stringify(kept);
    for (const personal of [phoneOf('陈涛'), CHEN, 'zhang@']) expect(text).not.toContain(personal);
    await undo(importId);
  });
});

describe('whoever was touched since is left, everything else undone', () => {
  /** Undoes all rows after something has happened, and gives who was left and why. */
  async function leftAfter(happening: () => Promise<unknown>): Promise<Record<string, string>> {
    const importId = await importRows();
    office.clock.advance(60_000);
    await happening();
    const { left, undone } = await undo(importId);
    expect(undone.removed + undone.restored + undone.left).toBe(6);
    expect(JSON.stringify(left)).not.toMatch(/张蔷|陈涛|新来者|154\d{8}/);
    const named = await Promise.all(
      left.first.map(async ({ person, reason }) => [
        (await database<[{ name: string }]>`SELECT name FROM person WHERE id = ${person}`)[0].name,
        reason,
      ]),
    );
    return Object.fromEntries(named) as Record<string, string>;
  }

  afterEach(() => restoreContent(database, before));

  test('changed by hand', async () => {
    const left = await leftAfter(async () => {
      await database`UPDATE person SET skills = '{boat}' WHERE name = '张蔷'`;
      await database`UPDATE person SET sex = 'male' WHERE name = '新来者'`;
      await database`UPDATE membership SET to_date = '2026-12-31' WHERE person_id = ${city.id('郑明')}`;
    });
    expect(left).toEqual({ 张蔷: 'changed', 新来者: 'changed', 郑明: 'changed' });
  });

  test('changed by another import', async () => {
    const left = await leftAfter(() => importRows([row('新来者', '15400007002', { 性别: '女' })]));
    expect(left).toEqual({ 新来者: 'another-import' });
  });

  test('in the audience of a run', async () => {
    const left = await leftAfter(() =>
      launch(city, { audience: { committees: ['luannan'] }, now: office.clock.now() }),
    );
    // 陈涛 is at home in the other county.
    expect(left).toEqual({
      张蔷: 'written-to',
      周海: 'written-to',
      郑明: 'written-to',
      新来者: 'written-to',
      新来者二: 'written-to',
    });
  });

  test('heard from', async () => {
    const left = await leftAfter(async () => {
      const [{ id }] = await database<[{ id: number }]>`INSERT INTO inbox (kind, provider, body, received_at)
        VALUES ('reply', 'carrier', '', ${office.clock.now()}) RETURNING id`;
      await database`INSERT INTO reply (inbox_id, provider, sequence, address_hash, destination, content_cipher, meaning, received_at)
        VALUES (${id}, 'carrier', '1', ${KEYS.fingerprint('phone', '15400007003')}, '', '', 'opt-out', ${office.clock.now()})`;
    });
    expect(left).toEqual({ 新来者二: 'answered' });
  });

  test('with rows of their own since, in whatever table', async () => {
    const left = await leftAfter(async () => {
      await database`INSERT INTO availability (person_id, weekday, from_minute, to_minute) VALUES (${await idNamed('新来者')}, 1, 0, 60)`;
      await database`INSERT INTO contact_role (committee_id, person_id, role, from_date)
        VALUES (${city.committee('health')}, ${await idNamed('新来者二')}, 'head', '2026-08-01')`;
    });
    expect(left).toEqual({ 新来者: 'later-rows', 新来者二: 'later-rows' });
  });

  /** Somebody's text, put into the queue before the import, is handed over at some instant and then delivered. */
  async function handOver(name: '张蔷', intentAt: Date): Promise<void> {
    const message = database`(SELECT id FROM message WHERE person_id = ${city.id(name)})`;
    await database`INSERT INTO attempt (batch_id, message_id, out_id, epoch, intent_at)
      SELECT batch_id, id, 'x', 0, ${intentAt} FROM message WHERE id = ${message}`;
    for (const state of ['sending', 'sent', 'delivered'])
      await database`UPDATE message SET state = ${state}, changed_at = ${office.clock.now()} WHERE id = ${message}`;
  }

  test('written to by a run from before', async () => {
    await launch(city, { now: new Date(NOW.getTime() - 60_000) });
    expect(await leftAfter(() => handOver('张蔷', office.clock.now()))).toEqual({ 张蔷: 'written-to' });
  });

  test('who was written to before is not, though the receipt comes since', async () => {
    const before = new Date(NOW.getTime() - 60_000);
    await launch(city, { now: before });
    expect(await leftAfter(() => handOver('张蔷', before))).toEqual({});
  });
});
