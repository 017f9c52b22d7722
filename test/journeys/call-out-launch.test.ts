import { expect, test } from '@jest/globals';
import { until } from '../support/until.js';
import { CALL_OUTS, CallOut, drill, refusalOf } from './call-outs.js';
import { joinCity } from './crowd.js';
import { openMuster } from './muster.js';
import { auditOf, stateOf } from './notices.js';

const muster = await openMuster(CALL_OUTS);

/** Why a call-out like this is not launched. */
const refused = (more: object, hoursAhead?: number) =>
  refusalOf(muster.launch(drill(muster, '演练', more, hoursAhead)));

test('more people needed than may be asked: says how many, and launches only when that is accepted', async () => {
  expect(await refused({ needed: 10 })).toMatchObject({
    path: ['needed'],
    reason: 'shortage',
    zh: expect.stringContaining('需要 10 人，可询问的只有 3 人，全部都来也差 7 人') as unknown,
    en: expect.stringContaining('10 people are needed and only 3 may be asked: 7 short') as unknown,
  });
  expect(await muster.database`SELECT FROM run`).toHaveLength(0);
  const { run, created } = await muster.launch(drill(muster, '演练', { needed: 10 }), {
    acceptShortage: true,
  });
  expect(created).toBe(true);
  expect((await auditOf(muster, run))[0]).toMatchObject({ action: 'run launch', detail: { audience: 3 } });
});

test.each<[string, object, number | undefined, object]>([
  [
    'an event that has begun',
    {},
    -1,
    { path: ['event', 'from'], reason: 'past', zh: expect.stringContaining('已经开始或过去') as unknown },
  ],
  [
    'a wave that takes longer than the time left',
    { wave_wait: '3h' },
    2,
    { path: ['wave_wait'], reason: 'wave-longer-than-time-left' },
  ],
  ['a team nobody knows', { audience: { teams: ['no-such-team'] } }, undefined, { reason: 'unknown-team' }],
  [
    'a committee nobody knows',
    { audience: { committees: ['no-such-place'] } },
    undefined,
    { path: ['audience', 'committees', 0], reason: 'unknown-committee' },
  ],
  [
    'nobody who may be asked',
    { audience: { committees: ['dongjie'] } },
    undefined,
    { path: ['audience'], reason: 'nobody' },
  ],
])('%s is refused', async (_, more, hoursAhead, refusal) => {
  const problem = await refused(more, hoursAhead);
  expect(problem).toMatchObject(refusal);
  expect(problem.zh).toMatch(/\p{Script=Han}/u);
  expect(problem.en).toMatch(/[a-z]/);
});

test('an event near a place nobody knows, or one that ends before it begins, is refused', async () => {
  const { event, ...rest } = drill(muster, '演练') as { event: { from: string } };
  const written = (more: object) => refusalOf(muster.launch({ ...rest, event: { ...event, ...more } }));
  expect(await written({ near: 'no-such-place' })).toMatchObject({
    path: ['event', 'near'],
    reason: 'unknown-committee',
  });
  expect(await written({ to: event.from })).toMatchObject({
    path: ['event', 'to'],
    reason: 'ends-before-it-begins',
  });
});

test('many more people than at the launch: nobody is ranked or asked until somebody accepts it', async () => {
  const call = await CallOut.launch(muster, '植保', { needed: 2 });
  await joinCity(muster.city, 60);
  await muster.work();
  muster.dispatch();
  await until(async () => (await stateOf(muster, call.run)) === 'paused');
  const { standing, progress } = await call.view();
  expect({ standing, progress }).toMatchObject({
    standing: null,
    progress: { state: 'paused', grownTo: 63 },
  });
  expect((await auditOf(muster, call.run)).at(-1)).toMatchObject({
    actor: 'muster',
    detail: { audienceGrownTo: 63 },
  });
  expect(await call.command('resume')).toMatchObject({ state: 'running', grownTo: null });
  await call.asked(4);
  await call.callOff();
});
