import type { AnnouncedTable } from '../domain/calendar/holiday-file.js';
import { Workdays } from '../domain/calendar/workdays.js';
import type { Statement } from '../runtime/database.js';

/** A table the office has loaded. */
export interface LoadedTable extends AnnouncedTable {
  loadedBy: string;
  loadedAt: Date;
}

/** The loaded tables, by year. */
export const loadedTables = (sql: Statement): Promise<LoadedTable[]> =>
  sql<
    LoadedTable[]
  >`SELECT year, holidays, extra_days, source, loaded_by, loaded_at FROM holiday_table ORDER BY year`;

/** What is a workday by them. */
export const loadedWorkdays = async (sql: Statement): Promise<Workdays> =>
  new Workdays(await loadedTables(sql));

/** Puts a table in place of the one its year may have. */
export async function putTable(
  sql: Statement,
  { year, holidays, source, extraDays = 0 }: AnnouncedTable,
  by: { name: string; now: Date },
): Promise<void> {
  await sql`
    INSERT INTO holiday_table (year, holidays, extra_days, source, loaded_by, loaded_at)
    VALUES (${year}, ${sql.json(holidays as never)}, ${extraDays}, ${source}, ${by.name}, ${by.now})
    ON CONFLICT (year) DO UPDATE SET holidays = excluded.holidays, extra_days = excluded.extra_days, source = excluded.source,
      loaded_by = excluded.loaded_by, loaded_at = excluded.loaded_at`;
}
