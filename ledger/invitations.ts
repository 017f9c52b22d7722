import type { InvitedEvent, Plan } from '../domain/plan/plan.js';
import type { Statement } from '../runtime/database.js';

/** An invitation as it stands in people's calendars. */
export interface StoredInvitation {
  uid: string;
  sequence: number;
  cancelled: boolean;
  event: InvitedEvent;
}

/**
 * How the invitation each run of a scope sent or changed stands now: its latest state, whichever run made it. A few
 * rows a campaign, whatever its audience.
 */
export async function invitationsByRun(
  sql: Statement,
  scopePath: string,
): Promise<Map<number, StoredInvitation>> {
  const rows = await sql<(StoredInvitation & { runId: number })[]>`
    SELECT DISTINCT ON (sent.run_id) sent.run_id, latest.uid, latest.sequence, latest.cancelled, latest.event
    FROM invitation sent JOIN run r ON r.id = sent.run_id JOIN invitation latest ON latest.uid = sent.uid
    WHERE starts_with(r.scope_path, ${scopePath})
    ORDER BY sent.run_id, latest.sequence DESC`;
  return new Map(rows.map(({ runId, ...invitation }) => [runId, invitation]));
}

/**
 * Writes down what a run will do to people's calendars, in the transaction that launches it.
 * @param uidOf names a new invitation
 * @returns false when somebody else has changed the same invitation meanwhile
 */
export async function writeInvitations(
  sql: Statement,
  { id: runId, plan }: { id: number; plan: Plan },
  { uidOf, now }: { uidOf: (run: number, step: string) => string; now: Date },
): Promise<boolean> {
  for (const { key: step, channels } of plan.steps) {
    for (const { invitation } of channels) {
      if (invitation === undefined) continue;
      const { uid, sequence, cancelled, event } = invitation;
      const { count } = await sql`
        INSERT INTO invitation (uid, sequence, run_id, step, cancelled, event, launched_at)
        VALUES (${uid ?? uidOf(runId, step)}, ${sequence}, ${runId}, ${step}, ${cancelled}, ${sql.json(event as never)}, ${now})
        ON CONFLICT (uid, sequence) DO NOTHING`;
      if (count === 0) return false;
    }
  }
  return true;
}
