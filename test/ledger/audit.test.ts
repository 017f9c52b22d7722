import { beforeEach, describe, expect, test } from '@jest/globals';
import { listAudit, verifyAudit, writeAudit } from '../../ledger/audit.js';
import { NOW } from '../support/cast.js';
import { createTestDatabase } from '../support/database.js';

const { database } = await createTestDatabase();

/** As somebody would who owns the database. */
const unguarded = (tamper: string) =>
  database.unsafe(`ALTER TABLE audit DISABLE TRIGGER USER; ${tamper}; ALTER TABLE audit ENABLE TRIGGER USER`);

const write = (action: string, detail?: Record<string, unknown>) =>
  writeAudit(database, { actor: '何军', action, subject: 'run 1', ...(detail ? { detail } : {}) }, NOW);

beforeEach(async () => {
  await unguarded('TRUNCATE audit');
  for (const action of ['run launch', 'run pause', 'run resume', 'run cancel'])
    await write(action, { count: action.length });
});

describe('the audit log', () => {
  test('holds every action in order, by actor, and its chain holds', async () => {
    await writeAudit(database, { actor: '林夏', action: 'opt-out add', subject: 'opt-out 3' }, NOW);
    expect(await verifyAudit(database)).toEqual({ entries: 5, broken: [] });
    expect(await listAudit(database, { actor: '何军', limit: 2 })).toEqual([
      { id: 4, at: NOW, actor: '何军', action: 'run cancel', subject: 'run 1', detail: { count: 10 } },
      { id: 3, at: NOW, actor: '何军', action: 'run resume', subject: 'run 1', detail: { count: 10 } },
    ]);
    expect(await listAudit(database, { limit: 1 })).toMatchObject([{ actor: '林夏', detail: {} }]);
  });

  test('is empty and sound on a new ledger', async () => {
    await unguarded('TRUNCATE audit');
    expect(await verifyAudit(database)).toEqual({ entries: 0, broken: [] });
  });

  test('forms one chain when many write at once', async () => {
    await Promise.all(Array.from({ length: 30 }, (_, at) => write(`action ${at}`)));
    expect(await verifyAudit(database)).toEqual({ entries: 34, broken: [] });
  });

  test('keeps no gap where an action was rolled back with its work', async () => {
    const undone = database.begin(async (sql) => {
      await writeAudit(sql, { actor: '何军', action: 'run launch', subject: 'run 9' }, NOW);
      throw new Error('undone');
    });
    await expect(undone).rejects.toThrow('undone');
    await write('run close');
    expect(await verifyAudit(database)).toEqual({ entries: 5, broken: [] });
  });

  test.each([
    ['changed', `UPDATE audit SET actor = '林夏' WHERE id = 2`],
    ['deleted', 'DELETE FROM audit WHERE id = 2'],
    ['emptied', 'TRUNCATE audit'],
  ])('is never %s: the database refuses', async (_, statement) => {
    await expect(database.unsafe(statement)).rejects.toMatchObject({
      code: 'MU002',
      message: 'audit is never changed or deleted',
    });
    expect(await verifyAudit(database)).toEqual({ entries: 4, broken: [] });
  });
});

describe('verifying finds, in the hands of whoever owns the database,', () => {
  test.each([
    ['a changed actor', `UPDATE audit SET actor = '林夏' WHERE id = 2`, [2]],
    ['a changed detail', `UPDATE audit SET detail = '{"count": 1}' WHERE id = 3`, [3]],
    ['a changed time', `UPDATE audit SET at = at + interval '1 microsecond' WHERE id = 4`, [4]],
    [
      'a changed entry whose hash was made to fit',
      `UPDATE audit SET actor = '林夏' WHERE id = 2; UPDATE audit a SET hash = audit_hash(a) WHERE id = 2`,
      [3],
    ],
    ['a deleted first entry', 'DELETE FROM audit WHERE id = 1', [2, 3, 4]],
    ['a deleted entry', 'DELETE FROM audit WHERE id = 2', [3, 4]],
    [
      'a deleted entry whose gap was closed',
      'DELETE FROM audit WHERE id = 2; UPDATE audit SET id = id - 1 WHERE id > 2',
      [2, 3],
    ],
    [
      'two entries in each other’s place',
      'UPDATE audit SET id = 9 WHERE id = 2; UPDATE audit SET id = 2 WHERE id = 3; UPDATE audit SET id = 3 WHERE id = 9',
      [2, 3, 4],
    ],
    [
      'an inserted entry',
      `INSERT INTO audit SELECT 5, at, actor, 'run launch', subject, detail, previous, hash FROM audit WHERE id = 4`,
      [5],
    ],
  ])('%s', async (_, tamper, broken) => {
    await unguarded(tamper);
    expect((await verifyAudit(database)).broken).toEqual(broken);
  });
});
