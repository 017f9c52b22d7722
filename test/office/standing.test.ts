import { beforeEach, expect, test } from '@jest/globals';
import { runView } from '../../apps/cli/views/run.js';
import { wordsOf } from '../../apps/cli/words.js';
import { moveRun } from '../../ledger/runs.js';
import { tellFromOffice } from '../../ledger/standing.js';
import { readDefinition } from '../../campaigns/registry.js';
import { runs, showRun } from '../../office/runs.js';
import { addStandingTexts } from '../../office/standing-texts.js';
import { steer } from '../../office/steer.js';
import { why } from '../../office/why.js';
import { NOW } from '../support/cast.js';
import { launch } from '../support/launch.js';
import { keepPush } from '../support/push.js';
import { flood, openTestOffice, refusalOf } from './office.js';

const office = await openTestOffice();
const { database, city, clock } = office;
await database.begin((sql) => addStandingTexts(sql, NOW));

beforeEach(async () => {
  await city.reset();
  clock.set(NOW);
});

const variables = { cause: '引擎停止', subject: 'redis', since: '08:00', until: '09:00' };
const tell = () =>
  tellFromOffice(database, {
    ...{ step: 'alert-over', people: [city.id('张蔷')], now: NOW },
    messages: [{ channel: 'email', template: 'office-alert-over-mail', variables }],
  });
const standing = async () => {
  const [run] = await runs(office, office.actor('office'), 9);
  return run!;
};

test('the standing run is listed, and shows what was said last, the newest first, so many at most', async () => {
  for (let count = 0; count < 22; count++) await tell();
  const run = await standing();
  expect(run).toMatchObject({
    kind: 'standing',
    title: '办公室日常',
    state: 'running',
    launchedBy: 'muster',
  });
  const view = await showRun(office, office.actor('office'), run.id);
  expect(view.words).toHaveLength(20);
  expect(view.words![0]).toEqual({
    ...{ step: 'alert-over', occurrence: 22, at: NOW, people: 1 },
    states: { queued: 1 },
  });
  expect(view).toMatchObject({ states: { queued: 22 }, slowed: false, progress: null });
  expect(runView(view, wordsOf('zh'))).toContain('alert-over');
  // Who works for a part sees that there is such a run, not what others were told.
  expect(await showRun(office, office.actor('clerk'), run.id)).not.toHaveProperty('words');
});

test('it cannot be paused or cancelled, and no definition takes its key', async () => {
  await tell();
  const { id: runId } = await standing();
  const wish = { runId, action: 'cancel', reason: 'x' } as const;
  expect(await refusalOf(steer(office, office.actor('office'), wish))).toEqual({
    ...{ kind: 'conflict', reasons: ['standing-run'] },
  });
  expect(readDefinition({ ...flood, key: 'standing' })).toMatchObject({
    ok: false,
    problems: [{ path: ['key'] }],
  });
});

test('why somebody was told nothing is answered there too', async () => {
  await tell();
  const { id: runId } = await standing();
  const asked = await why(office, office.actor('office'), { runId, person: String(city.id('刘洋')) });
  expect(asked.sentence?.en).toContain('was not in the audience');
});

test('a campaign under way says that it is slowed, while the inbox backs up', async () => {
  const { run } = await launch(city);
  await keepPush(database, { kind: 'receipt', provider: 'aliyun', body: '[]', receivedAt: NOW });
  const show = () => showRun(office, office.actor('office'), run.id);
  expect(await show()).toMatchObject({ slowed: false });
  clock.set(new Date(NOW.getTime() + 11_000));
  const slowed = await show();
  expect(slowed).toMatchObject({ slowed: true });
  expect(runView(slowed, wordsOf('en'))).toContain('bulk sending is slowed');
  await moveRun(database, { runId: run.id, to: 'paused', now: NOW });
  expect(await show()).toMatchObject({ slowed: false });
});
