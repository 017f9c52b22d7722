import { DAY_MILLISECONDS } from '../domain/calendar/office-day.js';
import { emptyInbox } from '../ledger/inbox.js';
import type { Clock } from '../runtime/clock.js';
import type { Database } from '../runtime/database.js';

/** Empties pushes and mails that were read and kept long enough; what they came to is known. */
export async function tidyInbox(
  { database, clock }: { database: Database; clock: Clock },
  keptDays: number,
): Promise<void> {
  await emptyInbox(database, new Date(clock.now().getTime() - keptDays * DAY_MILLISECONDS));
}
