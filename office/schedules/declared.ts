import { almanacOf } from '../../campaigns/theme/days.js';
import { officeObligations } from '../../campaigns/deadline/wanted.js';
import { officeDay } from '../../domain/calendar/office-day.js';
import type { Workdays } from '../../domain/calendar/workdays.js';
import { nearest } from '../../domain/definition/nearest.js';
import { obligationSettings } from '../../ledger/obligation-settings.js';
import { scheduleIds, schedulesOf } from '../../schedules/catalogue.js';
import type { ScheduleEntry } from '../../schedules/entry.js';
import type { Office } from '../office.js';
import { refuse } from '../refusal.js';
import { officeCalendar } from '../theme-book.js';

/** What it takes to know the office's schedules. */
export type Declaring = Pick<Office, 'database' | 'clock'> & {
  config: Pick<Office['config'], 'digestTime'>;
};

/** The office's schedules, as they follow from what it asks for and from the holidays that are known. */
export interface DeclaredSchedules {
  entries: ScheduleEntry[];
  /** Of all there may be, those it does not ask for included. */
  ids: string[];
  workdays: Workdays;
}

/** Compiles the office's schedules. */
export async function declaredSchedules({ database, clock, config }: Declaring): Promise<DeclaredSchedules> {
  const now = clock.now();
  const [{ book, workdays, safeguards }, said] = await Promise.all([
    officeCalendar(database, now),
    obligationSettings(database),
  ]);
  const almanac = almanacOf(workdays, book);
  const all = officeObligations(said);
  const periods = [...safeguards.values()];
  const ground = {
    almanac,
    safeguards: periods,
    themes: book,
    today: officeDay(now),
    digestTime: config.digestTime,
  };
  return {
    entries: schedulesOf({ ...ground, obligations: all.filter(({ asked }) => asked) }),
    ids: scheduleIds(all, book.themes, periods),
    workdays,
  };
}

/**
 * One of them by its id.
 * @throws {Refusal} where there is none
 */
export function entryNamed({ entries }: Pick<DeclaredSchedules, 'entries'>, id: string): ScheduleEntry {
  const entry = entries.find((one) => one.id === id);
  if (entry) return entry;
  const meant = nearest(
    id,
    entries.map((one) => one.id),
  );
  throw refuse(
    'not-found',
    'unknown-schedule',
    `没有日程 “${id}”${meant ? `，是否指 ${meant}？` : ''}：请用 muster schedule list 查看；停用的报送事项没有日程`,
    `there is no schedule “${id}”${meant ? `, did you mean ${meant}?` : ''}: see \`muster schedule list\`; what the office does not ask for has none`,
  );
}
