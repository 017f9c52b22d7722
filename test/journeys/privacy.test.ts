import { beforeAll, describe, expect, test } from '@jest/globals';
import { sweep } from '../../dispatch/sweep.js';
import { steer } from '../../office/steer.js';
import { phoneOf } from '../support/cast.js';
import { everythingIn } from '../support/redis-contents.js';
import { laneJobs } from '../support/lane-jobs.js';
import { until } from '../support/until.js';
import { openMuster } from './muster.js';
import { countOf, ended, floodNotice, progressOf } from './notices.js';
import { foundIn, secretsOf, textsIn } from './secrets.js';

const muster = await openMuster({
  settings: {
    RECONCILE_FIRST_WAIT_SECONDS: '0',
    RECONCILE_NONCE_SECONDS: '60',
    RECONCILE_BOUND_SECONDS: '60',
  },
});
const committees = await muster.database<{ name: string }[]>`SELECT name FROM committee`;
const SECRETS = secretsOf([...committees.map(({ name }) => name), '滦河', '汛情', '请远离', '您好', '退订']);

/** What the journey left behind, piece by piece. */
const left = { redis: '', histories: [] as string[] };

/** A journey with everything in it that says something about people: a pause, a stumbling carrier, an answer. */
beforeAll(async () => {
  await muster.work();
  await muster.simulators.next(['refuse-message', 'throttle', 'nonsense']);
  const { run } = await muster.launch(floodNotice('private'));
  await until(async () => (await progressOf(muster, run)).stage === 'sending');
  // Nobody dispatches yet: every job is there to be looked at.
  await until(
    async () => Object.values(await laneJobs(muster.redisUrl)).filter((jobs) => jobs > 0).length === 2,
  );
  left.redis += await everythingIn(muster.redisUrl);
  await steer(muster.office, muster.operator, { runId: run.id, action: 'pause', reason: '滦河水位回落' });
  await steer(muster.office, muster.operator, { runId: run.id, action: 'resume', reason: '滦河水位又涨' });
  muster.dispatch();
  // The sweeper's rounds find out what became of the call that was answered with nonsense.
  await until(async () => {
    await sweep(muster.desk);
    return (await countOf(muster, run, 'delivered')) > 0;
  });
  await muster.simulators.reply(phoneOf('陈涛'), '退订');
  await until(async () => (await muster.database`SELECT FROM reply`).length > 0);
  await ended(muster, run);
  left.redis += await everythingIn(muster.redisUrl);
  const { workflow } = muster.office.temporal.client;
  for await (const { history } of workflow.list().intoHistories()) left.histories.push(...textsIn(history));
});

describe('of the people written to, nothing is found', () => {
  test('in the histories of Temporal', () => {
    expect(left.histories.length).toBeGreaterThan(500);
    expect(left.histories).toContain('{"runId":1,"step":"notice","occurrence":1}');
    expect(foundIn(left.histories.join('\n'), SECRETS)).toEqual([]);
  });

  test('in Redis', () => {
    expect(left.redis).toContain('batchId');
    expect(foundIn(left.redis, SECRETS)).toEqual([]);
  });

  test('in what was logged', () => {
    expect(muster.logbook.lines.length).toBeGreaterThan(10);
    expect(foundIn(muster.logbook.lines.join('\n'), SECRETS)).toEqual([]);
  });
});

test('the search finds what is there, in whatever form it is written', () => {
  const secrets = ['张蔷', '15400000001'];
  const payload = Buffer.from(JSON.stringify({ name: '张蔷' })).toString('base64');
  expect(foundIn(textsIn({ events: [{ payloads: [{ data: payload }] }] }).join('\n'), secrets)).toEqual([
    '张蔷',
  ]);
  expect(foundIn(textsIn(new TextEncoder().encode('to 15400000001')).join('\n'), secrets)).toEqual([
    '15400000001',
  ]);
  expect(foundIn('{"name":"\\u5f20\\u8537"}', secrets)).toEqual(['张蔷']);
  expect(foundIn('/to/%E5%BC%A0%E8%94%B7', secrets)).toEqual(['张蔷']);
});
