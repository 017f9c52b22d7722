import { afterEach, beforeAll } from '@jest/globals';
import fc from 'fast-check';
import { applyRoster, type ApplyRequest } from '../../../office/roster/apply.js';
import type { ImportSummary } from '../../../office/roster/report.js';
import { undoRoster } from '../../../office/roster/undo.js';
import { CAST, KEYS, NOW, phoneOf, type Name } from '../../support/cast.js';
import { loadTeam } from '../../support/cast-team.js';
import { openTestOffice, type TestOffice } from '../office.js';
import { idOf, planRows } from './roster-files.js';

/** A row of a roster by its headings. */
export type Row = Record<string, string>;

/** A row of somebody in 倴城镇. */
export const row = (name: string, phone: string, more: Row = {}): Row => ({
  姓名: name,
  手机号: phone,
  组织代码: 'bencheng',
  ...more,
});

/** A volunteer of the cast, as the ledger knows her. */
export const ZHANG = row('张蔷', '15400000001');

/** A resident ID that nobody has, of a woman born in 1990. */
export const NEW = idOf('19900307', '124');

const cell = (...values: string[]) => fc.constantFrom('', ...values);

/** Rosters of some of the cast, with any of what a row may say of them. */
export const anyRoster: fc.Arbitrary<Row[]> = fc
  .uniqueArray(
    fc.record({
      姓名: fc.constantFrom(...(Object.keys(CAST) as Name[]).filter((name) => 'phone' in CAST[name])),
      组织代码: fc.constantFrom('bencheng', 'dongjie', 'xingcheng', 'health', 'tangshan'),
      邮箱: cell('a@luannan.invalid', 'b@luannan.invalid'),
      技能: cell('急救', '驾驶、急救'),
      队伍代码: fc.constant('flood'),
      队内职务: cell('队长', '队员'),
      性别: cell('男', '女'),
      出生日期: cell('1985-03-12', '2000-02-29'),
      加入日期: cell('2019-01-01', '2026-07-01', '2027-01-01'),
      保险到期: cell('2020-01-01', '2026-09-01', '2030-01-01'),
      培训日期: cell('2026-01-01', '2026-05-05'),
      同意日期: cell('2024-01-01', '2026-05-05'),
    }),
    { minLength: 1, selector: ({ 姓名: name }) => name },
  )
  .map((rows) => rows.map((one) => ({ ...one, 手机号: phoneOf(one.姓名) })));

/** An office with the cast and their team, and short ways to import something. */
export interface Importing {
  office: TestOffice;
  /** What the tests of a file have applied and not undone. */
  applied: number[];
  plan(rows: readonly Row[], as?: 'office' | 'clerk'): Promise<number>;
  apply(importId: number, more?: Partial<ApplyRequest>, as?: 'office' | 'clerk'): Promise<ImportSummary>;
  importRows(...rows: Row[]): Promise<ImportSummary>;
  undo(importId: number): Promise<unknown>;
  /** Gives somebody the ID `NEW`, or takes it away. */
  giveId(name: Name): Promise<void>;
  takeId(name: Name): Promise<void>;
  /** Whether the phone has opted out. */
  optedOut(phone: string): Promise<boolean>;
}

/** Opens one for a test file; after each test what it applied is taken back, so that the next finds the cast as it is. */
export async function openImporting(): Promise<Importing> {
  const office = await openTestOffice();
  const { city, database } = office;
  beforeAll(() => loadTeam(city));
  const importing: Importing = {
    office,
    applied: [],
    plan: async (rows, as = 'office') => (await planRows(office, office.actor(as), rows)).id,
    async apply(importId, more = {}, as = 'office') {
      const done = await applyRoster(office, office.actor(as), { importId, ...more });
      importing.applied.push(importId);
      return done;
    },
    importRows: async (...rows) => importing.apply(await importing.plan(rows)),
    undo: (importId) => undoRoster(office, office.actor('office'), { importId, reason: 'test' }),
    async giveId(name) {
      await database`UPDATE person SET id_number_cipher = ${KEYS.encrypt(NEW)}, id_number_hash = ${KEYS.fingerprint('id', NEW)}
        WHERE id = ${city.id(name)}`;
    },
    async takeId(name) {
      await database`UPDATE person SET id_number_cipher = NULL, id_number_hash = NULL WHERE id = ${city.id(name)}`;
    },
    async optedOut(phone) {
      const found = await database`SELECT FROM opt_out
        WHERE channel = 'sms' AND address_hash = ${KEYS.fingerprint('phone', phone)} AND revoked_at IS NULL`;
      return found.length > 0;
    },
  };
  afterEach(async () => {
    for (const importId of importing.applied.splice(0).reverse())
      await importing.undo(importId).catch(() => undefined);
    await database`DELETE FROM opt_out WHERE since >= ${NOW}`;
    office.clock.set(NOW);
  });
  return importing;
}
