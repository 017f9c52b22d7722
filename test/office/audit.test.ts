import { beforeEach, describe, expect, test } from '@jest/globals';
import { sealAudit } from '../../ledger/audit-seals.js';
import { writeAudit } from '../../ledger/audit.js';
import { auditChain, auditEntries, auditHead } from '../../office/audit.js';
import { createKeys } from '../../runtime/keys.js';
import { NOW } from '../support/cast.js';
import { openTestOffice, refusalOf } from './office.js';

const office = await openTestOffice();
const auditor = office.actor('auditor');
const hours = (count: number): Date => new Date(NOW.getTime() + count * 3_600_000);

/** What only a database administrator could do. */
const tamper = (statement: string) =>
  office.database.begin(async (sql) => {
    await sql`SET LOCAL session_replication_role = replica`;
    await sql.unsafe(statement);
  });

const seal = () => sealAudit(office.database, office.keys, office.clock.now());
const verify = (anchor?: string) => auditChain(office, auditor, anchor);

/** Rebuilds every hash from an entry on, as the trigger would have made it: the chain itself is flawless then. */
const RECOMPUTE = `
  DO $$ DECLARE one audit; before bytea := '\\x'; BEGIN
    FOR one IN SELECT * FROM audit ORDER BY id LOOP
      one.previous := before;
      before := audit_hash(one);
      UPDATE audit SET previous = one.previous, hash = before WHERE id = one.id;
    END LOOP;
  END $$`;

beforeEach(async () => {
  await tamper('TRUNCATE audit, audit_seal');
  office.clock.set(NOW);
  for (const [at, actor] of ['office', 'clerk', 'office', 'clerk'].entries()) {
    const entry = { actor, action: 'run pause', subject: `run ${at + 1}`, detail: { reason: '试' } };
    await writeAudit(office.database, entry, NOW);
  }
});

const subjects = async (as: 'office' | 'clerk' | 'auditor', limit = 10) =>
  (await auditEntries(office, office.actor(as), limit)).map(({ subject }) => subject);

test('those who work for the city see everything, the others what they did themselves', async () => {
  expect(await subjects('auditor')).toEqual(['run 4', 'run 3', 'run 2', 'run 1']);
  expect(await subjects('clerk')).toEqual(['run 4', 'run 2']);
  expect(await subjects('office', 1)).toEqual(['run 4']);
});

test('a log that holds is sealed by whoever verifies it, once', async () => {
  expect(await verify()).toMatchObject({
    intact: true,
    entries: 4,
    seals: 0,
    anchorHolds: null,
    head: { id: 4 },
  });
  expect(await verify()).toMatchObject({ intact: true, seals: 1 });
  expect(await seal()).toBe(false);
  await writeAudit(office.database, { actor: 'office', action: 'run pause', subject: 'run 5' }, NOW);
  expect(await seal()).toBe(true);
  expect(await verify()).toMatchObject({ intact: true, entries: 5, seals: 2, brokenSeals: [] });
});

test('many that seal at once make one chain of seals', async () => {
  await Promise.all(
    Array.from({ length: 8 }, async (_, at) => {
      await writeAudit(office.database, { actor: 'office', action: 'run pause', subject: `run ${at}` }, NOW);
      await seal();
    }),
  );
  const { intact, seals } = await verify();
  expect(intact).toBe(true);
  expect(seals).toBeGreaterThan(0);
});

describe('of a log that was sealed, it is found that', () => {
  beforeEach(async () => {
    await seal();
    office.clock.set(hours(1));
    await writeAudit(office.database, { actor: 'office', action: 'run resume', subject: 'run 1' }, hours(1));
    await seal();
  });

  test.each<[string, string, object]>([
    ['a field was changed', `UPDATE audit SET actor = 'nobody' WHERE id = 2`, { broken: [2] }],
    ['an entry was taken out', 'DELETE FROM audit WHERE id = 2', { broken: [3, 4, 5] }],
    ['the tail was cut', 'DELETE FROM audit WHERE id = 5', { broken: [], contradicted: [5] }],
    ['everything was thrown away', 'TRUNCATE audit', { entries: 0, contradicted: [4, 5] }],
    [
      'an entry was put in, the others moved and all hashes made anew',
      `UPDATE audit SET id = -id - 1 WHERE id >= 3; UPDATE audit SET id = -id WHERE id < 0;
       INSERT INTO audit SELECT 3, at, 'nobody', action, subject, detail, previous, hash FROM audit WHERE id = 2; ${RECOMPUTE}`,
      { broken: [], contradicted: [4, 5] },
    ],
    [
      'a field was changed and all hashes made anew',
      `UPDATE audit SET actor = 'nobody' WHERE id = 2; ${RECOMPUTE}`,
      { broken: [], contradicted: [4, 5] },
    ],
    [
      'it was rewritten and the seals were made to fit',
      `UPDATE audit SET actor = 'nobody' WHERE id = 2; ${RECOMPUTE};
       UPDATE audit_seal s SET hash = a.hash FROM audit a WHERE a.id = s.entry_id`,
      { broken: [], contradicted: [], brokenSeals: [1, 2] },
    ],
    ['the first seal was taken out', 'DELETE FROM audit_seal WHERE number = 1', { brokenSeals: [2] }],
    [
      'the first seal was taken out and the other took its number',
      'DELETE FROM audit_seal WHERE number = 1; UPDATE audit_seal SET number = 1',
      { brokenSeals: [1] },
    ],
  ])('%s', async (_, statement, expected) => {
    expect(await verify()).toMatchObject({ intact: true, seals: 2 });
    await tamper(statement);
    const found = await verify();
    expect(found).toMatchObject({ intact: false, ...expected });
    // It is not sealed anew: looking again finds the same.
    expect(await verify()).toEqual(found);
  });

  test('its seals were removed, as soon as there should be new ones', async () => {
    await tamper(
      `DELETE FROM audit WHERE id = 2; UPDATE audit SET id = id - 1 WHERE id > 2; ${RECOMPUTE}; TRUNCATE audit_seal`,
    );
    office.clock.set(hours(4));
    expect(await verify()).toMatchObject({ intact: false, broken: [], seals: 0, unsealedSince: NOW });
  });

  test('it was put back, seals and all, by whoever noted its head elsewhere', async () => {
    const { id, hash } = await auditHead(office, auditor);
    expect(await verify(`${id}:${hash}`)).toMatchObject({ intact: true, anchorHolds: true });
    await tamper('DELETE FROM audit WHERE id = 5; DELETE FROM audit_seal WHERE number = 2');
    expect(await verify()).toMatchObject({ intact: true });
    expect(await verify(`${id}:${hash}`)).toMatchObject({ intact: false, anchorHolds: false });
  });

  test('it was sealed with another key', async () => {
    const keys = createKeys(Buffer.alloc(32, 9).toString('base64'));
    expect(await auditChain({ ...office, keys }, auditor)).toMatchObject({
      ...{ intact: false, broken: [], contradicted: [], brokenSeals: [1, 2] },
    });
  });
});

test('seals are never changed or thrown away by the program', async () => {
  await seal();
  for (const statement of [
    'UPDATE audit_seal SET number = 9',
    'DELETE FROM audit_seal',
    'TRUNCATE audit_seal',
  ])
    await expect(office.database.unsafe(statement)).rejects.toThrow('never changed');
});

test.each(['', '5', '5:abc', `x:${'0'.repeat(64)}`])('%p is no anchor', async (anchor) => {
  expect(await refusalOf(verify(anchor))).toEqual({ kind: 'invalid', reasons: ['anchor'] });
});

test('an empty log has no head', async () => {
  await tamper('TRUNCATE audit');
  expect((await refusalOf(auditHead(office, auditor))).kind).toBe('not-found');
  expect(await verify()).toMatchObject({ intact: true, entries: 0, head: null });
});
