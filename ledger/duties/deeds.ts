import type { Statement } from '../../runtime/database.js';
import { addDutyEntry } from './duties.js';
import { decide, holdDuty } from './decisions.js';
import { settleHandedIn } from './settle.js';

/** A duty of a run that is done by a deed, not by handing something in. */
export interface Deed {
  runId: number;
  key: string;
  by: string;
  now: Date;
}

/**
 * Settles a duty by a deed: it is in, and accepted. One that is settled already, or locked, stays as it is.
 * @returns its number; null: nothing was to be settled
 */
export async function settleByDeed(sql: Statement, { runId, key, by, now }: Deed): Promise<number | null> {
  const [named] = await sql<
    { id: number }[]
  >`SELECT id FROM duty WHERE run_id = ${runId} AND key = ${key} ORDER BY id LIMIT 1`;
  const duty = named && (await holdDuty(sql, { id: named.id, scopePath: '' }));
  if (!duty || !['owed', 'returned', 'submitted'].includes(duty.state)) return null;
  const { id } = duty;
  if (duty.state !== 'submitted') {
    await sql`
      UPDATE duty SET state = 'submitted', since = ${now}, first_submitted_at = coalesce(first_submitted_at, ${now}),
        in_time = coalesce(in_time, ${now} <= due_at) WHERE id = ${id}`;
    await settleHandedIn(sql, { duty: id, now });
    await addDutyEntry(sql, { duty: id, at: now, by, action: 'submitted', detail: {} });
  }
  await decide(sql, { id, action: 'accepted', by, now, reasonCipher: null, to: 'accepted' });
  return id;
}
