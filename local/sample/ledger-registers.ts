import { addDays, yearOf } from '../../domain/calendar/day.js';
import { DAY_MILLISECONDS, officeDay, startOfOfficeDay } from '../../domain/calendar/office-day.js';
import {
  insertActivities,
  putCounts,
  standingActivities,
  type NewActivity,
} from '../../ledger/activities.js';
import { insertProjects, projectsOf } from '../../ledger/projects.js';
import { insertTerm, type NewTerm } from '../../ledger/terms.js';
import type { Statement } from '../../runtime/database.js';
import type { SampleActivity, SampleProject, SampleRegisters, SampleTerm } from './registers.js';

/** What turns the sample's registers into a ledger's. */
export interface RegisterPlacing {
  /** Id of each committee's code. */
  committees: ReadonlyMap<string, number>;
  /** Who leads a committee: the id in the ledger. */
  headOf: (committee: string) => number;
  /** When the city is loaded. */
  now: Date;
}

/** Who is said to have entered it. */
const BY = 'office';
const HOUR_MILLISECONDS = DAY_MILLISECONDS / 24;
const LASTS_HOURS = 2;
const TERM_DAYS = 365;

/** Writes the registers. */
export async function insertRegisters(
  sql: Statement,
  { projects, activities, terms }: SampleRegisters,
  placing: RegisterPlacing,
): Promise<void> {
  const projectIds = await writeProjects(sql, projects, placing);
  await writeActivities(sql, activities, { ...placing, projectIds });
  // Sent without waiting for each other.
  await Promise.all(terms.map((term) => insertTerm(sql, ledgerTerm(term, placing), entered(placing))));
}

const entered = ({ now }: RegisterPlacing) => ({ by: BY, now });
/** The sample names only committees of its own tree. */
const idOf = ({ committees }: RegisterPlacing, code: string): number => committees.get(code) as number;

/** @returns the projects' ids, in their order */
async function writeProjects(
  sql: Statement,
  projects: readonly SampleProject[],
  placing: RegisterPlacing,
): Promise<number[]> {
  const today = officeDay(placing.now);
  const fresh = projects.map(({ committee, title, targetGroup, daysAgo, brand }) => ({
    ...{ title, targetGroup, from: addDays(today, -daysAgo), to: null },
    ...{ brandYears: brand ? [yearOf(today)] : [], committeeId: idOf(placing, committee) },
  }));
  await insertProjects(sql, fresh, entered(placing));
  const standing = await projectsOf(sql, [...new Set(fresh.map(({ committeeId }) => committeeId))]);
  const ids = new Map(standing.map(({ id, committee, title }) => [`${committee} ${title}`, id]));
  return projects.map(({ committee, title }) => ids.get(`${committee} ${title}`)!);
}

async function writeActivities(
  sql: Statement,
  activities: readonly SampleActivity[],
  placing: RegisterPlacing & { projectIds: readonly number[] },
): Promise<void> {
  const held = activities.map((one) => ledgerActivity(one, placing));
  await insertActivities(sql, held, entered(placing));
  const ids = await standingActivities(sql, held);
  const counted = activities.flatMap(({ participants }, at) =>
    participants === null ? [] : [{ id: ids[at]!, counts: countsOf(participants) }],
  );
  await Promise.all(counted.map(({ id, counts }) => putCounts(sql, id, counts, entered(placing))));
}

function ledgerActivity(
  { committee, project, title, place, venue, origin, daysAhead, hour }: SampleActivity,
  placing: RegisterPlacing & { projectIds: readonly number[] },
): NewActivity {
  const midnight = startOfOfficeDay(addDays(officeDay(placing.now), daysAhead)).getTime();
  return {
    ...{ title, place, venue, origin, online: false, theme: null, themeYear: null },
    ...{ committeeId: idOf(placing, committee), projectId: placing.projectIds[project]! },
    beginsAt: new Date(midnight + hour * HOUR_MILLISECONDS),
    endsAt: new Date(midnight + (hour + LASTS_HOURS) * HOUR_MILLISECONDS),
  };
}

function ledgerTerm(
  { committee, kind, title, daysLeft, headOf }: SampleTerm,
  placing: RegisterPlacing,
): NewTerm {
  const until = addDays(officeDay(placing.now), daysLeft);
  return {
    ...{ kind, title, from: addDays(until, -TERM_DAYS), until },
    ...{
      committeeId: idOf(placing, committee),
      personId: headOf === undefined ? null : placing.headOf(headOf),
    },
  };
}

/** Beside the people who came, some asked and most took something to read. */
const countsOf = (participants: number) => ({
  sessions: 1,
  participants,
  consultations: Math.floor(participants / 3),
  leaflets: participants * 4,
});
