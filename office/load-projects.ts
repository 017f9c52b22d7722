import type { Problem } from '../domain/problem.js';
import { BrandSlots } from '../domain/registers/brand-slots.js';
import { readProject, type ProjectEntry, type WrittenProject } from '../domain/registers/project.js';
import { writeAudit } from '../ledger/audit.js';
import { lockRegisters } from '../ledger/committees.js';
import type { Actor } from '../ledger/operators.js';
import { insertProjects, projectsOf, type NewProject, type Project } from '../ledger/projects.js';
import type { Statement } from '../runtime/database.js';
import type { Office } from './office.js';
import { oweForNew } from './register-duties.js';
import { alone, committeesOfRows, inTable, refuseAll, type RowPath } from './register-rows.js';
import { requireRight } from './rights.js';

/** What a table of a register came to. */
export interface RowsLoaded {
  added: number;
  /** Were there already. */
  unchanged: number;
}

/** An entry of a register, and whether it was there before. */
export interface ProjectAdded {
  added: boolean;
  project: Project;
}

/**
 * Adds projects, all of them or none; those that are there already, exactly so, stay as they are.
 * @throws {Refusal} with everything that is wrong, at `[index, field]`
 */
export async function loadProjects(
  { database, clock, config }: Office,
  actor: Actor,
  written: readonly WrittenProject[],
): Promise<RowsLoaded> {
  requireRight(actor, 'run campaigns');
  const now = clock.now();
  const reckoning = { now, digestTime: config.digestTime };
  return database.begin(async (sql) => {
    const { fresh } = await writeProjects(sql, { actor, written, path: inTable, now });
    const loaded = { added: fresh.length, unchanged: written.length - fresh.length };
    const entry = { actor: actor.name, action: 'project load', subject: 'projects', detail: { ...loaded } };
    if (fresh.length > 0) {
      await oweForNew(sql, 'project', reckoning);
      await writeAudit(sql, entry, now);
    }
    return loaded;
  });
}

/**
 * Adds a project; the same once more is the project that is there.
 * @throws {Refusal} with everything that is wrong, at its field
 */
export async function addProject(
  { database, clock, config }: Office,
  actor: Actor,
  written: WrittenProject,
): Promise<ProjectAdded> {
  requireRight(actor, 'run campaigns');
  const now = clock.now();
  const reckoning = { now, digestTime: config.digestTime };
  return database.begin(async (sql) => {
    const { fresh, committeeIds, entries } = await writeProjects(sql, {
      ...{ actor, written: [written], path: alone, now },
    });
    const found = (await projectsOf(sql, committeeIds)).find((one) =>
      isKeyOf(one, written.committee.trim(), entries[0]!),
    );
    const [added, project] = [fresh.length > 0, found!];
    const entry = { actor: actor.name, action: 'project add', subject: `project ${project.id}` };
    if (added) {
      await oweForNew(sql, 'project', reckoning);
      await writeAudit(sql, { ...entry, detail: { committee: project.committee } }, now);
    }
    return { added, project };
  });
}

/** By what a project is known again. */
const isKeyOf = (one: Project, committee: string, { title, from }: ProjectEntry): boolean =>
  one.committee === committee && one.title === title && one.from === from;

interface Writing {
  actor: Actor;
  written: readonly WrittenProject[];
  path: RowPath;
  now: Date;
}

/** What was written, and for whom. */
interface Wrote {
  fresh: NewProject[];
  entries: ProjectEntry[];
  committeeIds: number[];
}

async function writeProjects(sql: Statement, { actor, written, path, now }: Writing): Promise<Wrote> {
  const read = written.map((one, at) => readProject(one, path(at)));
  const { committees, problems } = await committeesOfRows(sql, {
    rows: written,
    scopePath: actor.scopePath,
    path,
  });
  refuseAll([...read.flatMap((one) => (one.ok ? [] : one.problems)), ...problems]);
  const entries = read.flatMap((one) => (one.ok ? [one.value] : []));
  const committeeIds = [...new Set(committees.map((committee) => committee!.id))];
  await lockRegisters(sql, committeeIds);
  const comparison = new Comparison(await projectsOf(sql, committeeIds));
  for (const [at, entry] of entries.entries()) comparison.take(entry, committees[at]!, path(at));
  refuseAll(comparison.problems);
  await insertProjects(sql, comparison.fresh, { by: actor.name, now });
  return { fresh: comparison.fresh, entries, committeeIds };
}

/** What is written, held against the register as it fills. */
class Comparison {
  readonly problems: Problem[] = [];
  readonly fresh: NewProject[] = [];
  private readonly slots: BrandSlots;
  private readonly seen = new Set<string>();

  constructor(private readonly standing: readonly Project[]) {
    this.slots = new BrandSlots(standing);
  }

  take(entry: ProjectEntry, { id, code }: { id: number; code: string }, path: Problem['path']): void {
    const before = this.standing.find((one) => isKeyOf(one, code, entry));
    const key = JSON.stringify([code, entry.title, entry.from]);
    if (this.seen.has(key)) this.problems.push({ path: [...path, 'title'], ...repeated });
    else if (before && !isSame(before, entry))
      this.problems.push({ path: [...path, 'title'], ...otherProject(before) });
    else if (!before) this.add({ ...entry, committeeId: id }, code, path);
    this.seen.add(key);
  }

  private add(entry: NewProject, committee: string, path: Problem['path']): void {
    const full = this.slots.take({ ...entry, committee });
    if (full) this.problems.push({ path: [...path, 'brandYears'], ...slotsFull(full) });
    this.fresh.push(entry);
  }
}

const isSame = (one: ProjectEntry, other: ProjectEntry): boolean =>
  one.targetGroup === other.targetGroup &&
  one.to === other.to &&
  [...one.brandYears].sort().join() === [...other.brandYears].sort().join();

const repeated = {
  reason: 'repeated',
  zh: '同一组织、同名、同日开始的项目写了两次，请只留一行',
  en: 'the same committee, title and first day are given twice: keep one',
};

const otherProject = ({ id }: Project): Omit<Problem, 'path'> => ({
  reason: 'other-project',
  zh: `已有同名、同日开始的 ${id} 号项目，但服务对象、结束日或品牌年度不同；登记只增加，不修改：用 muster project end、brand 修改`,
  en: `project ${id} has this title and first day, but another target group, end or brand years; adding changes nothing: use \`muster project end\` or \`brand\``,
});

/** A year already has as many brand projects as a committee may name. */
export const slotsFull = ({
  year,
  titles,
}: {
  year: number;
  titles: readonly string[];
}): Omit<Problem, 'path'> => ({
  reason: 'brands-full',
  zh: `${year} 年的品牌项目已有：${titles.join('、')}；每个组织每年至多两个，先用 muster project brand --remove 去掉一个`,
  en: `the brand projects of ${year} are ${titles.join(' and ')}; a committee names two a year at most: \`muster project brand --remove\` gives one up`,
});
