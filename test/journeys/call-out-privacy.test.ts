import { beforeAll, describe, expect, test } from '@jest/globals';
import { inbox, resolve } from '../../office/inbox.js';
import { steer } from '../../office/steer.js';
import { everythingIn } from '../support/redis-contents.js';
import { laneJobs } from '../support/lane-jobs.js';
import { until } from '../support/until.js';
import { CALL_OUTS, CallOut, heard, refusalOf } from './call-outs.js';
import { joinCity } from './crowd.js';
import { openMuster } from './muster.js';
import { stateOf, workflowOf } from './notices.js';
import { skippedTime } from '../../rehearsal/place.js';
import { foundIn, secretsOf, textsIn } from './secrets.js';

const muster = await openMuster({ ...CALL_OUTS, place: skippedTime });
await joinCity(muster.city, 20);
const committees = await muster.database<{ name: string }[]>`SELECT name FROM committee`;

/** What people wrote, what was written to them, and why an operator did something. */
const WRITTEN = [
  '晚一点到',
  '不舒服',
  '收到',
  '演练甲',
  '滦河大坝',
  '路滑',
  '雨衣',
  '需要您',
  '已为您登记',
  '不再需要',
  '水位',
];
const CROWD = ['志愿者', '1541000'];

const SECRETS = secretsOf([...committees.map(({ name }) => name), ...WRITTEN, ...CROWD]);

/** What the journey left behind, piece by piece. */
const left = { redis: '', histories: [] as string[] };

/** A whole call-out: asked, answered in every way, steered, refused, settled by a clerk, called off. */
beforeAll(async () => {
  const call = await CallOut.launch(muster, '演练甲', { needed: 2, emergency: '滦河水位猛涨' });
  const { office, operator } = muster;
  await muster.work();
  await until(async () => Object.values(await laneJobs(muster.redisUrl)).some((jobs) => jobs > 0));
  // Nobody dispatches yet: the jobs are there to be looked at.
  left.redis += await everythingIn(muster.redisUrl);
  muster.dispatch();
  muster.sweep();
  const asked = await call.asked(4);
  await call.say(asked[0], '#能来，晚一点到');
  await call.say(asked[1], '#来不了，不舒服');
  await call.say(asked[2], '收到');
  await call.told('已为您登记', 1);
  const [waiting] = await inbox(office, operator, 10);
  await resolve(office, operator, { id: waiting!.id, ruling: 'yes' });
  await call.told('已为您登记', 2);
  await refusalOf(call.command('need', 1));
  await steer(office, operator, { runId: call.run.id, action: 'finish', reason: '滦河水位回落' });
  await steer(office, operator, { runId: call.run.id, action: 'standDown', reason: '水位已退' });
  left.redis += await everythingIn(muster.redisUrl);
  await heard(muster, async () => (await stateOf(muster, call.run)) === 'closed');
  left.histories.push(...textsIn(await workflowOf(muster, call.run).fetchHistory()));
});

describe('of the people called out, and of what they and we wrote, nothing is found', () => {
  test('in the history of Temporal', () => {
    expect(left.histories.length).toBeGreaterThan(500);
    expect(left.histories).toContain('{"runId":1,"wave":1,"size":4}');
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
