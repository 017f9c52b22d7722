import { auditOfSubject } from '../ledger/audit.js';
import type { Run } from '../ledger/runs.js';
import type { Statement } from '../runtime/database.js';

/** Who had a run paused, when, and for which reason. */
export interface PauseReason {
  by: string;
  at: Date;
  reason: string;
}

/** Entries looked at: a run that is paused again and again has its last pause among the newest. */
const RECENT = 20;

/** The last pause of a paused run, as it was asked for; null: nobody asked for it. */
export async function pauseReason(sql: Statement, { id }: Pick<Run, 'id'>): Promise<PauseReason | null> {
  const entries = await auditOfSubject(sql, `run ${id}`, RECENT);
  const paused = entries.findIndex(({ action }) => action === 'run paused');
  if (paused < 0 || 'audienceGrownTo' in entries[paused]!.detail) return null;
  const asked = entries.slice(paused).find(({ action }) => action === 'run pause requested');
  if (!asked) return null;
  return { by: asked.actor, at: asked.at, reason: String(asked.detail['reason']) };
}
