import { readAbsence, type AbsenceSpan } from '../domain/people/absence.js';
import { parseWeeklyHours, weeklyHoursWords, type WeeklyHours } from '../domain/people/weekly-hours.js';
import type { Sentence } from '../domain/problem.js';
import { writeAudit } from '../ledger/audit.js';
import { endAbsences, recordAbsence, setWeeklyHours } from '../ledger/availability.js';
import type { Actor } from '../ledger/operators.js';
import type { Office } from './office.js';
import { personMeant } from './person.js';
import { Refusal, requireReason } from './refusal.js';
import { requireRight } from './rights.js';

/** An absence as it was recorded. */
export interface AbsenceRecorded extends AbsenceSpan {
  person: number;
  absence: number;
  /** How many earlier ones, overlapping it, it takes the place of. */
  replaced: number;
}

/**
 * 请假: nobody asks them meanwhile. Days or times in office time; the last word counts.
 * @throws {Refusal} nobody or several like that in the actor's part of the tree; not a time, past, or too long
 */
export async function setAway(
  office: Office,
  actor: Actor,
  { person: written, reason, ...span }: { person: string; from?: string; until: string; reason: string },
): Promise<AbsenceRecorded> {
  requireRight(actor, 'keep people');
  requireReason(reason);
  const now = office.clock.now();
  const read = readAbsence(span, now);
  if (!read.ok) throw new Refusal('invalid', read.problems);
  const person = (await personMeant(office, actor, written)).id;
  return office.database.begin(async (sql) => {
    const { id, replaced } = await recordAbsence(sql, { person, ...read.value, source: 'clerk', now });
    const detail = { reason, absence: id, ...read.value, replaced };
    await writeAudit(
      sql,
      { actor: actor.name, action: 'person away', subject: `person ${person}`, detail },
      now,
    );
    return { person, absence: id, ...read.value, replaced };
  });
}

/**
 * 销假: what they are away for ends now; on demand also what has not begun.
 * @returns ids of the absences that ended; none: they were not away
 */
export async function setBack(
  office: Office,
  actor: Actor,
  { person: written, reason, coming }: { person: string; reason: string; coming: boolean },
): Promise<{ person: number; absences: number[] }> {
  requireRight(actor, 'keep people');
  requireReason(reason);
  const now = office.clock.now();
  const person = (await personMeant(office, actor, written)).id;
  return office.database.begin(async (sql) => {
    const absences = await endAbsences(sql, { person, at: now, coming });
    const detail = { reason, absences };
    const entry = { actor: actor.name, action: 'person back', subject: `person ${person}`, detail };
    if (absences.length > 0) await writeAudit(sql, entry, now);
    return { person, absences };
  });
}

/**
 * Replaces the hours of the week in which somebody can come.
 * With `hours` null they can come at any time.
 * @throws {Refusal} with everything in the text that is not understood
 */
export async function setHours(
  office: Office,
  actor: Actor,
  { person: written, hours: text }: { person: string; hours: string | null },
): Promise<{ person: number; hours: WeeklyHours; hoursWords: Sentence }> {
  requireRight(actor, 'keep people');
  const read = text === null ? { ok: true as const, hours: [] } : parseWeeklyHours(text);
  if (!read.ok)
    throw new Refusal(
      'invalid',
      read.problems.map((fault) => ({ path: ['hours'], ...fault })),
    );
  const { hours } = read;
  const person = (await personMeant(office, actor, written)).id;
  const now = office.clock.now();
  await office.database.begin(async (sql) => {
    await setWeeklyHours(sql, person, hours);
    // How many spans, not which: when somebody is at home is theirs.
    const detail = { spans: hours.length };
    await writeAudit(
      sql,
      { actor: actor.name, action: 'person hours', subject: `person ${person}`, detail },
      now,
    );
  });
  return { person, hours, hoursWords: weeklyHoursWords(hours) };
}
