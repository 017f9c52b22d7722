import { describe, expect, test } from '@jest/globals';
import { listAudit } from '../../ledger/audit.js';
import { actorNamed } from '../../office/actor.js';
import { admitOperator, changeOperator, operators } from '../../office/operators.js';
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

test('the list is cut to the part of the tree, and names people only to those who see them', async () => {
  expect((await operators(office, office.actor('clerk'))).map(({ name }) => name)).toEqual(['clerk']);
  const seen = await operators(office, office.actor('operator'));
  expect(seen.find(({ name }) => name === 'three')).toMatchObject({ personName: null });
  const masked = await operators(office, office.actor('auditor'));
  expect(masked.find(({ name }) => name === 'three')).toMatchObject({ personName: '张*' });
});
