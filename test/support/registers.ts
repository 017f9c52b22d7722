import type { Counts } from '../../domain/registers/activity.js';
import {
  insertActivities,
  putCounts,
  standingActivities,
  type NewActivity,
} from '../../ledger/activities.js';
import { insertProjects, projectsOf, type NewProject } from '../../ledger/projects.js';
import { insertTerm, type NewTerm } from '../../ledger/terms.js';
import { NOW, type City, type Name } from './cast.js';

const ENTERED = { by: 'office', now: NOW };

type Wish<New> = Partial<Omit<New, 'committeeId'>> & { committee?: string };

/** Puts a project into the cast's register: of 滦南县, this year and open, unless something else is wished. Its id. */
export async function castProject(
  city: City,
  { committee = 'luannan', ...wish }: Wish<NewProject> = {},
): Promise<number> {
  const project: NewProject = {
    ...{ title: '安全进万家', targetGroup: '农民工', from: '2026-01-01', to: null, brandYears: [] },
    ...wish,
    committeeId: city.committee(committee),
  };
  await insertProjects(city.database, [project], ENTERED);
  const found = await projectsOf(city.database, [project.committeeId]);
  return found.find(({ title, from }) => title === project.title && from === project.from)!.id;
}

/** Puts an activity there: of 滦南县, on the day before the tests from 09:00 to 11:00, unless something else is wished. Its id. */
export async function castActivity(
  city: City,
  { committee = 'luannan', counts, ...wish }: Wish<NewActivity> & { counts?: Counts } = {},
): Promise<number> {
  const activity: NewActivity = {
    ...{ title: '学法用法', place: '县文化广场', venue: 'community', origin: 'own', online: false },
    ...{ beginsAt: new Date('2026-07-31T01:00:00Z'), endsAt: new Date('2026-07-31T03:00:00Z') },
    ...{ projectId: null, theme: null, themeYear: null },
    ...wish,
    committeeId: city.committee(committee),
  };
  await insertActivities(city.database, [activity], ENTERED);
  const [id] = await standingActivities(city.database, [activity]);
  if (counts) await putCounts(city.database, id!, counts, ENTERED);
  return id!;
}

/** Puts a term there: a school paired with 滦南县 through the end of September, unless something else is wished. Its id. */
export async function castTerm(
  city: City,
  { committee = 'luannan', person, ...wish }: Wish<Omit<NewTerm, 'personId'>> & { person?: Name } = {},
): Promise<number> {
  const term: NewTerm = {
    ...{ kind: 'school pairing', title: '滦南一中', from: '2025-10-01', until: '2026-09-30' },
    ...wish,
    personId: person === undefined ? null : city.id(person),
    committeeId: city.committee(committee),
  };
  return insertTerm(city.database, term, ENTERED);
}

/** Empties the registers, and whatever hangs on them. */
export async function emptyRegisters({ database }: City): Promise<void> {
  await database`TRUNCATE project, activity, term RESTART IDENTITY CASCADE`;
}
