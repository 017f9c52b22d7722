import { officeDay } from '../domain/calendar/office-day.js';
import { writeAudit } from '../ledger/audit.js';
import { forgetKept } from '../ledger/erasures.js';
import type { Clock } from '../runtime/clock.js';
import type { Database } from '../runtime/database.js';

/** Destroys what was kept of people who were erased, when its time is over. */
export async function tidyErasures({ database, clock }: { database: Database; clock: Clock }): Promise<void> {
  const now = clock.now();
  await database.begin(async (sql) => {
    const people = await forgetKept(sql, officeDay(now));
    const entry = { actor: 'muster', action: 'kept destroyed', subject: 'erasures', detail: { people } };
    if (people > 0) await writeAudit(sql, entry, now);
  });
}
