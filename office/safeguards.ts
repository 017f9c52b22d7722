import { repeatedProblem } from '../campaigns/deadline/repeated.js';
import { lengthOf, reportingDays, safeguardKey, type SafeguardPeriod } from '../campaigns/theme/safeguard.js';
import { addDays, type Day } from '../domain/calendar/day.js';
import { officeDay } from '../domain/calendar/office-day.js';
import { rhythmDays, type Rhythm } from '../domain/calendar/rhythm.js';
import type { Workdays } from '../domain/calendar/workdays.js';
import type { Problem } from '../domain/problem.js';
import { writeAudit } from '../ledger/audit.js';
import { officeRoot, type Actor } from '../ledger/operators.js';
import { runByKey, runsByKeys } from '../ledger/runs.js';
import {
  addSafeguard,
  endSafeguard,
  safeguardById,
  safeguardsBetween,
  type StoredSafeguard,
} from '../ledger/safeguards.js';
import type { Statement } from '../runtime/database.js';
import { lastFiring } from '../schedules/firings.js';
import { openingDay, safeguardSchedule } from '../schedules/safeguards.js';
import { requireWholeOffice } from './actor.js';
import { checkedDay, checkedYear } from './checked-day.js';
import { launchFiring } from './launch-scheduled.js';
import type { Office } from './office.js';
import { problemsOf, refuse, Refusal, requireReason } from './refusal.js';
import { replanRun } from './replan.js';
import { requireRight } from './rights.js';
import { declaredSchedules } from './schedules/declared.js';
import { syncAfterChange } from './schedules/sync.js';
import { steer } from './steer.js';
import { officeCalendar, safeguardPeriod } from './theme-book.js';

/** A time of special care (重要时段) with the days on which is reported. */
export interface Safeguard {
  id: number;
  name: string;
  from: Day;
  /** Its last day, also where it was ended early. */
  to: Day;
  every: Rhythm;
  endedEarly: boolean;
  reports: Day[];
  /** The day on which its reports are asked for, by itself. */
  opens: Day;
  /** The run that asks for them; null: none has been launched. */
  run: number | null;
  /** Others that go on at the same time. */
  overlaps: { id: number; name: string }[];
}

/** A period is at most a year: whoever means more has mistyped. */
const LONGEST_DAYS = 366;
/** With `零报告` and the day behind it, it has to fit a line of a digest. */
const NAME_LONGEST = 30;

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
  const found = (await safeguardsBetween(sql, between)).map(safeguardPeriod);
  const root = (await officeRoot(sql)) ?? '';
  const keyOf = ({ id }: SafeguardPeriod): string => safeguardKey(id, root);
  const runs = await runsByKeys(sql, found.map(keyOf));
  return found.map((period) => viewOf(period, runs.get(keyOf(period)) ?? null, { all: found, workdays }));
}

function viewOf(
  period: SafeguardPeriod,
  run: number | null,
  { all, workdays }: { all: readonly SafeguardPeriod[]; workdays: Workdays },
): Safeguard {
  const { id, name, from, every, endedOn } = period;
  const to = endedOn ?? period.to;
  return {
    ...{ id, name, from, to, every, endedEarly: endedOn !== null, run },
    reports: reportingDays(period, workdays),
    opens: openingDay(period),
    overlaps: all
      .filter((other) => other.id !== id && other.from <= to && (other.endedOn ?? other.to) >= from)
      .map((other) => ({ id: other.id, name: other.name })),
  };
}

/** A period that was set. */
export interface StartedSafeguard extends Safeguard {
  /** What keeps its reports from being asked for, where they should be by now; empty: nothing. */
  problems: readonly Problem[];
}

/**
 * Between two days is reported more often: from some days ahead a run asks for it, and at once where that is past. Periods may
 * overlap: the answer names those that do.
 */
export async function startSafeguard(
  office: Office,
  actor: Actor,
  written: { name: string; from: string; to: string; every: Rhythm },
): Promise<StartedSafeguard> {
  requireRight(actor, 'run campaigns');
  requireWholeOffice(actor, '设定重要时段', 'setting a time of special care');
  const { database, clock } = office;
  const name = written.name.trim();
  if (name === '' || name.length > NAME_LONGEST) throw noName();
  const { from, to } = checkedSpan(written);
  if (to < officeDay(clock.now())) throw past(to);
  const id = await database.begin((sql) =>
    enter(sql, actor, { name, from, to, every: written.every }, clock.now()),
  );
  await syncAfterChange(office, actor.name);
  const problems = await openedIfDue(office, id);
  const { workdays } = await officeCalendar(database, clock.now());
  const started = (await safeguardsOf(database, workdays, { from, to })).find((one) => one.id === id)!;
  return { ...started, problems };
}

async function enter(
  sql: Statement,
  actor: Actor,
  { every, ...period }: { name: string; from: Day; to: Day; every: Rhythm },
  now: Date,
): Promise<number> {
  const { workdays } = await officeCalendar(sql, now);
  const problem = repeatedProblem(rhythmDays(period, every, workdays), []);
  if (problem) throw new Refusal('invalid', [problem]);
  const rhythm =
    typeof every === 'string'
      ? { rhythm: every, workdays: null }
      : { rhythm: 'workdays' as const, workdays: every.workdays };
  const id = await addSafeguard(sql, { ...period, ...rhythm }, { name: actor.name, now });
  if (id === null) throw taken(period.name, period.from);
  const detail = { from: period.from, to: period.to, ...rhythm };
  const entry = { actor: actor.name, action: 'safeguard add', subject: `safeguard ${id}`, detail };
  await writeAudit(sql, entry, now);
  return id;
}

/** Launches what its schedule would have launched by now; what stands in its way is said, and the period stands. */
async function openedIfDue(office: Office, id: number): Promise<readonly Problem[]> {
  const entry = (await declaredSchedules(office)).entries.find((one) => one.id === safeguardSchedule({ id }));
  const firing = entry && lastFiring(entry.firing, office.clock.now());
  if (!firing) return [];
  return problemsOf(() => launchFiring(office, entry, firing));
}

function checkedSpan(written: { from: string; to: string }): { from: Day; to: Day } {
  const [from, to] = [checkedDay(written.from), checkedDay(written.to)];
  checkedYear(Number(from.slice(0, 4)));
  checkedYear(Number(to.slice(0, 4)));
  if (to < from) throw endsBefore(from, to);
  if (lengthOf({ from, to }) > LONGEST_DAYS) throw tooLong();
  return { from, to };
}

/** A period that was ended, and what has become of the run that asks for its reports. */
export interface StoppedSafeguard {
  id: number;
  name: string;
  from: Day;
  to: Day;
  calledOff: boolean;
  /** Null: none was launched, or it had nothing left to ask for. */
  run: number | null;
  /** What keeps the run from following; empty: nothing. */
  problems: readonly Problem[];
}

/** Ends a period today, or calls it off where it has not begun; nobody is asked for the reports that were left. */
export async function stopSafeguard(
  office: Office,
  actor: Actor,
  { id, reason }: { id: number; reason: string },
): Promise<StoppedSafeguard> {
  requireRight(actor, 'run campaigns');
  requireWholeOffice(actor, '结束重要时段', 'ending a time of special care');
  requireReason(reason);
  const now = office.clock.now();
  const ended = await office.database.begin(async (sql) => {
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
    return { name: period.name, from: period.from, to, calledOff };
  });
  await syncAfterChange(office, actor.name);
  return { id, ...ended, ...(await shortened(office, actor, { id, to: ended.to, reason })) };
}

/** Its run asks for what is left of it; where nothing is, it is cancelled. */
async function shortened(
  office: Office,
  actor: Actor,
  { id, to, reason }: { id: number; to: Day; reason: string },
): Promise<Pick<StoppedSafeguard, 'run' | 'problems'>> {
  const run = await runByKey(office.database, safeguardKey(id, actor.scopePath.slice(0, -1)));
  if (!run || !('duties' in run.plan) || run.state === 'closed' || run.state === 'cancelled')
    return { run: null, problems: [] };
  const asked = run.plan.duties.filter(({ dropped }) => !dropped);
  // Each is known by its day.
  const left = asked.filter(({ key }) => key <= to);
  if (left.length === asked.length) return { run: null, problems: [] };
  const wish = { runId: run.id, reason };
  const problems = await problemsOf(() =>
    left.length > 0 ? replanRun(office, actor, wish) : steer(office, actor, { ...wish, action: 'cancel' }),
  );
  return { run: run.id, problems };
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

const past = (to: Day): Refusal =>
  refuse(
    'invalid',
    'past',
    `最后一天 ${to} 已过，没有可报的了：请核对年份`,
    `its last day ${to} is past, there is nothing left to report: look at the year`,
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
