import { beforeEach, describe, expect, test } from '@jest/globals';
import { listAudit } from '../../ledger/audit.js';
import { runs, showRun } from '../../office/runs.js';
import { testSend } from '../../office/test-send.js';
import { statement } from '../../office/look-up.js';
import { flood, openTestOffice, refusalOf } from './office.js';

// Everything in earnest needs somebody else's agreement.
const office = await openTestOffice({ approvalAudience: 0 });
beforeEach(() => office.clock.advance(1000));

const send = (people: string[], written: object = flood, as: 'office' | 'clerk' = 'office') =>
  testSend(office, office.actor(as), { written, people });

describe('a test', () => {
  test('goes to those who are named, at once, and waits for nobody', async () => {
    const { run, approval } = await send(['张蔷', 'liu@qianxi.invalid'], {
      ...flood,
      at: '2026-09-01 09:00',
    });
    expect(approval).toBeNull();
    expect(run).toMatchObject({ test: true, audienceAtLaunch: 2, title: '滦河汛情', kind: 'notice' });
    const [step] = run.plan.steps;
    expect(step).toMatchObject({
      at: office.clock.now().toISOString(),
      audience: { committees: [], people: [office.city.id('张蔷'), office.city.id('刘洋')] },
      cap: { perDay: null, perWeek: null },
      expiresAt: new Date(office.clock.now().getTime() + 86_400_000).toISOString(),
      channels: [{ template: 'named' }, { template: 'flood-mail' }],
    });
    const [entry] = await listAudit(office.database, { limit: 1 });
    expect(entry).toMatchObject({ action: 'run test', subject: `run ${run.id}` });
  });

  test('may be sent again, and again', async () => {
    const first = await send(['张蔷']);
    office.clock.advance(1);
    expect((await send(['张蔷'])).run.id).not.toBe(first.run.id);
  });

  test('is listed as one', async () => {
    const { run } = await send(['张蔷']);
    const actor = office.actor('office');
    expect((await runs(office, actor, 1))[0]).toMatchObject({ id: run.id, test: true });
    expect(await showRun(office, actor, run.id)).toMatchObject({ test: true, approval: null });
    expect(await statement(office, actor, run.id)).toMatchObject({ test: true });
  });
});

describe('is refused', () => {
  test.each([
    ['nobody', []],
    ['more than ten', Array.from({ length: 11 }, () => '张蔷')],
  ])('to %s', async (_, people) => {
    expect(await refusalOf(send(people))).toEqual({ kind: 'invalid', reasons: ['number-of-people'] });
  });

  test('to somebody nobody knows, or outside the scope, saying which one', async () => {
    const before = await office.database`SELECT FROM run`;
    await expect(send(['张蔷', '查无此人'])).rejects.toMatchObject({ problems: [{ path: ['to', 1] }] });
    const county = { ...flood, audience: { committees: ['luannan'] } };
    await expect(send(['刘洋'], county, 'clerk')).rejects.toMatchObject({ kind: 'not-found' });
    expect(await office.database`SELECT FROM run`).toHaveLength(before.length);
  });

  test('of what could not be launched', async () => {
    const wrong = { ...flood, channels: [{ channel: 'sms', template: 'flod' }] };
    expect((await refusalOf(send(['张蔷'], wrong))).reasons).toContain('unknown-template');
  });
});
