import type { Day } from '../../domain/calendar/day.js';
import type { LadderRung, PlannedDuty } from '../../domain/duties/duty.js';
import type { LadderGround } from '../../domain/duties/ladder.js';
import { dutyTimes, dutyTimesFrom, type DutyTimes } from './due.js';
import type { DutyForm } from './obligation.js';

/** By whom something is owed. */
export type Debtors = Pick<PlannedDuty, 'owedBy' | 'under' | 'themselves' | 'between' | 'terms'>;

/** One thing that is owed, before its instants are known. */
export interface Owed extends Pick<DutyForm, 'key' | 'form'> {
  title: string;
  who: Debtors;
  graceWorkdays: number;
  ladder: readonly LadderRung[];
  /** Of all alike; or each so many workdays from its own day, the last of which lies here. */
  due: { at: Date; provisional: boolean } | { workdays: number; last: Day };
}

/** What is owed, as a plan freezes it; and the last instants that any of its debtors has. */
export function planDuty(
  owed: Owed,
  opens: Date,
  ground: LadderGround,
): { duty: PlannedDuty; times: DutyTimes } {
  const { key, title, form, who, graceWorkdays, ladder, due } = owed;
  const times = timesOf(due, { opens, ladder, graceWorkdays }, ground);
  const own = 'workdays' in due;
  const duty: PlannedDuty = {
    ...{ key, title, form, graceWorkdays, ladder, ...who },
    dueAt: own ? null : times.dueAt.toISOString(),
    ...(own ? { dueWorkdays: due.workdays } : {}),
    lockAt: own ? null : times.lockAt.toISOString(),
    rungs: own ? [] : times.rungs,
    provisional: times.provisional,
  };
  return { duty, times };
}

function timesOf(due: Owed['due'], rest: Parameters<typeof dutyTimes>[1], ground: LadderGround): DutyTimes {
  if ('workdays' in due) return dutyTimesFrom(due.last, due.workdays, rest, ground);
  const times = dutyTimes(due.at, rest, ground);
  return { ...times, provisional: times.provisional || due.provisional };
}
