import { beforeEach, expect, test } from '@jest/globals';
import { listAudit } from '../../ledger/audit.js';
import { moveRun } from '../../ledger/runs.js';
import { failed, failedByReason, redrive } from '../../office/failed.js';
import { NOW } from '../support/cast.js';
import { launch, states, type Launched } from '../support/launch.js';
import { openTestOffice, refusalOf } from './office.js';

const office = await openTestOffice();
let launched: Launched;

/** A run of which 张蔷's (in 滦南县) and 陈涛's (in 迁西县) messages were refused. */
beforeEach(async () => {
  launched = await launch(office.city, {});
  await office.database`
    UPDATE message SET state = 'failed', reason = 'isv.MOBILE_NUMBER_ILLEGAL' WHERE occurrence_id = ${launched.occurrence.id}
      AND person_id IN ${office.database([office.city.id('张蔷'), office.city.id('陈涛')])}`;
});

const runId = () => launched.run.id;

test('failed messages are listed within the scope, without whose they are', async () => {
  const all = await failed(office, office.actor('office'), { runId: runId(), limit: 10 });
  expect(all.map(({ person, reason }) => [person, reason])).toEqual([
    [office.city.id('张蔷'), 'isv.MOBILE_NUMBER_ILLEGAL'],
    [office.city.id('陈涛'), 'isv.MOBILE_NUMBER_ILLEGAL'],
  ]);
  const county = await failed(office, office.actor('clerk'), { runId: runId(), limit: 10 });
  expect(county.map(({ committee }) => committee)).toEqual(['倴城镇']);
});

test('redriven messages wait again, in batches of their own, and the audit knows who and why', async () => {
  expect(await redrive(office, office.actor('office'), { runId: runId(), reason: '模板已改' })).toBe(2);
  const now = await states(office.city, launched);
  expect([now.张蔷, now.陈涛]).toEqual(['queued', 'queued']);
  const [entry] = await listAudit(office.database, { limit: 1 });
  expect(entry).toMatchObject({
    actor: 'office',
    action: 'failed redrive',
    subject: `run ${runId()}`,
    detail: { reason: '模板已改', messages: 2 },
  });
});

test('what failed is added up by reason, and one reason is redriven alone', async () => {
  await office.database`UPDATE message SET reason = 'isv.SMS_TEMPLATE_ILLEGAL'
    WHERE occurrence_id = ${launched.occurrence.id} AND person_id = ${office.city.id('陈涛')}`;
  const groups = (as: 'office' | 'clerk') =>
    failedByReason(office, office.actor(as), { runId: runId(), limit: 10 });
  const codes = ['isv.MOBILE_NUMBER_ILLEGAL', 'isv.SMS_TEMPLATE_ILLEGAL'];
  expect((await groups('office')).map(({ reason, messages }) => [reason, messages]).sort()).toEqual(
    codes.map((code) => [code, 1]),
  );
  expect((await groups('clerk')).map(({ reason }) => reason)).toEqual(codes.slice(0, 1));
  const wish = { runId: runId(), reason: '模板已改', code: 'isv.SMS_TEMPLATE_ILLEGAL' };
  expect(await redrive(office, office.actor('office'), wish)).toBe(1);
  expect((await states(office.city, launched)).陈涛).toBe('queued');
  expect((await states(office.city, launched)).张蔷).toContain('failed');
  expect((await listAudit(office.database, { limit: 1 }))[0]?.detail).toMatchObject({ code: wish.code });
});

test('with nothing to redrive nothing is written', async () => {
  await redrive(office, office.actor('office'), { runId: runId(), reason: '一' });
  const [before] = await listAudit(office.database, { limit: 1 });
  expect(await redrive(office, office.actor('office'), { runId: runId(), reason: '二' })).toBe(0);
  expect((await listAudit(office.database, { limit: 1 }))[0]?.id).toBe(before?.id);
});

test('a run that is over sends nothing any more, so nothing of it is redriven', async () => {
  await moveRun(office.database, { runId: runId(), to: 'closed', now: NOW });
  expect(await refusalOf(redrive(office, office.actor('office'), { runId: runId(), reason: 'x' }))).toEqual({
    kind: 'conflict',
    reasons: ['over'],
  });
  expect((await states(office.city, launched)).张蔷).toContain('failed');
});

test('a county does not redrive what the city launched', async () => {
  expect(
    (await refusalOf(redrive(office, office.actor('clerk'), { runId: runId(), reason: 'x' }))).kind,
  ).toBe('not-allowed');
});
