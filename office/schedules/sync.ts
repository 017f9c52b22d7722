import { writeAudit } from '../../ledger/audit.js';
import type { Actor } from '../../ledger/operators.js';
import type { Logger } from '../../runtime/log.js';
import { syncSchedules, type SyncResult } from '../../schedules/sync.js';
import { requireWholeOffice } from '../actor.js';
import { codeOf } from '../error-code.js';
import type { Office } from '../office.js';
import { temporalAway } from '../refusal.js';
import { requireRight } from '../rights.js';
import { isTemporalAway, isTemporalSilent, patiently } from '../temporal.js';
import { declaredSchedules } from './declared.js';

export type { SyncResult };

/** Brings Temporal's schedules in line with the declared ones; again is harmless. */
export async function syncDeclared(office: Office, actor: Actor): Promise<SyncResult[]> {
  requireRight(actor, 'keep running');
  requireWholeOffice(actor, '同步日程', 'syncing schedules');
  return sync(office, actor.name).catch((error: unknown) => {
    throw isTemporalAway(error) ? temporalAway() : error;
  });
}

/**
 * The same by a process that starts: a new version brings its schedules along, also where nobody works yet. What
 * cannot be synced keeps no run waiting; the doctor misses it.
 */
export async function syncAtStart(office: Office, log: Logger): Promise<void> {
  try {
    await sync(office, 'muster');
  } catch (error) {
    log.warn({ code: codeOf(error) }, 'schedules not synced: `muster schedule sync` does it');
  }
}

/** Schedules that a change has moved; null: Temporal was away, and `muster schedule sync` brings them along. */
export type MovedSchedules = SyncResult[] | null;

/**
 * The same after something that schedules rest on was changed. That stands whether Temporal answers or not: a schedule that
 * fires on a day that is not its own any more launches nothing.
 */
export async function syncAfterChange(office: Office, by: string): Promise<MovedSchedules> {
  try {
    return (await sync(office, by)).filter(({ outcome }) => outcome !== 'unchanged' && outcome !== 'over');
  } catch (error) {
    if (isTemporalSilent(error)) return null;
    throw error;
  }
}

async function sync(office: Office, by: string): Promise<SyncResult[]> {
  const { temporal, database, clock } = office;
  const { entries } = await declaredSchedules(office);
  const results = await patiently(temporal, () => syncSchedules(temporal.client, entries, clock.now()));
  const changed = results.filter(({ outcome }) => outcome !== 'unchanged' && outcome !== 'over');
  const detail = Object.fromEntries(changed.map(({ id, outcome }) => [id, outcome]));
  const entry = { actor: by, action: 'schedule sync', subject: 'schedules', detail };
  if (changed.length > 0) await writeAudit(database, entry, clock.now());
  return results;
}
