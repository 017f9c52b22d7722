import { WorkflowNotFoundError } from '@temporalio/client';
import { beforeEach, describe, expect, test } from '@jest/globals';
import { listAudit } from '../../ledger/audit.js';
import { moveRun, type Run } from '../../ledger/runs.js';
import { answerProposal, tellDecisions, type ApprovalWish } from '../../office/approval.js';
import { setMonthBudget } from '../../office/budget.js';
import { launch } from '../../office/launch.js';
import { prepare } from '../../office/prepare.js';
import { previewRun } from '../../office/preview-run.js';
import { preview } from '../../office/preview.js';
import { runs, showRun } from '../../office/runs.js';
import type { Temporal } from '../../office/temporal.js';
import { createLogger } from '../../runtime/log.js';
import { workflowId } from '../../workflows/contract.js';
import { NOW } from '../support/cast.js';
import { AWAY, flood, openTestOffice, refusalOf } from './office.js';

const office = await openTestOffice({ approvalAudience: 5 });
beforeEach(() => office.clock.set(NOW));

type Name = Parameters<typeof office.actor>[0];
const ready = (written: object, as: Name) => prepare(office, office.actor(as), written);
const go = async (written: object, as: Name = 'office') =>
  launch(office, office.actor(as), await ready(written, as));
/** A run that its workflow has put before somebody. */
async function proposal(key: string, as: Name = 'office', more: object = {}): Promise<Run> {
  const { run } = await go({ ...flood, ...more, key }, as);
  await moveRun(office.database, { runId: run.id, to: 'proposed', now: NOW });
  return run;
}
const answer = (as: Name, wish: ApprovalWish) => answerProposal(office, office.actor(as), wish);
const approve = (as: Name, { id: runId, planHash: hash }: Run) =>
  answer(as, { runId, answer: 'approve', hash });
const COUNTY = { audience: { committees: ['luannan'] } };

describe('a launch', () => {
  test('of a large audience waits for somebody else, and says whom', async () => {
    const { run, approval } = await go({ ...flood, key: 'large' });
    expect(approval).toEqual({ until: new Date('2026-08-03T01:00:00Z'), approvers: ['head'] });
    expect((await showRun(office, office.actor('office'), run.id)).approval).toMatchObject({
      ...{ askedBy: 'office', askedAt: NOW, decision: null },
    });
  });

  test('of a small one, and one that nobody set a limit for, waits for nobody', async () => {
    const small = { ...flood, key: 'small', audience: { committees: ['health'] } };
    expect((await go(small)).approval).toBeNull();
    const free = { ...office, config: { ...office.config, approvalAudience: null } };
    const prepared = await ready({ ...flood, key: 'free' }, 'office');
    expect((await launch(free, office.actor('office'), prepared)).approval).toBeNull();
  });

  test('of a dear one waits too', async () => {
    const dear = { ...office, config: { ...office.config, approvalAudience: null, approvalCostFen: 10 } };
    const prepared = await ready({ ...flood, key: 'dear' }, 'office');
    expect((await launch(dear, office.actor('office'), prepared)).approval).not.toBeNull();
  });

  test('is refused where nobody could ever agree to it', async () => {
    const own = await ready({ ...flood, key: 'nobody' }, 'head');
    const refused = launch(office, office.actor('head'), own);
    expect(await refusalOf(refused)).toEqual({ kind: 'conflict', reasons: ['nobody-to-approve'] });
    expect(await office.database`SELECT FROM run WHERE key = 'nobody'`).toHaveLength(0);
  });

  test('of a part may be agreed to by a clerk of the whole', async () => {
    const strict = { ...office, config: { ...office.config, approvalAudience: 0 } };
    const prepared = await ready({ ...flood, ...COUNTY, key: 'part' }, 'clerk');
    const { approval } = await launch(strict, office.actor('clerk'), prepared);
    expect(approval?.approvers).toEqual(['office', 'head']);
  });
});

describe('the preview', () => {
  test('says what an approval would be bound to, and who could give it', async () => {
    const ahead = await preview(office, office.actor('office'), await ready(flood, 'office'));
    expect(ahead).toMatchObject({
      planHash: expect.stringMatching(/^[0-9a-f]{64}$/),
      approval: { approvers: ['head'] },
    });
  });

  test('of a stored run is of its stored plan, and asks nothing twice of the budget', async () => {
    const run = await proposal('previewed');
    const ahead = await previewRun(office, office.actor('head'), run.id);
    expect(ahead).toMatchObject({
      run: run.id,
      planHash: run.planHash,
      launchedBy: 'office',
      title: '滦河汛情',
    });
    expect(await refusalOf(previewRun(office, office.actor('clerk'), run.id))).toMatchObject({
      kind: 'not-allowed',
    });
    await moveRun(office.database, { runId: run.id, to: 'cancelled', now: NOW });
    expect(await refusalOf(previewRun(office, office.actor('head'), run.id))).toMatchObject({
      reasons: ['nothing-ahead'],
    });
  });
});

describe('the answer', () => {
  test('is written down once, with who gave it, although nobody hears it yet', async () => {
    const run = await proposal('answered');
    const decided = { run: run.id, decision: 'approved', state: 'proposed', heard: false };
    expect(await approve('head', run)).toEqual(decided);
    const [entry] = await listAudit(office.database, { limit: 1 });
    expect(entry).toMatchObject({
      ...{ actor: 'head', action: 'run approved', subject: `run ${run.id}` },
      detail: { plan: run.planHash },
    });
    const late = answer('head', { runId: run.id, answer: 'refuse', reason: 'late' });
    expect(await refusalOf(late)).toEqual({ kind: 'conflict', reasons: ['decided'] });
    await expect(
      office.database`UPDATE approval SET decision = 'refused' WHERE run_id = ${run.id}`,
    ).rejects.toThrow(/never changed/);
  });

  test('of two at one moment is one', async () => {
    const run = await proposal('two');
    const both = await Promise.allSettled([
      approve('head', run),
      answer('office', { runId: run.id, answer: 'withdraw', reason: 'no' }),
    ]);
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  });

  test('is not the author’s, nor anybody’s who may not give it', async () => {
    const run = await proposal('whose');
    expect((await refusalOf(approve('office', run))).reasons).toEqual(['own-run']);
    expect((await refusalOf(approve('auditor', run))).reasons).toEqual(['no-right']);
    expect((await refusalOf(approve('operator', run))).reasons).toEqual(['no-right']);
    expect((await refusalOf(approve('clerk', run))).reasons).toEqual(['no-right']);
    const back = answer('head', { runId: run.id, answer: 'withdraw', reason: 'mine' });
    expect((await refusalOf(back)).reasons).toEqual(['not-the-author']);
    await expect(
      office.database`UPDATE approval SET decision = 'approved', decided_by = 'office', decided_at = ${NOW} WHERE run_id = ${run.id}`,
    ).rejects.toThrow(/approved_by_another/);
  });

  test('names the plan it agrees to', async () => {
    const run = await proposal('named');
    for (const hash of ['', run.planHash.slice(0, 7), 'x'.repeat(8), '0'.repeat(64), `${run.planHash}0`]) {
      const refused = answer('head', { runId: run.id, answer: 'approve', hash });
      expect((await refusalOf(refused)).reasons).toEqual(['other-plan']);
    }
    expect(
      await answer('head', { runId: run.id, answer: 'approve', hash: run.planHash.slice(0, 8) }),
    ).toMatchObject({
      decision: 'approved',
    });
  });

  test('comes too late once its time is over', async () => {
    const run = await proposal('late');
    office.clock.set(new Date('2026-08-03T01:00:00Z'));
    const refused = approve('head', run);
    expect((await refusalOf(refused)).reasons).toEqual(['lapsed']);
    await expect(refused).rejects.toThrow(/审批期限已于 2026-08-03 09:00 截止.*was over at 2026-08-03 09:00/);
    // Its workflow has written the lapse down: nobody's, and the same sentence.
    await office.database`UPDATE approval SET decision = 'lapsed', decided_by = 'muster', decided_at = until WHERE run_id = ${run.id}`;
    await expect(approve('head', run)).rejects.toThrow(/截止(?!.*null)/);
  });

  test('is refused where the budget was cut meanwhile', async () => {
    const run = await proposal('cut');
    await setMonthBudget(office, office.actor('head'), { month: '2026-08', yuan: '0.01' });
    expect((await refusalOf(approve('head', run))).reasons).toEqual(['beyond-budget']);
    await office.database`DELETE FROM budget`;
  });

  test('to a run that needs none is refused', async () => {
    const { run } = await go({ ...flood, key: 'none', audience: { committees: ['health'] } });
    expect((await refusalOf(approve('head', run))).reasons).toEqual(['no-approval-asked']);
  });
});

test('what waits for an approval is listed first', async () => {
  const run = await proposal('listed');
  await go({ ...flood, key: 'newer', audience: { committees: ['health'] } });
  const [first] = await runs(office, office.actor('head'), 50);
  expect(first).toMatchObject({ id: run.id, state: 'proposed' });
});

describe('decisions their workflows have not heard of', () => {
  /** What a round asks of Temporal and logs; `refusal` says what Temporal throws for a run. */
  async function round(refusal: (workflow: string) => Error | undefined) {
    const asked: string[] = [];
    const logged: unknown[] = [];
    const getHandle = (workflow: string) => ({
      executeUpdate: async (answer: string) => {
        asked.push(`${workflow}: ${answer}`);
        const thrown = refusal(workflow);
        if (thrown) throw thrown;
        return { state: 'running' };
      },
    });
    const withDeadline = (_: number, ask: () => Promise<unknown>): Promise<unknown> => ask();
    const client = { ...AWAY.client, connection: { withDeadline }, workflow: { getHandle } };
    const log = createLogger('test', 'silent');
    const keep =
      (level: string) =>
      (fields: object): void =>
        void logged.push({ level, ...fields });
    await tellDecisions({
      ...{ database: office.database, clock: office.clock },
      temporal: { ...AWAY, client } as unknown as Temporal,
      log: Object.assign(log, { warn: keep('warn'), error: keep('error') }),
    });
    return { asked, logged };
  }
  const decided = async (key: string): Promise<Run> => {
    const run = await proposal(key);
    await approve('head', run);
    return run;
  };
  const failure = (code: number): Error => Object.assign(new Error('from Temporal'), { code });

  test('are told one after another: one that fails, or is not there, keeps no other waiting', async () => {
    await office.database`UPDATE run SET state = 'cancelled' WHERE state = 'proposed'`;
    const [first, second, third] = [await decided('deaf'), await decided('gone'), await decided('hears')];
    expect((await round(() => undefined)).asked).toEqual([]);
    office.clock.advance(60_000);
    const { asked, logged } = await round((workflow) => {
      if (workflow === workflowId('notice', first.id)) return failure(3);
      if (workflow === workflowId('notice', second.id))
        return new WorkflowNotFoundError('no', workflow, undefined);
      return undefined;
    });
    const update = ({ id }: Run): string => `${workflowId('notice', id)}: approve`;
    expect(asked).toEqual([first, second, third].map(update));
    expect(logged).toEqual([{ level: 'error', run: first.id, code: 'INVALID_ARGUMENT' }]);
  });

  test('wait while Temporal is away, none is tried after the first', async () => {
    await office.database`UPDATE run SET state = 'cancelled' WHERE state = 'proposed'`;
    const [first] = [await decided('away-1'), await decided('away-2')];
    office.clock.advance(60_000);
    const { asked, logged } = await round(() => failure(14));
    expect(asked).toEqual([`${workflowId('notice', first.id)}: approve`]);
    expect(logged).toEqual([{ level: 'warn', code: 'UNAVAILABLE' }]);
  });
});
