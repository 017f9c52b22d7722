import type { Actor } from '../../ledger/operators.js';
import { beforeEach, describe, expect, test } from '@jest/globals';
import { listAudit } from '../../ledger/audit.js';
import { launch, launchedBefore } from '../../office/launch.js';
import { prepare } from '../../office/prepare.js';
import type { Refusal } from '../../office/refusal.js';
import { runs, showRun } from '../../office/runs.js';
import { NOW } from '../support/cast.js';
import { flood, openTestOffice, refusalOf } from './office.js';

const office = await openTestOffice();
beforeEach(() => office.clock.set(NOW));

const go = async (written: object, as: 'office' | 'clerk' = 'office') =>
  launch(office, office.actor(as), await prepare(office, office.actor(as), written));
const before = (written: object, as: 'office' | 'clerk' = 'office') =>
  launchedBefore(office, office.actor(as), written);

test('what is launched while Temporal is away is written down, and says that it has not begun', async () => {
  const { run, created, started } = await go({ ...flood, key: 'first' });
  expect({ created, started, state: run.state }).toEqual({
    created: true,
    started: false,
    state: 'starting',
  });
  const [entry] = await listAudit(office.database, { limit: 1 });
  expect(entry).toMatchObject({
    actor: 'office',
    action: 'run launch',
    subject: `run ${run.id}`,
    detail: { audience: run.audienceAtLaunch },
  });
});

test.each([100_001, 700_000])(
  'a value of %d characters is refused, and nothing is written',
  async (length) => {
    const rows = () => office.database`
    SELECT (SELECT count(*) FROM run) AS runs, (SELECT count(*) FROM audit) AS entries`;
    const before = await rows();
    const long = { channel: 'email', template: 'flood-mail', variables: { river: '长'.repeat(length) } };
    const error = await go({ ...flood, key: 'long', channels: [long] }).catch((refusal: unknown) => refusal);
    expect(error).toMatchObject({
      kind: 'invalid',
      problems: [{ path: ['channels', 0, 'variables', 'river'], reason: 'too-long' }],
    });
    const [{ zh, en }] = (error as Refusal).problems as [Refusal['problems'][number]];
    expect(zh).toMatch(/最多 \d+ 字/);
    expect(en).toMatch(/at most \d+; shorten it/);
    expect(`${zh}${en}`.length).toBeLessThan(300);
    expect(await rows()).toEqual(before);
  },
);

describe('a second launch of the same thing', () => {
  const timed = { ...flood, key: 'timed', at: '2026-08-01 09:30' };

  test('is answered with the first, however it is written', async () => {
    const { run } = await go(timed);
    const { channels, title, ...rest } = timed;
    expect((await before({ title, channels, ...rest }))?.id).toBe(run.id);
    const again = await go(timed);
    expect([again.created, again.run.id]).toEqual([false, run.id]);
  });

  test('also when its time is past, and it could not be planned any more', async () => {
    office.clock.set(new Date('2026-08-01T12:00:00Z'));
    expect(await refusalOf(prepare(office, office.actor('office'), timed))).toEqual({
      kind: 'invalid',
      reasons: ['past'],
    });
    expect((await before(timed))?.key).toBe('timed');
  });

  test('is a conflict when it says something else under the same key', async () => {
    const other = { ...timed, title: '别的' };
    expect(await refusalOf(before(other))).toEqual({ kind: 'conflict', reasons: ['key-in-use'] });
    expect(await refusalOf(go(other))).toEqual({ kind: 'conflict', reasons: ['key-in-use'] });
  });

  test('is a conflict for those who may not see the first', async () => {
    const clerk: Actor = {
      ...{ name: 'qianxi', scopePath: 'tangshan/qianxi/' },
      role: 'county clerk',
      maySeePersonalData: false,
    };
    const local = { ...flood, key: 'local', audience: { committees: ['luannan'] } };
    await launch(office, office.actor('clerk'), await prepare(office, office.actor('clerk'), local));
    const refused = launchedBefore(office, clerk, local);
    expect(await refusalOf(refused)).toEqual({ kind: 'conflict', reasons: ['key-in-use'] });
    // Neither that it is the same nor which run it is.
    await expect(refused).rejects.toThrow(
      /^key: 唯一标识 “local” 已被您管辖范围以外的活动使用：请换一个标识 \//,
    );
  });

  test('without a key is the same on the same office day only', async () => {
    const { key: _, ...keyless } = flood;
    const { run } = await go(keyless);
    expect((await before(keyless))?.id).toBe(run.id);
    office.clock.set(new Date('2026-08-01T16:00:00Z'));
    expect(await before(keyless)).toBeUndefined();
  });

  test('is nothing yet for what was never launched, or cannot be read', async () => {
    expect(await before({ ...flood, key: 'never' })).toBeUndefined();
    expect(await before({ kind: 'notice' })).toBeUndefined();
  });
});

test('runs are listed as far as one may see them, newest first', async () => {
  const { run } = await go({ ...flood, key: 'county', audience: { committees: ['luannan'] } }, 'clerk');
  const ids = async (as: 'office' | 'clerk') =>
    (await runs(office, office.actor(as), 50)).map(({ id }) => id);
  expect((await ids('clerk'))[0]).toBe(run.id);
  // What the city launches reaches into the county.
  expect(await ids('clerk')).toEqual(await ids('office'));
  expect(await showRun(office, office.actor('clerk'), run.id)).toMatchObject({
    id: run.id,
    states: {},
    progress: null,
  });
});
