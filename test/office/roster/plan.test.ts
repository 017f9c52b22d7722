import { beforeAll, describe, expect, test } from '@jest/globals';
import { insertTeams } from '../../../ledger/load-teams.js';
import { addOptOut } from '../../../ledger/opt-outs.js';
import { planRoster } from '../../../office/roster/plan.js';
import { tidyRoster } from '../../../office/roster/tidy.js';
import type { RosterReport } from '../../../office/roster/report.js';
import { KEYS, NOW, phoneOf } from '../../support/cast.js';
import { openTestOffice, refusalOf } from '../office.js';
import { csvOf, fileOf, idOf, planFile, planRows, textRow, workbookOf } from './roster-files.js';

const office = await openTestOffice();
const { city, database } = office;

/** Of 陈涛; the others have none. */
const CHEN = idOf('19880801', '121');
const NEW = idOf('19900307', '124');

beforeAll(async () => {
  await database`UPDATE person SET id_number_cipher = ${KEYS.encrypt(CHEN)}, id_number_hash = ${KEYS.fingerprint('id', CHEN)}
    WHERE id = ${city.id('陈涛')}`;
});

const row = (name: string, phone: string, more: Record<string, string> = {}): Record<string, string> => ({
  姓名: name,
  手机号: phone,
  组织代码: 'bencheng',
  ...more,
});

describe('a plan', () => {
  /** A row of each kind, and an opt-out behind one of them. */
  async function planAll(): Promise<RosterReport> {
    const addressHash = KEYS.fingerprint('email', 'lan@luannan.invalid');
    await addOptOut(database, { channel: 'email', addressHash, source: 'reply', now: NOW });
    const report = await planRows(office, office.actor('office'), [
      row('新来的', '15400009987', { 身份证号: NEW, 技能: '急救、划船' }),
      row('陈涛', '15400009986', { 身份证号: CHEN }),
      row('退订者', phoneOf('王磊'), { 身份证号: idOf('19660606', '121') }),
      row('李岚', phoneOf('李岚'), { 邮箱: 'lan2@luannan.invalid' }),
      row('陌生人', phoneOf('张蔷')),
      row('错误者', '1'),
    ]);
    await database`DELETE FROM opt_out WHERE since >= ${NOW}`;
    return report;
  }

  test('counts, gives examples and names nobody', async () => {
    const report = await planAll();
    expect(report).toMatchObject({
      state: 'planned',
      counts: {
        new: 2,
        changed: 2,
        unchanged: 0,
        questions: 1,
        errors: 1,
        fields: { phone: 1, committee: 1, sex: 1, email: 1 },
      },
      committees: [{ code: 'luannan', new: 2, changed: 2, questions: 1 }],
      added: [
        {
          row: 2,
          name: '新*的',
          phone: '154****9987',
          idNumber: `130299********${NEW.slice(-4)}`,
          committee: '倴城镇',
        },
        { row: 4 },
      ],
      changed: [
        { row: 3, phone: '154****9986', phoneBefore: '154****0004', committeeBefore: '兴城镇' },
        { row: 5, fields: ['email'] },
      ],
      questions: [
        {
          row: 6,
          name: '陌*人',
          candidates: [{ person: city.id('张蔷'), name: '张*', phone: '154****0001', committee: '倴城镇' }],
        },
      ],
      problems: [{ row: 7, column: 'phone', reason: 'not-mobile', shown: '*' }],
      optOuts: { optedOut: { rows: 1, first: [4] }, carried: { rows: 1, first: [5] } },
      // In one row only, it may as well be somebody's name.
      unheardSkills: [{ word: '划*', rows: 1, first: 2 }],
    });
    const text = JSON.stringify(report);
    expect(text).not.toMatch(/新来的|陈涛|陌生人|张蔷|154\d{8}|\d{17}|@/);
  });

  test('lists the skills that are new, and no words that may be people', async () => {
    const { unheardSkills } = await planRows(office, office.actor('office'), [
      row('新来的', '15400009983', { 技能: '划船、游泳' }),
      row('新来者', '15400009982', { 技能: '急救、划船' }),
      row('新来人', '15400009981', { 技能: '阿依古丽·买买提' }),
      row('新来客', '15400009980', { 技能: '15400009980' }),
    ]);
    expect(unheardSkills).toEqual([
      { word: '划船', rows: 2, first: 2 },
      { word: '游*', rows: 1, first: 2 },
      { word: '阿******提', rows: 1, first: 4 },
    ]);
  });

  test('tells what no text may hold by its cell', async () => {
    const rows = Array.from({ length: 4000 }, (_, n) => `新者,${15_400_080_000 + n},bencheng,`);
    const csv = ['姓名,手机号,组织代码,技能', ...rows, '新\0人,15400009979,bench\0eng,急\0救'].join('\n');
    expect(csv.indexOf('\0')).toBeGreaterThan(64 * 1024);
    const xlsx = workbookOf({
      sheets: [
        textRow(1, '姓名', '手机号', '组织代码', '技能') +
          textRow(4002, '新&#0;人', '15400009979', 'bench_x0000_eng', '急_x001B_救'),
      ],
    });
    for (const path of [await fileOf(csv), await fileOf(xlsx, 'xlsx')]) {
      const { report } = await planFile(office, office.actor('office'), path);
      expect(report.problems.map(({ row: at, column, reason }) => [at, column, reason])).toEqual([
        [4002, 'name', 'unreadable'],
        [4002, 'committee', 'unreadable'],
        [4002, 'skills', 'unreadable'],
      ]);
      expect(JSON.stringify(report)).not.toMatch(/\\u00|[\0\x1b]/);
    }
  });

  test('tells of a team that belongs to a committee above, and knows its own', async () => {
    await insertTeams(database, [
      { code: 'city-flood', name: '市防汛队', strength: 1, committeeId: city.committee('tangshan') },
      { code: 'own', name: '县防汛队', strength: 1, committeeId: city.committee('luannan') },
      { code: 'other', name: '外县队', strength: 1, committeeId: city.committee('xingcheng') },
    ]);
    const rows = ['city-flood', 'own', 'other', '市防汛队'].map((team, n) =>
      row('新人', `1540000996${n}`, { 队伍代码: team }),
    );
    const problemsOf = async (as: 'clerk' | 'office') =>
      (await planRows(office, office.actor(as), rows)).problems.map(({ row: at, reason }) => [at, reason]);
    expect(await problemsOf('clerk')).toEqual([
      [2, 'team-above'],
      [4, 'unknown-code'],
      [5, 'team-above'],
    ]);
    expect(await problemsOf('office')).toEqual([]);
  });

  test('is sealed while it waits', async () => {
    const { id } = await planRows(office, office.actor('office'), [
      row('新人', '15400009985', { 身份证号: NEW, 邮箱: 'new@luannan.invalid' }),
    ]);
    const [staged] =
      await database`SELECT to_jsonb(r)::text AS row FROM roster_row r WHERE import_id = ${id}`;
    for (const personal of ['15400009985', NEW, 'new@']) expect(staged!['row']).not.toContain(personal);
  });

  test('is there whole or not at all', async () => {
    const planned = async () =>
      (await database<[{ count: number }]>`SELECT count(*) FROM roster_import`)[0].count;
    const count = await planned();
    const rows = Array.from({ length: 1200 }, (_, n) => row('新人', `154${String(n).padStart(8, '1')}`));
    const broken = await fileOf(`${csvOf(rows)}\n"没有收尾的引号,1\n${'x\n'.repeat(70_000)}`);
    expect(await refusalOf(planRoster(office, office.actor('office'), broken))).toMatchObject({
      reasons: ['broken-row'],
    });
    expect(await planned()).toBe(count);
    expect(await database`SELECT FROM roster_row WHERE name = '新人' AND row_number > 1000`).toHaveLength(0);
  });

  test('notes what it passed over', async () => {
    const { notes, report } = await planFile(
      office,
      office.actor('office'),
      await fileOf(
        `2026 年名册\n序号,姓名（必填）,手机号,身份证号,组织代码,备注\n1,张蔷,15400000001,,bencheng,好\n2,,,,,\n# 说明\n3,张示例,,130299194910019991,bencheng,`,
      ),
    );
    expect(notes).toEqual({
      format: { kind: 'csv', encoding: 'utf-8' },
      ...{ headingRow: 2, ignored: ['序号', '备注'], examples: [6], otherSheets: [], rows: 1 },
    });
    expect(report.counts).toMatchObject({ unchanged: 1, errors: 0 });
    expect(
      await refusalOf(planRoster(office, office.actor('office'), await fileOf('姓名,手机号,组织代码\n,,\n'))),
    ).toEqual({
      kind: 'invalid',
      reasons: ['empty-file'],
    });
  });

  test('of the same file replaces the former, old ones are thrown away with what they staged', async () => {
    const path = await fileOf(csvOf([row('新人', '15400009984')]));
    const first = await planFile(office, office.actor('office'), path);
    const byClerk = await planFile(office, office.actor('clerk'), path);
    const again = await planFile(office, office.actor('office'), path);
    const states = async () =>
      (
        await database<
          { state: string }[]
        >`SELECT state FROM roster_import WHERE id = ANY(${[first, byClerk, again].map(({ report }) => report.id)}) ORDER BY id`
      ).map(({ state }) => state);
    expect(await states()).toEqual(['discarded', 'planned', 'planned']);
    office.clock.advance(7 * 86_400_000 + 1);
    await tidyRoster(office);
    expect(await states()).toEqual(['discarded', 'discarded', 'discarded']);
    expect(await database`SELECT FROM roster_row WHERE import_id <= ${again.report.id}`).toHaveLength(0);
    office.clock.set(NOW);
  });
});
