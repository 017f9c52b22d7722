import { describe, expect, test } from '@jest/globals';
import type { Actor } from '../../ledger/operators.js';
import { failed, redrive } from '../../office/failed.js';
import { statement } from '../../office/look-up.js';
import { showRun } from '../../office/runs.js';
import { why } from '../../office/why.js';
import { phoneOf } from '../support/cast.js';
import { launch, states } from '../support/launch.js';
import { openTestOffice, refusalOf } from './office.js';

const office = await openTestOffice();

// 孙静 is a member of the health sector and at home in 迁西县.
const health: Actor = {
  name: 'health',
  scopePath: 'tangshan/health/',
  role: 'county clerk',
  maySeePersonalData: true,
};
const qianxi: Actor = {
  name: 'qianxi',
  scopePath: 'tangshan/qianxi/',
  role: 'county clerk',
  maySeePersonalData: true,
};
const theirs = await launch(office.city, {
  audience: { committees: ['health'] },
  scopePath: health.scopePath,
});
const above = await launch(office.city, { audience: { committees: ['health', 'luannan'] } });

const fail = ({ occurrence }: typeof theirs) =>
  office.database`UPDATE message SET state = 'failed', reason = 'isv.MOBILE_NUMBER_ILLEGAL'
    WHERE occurrence_id = ${occurrence.id} AND person_id = ${office.city.id('孙静')}`;
await fail(theirs);
await fail(above);

describe('of a run launched within their part of the tree an operator sees all, also who is at home elsewhere', () => {
  const runId = theirs.run.id;

  test('on the statement and in its counts', async () => {
    const { balanced, steps, committees } = await statement(office, health, runId);
    expect(balanced).toBe(true);
    expect(steps).toMatchObject([{ channel: 'sms', audience: 1, failed: 1, balanced: true }]);
    expect(committees.map(({ committee }) => committee)).toEqual(['qianxi']);
    expect((await showRun(office, health, runId)).states).toEqual({ failed: 1 });
  });

  test('when they ask why', async () => {
    for (const person of ['孙静', phoneOf('孙静'), String(office.city.id('孙静'))]) {
      expect(await why(office, health, { runId, person })).toMatchObject({ recipient: true, fates: [{}] });
    }
    // Whom they did not write to is still out of sight.
    expect((await refusalOf(why(office, health, { runId, person: '张蔷' }))).kind).toBe('not-found');
  });

  test('among what failed, and puts all of it back into the queue', async () => {
    const persons = async (limit: { runId?: number; limit: number }) =>
      (await failed(office, health, limit)).map(({ run, person }) => [run, person]);
    expect(await persons({ runId, limit: 10 })).toEqual([[runId, office.city.id('孙静')]]);
    expect(await persons({ limit: 10 })).toEqual([[runId, office.city.id('孙静')]]);
    expect(await redrive(office, health, { runId, reason: '号码已改' })).toBe(1);
    expect((await states(office.city, theirs)).孙静).toBe('queued');
  });
});

describe('of a run launched above them they see who is at home with them', () => {
  const runId = above.run.id;

  test('on the statement, in its counts and among what failed', async () => {
    expect((await statement(office, health, runId)).steps).toEqual([]);
    expect((await showRun(office, health, runId)).states).toEqual({});
    expect(await failed(office, health, { runId, limit: 10 })).toEqual([]);
    expect((await statement(office, qianxi, runId)).steps).toMatchObject([{ audience: 1, failed: 1 }]);
    expect((await showRun(office, qianxi, runId)).states).toEqual({ failed: 1 });
    expect(await failed(office, qianxi, { runId, limit: 10 })).toHaveLength(1);
  });

  test('and may ask of them alone', async () => {
    const person = '孙静';
    expect((await refusalOf(why(office, health, { runId, person }))).kind).toBe('not-found');
    expect((await why(office, qianxi, { runId, person })).recipient).toBe(true);
  });
});
