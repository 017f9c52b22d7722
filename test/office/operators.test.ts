import { describe, expect, test } from '@jest/globals';
import { alertReaders } from '../../ledger/alert-readers.js';
import { operatorsAbove } from '../../ledger/approvals.js';
import { listAudit } from '../../ledger/audit.js';
import { officeOperator, type Role } from '../../ledger/operators.js';
import { actorNamed } from '../../office/actor.js';
import { admitOperator, changeOperator, endOperator, operators } from '../../office/operators.js';
import { openTestOffice, refusalOf } from './office.js';

const office = await openTestOffice();
const head = office.actor('head');
const named = async (name: string) => (await operators(office, head)).find((one) => one.name === name);

const admission = { operator: 'new', committee: 'tangshan', maySeePersonalData: false };

describe('an operator is admitted', () => {
  test('as what fits the committee, unless it is said otherwise', async () => {
    await admitOperator(office, head, { ...admission, operator: 'one' });
    await admitOperator(office, head, { ...admission, operator: 'two', committee: 'qianxi' });
    await admitOperator(office, head, { ...admission, operator: 'three', role: 'auditor', person: '张蔷' });
    expect([await named('one'), await named('two'), await named('three')]).toMatchObject([
      { role: 'clerk', personId: null },
      { role: 'county clerk', committee: 'qianxi' },
      { role: 'auditor', personId: office.city.id('张蔷'), personName: '张蔷' },
    ]);
    expect((await listAudit(office.database, { limit: 1 }))[0]).toMatchObject({
      ...{ actor: 'head', action: 'operator admit', subject: 'operator three' },
      detail: { committee: 'tangshan', role: 'auditor', person: office.city.id('张蔷') },
    });
  });

  test.each([
    [{ role: 'clerk', committee: 'qianxi' } as const, 'role-committee'],
    [{ role: 'county clerk' } as const, 'role-committee'],
    [{ person: '诸葛亮' }, 'no-such-person'],
    [{ committee: 'nowhere' }, 'unknown-committee'],
    [{ operator: 'a b' }, 'operator-name'],
  ])('not so: %p', async (change, reason) => {
    expect((await refusalOf(admitOperator(office, head, { ...admission, ...change }))).reasons).toEqual([
      reason,
    ]);
    expect(await named('new')).toBeUndefined();
  });

  test('by a head of the whole office, by nobody else', async () => {
    for (const as of ['office', 'clerk', 'auditor', 'operator'] as const)
      expect((await refusalOf(admitOperator(office, office.actor(as), admission))).reasons).toEqual([
        'no-right',
      ]);
    const county = { ...head, scopePath: 'tangshan/qianxi/' };
    expect((await refusalOf(admitOperator(office, county, admission))).reasons).toEqual([
      'whole-office-only',
    ]);
  });
});

describe('an operator is changed', () => {
  test('in what is named, from the next command on; the rest stays', async () => {
    await admitOperator(office, head, { ...admission, operator: 'four', maySeePersonalData: true });
    await changeOperator(office, head, { operator: 'four', role: 'operator', person: '陈涛' });
    expect(await actorNamed(office, 'four')).toEqual({
      ...{ name: 'four', scopePath: 'tangshan/', role: 'operator', maySeePersonalData: true },
    });
    await changeOperator(office, head, { operator: 'four', maySeePersonalData: false });
    expect(await named('four')).toMatchObject({
      ...{ role: 'operator', maySeePersonalData: false, personId: office.city.id('陈涛') },
    });
    expect((await listAudit(office.database, { limit: 1 }))[0]).toMatchObject({ action: 'operator change' });
  });

  test('never so that nobody is left who may admit operators', async () => {
    const away = { operator: 'head', role: 'auditor' } as const;
    expect((await refusalOf(changeOperator(office, head, away))).reasons).toEqual(['last-head']);
    expect((await named('head'))?.role).toBe('head');
    // Of two heads that put each other down at once one stays.
    await admitOperator(office, head, { ...admission, operator: 'second', role: 'head' });
    const both = await Promise.allSettled([
      changeOperator(office, head, away),
      changeOperator(office, head, { operator: 'second', role: 'auditor' }),
    ]);
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    await office.database`UPDATE operator SET role = 'head' WHERE name = 'head'`;
  });

  test('not one nobody knows, nor into a role that does not fit', async () => {
    expect((await refusalOf(changeOperator(office, head, { operator: 'nobody' }))).kind).toBe('not-found');
    const misfit = { operator: 'clerk', role: 'clerk' } as const;
    expect((await refusalOf(changeOperator(office, head, misfit))).reasons).toEqual(['role-committee']);
  });
});

describe('an operator is ended', () => {
  const end = (operator: string, by = head, reason = '调离') => endOperator(office, by, { operator, reason });
  const admitted = async (operator: string, role: Role) => {
    await admitOperator(office, head, { ...admission, operator, role, person: '何军' });
    return actorNamed(office, operator);
  };

  test('never deleted: they may nothing any more, with a clear word, and their name is not given again', async () => {
    await admitted('leaver', 'clerk');
    await end('leaver');
    expect((await refusalOf(actorNamed(office, 'leaver'))).reasons).toEqual(['operator-ended']);
    await expect(actorNamed(office, 'leaver')).rejects.toThrow(
      '操作员 leaver 已于 2026-08-01 09:00 停用，不能再使用',
    );
    await expect(actorNamed(office, 'stranger')).rejects.not.toThrow(/leaver/);
    expect((await named('leaver'))?.endedAt).toEqual(office.clock.now());
    expect((await listAudit(office.database, { limit: 1 }))[0]).toMatchObject({
      ...{ actor: 'head', action: 'operator end', subject: 'operator leaver', detail: { reason: '调离' } },
    });
    for (const again of [end('leaver'), changeOperator(office, head, { operator: 'leaver', role: 'head' })])
      expect((await refusalOf(again)).reasons).toEqual(['operator-ended']);
    const anew = admitOperator(office, head, { ...admission, operator: 'leaver' });
    expect((await refusalOf(anew)).reasons).toEqual(['operator-known']);
  });

  test('who neither hears of alerts nor is asked to approve any more, nor acts for the office', async () => {
    const { database, city } = office;
    await admitted('watcher', 'operator');
    await admitted('approver', 'head');
    const stands = async () => [
      await alertReaders(database, ['operator']),
      (await operatorsAbove(database, 'tangshan/')).map(({ name }) => name).includes('approver'),
    ];
    expect(await stands()).toEqual([expect.arrayContaining([city.id('何军')]), true]);
    await end('watcher');
    await end('approver');
    expect(await stands()).toEqual([expect.not.arrayContaining([city.id('何军')]), false]);
    await end('office');
    expect((await officeOperator(database))?.name).not.toBe('office');
    await database`UPDATE operator SET ended_at = NULL WHERE name = 'office'`;
  });

  test('by a head, for a reason, and never the last head', async () => {
    await office.database`UPDATE operator SET role = 'auditor' WHERE name = 'second'`;
    expect((await refusalOf(end('head'))).reasons).toEqual(['last-head']);
    expect((await refusalOf(end('auditor', head, ' '))).reasons).toEqual(['no-reason']);
    expect((await refusalOf(end('auditor', office.actor('office')))).reasons).toEqual(['no-right']);
    expect((await refusalOf(end('nobody'))).kind).toBe('not-found');
    expect((await named('head'))?.endedAt).toBeNull();
    // Who has ended counts for no head.
    await admitted('other', 'head');
    await end('other');
    expect(
      (await refusalOf(changeOperator(office, head, { operator: 'head', role: 'auditor' }))).reasons,
    ).toEqual(['last-head']);
  });

  test('or only stays, and is written to no more', async () => {
    await admitted('quiet', 'operator');
    await changeOperator(office, head, { operator: 'quiet', person: null });
    expect(await named('quiet')).toMatchObject({ personId: null, endedAt: null });
  });
});

test('the list is cut to the part of the tree, and names people only to those who see them', async () => {
  expect((await operators(office, office.actor('clerk'))).map(({ name }) => name)).toEqual(['clerk']);
  const seen = await operators(office, office.actor('operator'));
  expect(seen.find(({ name }) => name === 'three')).toMatchObject({ personName: null });
  const masked = await operators(office, office.actor('auditor'));
  expect(masked.find(({ name }) => name === 'three')).toMatchObject({ personName: '张*' });
});
