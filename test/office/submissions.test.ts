import { readdir } from 'node:fs/promises';
import { beforeEach, describe, expect, test } from '@jest/globals';
import type { Actor } from '../../ledger/operators.js';
import {
  bringReport,
  duties,
  dutyForm,
  openDutyFile,
  showDuty,
  type OperatorBrings,
} from '../../office/submissions.js';
import { KEYS, NOW } from '../support/cast.js';
import { decide, DUE, LOCK, oweDuty } from '../support/duties.js';
import { openTestFiles, pdf, png } from '../support/files.js';
import { openTestOffice, refusalOf } from './office.js';

const office = await openTestOffice();
const { database, city, clock } = office;
const files = await openTestFiles();
const desk = { ...files, database, keys: KEYS, clock };
// The clerk of 滦南县, and the office of the whole city.
const [county, whole] = [office.actor('clerk'), office.actor('office')];

let duty: number;
beforeEach(async () => {
  await city.reset();
  clock.set(NOW);
  ({ duty } = await oweDuty(city));
});

async function* content(bytes: Buffer): AsyncGenerator<Buffer> {
  yield bytes;
}
const photo = (shade = 1) => ({ slot: 'photos', name: `${shade}.png`, content: content(png(shade)) });
const FILLED = { title: '二季度', story: '讲座三场。', sessions: '3' };
const bring = (change: Partial<OperatorBrings> = {}, actor: Actor = county) =>
  bringReport(desk, actor, { id: duty, written: FILLED, files: [photo()], submit: true, ...change });
const kept = async () =>
  (await readdir(files.folder, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile())
    .length;
const audited = async () =>
  (await database`SELECT actor, action, subject, detail FROM audit ORDER BY id DESC LIMIT 1`)[0];

describe('an operator hands in', () => {
  test('for a committee of their part of the tree, audited, in one version', async () => {
    expect(await bring()).toEqual({ version: 1, again: false });
    expect(await audited()).toEqual({
      ...{ actor: 'clerk', action: 'duty submit', subject: `duty ${duty}` },
      detail: { version: 1, takenBack: 0 },
    });
    expect(await bring()).toEqual({ version: 1, again: true });
    expect(await bring({ written: { ...FILLED, sessions: '4' } }, whole)).toEqual({
      version: 2,
      again: false,
    });
    const view = await showDuty(office, whole, duty);
    expect(view.versions).toMatchObject([
      { version: 1, writtenBy: 'clerk', values: { sessions: 3 }, files: [{ name: '1.png', slot: 'photos' }] },
      { version: 2, writtenBy: 'office', values: { sessions: 4 }, files: [{ addedBy: 'clerk' }] },
    ]);
    expect(view.entries.map(({ action, by }) => [action, by])).toEqual([
      ['submitted', 'clerk'],
      ['submitted', 'office'],
    ]);
    expect(await audited()).toMatchObject({ action: 'duty read' });
  });

  test('a draft, then the draft itself', async () => {
    expect(await bring({ submit: false })).toEqual({ version: null, again: false });
    expect(await bring({ submit: false })).toEqual({ version: null, again: true });
    expect((await audited())!['action']).toBe('duty draft');
    expect(await bringReport(desk, county, { id: duty, files: [], submit: true })).toEqual({
      version: 1,
      again: false,
    });
  });

  test('nothing beyond their sight, and not without the right', async () => {
    const { duty: other } = await oweDuty(city, { committee: 'qianxi' });
    expect(await refusalOf(bring({ id: other }))).toEqual({ kind: 'not-found', reasons: ['no-such-duty'] });
    expect((await refusalOf(bring({ id: 4711 }, whole))).kind).toBe('not-found');
    for (const name of ['auditor', 'operator'] as const)
      expect((await refusalOf(bring({}, office.actor(name)))).reasons).toEqual(['no-right']);
    expect((await refusalOf(showDuty(office, office.actor('operator'), duty))).reasons).toEqual(['no-right']);
    expect((await refusalOf(showDuty(office, county, other))).kind).toBe('not-found');
  });

  test('and is told all that is wrong at once; the draft is kept', async () => {
    const refused = await refusalOf(
      bring({ written: { sessions: 'x', none: '?', villages: '没有' }, files: [] }),
    );
    expect(refused).toEqual({
      kind: 'invalid',
      reasons: ['missing', 'missing', 'wrong-type', 'missing', 'unknown-field', 'unknown-word'],
    });
    expect((await showDuty(office, whole, duty)).versions).toMatchObject([
      { submittedAt: null, values: { sessions: 'x' } },
    ]);
  });

  test('no file that lies, is for no slot, or is one too many; nothing of them is left', async () => {
    const before = await kept();
    const lying = { slot: 'photos', name: '照片.jpg', content: content(pdf()) };
    expect(await refusalOf(bring({ files: [photo(2), lying] }))).toEqual({
      kind: 'invalid',
      reasons: ['lies'],
    });
    expect((await refusalOf(bring({ files: [{ ...photo(), slot: 'none' }] }))).reasons).toEqual([
      'unknown-field',
    ]);
    expect(await kept()).toBe(before);
    expect(await database`SELECT FROM submission`).toHaveLength(0);
    expect((await refusalOf(bring({ files: [photo(3), photo(4), photo(5)] }))).reasons).toEqual(['overfull']);
    expect(await kept()).toBe(before + 2);
  });

  test('nothing to what is locked, accepted, excused or cancelled: each says why and whom to ask', async () => {
    await bring();
    await decide(city, duty, { state: 'accepted', now: NOW });
    const changed = { written: { ...FILLED, title: '改' } };
    expect(await refusalOf(bring(changed))).toEqual({ kind: 'conflict', reasons: ['accepted'] });
    // The same again is the report that was accepted.
    expect(await bring()).toEqual({ version: 1, again: true });
    const { duty: excused } = await oweDuty(city, { state: 'excused' });
    expect((await refusalOf(bring({ id: excused }))).reasons).toEqual(['excused']);
    const { duty: gone } = await oweDuty(city, { runState: 'cancelled' });
    expect((await refusalOf(bring({ id: gone }))).reasons).toEqual(['cancelled']);
    expect(await showDuty(office, county, gone)).toMatchObject({ runState: 'cancelled' });
    const { duty: closed } = await oweDuty(city, { runState: 'closed' });
    expect(await bring({ id: closed })).toMatchObject({ version: 1 });
    const { duty: late } = await oweDuty(city);
    clock.set(LOCK);
    await expect(bring({ id: late })).rejects.toThrow(
      /2026-08-12 23:59 为止，现已锁定；仍需报送，请联系唐山市经办人员解锁/,
    );
  });

  test('twice at once: one report', async () => {
    const both = await Promise.all([bring(), bring({}, whole)]);
    expect(both.map(({ again }) => again).sort()).toEqual([false, true]);
    expect(await database`SELECT FROM submission`).toHaveLength(1);
    expect(await database`SELECT FROM duty_entry`).toHaveLength(1);
  });

  test('what somebody has not seen is not overwritten', async () => {
    await bring({ submit: false });
    expect(
      (await refusalOf(bring({ written: { ...FILLED, title: '另' }, seen: 'old' }, whole))).reasons,
    ).toEqual(['overtaken']);
  });
});

describe('duties are seen', () => {
  test('by who works for the committee or above it, the late marked', async () => {
    await oweDuty(city, { committee: 'qianxi', title: '迁西的' });
    clock.set(new Date(+DUE + 1));
    const seen = (actor: Actor, wish: object = {}) => duties(office, actor, { limit: 9, ...wish });
    expect(await seen(county)).toMatchObject([
      { id: duty, late: true, committee: { code: 'luannan', name: '滦南县' } },
    ]);
    expect(await seen(whole)).toHaveLength(2);
    expect(await seen(whole, { committee: 'qianxi', state: 'owed', late: true })).toHaveLength(1);
    expect((await refusalOf(seen(county, { committee: 'qianxi' }))).reasons).toEqual(['unknown-committee']);
    expect((await dutyForm(office, office.actor('operator'), duty)).form.fields).toHaveLength(7);
    expect((await refusalOf(dutyForm(office, county, 4711))).kind).toBe('not-found');
  });

  test('with their files, audited', async () => {
    await bring();
    const [file] = (await showDuty(office, whole, duty)).versions[0]!.files;
    const { content: read, ...found } = await openDutyFile(desk, whole, { id: duty, file: file!.id });
    const pieces: Buffer[] = [];
    for await (const piece of read) pieces.push(piece);
    expect(Buffer.concat(pieces).equals(png(1))).toBe(true);
    expect(found).toMatchObject({ name: '1.png', mediaType: 'image/png' });
    expect(await audited()).toMatchObject({ action: 'duty file read', detail: { file: file!.id } });
    expect((await refusalOf(openDutyFile(desk, whole, { id: duty, file: 4711 }))).reasons).toEqual([
      'no-such-file',
    ]);
    const { duty: other } = await oweDuty(city);
    expect((await refusalOf(openDutyFile(desk, whole, { id: other, file: file!.id }))).reasons).toEqual([
      'no-such-file',
    ]);
  });
});

test('nothing that was written stands in the ledger, the log or the folder in clear', async () => {
  await bring({
    written: { ...FILLED, story: '负责人欧阳某某' },
    files: [{ ...photo(), name: '欧阳某某.png' }],
  });
  const rows = await database`
    SELECT string_agg(line, ' ') AS lines FROM (
      SELECT s::text AS line FROM submission s UNION ALL SELECT a::text FROM attachment a UNION ALL SELECT e::text FROM duty_entry e
      UNION ALL SELECT l::text FROM audit l) every`;
  expect(rows[0]!['lines']).not.toContain('欧阳');
  const refused = await bring({
    files: [{ slot: 'roster', name: '欧阳.png', content: content(png(2)) }],
  }).catch(String);
  // Told to who brought it, and to nobody else.
  expect(refused).toContain('欧阳.png');
});
