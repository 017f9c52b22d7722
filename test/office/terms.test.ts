import { beforeEach, describe, expect, test } from '@jest/globals';
import { listAudit } from '../../ledger/audit.js';
import { addTerm, endTerm, renewTerm, terms, type WrittenHolding } from '../../office/terms.js';
import { castTerm, emptyRegisters } from '../support/registers.js';
import { openTestOffice, refusalOf, type TestOffice } from './office.js';

const office = await openTestOffice();
beforeEach(() => emptyRegisters(office.city));

type Who = Parameters<TestOffice['actor']>[0];
const add = (more: Partial<WrittenHolding> = {}, as: Who = 'office') =>
  addTerm(office, office.actor(as), {
    ...{ committee: 'luannan', kind: '校地结对', title: '滦南一中', from: '2026-03-01', until: '2027-02-28' },
    ...more,
  });
const ambassador = (more: Partial<WrittenHolding> = {}, as: Who = 'office') =>
  add({ kind: 'ambassador', title: '安全形象大使', person: '张蔷', ...more }, as);
const renew = (id: number, until: string, from?: string, as: Who = 'office') =>
  renewTerm(office, office.actor(as), { id, until, ...(from === undefined ? {} : { from }) });
const end = (id: number, as: Who = 'office') => endTerm(office, office.actor(as), { id, reason: '学校合并' });
const list = (as: Who = 'office', more: { committee?: string; kind?: string; settled?: boolean } = {}) =>
  terms(office, office.actor(as), { settled: false, limit: 50, ...more });
const newest = async () => (await listAudit(office.database, { limit: 1 }))[0];

describe('entering a term', () => {
  test('of a school or a person; the log has no name', async () => {
    const { term } = await add();
    expect(term).toMatchObject({ kind: 'school pairing', person: null, state: 'running', daysLeft: 211 });
    const { term: held } = await ambassador();
    const id = office.city.id('张蔷');
    expect(held).toMatchObject({ kind: 'ambassador', person: { id, name: '张蔷' } });
    const entry = await newest();
    expect(entry).toMatchObject({
      ...{ action: 'term add', subject: `term ${held.id}`, detail: { kind: 'ambassador', person: id } },
    });
    expect(JSON.stringify(entry)).not.toContain('张蔷');
  });

  test('once more answers with the first; one that shares days with it is refused', async () => {
    const { term } = await add();
    expect(await add()).toMatchObject({ added: false, term: { id: term.id } });
    const refusal = await add({ from: '2027-02-28', until: '2028-02-28' }).catch((error: unknown) => error);
    expect(refusal).toMatchObject({ kind: 'conflict', problems: [{ path: ['from'], reason: 'overlaps' }] });
    expect(String(refusal)).toContain(`muster term renew ${term.id}`);
    expect((await add({ title: '滦南二中' })).added).toBe(true);
    const both = await Promise.all([add({ title: '三中' }), add({ title: '三中' })]);
    expect(both.map(({ added }) => added).sort()).toEqual([false, true]);
  });

  test.each<[Partial<WrittenHolding>, string, string]>([
    [{ committee: 'nowhere' }, 'committee', 'unknown-committee'],
    [{ kind: '冠军' }, 'kind', 'choice'],
    [{ kind: 'ambassador' }, 'person', 'no-person'],
    [{ title: '' }, 'title', 'length'],
    [{ from: '2026-02-30' }, 'from', 'not-a-day'],
    [{ until: '2026-02-28' }, 'until', 'ends-first'],
    [{ until: '2126-02-28' }, 'until', 'not-a-day'],
    [{ until: '2066-02-28' }, 'until', 'too-long'],
  ])('%j is refused at its field', async (more, field, reason) => {
    const refusal = await add(more).catch((error: unknown) => error);
    expect(refusal).toMatchObject({ kind: 'invalid', problems: [{ path: [field], reason }] });
    expect(await list()).toEqual([]);
  });

  test('needs the right; person and committee are the actor’s', async () => {
    expect((await refusalOf(add({}, 'auditor'))).reasons).toEqual(['no-right']);
    expect((await refusalOf(ambassador({}, 'operator'))).reasons).toEqual(['no-right']);
    expect((await refusalOf(add({ committee: 'qianxi' }, 'clerk'))).reasons).toEqual(['unknown-committee']);
    expect((await refusalOf(ambassador({ person: '陈涛' }, 'clerk'))).reasons).toEqual(['no-such-person']);
    expect((await refusalOf(ambassador({ person: '没有人' }))).kind).toBe('not-found');
  });
});

describe('renewing a term', () => {
  test('makes another that follows and is linked; the old one is settled', async () => {
    const id = await castTerm(office.city);
    const { before, term } = await renew(id, '2027-09-30');
    expect(before).toBe(id);
    expect(term).toMatchObject({
      title: '滦南一中',
      from: '2026-10-01',
      until: '2027-09-30',
      state: 'coming',
    });
    expect(await newest()).toMatchObject({
      ...{ action: 'term renew', subject: `term ${id}` },
      detail: { renewedBy: term.id, from: '2026-10-01', until: '2027-09-30' },
    });
    expect((await list()).map((one) => one.id)).toEqual([term.id]);
    const [, old] = await list('office', { settled: true });
    expect(old).toMatchObject({ id, state: 'renewed', renewedBy: term.id });
    const again = await renew(id, '2028-09-30').catch((error: unknown) => error);
    expect(again).toMatchObject({ kind: 'conflict', problems: [{ reason: 'settled' }] });
    expect(String(again)).toContain(`${term.id} 号`);
  });

  test('of two at once makes one', async () => {
    const id = await castTerm(office.city);
    const both = await Promise.allSettled([renew(id, '2027-09-30'), renew(id, '2027-09-30')]);
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  });

  test('keeps the person, and is refused for days that overlap or are none', async () => {
    const id = await castTerm(office.city, { kind: 'ambassador', title: '大使', person: '张蔷' });
    expect((await refusalOf(renew(id, '2026-09-30'))).reasons).toEqual(['ends-first']);
    expect((await refusalOf(renew(id, '2027-09-30', '2026-09-30'))).reasons).toEqual(['overlaps']);
    expect((await refusalOf(renew(id, '后年'))).reasons).toEqual(['not-a-day']);
    await castTerm(office.city, {
      ...{ kind: 'ambassador', title: '大使', person: '张蔷', from: '2027-01-01', until: '2027-12-31' },
    });
    expect(await refusalOf(renew(id, '2027-09-30'))).toEqual({ kind: 'conflict', reasons: ['overlaps'] });
    const { term } = await renew(id, '2026-12-31');
    expect(term.person?.id).toBe(office.city.id('张蔷'));
    expect((await refusalOf(renew(4711, '2027-01-01'))).kind).toBe('not-found');
  });
});

test('ending a term settles it, with the reason, once', async () => {
  const id = await castTerm(office.city);
  expect(await end(id)).toMatchObject({ id, state: 'ended' });
  expect(await newest()).toMatchObject({ action: 'term end', detail: { reason: '学校合并' } });
  expect(await refusalOf(end(id))).toEqual({ kind: 'conflict', reasons: ['settled'] });
  expect(await list()).toEqual([]);
  const theirs = await castTerm(office.city, { committee: 'qianxi' });
  expect((await refusalOf(end(theirs, 'clerk'))).reasons).toEqual(['no-such-entry']);
  const silent = endTerm(office, office.actor('office'), { id: theirs, reason: '' });
  expect((await refusalOf(silent)).reasons).toEqual(['no-reason']);
});

describe('the list of terms', () => {
  test('begins with what has expired or does within 60 days', async () => {
    await castTerm(office.city, { title: '远', until: '2027-09-30' });
    await castTerm(office.city, { title: '六十一', until: '2026-10-01' });
    await castTerm(office.city, { title: '六十', until: '2026-09-30' });
    await castTerm(office.city, { title: '过', until: '2026-07-31' });
    await castTerm(office.city, { title: '未', from: '2026-12-01', until: '2027-11-30' });
    expect((await list()).map(({ title, state, daysLeft }) => [title, state, daysLeft])).toEqual([
      ['过', 'expired', -1],
      ['六十', 'expiring', 60],
      ['六十一', 'running', 61],
      ['远', 'running', 425],
      ['未', 'coming', 486],
    ]);
  });

  test('masks names for who may not see them, and leaves out those of people elsewhere', async () => {
    await castTerm(office.city, { kind: 'ambassador', title: '甲', person: '张蔷' });
    await castTerm(office.city, { kind: 'ambassador', title: '乙', person: '陈涛' });
    const names = async (as: Who) => (await list(as)).map(({ person }) => person?.name);
    expect(await names('office')).toEqual(['张蔷', '陈涛']);
    expect(await names('auditor')).toEqual(['张*', '陈*']);
    expect(await names('clerk')).toEqual(['张*', null]);
    expect((await refusalOf(list('operator'))).reasons).toEqual(['no-right']);
  });

  test('is cut to a committee, a kind and the actor’s part', async () => {
    await castTerm(office.city, { committee: 'qianxi', title: '迁西一中' });
    await castTerm(office.city, { kind: 'ambassador', title: '大使', person: '张蔷' });
    expect((await list('office', { committee: 'qianxi' })).map(({ title }) => title)).toEqual(['迁西一中']);
    expect((await list('office', { kind: '大使' })).map(({ title }) => title)).toEqual(['大使']);
    expect((await list('clerk')).map(({ title }) => title)).toEqual(['大使']);
    expect((await refusalOf(list('office', { kind: '冠军' }))).reasons).toEqual(['choice']);
    expect((await refusalOf(list('clerk', { committee: 'qianxi' }))).kind).toBe('not-found');
  });
});
