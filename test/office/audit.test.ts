import { expect, test } from '@jest/globals';
import { writeAudit } from '../../ledger/audit.js';
import { auditChain, auditEntries } from '../../office/audit.js';
import { NOW } from '../support/cast.js';
import { openTestOffice } from './office.js';

const office = await openTestOffice();
for (const [actor, subject] of [
  ['office', 'run 1'],
  ['clerk', 'run 2'],
  ['office', 'run 3'],
  ['clerk', 'run 4'],
] as const) {
  await writeAudit(office.database, { actor, action: 'run pause', subject, detail: { reason: '试' } }, NOW);
}

const subjects = async (as: 'office' | 'clerk' | 'auditor', limit = 10) =>
  (await auditEntries(office, office.actor(as), limit)).map(({ subject }) => subject);

test('those who work for the city see everything, the others what they did themselves', async () => {
  expect(await subjects('auditor')).toEqual(['run 4', 'run 3', 'run 2', 'run 1']);
  expect(await subjects('clerk')).toEqual(['run 4', 'run 2']);
  expect(await subjects('office', 1)).toEqual(['run 4']);
});

test('the chain holds until an entry is changed or taken out', async () => {
  expect(await auditChain(office)).toEqual({ entries: 4, broken: [] });
  await expect(office.database`UPDATE audit SET actor = 'nobody' WHERE id = 2`).rejects.toThrow(
    'never changed',
  );
  const tamper = (statement: string) =>
    office.database.begin(async (sql) => {
      // What only a database administrator could do.
      await sql`SET LOCAL session_replication_role = replica`;
      await sql.unsafe(statement);
    });
  await tamper(`UPDATE audit SET actor = 'nobody' WHERE id = 2`);
  expect(await auditChain(office)).toEqual({ entries: 4, broken: [2] });
  await tamper('DELETE FROM audit WHERE id = 2');
  expect((await auditChain(office)).broken[0]).toBe(3);
});
