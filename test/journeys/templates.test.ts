import { expect, test } from '@jest/globals';
import type { Run } from '../../ledger/runs.js';
import { pauseRejected } from '../../office/pause-rejected.js';
import { showRun } from '../../office/runs.js';
import { steer } from '../../office/steer.js';
import { readReviews, reviewingCarriers, submitTemplate } from '../../office/template-reviews.js';
import { addTemplateFrom, lintOf } from '../../office/templates.js';
import { until } from '../support/until.js';
import { openMuster } from './muster.js';
import { balanceOf, countOf, ended, stateOf } from './notices.js';

const muster = await openMuster({ carrier: { reviewMilliseconds: 300 } });
const { office, operator, database, desk } = muster;
const carriers = reviewingCarriers([desk.providers.sms].flat());
const CODE = 'drill';

const drill = (key: string): object => ({
  ...{ kind: 'notice', key, title: '演练', audience: { committees: ['tangshan'] } },
  channels: [{ channel: 'sms', template: CODE, variables: { day: '周六' } }],
});
const decide = (state: 'approved' | 'rejected', code: string): Promise<unknown> =>
  fetch(`http://${muster.simulators.carrier}/control/template-review`, {
    method: 'POST',
    body: JSON.stringify({ code, state, reason: state === 'rejected' ? '被投诉' : undefined }),
  });
const reviewed = async (): Promise<{ state: string; carrierCode: string | null }> =>
  (await readReviews(office, operator, { code: CODE, carriers })).at(-1)!;
const openAlerts = () =>
  database`SELECT cause, subject FROM alert WHERE cause = 'template rejected' AND cleared_at IS NULL`;
const resume = (run: Run) =>
  steer(office, operator, { runId: run.id, action: 'resume', reason: '模板重新通过' });
const pauseRound = () =>
  pauseRejected(
    { ...desk, temporal: office.temporal },
    carriers.map(({ name }) => name),
  );

test('from the first word to the carrier’s yes, its no in mid-run, and its yes again: nothing lost, nothing twice', async () => {
  const written = {
    code: CODE,
    channel: 'sms',
    class: 'notice',
    kind: 'notice',
    text: '${name}您好，${day}演练。',
  };
  expect((await lintOf(office, operator, { written })).errors).toEqual([]);
  await addTemplateFrom(office, operator, written);
  await expect(muster.launch(drill('early'))).rejects.toMatchObject({
    problems: [{ reason: 'not-approved' }],
  });
  const [news] = await submitTemplate(office, operator, { code: CODE, carriers });
  const carrierCode = news!.carrierCode!;
  await until(async () => (await reviewed()).state === 'approved');

  await muster.work();
  const { run } = await muster.launch(drill('drill'));
  await until(async () => (await countOf(muster, run, 'queued')) > 0);
  const waiting = await countOf(muster, run, 'queued');
  await decide('rejected', carrierCode);
  // Nobody asks the carrier: its answer to the first call tells of it.
  const dispatcher = muster.dispatch();
  await until(async () => (await openAlerts()).length === 1);
  await until(async () => (await pauseRound(), (await stateOf(muster, run)) === 'paused'));
  expect(await countOf(muster, run, 'queued')).toBe(waiting);
  expect(await muster.simulators.texts()).toEqual([]);
  expect(await openAlerts()).toEqual([
    { cause: 'template rejected', subject: `template ${CODE} v1 at aliyun` },
  ]);
  expect((await showRun(office, operator, run.id)).paused).toMatchObject({
    by: 'muster',
    reason: expect.stringContaining('isv.SMS_TEMPLATE_ILLEGAL'),
  });
  await expect(resume(run)).rejects.toMatchObject({
    kind: 'conflict',
    problems: [{ reason: 'template-rejected' }],
  });
  expect(await pauseRound()).toBe(0);

  // The carrier's own words take the place of its code.
  expect(await reviewed()).toMatchObject({ state: 'rejected', reason: '被投诉' });
  await decide('approved', carrierCode);
  expect(await reviewed()).toMatchObject({ state: 'approved' });
  expect(await openAlerts()).toEqual([]);
  expect(await resume(run)).toMatchObject({ state: 'running' });
  await ended(muster, run);
  await dispatcher.stop();
  const texts = await muster.simulators.texts();
  expect(texts).toHaveLength(waiting);
  expect(new Set(texts.map(({ phone, text }) => `${phone} ${text}`)).size).toBe(waiting);
  expect(await balanceOf(muster, run)).toMatchObject({ balanced: true, sms: { delivered: waiting } });
});

test('reading back finds it too, before anything is sent, and stops only runs that use it', async () => {
  const carrierCode = (await reviewed()).carrierCode!;
  const at = new Date(desk.clock.now().getTime() + 86_400_000);
  const later = `${at.toISOString().slice(0, 10)} 12:00`;
  const { run } = await muster.launch({ ...drill('tomorrow'), at: later });
  const { run: other } = await muster.launch({
    ...drill('other'),
    channels: [{ channel: 'sms', template: 'flood', variables: { river: '滦河' } }],
    at: later,
  });
  await until(
    async () => (await stateOf(muster, run)) === 'running' && (await stateOf(muster, other)) === 'running',
  );
  await decide('rejected', carrierCode);
  expect(await reviewed()).toMatchObject({ state: 'rejected' });
  expect(await pauseRound()).toBe(1);
  expect([await stateOf(muster, run), await stateOf(muster, other)]).toEqual(['paused', 'running']);
  for (const each of [run, other])
    await steer(office, operator, { runId: each.id, action: 'cancel', reason: '改期' });
});
