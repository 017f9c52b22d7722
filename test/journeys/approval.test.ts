import { expect, test } from '@jest/globals';
import { STANDING_TEMPLATES } from '../../campaigns/standing/texts.js';
import { insertOperators } from '../../ledger/load.js';
import type { Run } from '../../ledger/runs.js';
import { actorNamed } from '../../office/actor.js';
import { answerProposal, tellDecisions } from '../../office/approval.js';
import { countFinished, setMonthBudget } from '../../office/budget.js';
import { officeMonth } from '../../domain/plan/budget.js';
import { launch } from '../../office/launch.js';
import { prepare } from '../../office/prepare.js';
import { testSend } from '../../office/test-send.js';
import type { StandingStep } from '../../domain/plan/standing.js';
import { steer } from '../../office/steer.js';
import { AWAY } from '../office/office.js';
import { until } from '../support/until.js';
import type { Name } from '../support/cast.js';
import { CALL_OUTS, drill, refusalOf } from './call-outs.js';
import { openMuster } from './muster.js';
import { auditOf, balanceOf, ended, floodNotice, progressOf, stateOf } from './notices.js';
import { skippedTime } from '../../rehearsal/place.js';

const HOUR_MILLISECONDS = 3_600_000;

// Everything needs somebody else's agreement.
const muster = await openMuster({
  place: skippedTime,
  templates: [...STANDING_TEMPLATES, ...CALL_OUTS.templates],
  settings: { ...CALL_OUTS.settings, APPROVAL_AUDIENCE: '0', SETTLE_SECONDS: '60' },
});
const { office, operator, city, database } = muster;
await insertOperators(database, [
  {
    ...{ name: 'head', committeeId: city.committee('tangshan'), maySeePersonalData: true },
    ...{ role: 'head', personId: city.id('刘洋') },
  },
]);
await database`UPDATE operator SET person_id = ${city.id('张蔷')} WHERE name = 'office'`;
const head = await actorNamed(office, 'head');
await muster.work();
muster.dispatch();

const proposed = async (key: string, more: object = {}): Promise<Run> => {
  // What has ended let the server's time go on without the ledger's clock.
  await muster.place.skip(1);
  const { run, approval } = await muster.launch(floodNotice(key, more));
  expect(approval?.approvers).toEqual(['head']);
  await until(async () => (await stateOf(muster, run)) === 'proposed');
  return run;
};
const approve = (run: Run, actor = head) =>
  answerProposal(office, actor, { runId: run.id, answer: 'approve', hash: run.planHash.slice(0, 8) });

/** Who was told what by the office since a word, by step. */
async function told(step: StandingStep, run: Run): Promise<Name[]> {
  const rows = await database<{ name: Name }[]>`
    SELECT DISTINCT p.name FROM run r JOIN occurrence o ON o.run_id = r.id JOIN message m ON m.occurrence_id = o.id
    JOIN rendering t ON t.id = m.rendering_id JOIN person p ON p.id = m.person_id
    WHERE r.kind = 'standing' AND o.step = ${step} AND t.variables ->> 'run' = ${String(run.id)} ORDER BY p.name`;
  return rows.map(({ name }) => name);
}

// First of all: behind a workflow that has ended the server skips on by years, into another month.
test('beyond the budget nothing is launched, and the figures say so', async () => {
  await muster.place.skip(1);
  const month = officeMonth(muster.place.clock.now());
  await setMonthBudget(office, head, { month, yuan: '0.20' });
  const refusal = await refusalOf(muster.launch(floodNotice('beyond')));
  expect(refusal.zh).toMatch(/预计需要 ¥\d+\.\d\d，预算 ¥0\.20 只剩 ¥\d+\.\d\d/);
  expect(await database`SELECT FROM run WHERE key = 'beyond'`).toHaveLength(0);
  await setMonthBudget(office, head, { month, yuan: '5000' });
  const run = await proposed('within');
  await approve(run);
  await ended(muster, run);
  await countFinished(muster.desk);
  const [spending] = await database`SELECT parts, actual_fen FROM spending WHERE run_id = ${run.id}`;
  expect(spending).toEqual({ parts: 6, actualFen: 27 });
});

test('a large notice waits for somebody else, is agreed to, and goes out', async () => {
  const run = await proposed('approved');
  expect(await told('approval-asked', run)).toEqual(['刘洋']);
  expect(
    await database`SELECT FROM recipient r JOIN occurrence o ON o.id = r.occurrence_id WHERE o.run_id = ${run.id}`,
  ).toHaveLength(0);
  const pause = { runId: run.id, action: 'pause', reason: 'too early' } as const;
  expect((await refusalOf(steer(office, operator, pause))).en).toContain('it is proposed');

  expect((await refusalOf(approve(run, operator))).reason).toBe('own-run');
  const another = { runId: run.id, answer: 'approve', hash: 'deadbeef' } as const;
  expect((await refusalOf(answerProposal(office, head, another))).reason).toBe('other-plan');
  expect(await approve(run)).toEqual({ run: run.id, decision: 'approved', state: 'running', heard: true });
  expect((await refusalOf(approve(run))).reason).toBe('decided');
  await ended(muster, run);

  expect(await balanceOf(muster, run)).toMatchObject({ balanced: true, sms: { delivered: 6 } });
  expect(await told('approval-answered', run)).toEqual(['张蔷']);
  expect((await auditOf(muster, run)).map(({ actor, action }) => `${actor}: ${action}`)).toEqual([
    'office: run launch',
    'muster: run proposed',
    'office: run pause requested',
    'office: run pause refused',
    'head: run approved',
    'muster: run closed',
  ]);
});

test('one that nobody agrees to in time lapses, and both are told', async () => {
  const run = await proposed('lapsed');
  await ended(muster, run);
  expect(await stateOf(muster, run)).toBe('cancelled');
  const waited = muster.place.clock.now().getTime() - run.launchedAt.getTime();
  expect(waited / HOUR_MILLISECONDS).toBeCloseTo(48, 1);
  expect(await told('approval-lapsed', run)).toEqual(['刘洋', '张蔷']);
  expect((await refusalOf(approve(run))).zh).toContain('审批期限已于');
});

test('it lapses earlier where its messages would be too old to send', async () => {
  const run = await proposed('short', { expires_after: '3h' });
  await ended(muster, run);
  const waited = muster.place.clock.now().getTime() - run.launchedAt.getTime();
  expect(waited / HOUR_MILLISECONDS).toBeCloseTo(3, 1);
});

test('one that is refused or withdrawn is cancelled, and gives back what it had reserved', async () => {
  const refused = await proposed('refused');
  const no = { runId: refused.id, answer: 'refuse', reason: '范围过大' } as const;
  expect((await refusalOf(answerProposal(office, operator, no))).reason).toBe('own-run');
  expect(await answerProposal(office, head, no)).toMatchObject({ decision: 'refused', state: 'cancelled' });
  await ended(muster, refused);
  expect(await told('approval-answered', refused)).toEqual(['张蔷']);

  const withdrawn = await proposed('withdrawn');
  const back = { runId: withdrawn.id, answer: 'withdraw', reason: '写错了' } as const;
  expect((await refusalOf(answerProposal(office, head, back))).reason).toBe('not-the-author');
  expect(await answerProposal(office, operator, back)).toMatchObject({ state: 'cancelled' });
  await ended(muster, withdrawn);
  expect(await told('approval-answered', withdrawn)).toEqual(['刘洋']);

  await countFinished(muster.desk);
  const spending = await database<{ actualFen: number }[]>`
    SELECT actual_fen FROM spending WHERE run_id IN (${refused.id}, ${withdrawn.id}) AND reserved_fen > 0`;
  expect(spending.map(({ actualFen }) => actualFen)).toEqual([0, 0]);
});

test('a definition that was changed is another proposal: the approval of the first says nothing of it', async () => {
  const first = await proposed('changed-1');
  const second = await proposed('changed-2', { title: '汛情通知（更正）' });
  const borrowed = { runId: second.id, answer: 'approve', hash: first.planHash } as const;
  expect((await refusalOf(answerProposal(office, head, borrowed))).reason).toBe('other-plan');
  // Both before anybody awaits an end, which would let the server skip to the other's lapse.
  for (const run of [first, second])
    await answerProposal(office, operator, { runId: run.id, answer: 'withdraw', reason: 'over' });
  for (const run of [first, second]) await ended(muster, run);
});

test('a decision the workflow did not hear of is told again by the sweeper', async () => {
  const run = await proposed('unheard');
  const away = { ...office, temporal: AWAY };
  const answer = { runId: run.id, answer: 'approve', hash: run.planHash } as const;
  expect(await answerProposal(away, head, answer)).toMatchObject({ state: 'proposed', heard: false });
  const clock = { now: () => new Date(muster.place.clock.now().getTime() + 60_000) };
  await tellDecisions({ ...muster.desk, temporal: office.temporal, clock });
  await ended(muster, run);
  expect(await stateOf(muster, run)).toBe('closed');
});

test('a call-out waits for it too', async () => {
  await muster.place.skip(1);
  const { run } = await muster.launch(drill(muster, '防汛演练'), { acceptShortage: true });
  await until(async () => (await stateOf(muster, run)) === 'proposed');
  expect(await progressOf(muster, run)).toMatchObject({ state: 'proposed' });
  expect(await database`SELECT FROM candidate WHERE run_id = ${run.id}`).toHaveLength(0);
  expect(await approve(run)).toMatchObject({ state: 'running' });
  await until(async () => (await database`SELECT FROM candidate WHERE run_id = ${run.id}`).length > 0);
  await steer(office, operator, { runId: run.id, action: 'cancel', reason: 'enough seen' });
  await ended(muster, run);
});

test('a test reaches those who are named at once, is marked as one, and counts for nobody', async () => {
  // Else the office's clock stands years behind the server's, and the test is too old before it begins.
  await muster.place.skip(1);
  const before = (await muster.simulators.mails()).length;
  const written = floodNotice('tried');
  const { run, approval } = await testSend(office, operator, { written, people: ['张蔷', '刘洋'] });
  expect(approval).toBeNull();
  await ended(muster, run);
  expect(await balanceOf(muster, run)).toMatchObject({ balanced: true, sms: { audience: 2, delivered: 2 } });
  expect((await muster.simulators.mails()).length).toBe(before + 2);
  const prepared = await prepare(office, operator, { ...written, key: 'in-earnest' });
  const { run: earnest } = await launch(office, operator, prepared);
  expect(earnest.test).toBe(false);
});
