import { yearOf, type Day } from '../domain/calendar/day.js';
import { officeDay } from '../domain/calendar/office-day.js';
import { BrandSlots } from '../domain/registers/brand-slots.js';
import { brandYearFault } from '../domain/registers/project.js';
import { RowCheck } from '../domain/registers/row-check.js';
import { listActivities, type Activity } from '../ledger/activities.js';
import { writeAudit } from '../ledger/audit.js';
import { lockRegisters } from '../ledger/committees.js';
import type { Actor } from '../ledger/operators.js';
import {
  listProjects,
  lockProject,
  projectsOf,
  reviseProject,
  type ProjectLine,
} from '../ledger/projects.js';
import { slotsFull } from './load-projects.js';
import type { Office } from './office.js';
import { Refusal, requireReason } from './refusal.js';
import { noEntry, pathBelow } from './register-rows.js';
import { requireRight } from './rights.js';

/** A project and the first of its activities within the asker's part of the tree. */
export interface ProjectView extends ProjectLine {
  held: Activity[];
}

/** Projects the actor may name, those that are over only on demand. */
export async function projects(
  { database, clock }: Office,
  actor: Actor,
  { committee, over, limit }: { committee?: string; over: boolean; limit: number },
): Promise<ProjectLine[]> {
  requireRight(actor, 'look');
  const { scopePath } = actor;
  const below = await pathBelow(database, committee, scopePath);
  const now = clock.now();
  return listProjects(database, {
    ...{ scopePath, now, limit },
    ...(below === undefined ? {} : { below }),
    ...(over ? {} : { notOverOn: officeDay(now) }),
  });
}

/**
 * One project with its activities.
 * @throws {Refusal} when the actor may name no such project
 */
export async function showProject(
  { database, clock }: Office,
  actor: Actor,
  { id, limit }: { id: number; limit: number },
): Promise<ProjectView> {
  requireRight(actor, 'look');
  const bounds = { scopePath: actor.scopePath, now: clock.now() };
  const [project] = await listProjects(database, { ...bounds, id, limit: 1 });
  if (!project) throw noEntry('项目', 'project', id);
  const states = ['ahead', 'to count', 'counted', 'cancelled'] as const;
  return {
    ...project,
    held: await listActivities(database, { ...bounds, states, project: id, newestFirst: true, limit }),
  };
}

/** A project that has a last day. */
export interface ProjectEnded {
  project: number;
  to: Day;
  /** Its activities that are to begin after that day: to be moved or cancelled. */
  ahead: Activity[];
  /** Years after that day in which it is no brand project any more. */
  brandYearsLost: number[];
}

/** More are not listed when a project ends. */
const MOST_AHEAD = 100;

/**
 * Gives a project its last day, or another one. Activities after it stay, and are named.
 * @throws {Refusal} nothing of that number in the actor's part of the tree; or no day, or one before its first
 */
export async function endProject(
  { database, clock }: Office,
  actor: Actor,
  { id, on, reason }: { id: number; on: string; reason: string },
): Promise<ProjectEnded> {
  requireRight(actor, 'run campaigns');
  requireReason(reason);
  const now = clock.now();
  return database.begin(async (sql) => {
    const project = await lockProject(sql, id, actor.scopePath);
    if (!project) throw noEntry('项目', 'project', id);
    const to = lastDay(on, project.from);
    const brandYears = project.brandYears.filter((year) => year <= yearOf(to));
    const brandYearsLost = project.brandYears.filter((year) => year > yearOf(to));
    await reviseProject(sql, id, { to, brandYears });
    const detail = { reason, to, before: project.to, brandYearsLost };
    await writeAudit(
      sql,
      { actor: actor.name, action: 'project end', subject: `project ${id}`, detail },
      now,
    );
    const wanted = { scopePath: actor.scopePath, now, states: ['ahead'] as const, project: id };
    const ahead = await listActivities(sql, { ...wanted, newestFirst: false, limit: MOST_AHEAD });
    return {
      project: id,
      to,
      ahead: ahead.filter(({ beginsAt }) => officeDay(beginsAt) > to),
      brandYearsLost,
    };
  });
}

function lastDay(written: string, from: Day): Day {
  const check = new RowCheck<'on'>([]);
  const day = check.day('on', written);
  if (day !== null && day < from)
    check.fault('on', 'ends-first', `${day} 早于开始的 ${from}`, `${day} lies before its first day, ${from}`);
  if (day !== null && check.problems.length === 0) return day;
  throw new Refusal('invalid', check.problems);
}

/** A project and its years as a brand. */
export interface ProjectBranded {
  project: number;
  brandYears: number[];
  changed: boolean;
}

/**
 * Names a project one of its committee's brand projects of a year, or gives that up.
 * @throws {Refusal} the year is not one of the project's, or has two already: they are named
 */
export async function brandProject(
  { database, clock }: Office,
  actor: Actor,
  { id, year, brand }: { id: number; year: number; brand: boolean },
): Promise<ProjectBranded> {
  requireRight(actor, 'run campaigns');
  const now = clock.now();
  return database.begin(async (sql) => {
    const project = await lockProject(sql, id, actor.scopePath);
    if (!project) throw noEntry('项目', 'project', id);
    const { brandYears: before, committeeId, to } = project;
    if (before.includes(year) === brand) return { project: id, brandYears: before, changed: false };
    if (brand) {
      const fault = brandYearFault(year, project);
      if (fault) throw new Refusal('invalid', [{ path: ['year'], ...fault }]);
      await lockRegisters(sql, [committeeId]);
      const full = new BrandSlots(await projectsOf(sql, [committeeId])).take({
        ...project,
        brandYears: [year],
      });
      if (full) throw new Refusal('conflict', [{ path: ['year'], ...slotsFull(full) }]);
    }
    const brandYears = brand ? [...before, year].sort() : before.filter((each) => each !== year);
    await reviseProject(sql, id, { to, brandYears });
    const detail = { year, brand };
    await writeAudit(
      sql,
      { actor: actor.name, action: 'project brand', subject: `project ${id}`, detail },
      now,
    );
    return { project: id, brandYears, changed: true };
  });
}
