import type { Statement } from '../runtime/database.js';

/** What the office has said of an obligation that comes with Muster; null: as shipped. */
export interface ObligationSetting {
  code: string;
  wanted: boolean;
  due: string | null;
  graceWorkdays: number | null;
  changedBy: string;
  changedAt: Date;
}

/** Until the transaction ends nobody else changes what is asked for: each would write over what the other has said. */
export async function lockObligations(sql: Statement): Promise<void> {
  await sql`LOCK TABLE obligation_setting IN SHARE ROW EXCLUSIVE MODE`;
}

/** All it has said. */
export const obligationSettings = (sql: Statement): Promise<ObligationSetting[]> =>
  sql<ObligationSetting[]>`SELECT * FROM obligation_setting ORDER BY code`;

/** Writes what it says now; the last word counts. */
export async function putObligationSetting(
  sql: Statement,
  { code, wanted, due, graceWorkdays, changedBy, changedAt }: ObligationSetting,
): Promise<void> {
  await sql`
    INSERT INTO obligation_setting (code, wanted, due, grace_workdays, changed_by, changed_at)
    VALUES (${code}, ${wanted}, ${due}, ${graceWorkdays}, ${changedBy}, ${changedAt})
    ON CONFLICT (code) DO UPDATE SET wanted = excluded.wanted, due = excluded.due, grace_workdays = excluded.grace_workdays,
      changed_by = excluded.changed_by, changed_at = excluded.changed_at`;
}
