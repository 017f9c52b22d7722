import { dispatchBatch } from '../../dispatch/dispatch.js';
import { receive } from '../../dispatch/receive.js';
import { reconcile } from '../../dispatch/reconcile.js';
import type { Outcome, Sighting } from '../../providers/contract.js';
import { NOW, phoneOf, type City, type Name } from '../support/cast.js';
import type { TestDesk } from '../support/desk.js';
import { batchOf, launch, type Launched } from '../support/launch.js';
import { keepPush } from '../support/push.js';

/** A call without a clear answer. */
export const unknown: Outcome = { kind: 'unknown', code: 'link.no-answer' };
/** So many seconds after the notice. */
export const after = (seconds: number): Date => new Date(+NOW + seconds * 1000);
/** Everyone of 迁西 in one state. */
export const all = (state: string) => ({ 陈涛: state, 刘洋: state, 孙静: state });

/** What the carrier pushes once somebody has got the text of this call. */
export function receiptOf(name: Name, outId: string): string {
  const times = { send_time: '2026-08-01 09:00:00', report_time: '2026-08-01 09:00:20' };
  const report = { ...times, success: true, err_code: 'DELIVERED', biz_id: 'biz', out_id: outId };
  return JSON.stringify([{ phone_number: phoneOf(name), ...report }]);
}

/** Means to bring about a call whose fate nobody knows, and what may settle it. */
export const unsureOn = (city: City, desk: TestDesk) => ({
  /** Three texts of one call without a clear answer, and what the carrier will say from now on. */
  async unsure(
    answer: Outcome = unknown,
    sighting: Sighting = 'absent',
  ): Promise<{ launched: Launched; batchId: number }> {
    const launched = await launch(city, { audience: { committees: ['qianxi'] } });
    const batchId = await batchOf(city, launched);
    desk.sms.restart(() => unknown);
    await dispatchBatch(desk, { channel: 'sms', lane: 'bulk' }, batchId);
    desk.sms.behaviour = () => answer;
    desk.sms.sighting = sighting;
    return { launched, batchId };
  },

  /** Looks once, so many seconds after the notice. */
  async lookAt(seconds: number): Promise<void> {
    desk.clock.set(after(seconds));
    await reconcile(desk);
  },

  /** The epochs of all calls so far. */
  epochs: (): number[] => desk.sms.calls.map(({ epoch }) => epoch),

  /** The carrier reports that somebody got the text of this call. */
  async receiptFor(name: Name, outId: string): Promise<void> {
    await keepPush(city.database, {
      kind: 'receipt',
      provider: 'aliyun',
      body: receiptOf(name, outId),
      receivedAt: desk.clock.now(),
    });
    await receive(desk);
  },
});
