import { dutyTimesFrom } from '../campaigns/deadline/due.js';
import type { Day } from '../domain/calendar/day.js';
import type { DebtorKind, PlannedDuty } from '../domain/duties/duty.js';
import type { LadderGround } from '../domain/duties/ladder.js';
import { setBells } from '../ledger/bells.js';
import { decide, openDutiesAbout } from '../ledger/duties/decisions.js';
import {
  openDuties,
  runsOwedBy,
  subjectDays,
  type DutyInstants,
  type OpenedDuty,
} from '../ledger/duties/open.js';
import { loadedWorkdays } from '../ledger/holiday-tables.js';
import type { Statement } from '../runtime/database.js';

/** What hangs on the registers: what stands in one owes reports in the runs that are open. */

/** By whose clock, and at which minute people are reminded. */
export interface Reckoning {
  now: Date;
  digestTime: string;
}

/** Who owes each duty from which instants on: all alike, or each from the day its subject ends. */
export async function instantsOf(
  sql: Statement,
  duties: readonly PlannedDuty[],
  { now, ground }: { now: Date; ground: LadderGround },
): Promise<OpenedDuty[]> {
  const opened: OpenedDuty[] = [];
  for (const duty of duties) {
    const days = duty.dueAt === null ? await subjectDays(sql, duty) : [];
    const own = days.map((day) => ({ day, ...timesOn(day, duty, { now, ground }) }));
    opened.push({ duty, instants: duty.dueAt === null ? own : [alike(duty)] });
  }
  return opened;
}

const timesOn = (
  day: Day,
  { ladder, graceWorkdays, dueWorkdays }: PlannedDuty,
  { now, ground }: { now: Date; ground: LadderGround },
) => dutyTimesFrom(day, dueWorkdays ?? 0, { opens: now, ladder, graceWorkdays }, ground);

const alike = ({ dueAt, lockAt, rungs, provisional }: PlannedDuty): DutyInstants & { day: null } => ({
  ...{ day: null, rungs, provisional },
  dueAt: new Date(dueAt!),
  lockAt: new Date(lockAt!),
});

const groundOf = async (sql: Statement, digestTime: string): Promise<LadderGround> => ({
  ...{ workdays: await loadedWorkdays(sql), time: digestTime },
});

/** Lets whatever has come into a register owe what is asked of its kind in the runs that are open. */
export async function oweForNew(
  sql: Statement,
  kind: DebtorKind,
  { now, digestTime }: Reckoning,
): Promise<void> {
  const ground = await groundOf(sql, digestTime);
  const grown: number[] = [];
  for (const { id, duties } of await runsOwedBy(sql, kind)) {
    const opened = await instantsOf(sql, duties, { now, ground });
    if ((await openDuties(sql, { runId: id, opened, now })) > 0) grown.push(id);
  }
  // Their first reminder is days away: the sweeper rings them.
  await setBells(sql, grown, now);
}

/** What is owed about something: of an activity by its number. */
export type Subject = { activity: number } | { term: number };

/** Moves what is owed about a subject to its new day; what has been handed in stays as it is. */
export async function moveDuties(
  sql: Statement,
  subject: Subject,
  { day, by, now, digestTime }: Reckoning & { day: Day; by: string },
): Promise<void> {
  const ground = await groundOf(sql, digestTime);
  const held = await openDutiesAbout(sql, subject);
  for (const { id, planned, extended, dueAt: given } of held) {
    const { dueAt, lockAt, rungs } = timesOn(day, planned, { now, ground });
    // Who was given more time keeps it.
    if (extended && given >= dueAt) continue;
    await decide(sql, {
      ...{ id, action: 'moved', by, now, reasonCipher: null, detail: { day } },
      dueAt,
      lockAt,
      rungs,
    });
  }
  await setBells(
    sql,
    held.map(({ runId }) => runId),
    now,
  );
}

/** Nothing is owed any more about what does not take place. */
export async function excuseDuties(
  sql: Statement,
  subject: Subject,
  { by, now }: { by: string; now: Date },
): Promise<void> {
  for (const { id } of await openDutiesAbout(sql, subject))
    await decide(sql, { id, action: 'excused', by, now, reasonCipher: null, to: 'excused' });
}
