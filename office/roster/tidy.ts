import { DAY_MILLISECONDS } from '../../domain/calendar/office-day.js';
import { tidyImports } from '../../ledger/roster/imports.js';
import type { Clock } from '../../runtime/clock.js';
import type { Database } from '../../runtime/database.js';

/** Plans nobody applies are thrown away after so long; the ledger has moved on by then anyway. */
const PLAN_DAYS = 7;
/** How long an import can be undone; after that nobody needs to know what people were before. */
export const UNDO_DAYS = 90;

/** Lets go of the personal data that imports have kept long enough. */
export async function tidyRoster({ database, clock }: { database: Database; clock: Clock }): Promise<void> {
  const daysAgo = (days: number): Date => new Date(clock.now().getTime() - days * DAY_MILLISECONDS);
  await database.begin((sql) =>
    tidyImports(sql, { plansBefore: daysAgo(PLAN_DAYS), appliedBefore: daysAgo(UNDO_DAYS) }),
  );
}
