import { expect, test } from '@jest/globals';
import { NOTICE_TEMPLATES } from '../../campaigns/notice/texts.js';
import { officeDay } from '../../domain/calendar/office-day.js';
import { runById } from '../../ledger/runs.js';
import { waitingFirings } from '../../ledger/skips.js';
import { launchScheduled } from '../../office/launch-scheduled.js';
import { syncSchedules } from '../../schedules/sync.js';
import { openMuster } from '../journeys/muster.js';
import { balanceOf, ended, stateOf } from '../journeys/notices.js';
import { until } from '../support/until.js';
import { compiled } from './office.js';

const HOUR_MILLISECONDS = 3_600_000;
const SCHEDULE = 'monthly-safety-notice';

const muster = await openMuster({ templates: NOTICE_TEMPLATES });
const { client } = muster.office.temporal;
await muster.work();
muster.dispatch();
await syncSchedules(client, compiled({ today: officeDay(new Date()) }), new Date());

const audited = () =>
  muster.database<
    { detail: object }[]
  >`SELECT detail FROM audit WHERE action = 'schedule skipped' AND subject = ${`schedule ${SCHEDULE}`} ORDER BY id`;

/** Fires the schedule now, and answers with what its workflow says. */
async function fire(): Promise<unknown> {
  const handle = client.schedule.getHandle(`muster/schedule/${SCHEDULE}`);
  const before = (await handle.describe()).info.numActionsTaken;
  await handle.trigger();
  await until(async () => (await handle.describe()).info.numActionsTaken > before);
  const { recentActions } = (await handle.describe()).info;
  const { workflow } = recentActions.at(-1)!.action;
  return client.workflow.getHandle(workflow.workflowId).result();
}

test('a firing launches the run of its day, once', async () => {
  const today = officeDay(muster.place.clock.now());
  const first = (await fire()) as { runId: number };
  const run = (await runById(muster.database, first.runId))!;
  expect(run).toMatchObject({ key: `${SCHEDULE}.${today}`, launchedBy: 'office', kind: 'notice' });
  expect(await fire()).toEqual(first);
  expect(await muster.database`SELECT FROM run`).toHaveLength(1);

  await ended(muster, run);
  expect(await stateOf(muster, run)).toBe('closed');
  // The liaisons in office: 何军 by both channels, 林夏 by text.
  expect(await balanceOf(muster, run)).toEqual({
    balanced: true,
    sms: { audience: 2, delivered: 2 },
    email: { audience: 2, sent: 1, suppressed: 1 },
  });
});

test('a firing that comes too late is skipped, and the audit says so', async () => {
  const meant = new Date(muster.place.clock.now().getTime() - 100.5 * HOUR_MILLISECONDS);
  expect(await launchScheduled(muster.office, SCHEDULE, meant)).toEqual({ skipped: 'late' });
  expect(await muster.database`SELECT FROM run`).toHaveLength(1);
  expect((await audited()).map(({ detail }) => detail)).toEqual([
    {
      ...{ day: officeDay(meant), skipped: 'late', reasons: ['100 hours late'] },
      key: `${SCHEDULE}.${officeDay(meant)}`,
    },
  ]);
});

test('a firing that is late, but not too late, is sent on behalf of the day it was meant for', async () => {
  const meant = new Date(muster.place.clock.now().getTime() - 48 * HOUR_MILLISECONDS);
  const outcome = (await launchScheduled(muster.office, SCHEDULE, meant)) as { runId: number };
  const run = (await runById(muster.database, outcome.runId))!;
  expect(run.key).toBe(`${SCHEDULE}.${officeDay(meant)}`);
  await ended(muster, run);
});

test('a firing that Temporal catches up is on behalf of its own day: an opening of last year waits for a decision', async () => {
  const day = `${Number(officeDay(muster.place.clock.now()).slice(0, 4)) - 1}-01-01`;
  const at = new Date(`${day}T08:00:00+08:00`);
  const handle = client.schedule.getHandle('muster/schedule/obligation-annual-plan');
  await handle.backfill({ start: new Date(at.getTime() - 1000), end: at, overlap: 'BUFFER_ALL' });
  await until(async () => (await handle.describe()).info.numActionsTaken === 1);
  const [action] = (await handle.describe()).info.recentActions;
  const { workflowId } = action!.action.workflow;
  expect(await client.workflow.getHandle(workflowId).result()).toEqual({ waits: true });
  expect(await waitingFirings(muster.database, ['obligation-annual-plan'])).toMatchObject([
    { day, key: `annual-plan.${day.slice(0, 4)}.tangshan` },
  ]);
});

test('a firing of what is no longer declared is skipped', async () => {
  expect(await launchScheduled(muster.office, 'retired', muster.place.clock.now())).toEqual({
    skipped: 'refused',
  });
});
