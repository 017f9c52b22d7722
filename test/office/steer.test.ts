import { WorkflowUpdateFailedError, WorkflowUpdateRPCTimeoutOrCancelledError } from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import { expect, test } from '@jest/globals';
import { listAudit } from '../../ledger/audit.js';
import { moveRun } from '../../ledger/runs.js';
import type { Refusal } from '../../office/refusal.js';
import { steer } from '../../office/steer.js';
import type { Temporal } from '../../office/temporal.js';
import { REFUSED } from '../../workflows/contract.js';
import { NOW } from '../support/cast.js';
import { openRun } from '../support/launch.js';
import { AWAY, openTestOffice } from './office.js';

const office = await openTestOffice();
const { run } = await openRun(office.city, {});

/** What steering comes to when the workflow answers by throwing this, and what the audit says of it. */
async function steered(thrown: Error, action: 'pause' | 'cancel' = 'cancel') {
  const withDeadline = (_: number, ask: () => Promise<unknown>): Promise<unknown> => ask();
  const workflow = { getHandle: () => ({ executeUpdate: () => Promise.reject(thrown) }) };
  const temporal = { ...AWAY, client: { ...AWAY.client, connection: { withDeadline }, workflow } };
  const wish = { runId: run.id, action, reason: '误报' };
  const error = await steer(
    { ...office, temporal: temporal as unknown as Temporal },
    office.actor('office'),
    wish,
  ).catch((caught: unknown) => caught);
  const audited = (await listAudit(office.database, { limit: 2 })).reverse();
  return { error: error as Refusal, audited: audited.map((entry) => [entry.action, entry.detail]) };
}

const grpc = (code: number) => Object.assign(new Error('from Temporal'), { code });

test.each([
  [
    'no answer in time',
    new WorkflowUpdateRPCTimeoutOrCancelledError('late', { cause: grpc(4) }),
    'DEADLINE_EXCEEDED',
  ],
  ['nobody there', grpc(14), 'UNAVAILABLE'],
])(
  '%s is not a refusal: the command may still take effect, and the audit says so',
  async (_, thrown, code) => {
    const { error, audited } = await steered(thrown);
    expect(error).toMatchObject({ kind: 'engine-down', problems: [{ reason: 'temporal-away' }] });
    expect(audited).toEqual([
      ['run cancel requested', { reason: '误报' }],
      ['run cancel unanswered', { because: code }],
    ]);
  },
);

test('what nobody foresaw is thrown on, and audited as unanswered', async () => {
  const { error, audited } = await steered(new TypeError('x'));
  expect(error).toBeInstanceOf(TypeError);
  expect(audited[1]).toEqual(['run cancel unanswered', { because: 'TypeError' }]);
});

const failed = (state?: string) =>
  new WorkflowUpdateFailedError('failed', ApplicationFailure.nonRetryable('no', REFUSED, state));

test('a refusal names the run, and the state in both languages', async () => {
  const { error, audited } = await steered(failed('paused'), 'pause');
  expect(error.problems).toMatchObject([
    {
      reason: 'paused',
      zh: `活动 ${run.id} 现在不能暂停：它已暂停`,
      en: `run ${run.id} cannot pause now: it is paused`,
    },
  ]);
  expect(audited[1]).toEqual(['run pause refused', { because: 'paused' }]);
});

test('a refusal without a state is one all the same', async () => {
  const { error } = await steered(failed());
  expect(error.kind).toBe('conflict');
  expect(error.problems[0]?.en).toContain(`run ${run.id} cannot cancel now: `);
});

test('a run that is over is not asked', async () => {
  await moveRun(office.database, { runId: run.id, to: 'closed', now: NOW });
  const { error } = await steered(new TypeError('asked'));
  expect(error.problems).toMatchObject([{ reason: 'over', zh: `活动 ${run.id} 已结束，不能再取消` }]);
});
