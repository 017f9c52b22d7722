import type { PendingQuery, Row } from 'postgres';
import type { Statement } from '../../runtime/database.js';

/** What is planned of duty `d` in run `r`, as JSON: by the run's plan, or its own where it was added later. */
export const plannedOf = (sql: Statement): PendingQuery<Row[]> => sql`
  coalesce(d.planned, (SELECT p FROM jsonb_array_elements(r.plan -> 'duties') p WHERE p ->> 'key' = d.key))`;
