import { expect, test } from '@jest/globals';
import { officeObligations } from '../../campaigns/deadline/wanted.js';
import { officeDay, officeTime } from '../../domain/calendar/office-day.js';
import type { RungName } from '../../domain/duties/duty.js';
import type { Form } from '../../domain/duties/form.js';
import { insertOperators } from '../../ledger/load.js';
import { runById } from '../../ledger/runs.js';
import { loadHolidays } from '../../office/calendar.js';
import { launchScheduled } from '../../office/launch-scheduled.js';
import { declaredSchedules } from '../../office/schedules/declared.js';
import { statement } from '../../office/look-up.js';
import { bringReport } from '../../office/submissions.js';
import { officeCalendar } from '../../office/theme-book.js';
// The test server has no schedules to bring in line.
import { AWAY } from '../office/office.js';
import { skippedTime } from '../../rehearsal/place.js';
import { firingsBetween } from '../../schedules/firings.js';
import { NOW } from '../support/cast.js';
import { openTestFiles } from '../support/files.js';
import { INVENTED_2027 } from '../support/holidays.js';
import { speaksFor } from '../support/questions.js';
import { castActivity, castProject } from '../support/registers.js';
import { CHASING_TEMPLATES, MOST_EVENTS, skipTo } from './duties.js';
import { openMuster } from './muster.js';
import { ended, stateOf, workflowOf } from './notices.js';
import { filesFor, filledIn, joinCommittees, type Named } from './year.js';

/**
 * A year of the office on skipped time: 84 committees, everything it asks for, every theme. Schedules fire at their
 * minutes (the test server has none: this test fires them), a third of the committees hands in early, a third late, a third
 * never; then everything that was said is held against the plans.
 */
const LONG_MILLISECONDS = 600_000;
const COMMITTEES = 84;
const CAST_COMMITTEES = 3;

const muster = await openMuster({
  ...{ place: skippedTime, templates: CHASING_TEMPLATES },
  settings: { SETTLE_SECONDS: '60' },
  // It counts in real time, in which all the texts of a year are of one day.
  carrier: { caps: { notice: {}, promotion: {}, verification: {}, verificationPerNumber: {} } },
});
const { office, operator, database, place } = muster;
const files = await openTestFiles();
const desk = { ...office, ...files };
const { codes, city } = await joinCommittees(muster.city, COMMITTEES - CAST_COMMITTEES);
await speaksFor(city, '孙静', { code: 'tangshan', role: 'liaison' });
await insertOperators(database, [
  {
    name: 'duty',
    committeeId: city.committee('tangshan'),
    maySeePersonalData: false,
    personId: city.id('吴芳'),
  },
]);
await muster.work();
muster.dispatch();
muster.sweep();

/** How a committee behaves: so many days after the due day it hands in; null: never. */
const daysAfterDue = (committee: number): number | null => [-2, 3, null][committee % 3]!;

/** What was refused, which nothing should be. */
const refused: string[] = [];

interface OpenDuty {
  id: number;
  committeeId: number;
  dueAt: Date;
  form: Form;
}

/** Hands in whatever somebody hands in on this day. */
async function handInDue(): Promise<void> {
  const now = place.clock.now();
  const open = await database<OpenDuty[]>`
    SELECT d.id, d.committee_id, d.due_at, p -> 'form' AS form FROM duty d JOIN run r ON r.id = d.run_id, jsonb_array_elements(r.plan -> 'duties') p
    WHERE d.state = 'owed' AND r.state = 'running' AND p ->> 'key' = d.key AND d.due_at < ${now}::timestamptz + interval '4 days'`;
  const today = open.filter(({ committeeId, dueAt }) => {
    const days = daysAfterDue(committeeId);
    return days !== null && now.getTime() >= dueAt.getTime() + days * 86_400_000;
  });
  if (today.length === 0) return;
  const named = new Map(
    (
      await database<(Named & { id: number })[]>`
        SELECT c.id, coalesce((SELECT min(code) FROM committee b WHERE b.parent_id = c.id), c.code) AS below,
          (SELECT p.title FROM project p WHERE p.committee_id = c.id LIMIT 1) AS project FROM committee c`
    ).map((one) => [one.id, one]),
  );
  for (let at = 0; at < today.length; at += 8) {
    await Promise.all(
      today.slice(at, at + 8).map(({ id, committeeId, form }) =>
        bringReport(desk, operator, {
          ...{ id, written: filledIn(form, named.get(committeeId)!), files: filesFor(form), submit: true },
        }).catch((error: Error) => refused.push(`${id} ${error.message}`)),
      ),
    );
  }
}

/** Each committee below the city runs a project, and holds an activity in one month of the year. */
async function register(): Promise<void> {
  for (const [at, code] of ['luannan', 'qianxi', 'health', ...codes].entries()) {
    await castProject(city, { committee: code, title: `项目${at}`, from: '2026-01-01' });
    const month = String((at % 12) + 1).padStart(2, '0');
    const begins = Date.parse(`2027-${month}-10T09:00:00+08:00`);
    await castActivity(city, {
      ...{ committee: code, title: `活动${at}` },
      ...{ beginsAt: new Date(begins), endsAt: new Date(begins + 7_200_000) },
    });
  }
}

/** Everything that opens by itself in the year, in order. */
async function openingsUntil(until: Date): Promise<{ id: string; at: Date }[]> {
  const { entries } = await declaredSchedules(office);
  return entries
    .filter(({ launches }) => launches.what !== 'notice')
    .flatMap(({ id, firing }) =>
      firingsBetween(firing, place.clock.now(), until).map(({ at }) => ({ id, at })),
    )
    .sort((one, other) => +one.at - +other.at);
}

const DAY_MILLISECONDS = 86_400_000;

/** Goes through the days: what opens is fired at its minute, and reports are handed in at two in the afternoon of workdays. */
async function liveThrough(from: string, to: string): Promise<void> {
  await skipTo(muster, `${from} 07:00`);
  const openings = await openingsUntil(new Date('2027-12-05T00:00:00Z'));
  const { workdays } = await officeCalendar(database, NOW);
  for (
    let day = from;
    day < to;
    day = officeDay(new Date(Date.parse(`${day}T12:00:00Z`) + DAY_MILLISECONDS))
  ) {
    for (const { id, at } of openings.filter((opening) => officeDay(opening.at) === day)) {
      if (at > place.clock.now()) await skipTo(muster, officeTime(at));
      const outcome = await launchScheduled(office, id, at);
      if (!('runId' in outcome)) refused.push(`${id} ${day} ${JSON.stringify(outcome)}`);
    }
    if (!workdays.isWorkday(day)) continue;
    await skipTo(muster, `${day} 14:00`);
    await handInDue();
  }
}

/** Every run has come to its end, balances, and had a short history. */
async function allClosed(): Promise<void> {
  const runs = await database<{ id: number; kind: 'deadline' | 'theme' }[]>`
    SELECT id, kind FROM run WHERE kind IN ('deadline', 'theme') ORDER BY id`;
  const asked = officeObligations([]).filter((one) => one.asked);
  expect(runs.length).toBeGreaterThan(asked.length + 15);
  for (const run of runs) {
    await ended(muster, (await runById(database, run.id))!);
    const { balanced } = await statement(office, operator, run.id);
    expect([run.id, balanced]).toEqual([run.id, true]);
    if (run.kind !== 'deadline') continue;
    const { events } = await workflowOf(muster, run).fetchHistory();
    expect(events!.length).toBeLessThanOrEqual(MOST_EVENTS);
  }
  expect(new Set(await Promise.all(runs.map((run) => stateOf(muster, run))))).toEqual(new Set(['closed']));
}

const allTold = (): Promise<Told[]> => database<Told[]>`
  SELECT t.duty_id, t.rung, t.person_id, o.frozen_at AS told_at, g.at AS planned_at, g.side, d.committee_id, d.first_submitted_at
  FROM duty_told t JOIN occurrence o ON o.id = t.occurrence_id JOIN duty d ON d.id = t.duty_id
  JOIN duty_rung g ON g.duty_id = t.duty_id AND g.rung = t.rung AND g.occurrence_id = t.occurrence_id`;

/** Each word was said at its planned minute, on a workday, and not after the report had come. */
async function inTime(told: readonly Told[]): Promise<void> {
  const { workdays } = await officeCalendar(database, NOW);
  const wrong = told.filter(
    ({ toldAt, plannedAt, firstSubmittedAt }) =>
      officeTime(toldAt) !== officeTime(plannedAt) ||
      officeTime(toldAt).slice(11) !== '09:00' ||
      !workdays.isWorkday(officeDay(toldAt)) ||
      (firstSubmittedAt !== null && toldAt > firstSubmittedAt),
  );
  expect(wrong).toEqual([]);
}

/** Liaison, deputy and head of the committee that owes it, then whoever is above, then the office. */
async function toTheRightPeople(told: readonly Told[]): Promise<void> {
  const roles = await database<{ personId: number; said: string }[]>`
    SELECT person_id, committee_id || ' ' || role AS said FROM contact_role WHERE to_date IS NULL`;
  const speaks = new Map(roles.map(({ personId, said }) => [personId, said]));
  // Of these three some roles are empty, and others stand in.
  const incomplete = ['tangshan', 'qianxi', 'health'].map((code) => city.committee(code));
  const misled = told.filter(
    ({ rung, side, personId, committeeId }) =>
      side === 'debtor' &&
      !incomplete.includes(committeeId) &&
      speaks.get(personId) !== `${committeeId} ${ROLE_OF[rung] ?? 'liaison'}`,
  );
  expect(misled).toEqual([]);
  const above = told
    .filter(({ side }) => side !== 'debtor')
    .map(({ personId, side }) => `${side} ${personId}`);
  expect(new Set(above)).toEqual(new Set([`superior ${city.id('孙静')}`, `office ${city.id('吴芳')}`]));
}

/** Nothing was left out that had come due before its report, nothing was too old to go out, and nobody had two digests on a day. */
async function completely(told: readonly Told[]): Promise<void> {
  const unsaid = await database`
    SELECT d.id, g.rung, g.at, g.outcome FROM duty_rung g JOIN duty d ON d.id = g.duty_id
    WHERE g.outcome IS DISTINCT FROM 'told' AND (d.first_submitted_at IS NULL OR g.at < d.first_submitted_at)
      AND d.state <> 'excused' AND (d.lock_at IS NULL OR g.at < d.lock_at) LIMIT 20`;
  expect([...unsaid]).toEqual([]);
  const [late] = await database<[{ expired: number }]>`
    SELECT count(*) AS expired FROM message WHERE state = 'expired'`;
  expect(late.expired).toBe(0);
  const days = new Set(told.map(({ toldAt, personId }) => `${officeDay(toldAt)} ${personId}`));
  const [digests] = await database<[{ recipients: number }]>`
    SELECT count(*) AS recipients FROM recipient r JOIN occurrence o ON o.id = r.occurrence_id WHERE o.step = 'digest'`;
  expect(digests.recipients).toBe(days.size);
}

test(
  'a year: every reminder at its minute, none after the report, none on a rest day, everybody told in turn, all balanced',
  async () => {
    await loadHolidays({ ...office, temporal: AWAY }, operator, INVENTED_2027);
    await register();
    await liveThrough('2026-12-01', '2028-01-20');
    expect(refused).toEqual([]);
    await allClosed();
    const told = await allTold();
    expect(told.length).toBeGreaterThan(5_000);
    await inTime(told);
    await toTheRightPeople(told);
    await completely(told);
  },
  LONG_MILLISECONDS,
);

interface Told {
  dutyId: number;
  rung: RungName;
  personId: number;
  toldAt: Date;
  plannedAt: Date;
  side: 'debtor' | 'superior' | 'office';
  committeeId: number;
  firstSubmittedAt: Date | null;
}

/** Who hears of a rung, where everybody is there. */
const ROLE_OF: Partial<Record<RungName, 'head' | 'deputy' | 'liaison'>> = {
  ...{ opened: 'liaison', 'week before': 'liaison', 'day before': 'liaison', due: 'liaison' },
  ...{ late: 'liaison', deputy: 'deputy', head: 'head' },
};
