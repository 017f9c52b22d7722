import { lengthOf, reportingDays, type ReportingRhythm } from '../campaigns/theme/safeguard.js';
import { addDays, type Day } from '../domain/calendar/day.js';
import { officeDay } from '../domain/calendar/office-day.js';
import type { Workdays } from '../domain/calendar/workdays.js';
import { writeAudit } from '../ledger/audit.js';
import type { Actor } from '../ledger/operators.js';
import {
  addSafeguard,
  endSafeguard,
  safeguardById,
  safeguardsBetween,
  type StoredSafeguard,
} from '../ledger/safeguards.js';
import type { Statement } from '../runtime/database.js';
import { requireWholeOffice } from './actor.js';
import { checkedDay, checkedYear } from './checked-day.js';
import type { Office } from './office.js';
import { refuse, requireReason, type Refusal } from './refusal.js';
import { requireRight } from './rights.js';
import { officeCalendar } from './theme-book.js';

/** A time of special care (重要时段) with the days on which is reported. */
export interface Safeguard {
  id: number;
  name: string;
  from: Day;
  /** Its last day, also where it was ended early. */
  to: Day;
  rhythm: ReportingRhythm;
  endedEarly: boolean;
  reports: Day[];
  /** Others that go on at the same time. */
  overlaps: { id: number; name: string }[];
}

/** A period is at most a year: whoever means more has mistyped. */
const LONGEST_DAYS = 366;
const NAME_LONGEST = 100;

/** Periods that touch a year, the first first. */
export async function safeguards(
  { database, clock }: Office,
  actor: Actor,
  year: number,
): Promise<Safeguard[]> {
  requireRight(actor, 'look');
  checkedYear(year);
  const { workdays } = await officeCalendar(database, clock.now());
  return safeguardsOf(database, workdays, { from: `${year}-01-01`, to: `${year}-12-31` });
}

/** Periods that touch some days, each with those it overlaps among them. */
export async function safeguardsOf(
  sql: Statement,
  workdays: Workdays,
  between: { from: Day; to: Day },
): Promise<Safeguard[]> {
  const found = await safeguardsBetween(sql, between);
  return found.map((period) => viewOf(period, found, workdays));
}

function viewOf(period: StoredSafeguard, all: readonly StoredSafeguard[], workdays: Workdays): Safeguard {
  const { id, name, from, endedOn } = period;
  const to = endedOn ?? period.to;
  const rhythm = rhythmOf(period);
  return {
    ...{ id, name, from, to, rhythm, endedEarly: endedOn !== null },
    reports: reportingDays({ name, from, to, rhythm }, workdays),
    overlaps: all
      .filter((other) => other.id !== id && other.from <= to && (other.endedOn ?? other.to) >= from)
      .map((other) => ({ id: other.id, name: other.name })),
  };
}

const rhythmOf = ({ rhythm, workdays }: Pick<StoredSafeguard, 'rhythm' | 'workdays'>): ReportingRhythm =>
  rhythm === 'workdays' ? { every: 'workdays', workdays: workdays! } : { every: rhythm };

/** Between two days is reported more often. Periods may overlap: the answer names those that do. */
export async function startSafeguard(
  office: Office,
  actor: Actor,
  written: { name: string; from: string; to: string; rhythm: ReportingRhythm },
): Promise<Safeguard> {
  requireRight(actor, 'run campaigns');
  requireWholeOffice(actor, '设定重要时段', 'setting a time of special care');
  const name = written.name.trim();
  if (name === '' || name.length > NAME_LONGEST) throw noName();
  const { from, to } = checkedSpan(written);
  return office.database.begin(async (sql) => {
    const now = office.clock.now();
    const { rhythm } = written;
    const workdays = rhythm.every === 'workdays' ? rhythm.workdays : null;
    const row = { name, from, to, rhythm: rhythm.every, workdays };
    const id = await addSafeguard(sql, row, { name: actor.name, now });
    if (id === null) throw taken(name, from);
    const detail = { from, to, rhythm: rhythm.every, workdays };
    await writeAudit(
      sql,
      { actor: actor.name, action: 'safeguard add', subject: `safeguard ${id}`, detail },
      now,
    );
    const calendar = await officeCalendar(sql, now);
    return (await safeguardsOf(sql, calendar.workdays, { from, to })).find((one) => one.id === id)!;
  });
}

function checkedSpan(written: { from: string; to: string }): { from: Day; to: Day } {
  const [from, to] = [checkedDay(written.from), checkedDay(written.to)];
  checkedYear(Number(from.slice(0, 4)));
  checkedYear(Number(to.slice(0, 4)));
  if (to < from) throw endsBefore(from, to);
  if (lengthOf({ from, to }) > LONGEST_DAYS) throw tooLong();
  return { from, to };
}

/** Ends a period today, or calls it off where it has not begun. */
export async function stopSafeguard(
  office: Office,
  actor: Actor,
  { id, reason }: { id: number; reason: string },
): Promise<{ id: number; name: string; from: Day; to: Day; calledOff: boolean }> {
  requireRight(actor, 'run campaigns');
  requireWholeOffice(actor, '结束重要时段', 'ending a time of special care');
  requireReason(reason);
  return office.database.begin(async (sql) => {
    const now = office.clock.now();
    const today = officeDay(now);
    const period = await safeguardById(sql, id);
    if (!period) throw unknown(id);
    const calledOff = period.from > today;
    const to = calledOff ? addDays(period.from, -1) : today;
    if (!(await endSafeguard(sql, { id, lastDay: to }, { name: actor.name, now }))) throw over(period);
    const detail = { to, reason };
    await writeAudit(
      sql,
      { actor: actor.name, action: 'safeguard end', subject: `safeguard ${id}`, detail },
      now,
    );
    return { id, name: period.name, from: period.from, to, calledOff };
  });
}

const noName = (): Refusal =>
  refuse(
    'invalid',
    'no-name',
    `请给重要时段起个名称，不超过 ${NAME_LONGEST} 字，如 春节保障`,
    `give it a name of at most ${NAME_LONGEST} characters, such as 春节保障`,
  );

const endsBefore = (from: Day, to: Day): Refusal =>
  refuse(
    'invalid',
    'ends-before-it-begins',
    `结束日 ${to} 在开始日 ${from} 之前，请对调`,
    `its last day ${to} lies before its first ${from}; swap them`,
  );

const tooLong = (): Refusal =>
  refuse(
    'invalid',
    'too-long',
    `重要时段最长 ${LONGEST_DAYS} 天，请核对日期`,
    `at most ${LONGEST_DAYS} days; look at the dates`,
  );

const taken = (name: string, from: Day): Refusal =>
  refuse(
    'conflict',
    'safeguard-exists',
    `已有从 ${from} 开始的“${name}”；见 muster safeguard list`,
    `there is a “${name}” from ${from} on already; see \`muster safeguard list\``,
  );

const unknown = (id: number): Refusal =>
  refuse(
    'not-found',
    'no-safeguard',
    `没有编号 ${id} 的重要时段；见 muster safeguard list`,
    `there is no time of special care ${id}; see \`muster safeguard list\``,
  );

const over = ({ name, to, endedOn }: StoredSafeguard): Refusal =>
  refuse(
    'conflict',
    'safeguard-over',
    `“${name}”到 ${endedOn ?? to} 为止，不必再结束`,
    `“${name}” goes on until ${endedOn ?? to} and need not be ended`,
  );
