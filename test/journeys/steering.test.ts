import { expect, test } from '@jest/globals';
import type { SteeringAction } from '../../workflows/contract.js';
import type { Run } from '../../ledger/runs.js';
import { steer } from '../../office/steer.js';
import { laneJobs } from '../support/lane-jobs.js';
import { until } from '../support/until.js';
import { joinCity } from './crowd.js';
import { openMuster } from './muster.js';
import {
  auditOf,
  balanceOf,
  countOf,
  ended,
  floodNotice,
  progressOf,
  stateOf,
  workflowOf,
} from './notices.js';

const muster = await openMuster();

const ask = (run: Run, action: SteeringAction, reason: string) =>
  steer(muster.office, muster.operator, { runId: run.id, action, reason });

/** The reason of the refusal; fails when it is not refused. */
const refusalOf = (run: Run, action: SteeringAction): Promise<string> =>
  ask(run, action, 'trying').then(
    ({ state }) => `not refused: ${state}`,
    (error: { problems?: { en: string }[] }) => {
      if (!error.problems) throw error;
      return error.problems[0]!.en;
    },
  );

const queueIsEmpty = async (): Promise<boolean> =>
  Object.values(await laneJobs(muster.redisUrl)).every((jobs) => jobs === 0);

/** What operators did and were refused, with their reasons. */
const steeringOf = async (run: Run): Promise<unknown[]> =>
  (await auditOf(muster, run))
    .filter(({ actor }) => actor === 'office')
    .slice(1)
    .map(({ action, detail }) => [action, Object.values(detail)[0]]);

test('an audience that grew stops before anything is written, and goes on when somebody accepts it', async () => {
  const { run } = await muster.launch(floodNotice('grown'));
  await joinCity(muster.city, 60);
  await muster.work();
  await until(async () => (await stateOf(muster, run)) === 'paused');

  expect(await progressOf(muster, run)).toMatchObject({ state: 'paused', stage: 'writing', grownTo: 69 });
  expect(await muster.database`SELECT FROM recipient`).toHaveLength(0);
  expect((await auditOf(muster, run)).at(-1)).toMatchObject({
    actor: 'muster',
    detail: { audienceGrownTo: 69 },
  });
  // Nobody accepts more than they were shown.
  const blind = workflowOf(muster, run).executeUpdate('resume', { args: [68] });
  await expect(blind).rejects.toMatchObject({ cause: { type: 'Refused', details: ['audience-grown', 69] } });
  const dispatcher = muster.dispatch();
  expect(await ask(run, 'resume', 'the new ones are meant too')).toMatchObject({
    state: 'running',
    grownTo: null,
  });
  await ended(muster, run);
  expect(await balanceOf(muster, run)).toMatchObject({
    balanced: true,
    sms: { audience: 69, delivered: 66, suppressed: 3 },
  });
  await dispatcher.stop();
});

test('a pause holds everything; nonsense is refused; all of it is audited with author and reason', async () => {
  const before = (await muster.simulators.texts()).length;
  const { run } = await muster.launch(floodNotice('paused'));
  await until(async () => !(await queueIsEmpty()));
  expect(await refusalOf(run, 'resume')).toBe(`run ${run.id} cannot resume now: it is running`);
  expect(await ask(run, 'pause', 'the river is falling')).toMatchObject({
    state: 'paused',
    stage: 'sending',
  });
  expect(await refusalOf(run, 'pause')).toBe(`run ${run.id} cannot pause now: it is paused`);

  // The dispatcher takes every job, and may claim none of their batches.
  const dispatcher = muster.dispatch();
  await until(queueIsEmpty);
  await dispatcher.stop();
  expect(
    await muster.database`SELECT FROM attempt a JOIN batch b ON b.id = a.batch_id JOIN occurrence o ON o.id = b.occurrence_id
    WHERE o.run_id = ${run.id}`,
  ).toHaveLength(0);
  expect(await muster.simulators.texts()).toHaveLength(before);

  const next = muster.dispatch();
  expect(await ask(run, 'resume', 'it rises again')).toMatchObject({ state: 'running' });
  await ended(muster, run);
  await next.stop();
  expect(await balanceOf(muster, run)).toMatchObject({
    balanced: true,
    sms: { delivered: 66 },
    email: { sent: 4 },
  });
  expect(await refusalOf(run, 'cancel')).toContain(`run ${run.id} is closed`);
  expect(await steeringOf(run)).toEqual([
    ['run resume requested', 'trying'],
    ['run resume refused', 'running'],
    ['run pause requested', 'the river is falling'],
    ['run pause requested', 'trying'],
    ['run pause refused', 'paused'],
    ['run resume requested', 'it rises again'],
  ]);
});

test('a cancel cancels what waits and lets settle what flies', async () => {
  await muster.simulators.next(['delay'], 1500);
  // Nobody serves the mail lanes: mails wait while the texts fly.
  const dispatcher = muster.dispatch('sms');
  const { run } = await muster.launch(floodNotice('cancelled'));
  await until(async () => (await countOf(muster, run, 'sending')) === 66);
  expect(await ask(run, 'cancel', 'a false alarm')).toMatchObject({ state: 'cancelled', stage: 'sending' });
  expect(await stateOf(muster, run)).toBe('cancelled');
  await ended(muster, run);

  expect(await balanceOf(muster, run)).toEqual({
    balanced: true,
    sms: { audience: 69, delivered: 66, suppressed: 3 },
    email: { audience: 69, cancelled: 4, suppressed: 65 },
  });
  expect(await stateOf(muster, run)).toBe('cancelled');
  expect(await refusalOf(run, 'resume')).toContain(`run ${run.id} is cancelled`);
  expect(await steeringOf(run)).toEqual([['run cancel requested', 'a false alarm']]);
  await dispatcher.stop();
});

test('of two commands at the same moment one follows the other, and the ledger agrees with the workflow', async () => {
  const { run } = await muster.launch(floodNotice('at-once', { audience: { committees: ['health'] } }));
  await until(async () => (await stateOf(muster, run)) === 'running');
  const outcomes = await Promise.all(
    (['pause', 'cancel', 'pause', 'resume'] as const).map((action) =>
      ask(run, action, 'in a hurry').then(
        ({ state }) => state,
        ({ problems }: { problems: { en: string }[] }) => problems[0]!.en,
      ),
    ),
  );
  await ended(muster, run);
  expect(outcomes[1]).toBe('cancelled');
  expect(await stateOf(muster, run)).toBe('cancelled');
  expect(await progressOf(muster, run)).toMatchObject({ state: 'cancelled' });
});
