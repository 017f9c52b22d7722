import { DAY_MILLISECONDS } from '../domain/calendar/office-day.js';
import { emptyMails } from '../ledger/mail-inbox.js';
import type { Clock } from '../runtime/clock.js';
import type { Database } from '../runtime/database.js';

/** Empties the sources of mails that were kept long enough; what they came to is known. */
export async function tidyMails(
  { database, clock }: { database: Database; clock: Clock },
  keptDays: number,
): Promise<void> {
  await emptyMails(database, new Date(clock.now().getTime() - keptDays * DAY_MILLISECONDS));
}
