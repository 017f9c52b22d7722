import { beforeEach, describe, expect, test } from '@jest/globals';
import { dispatchBatch } from '../../dispatch/dispatch.js';
import { reconcile } from '../../dispatch/reconcile.js';
import { listAudit } from '../../ledger/audit.js';
import { moveRun } from '../../ledger/runs.js';
import { inDoubt, settleInDoubt } from '../../office/in-doubt.js';
import { why } from '../../office/why.js';
import { NOW } from '../support/cast.js';
import { openTestDesk, workOff } from '../support/desk.js';
import { batchOf, batchRow, launch, states, type Launched } from '../support/launch.js';
import { after, all } from '../dispatch/unsure.js';
import { openTestOffice, refusalOf } from './office.js';

const office = await openTestOffice();
const desk = await openTestDesk(office.city);
const clerk = office.actor('office');
let launched: Launched;
let batch: number;

/** Three texts of one call without a clear answer, of which the carrier knows nothing. */
beforeEach(async () => {
  await office.city.reset();
  office.clock.set(NOW);
  desk.clock.set(NOW);
  launched = await launch(office.city, { audience: { committees: ['qianxi'] } });
  batch = await batchOf(office.city, launched);
  desk.sms.restart(() => ({ kind: 'unknown', code: 'link.no-answer' }));
  await dispatchBatch(desk, { channel: 'sms', lane: 'bulk' }, batch);
});

const settle = (change: Partial<Parameters<typeof settleInDoubt>[2]> = {}, as = clerk) =>
  settleInDoubt(office, as, { batch, arrived: true, reason: '运营商来电', ...change });
const now = () => states(office.city, launched);

test('what is in doubt is listed with since when, the last try and the next look', async () => {
  const found = await inDoubt(office, clerk, { runId: launched.run.id, limit: 10 });
  expect(found).toEqual([
    {
      ...{ batch, run: launched.run.id, step: 'send', channel: 'sms', provider: 'carrier' },
      ...{ messages: 3, since: NOW, lastTriedAt: NOW, tries: 1, code: 'link.no-answer' },
      looksAt: expect.any(Date),
    },
  ]);
  expect(await inDoubt(office, office.actor('clerk'), { limit: 10 })).toEqual([]);
});

describe('settled by hand', () => {
  test('what arrived is sent, and says how it is known; the audit says who found out', async () => {
    expect(await settle()).toBe(3);
    expect(await now()).toEqual(all('sent: settled by hand'));
    expect((await batchRow(office.city, batch)).state).toBe('done');
    const { fates } = await why(office, clerk, { runId: launched.run.id, person: '陈涛' });
    expect(fates[0]?.sentence.zh).toContain('经人工查明已送达');
    expect((await listAudit(office.database, { limit: 1 }))[0]).toMatchObject({
      ...{ actor: 'office', action: 'unknown settle', subject: `run ${launched.run.id}` },
      detail: { batch, arrived: true, messages: 3, reason: '运营商来电' },
    });
    expect((await refusalOf(settle())).reasons).toEqual(['not-in-doubt']);
  });

  test('what did not arrive is sent again under a new epoch, once that is certain', async () => {
    office.clock.set(after(1499));
    expect((await refusalOf(settle({ arrived: false }))).reasons).toEqual(['too-early']);
    expect(await now()).toEqual(all('unknown: link.no-answer'));
    office.clock.set(after(1500));
    expect(await settle({ arrived: false })).toBe(3);
    expect(await now()).toEqual(all('queued'));
    desk.sms.restart();
    desk.clock.set(after(1501));
    await workOff(desk);
    expect(desk.sms.calls.map(({ epoch }) => epoch)).toEqual([1]);
    expect(await now()).toEqual(all('sent'));
  });

  test('before that only by force, which the audit keeps', async () => {
    expect(await settle({ arrived: false, force: true })).toBe(3);
    expect((await listAudit(office.database, { limit: 1 }))[0]?.detail).toMatchObject({ force: true });
    expect(await now()).toEqual(all('queued'));
  });

  test('of a cancelled run nothing is sent again', async () => {
    await moveRun(office.database, { runId: launched.run.id, to: 'cancelled', now: NOW });
    await settle({ arrived: false, force: true });
    expect(await now()).toEqual(all('cancelled'));
  });
});

describe('against the reconciler', () => {
  test('a call that is under way is waited for', async () => {
    let refused: unknown;
    desk.sms.behaviour = async () => {
      refused = await refusalOf(settle({ arrived: false, force: true }));
      return { kind: 'accepted', reference: 'late' };
    };
    desk.clock.set(after(61));
    await reconcile(desk);
    expect(refused).toEqual({ kind: 'conflict', reasons: ['under-way'] });
    expect(await now()).toEqual(all('sent'));
  });

  test('one that looked before and comes back later sends nothing', async () => {
    desk.clock.set(after(61));
    desk.sms.restart();
    // Between its look at the carrier and its resend somebody settles.
    desk.sms.sighting = () => 'absent';
    const find = desk.sms.find!;
    const asked = { settled: false };
    Object.assign(desk.sms, {
      find: async (call: Parameters<typeof find>[0]) => {
        if (!asked.settled) await settle();
        asked.settled = true;
        return find(call);
      },
    });
    await reconcile(desk);
    Object.assign(desk.sms, { find });
    expect(asked.settled).toBe(true);
    expect(desk.sms.calls).toEqual([]);
    expect(await now()).toEqual(all('sent: settled by hand'));
  });

  test('of two that settle at once one is refused', async () => {
    const both = await Promise.allSettled([settle(), settle({ arrived: false, force: true })]);
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  });
});

test('is for those who run campaigns, within their part', async () => {
  expect((await refusalOf(settle({}, office.actor('auditor')))).reasons).toEqual(['no-right']);
  expect((await refusalOf(settle({}, office.actor('clerk')))).kind).toBe('not-allowed');
  expect((await refusalOf(settle({ batch: 99_999 }))).reasons).toEqual(['not-in-doubt']);
});
