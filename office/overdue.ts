import { clearAlert, raiseAlert, type AlertKey } from '../ledger/alerts.js';
import type { Actor } from '../ledger/operators.js';
import {
  alarmedOverdue,
  expireQueued,
  giveUpDoubt,
  listOverdue,
  type Overdue,
  type OverdueReason,
} from '../ledger/overdue.js';
import { rejectionKey } from '../ledger/template-reviews.js';
import type { Sentence } from '../domain/problem.js';
import type { Clock } from '../runtime/clock.js';
import type { Database } from '../runtime/database.js';
import type { Office } from './office.js';
import { reviewersOf } from './reviewers.js';
import { requireRight } from './rights.js';

/** Why something waits, and what to do about it. */
export const OVERDUE_MEANING: Record<OverdueReason, Sentence> = {
  'run paused': { zh: '活动已暂停：恢复或取消它', en: 'its run is paused: resume or cancel it' },
  'template not approved': {
    zh: '运营商没有通过这个模板：报备或等待审核，或取消后用别的模板',
    en: 'no carrier has approved its template: have it reviewed, or cancel and use another',
  },
  'provider stopped': {
    zh: '服务商拒绝了整个账户，到时再试：查看欠费、签名',
    en: 'the provider refused the account and is tried again later: look at its credit and signature',
  },
  'window closed': { zh: '发送时段未到，到时继续', en: 'waits for its send window' },
  throttled: {
    zh: '服务商限速或暂时不可用，到时再试',
    en: 'the provider asked for patience; tried again later',
  },
  'not enqueued': {
    zh: '没有进入队列：巡查进程或 Redis 不工作',
    en: 'not in the queue: sweeper or Redis is down',
  },
  'not taken': {
    zh: '在队列中无人领取：发送进程不工作',
    en: 'in the queue and nobody takes it: no dispatcher works',
  },
  'in doubt': {
    zh: '可能已发出，久未核实：用 muster unknown list 查看',
    en: 'may have been sent and is not settled: see `muster unknown list`',
  },
  'bell unheard': {
    zh: '有回复而流程没有反应：活动进程不工作',
    en: 'answers wait and no workflow looks: campaign worker down',
  },
  'receipts silent': {
    zh: '短信已提交，却没有任何回执：查看回执地址',
    en: 'texts were taken and no receipt comes at all: look at the address receipts are pushed to',
  },
};

/** Something overdue, and what it means. */
export type OverdueView = Overdue & Sentence;

/** What waits longer than it should, in runs of the actor's part of the tree. */
export async function overdue(office: Office, actor: Actor): Promise<OverdueView[]> {
  requireRight(actor, 'look');
  const found = await listOverdue(office.database, {
    ...{ scopePath: actor.scopePath, reviewers: reviewersOf(office.config), now: office.clock.now() },
  });
  return found.map((one) => ({ ...one, ...OVERDUE_MEANING[one.reason] }));
}

/** What somebody decided, or what ends by itself on time, alarms nobody. */
const QUIET: readonly OverdueReason[] = ['run paused', 'window closed', 'throttled'];

/**
 * One round of the sweeper: lets go of what is too old, and tells of what waits. An alert per run and reason, until it
 * is over; its detail holds no figure that changes by the minute, or the operators would be told every minute.
 * @param reviewers the carriers that carry approved templates only
 * @returns how many messages were let go of
 */
export async function sweepOverdue(
  { database, clock }: { database: Database; clock: Clock },
  reviewers: readonly string[],
): Promise<number> {
  const now = clock.now();
  let expired = await giveUpDoubt(database, now);
  for (let slice = -1; slice !== 0; expired += slice) slice = await expireQueued(database, now);
  const found = (await listOverdue(database, { scopePath: '', reviewers, now })).filter(
    ({ reason }) => !QUIET.includes(reason),
  );
  const alarming = new Map(found.map((one) => [subjectOf(one), one]));
  for (const subject of await alarmedOverdue(database))
    if (!alarming.has(subject)) await clearAlert(database, { cause: 'overdue messages', subject }, now);
  for (const [subject, one] of alarming) {
    const { run, reason, code } = one;
    const alert = { cause: 'overdue messages', subject, detail: { run, reason, code } } as const;
    await raiseAlert(database, { ...alert, because: causesOf(one, reviewers) }, now);
  }
  return expired;
}

const subjectOf = ({ run, reason }: Overdue): string => `run ${run}: ${reason}`;

const REDIS = { cause: 'engine down', subject: 'redis' } as const;

/** What else the operators may have been told of that is why something waits. */
function causesOf(
  { reason, channel, lane, provider, template }: Overdue,
  reviewers: readonly string[],
): AlertKey[] {
  switch (reason) {
    case 'provider stopped':
      return [{ cause: 'provider stopped', subject: provider! }];
    case 'template not approved':
      return reviewers.map((reviewer) => rejectionKey(template!, reviewer));
    case 'not enqueued':
      return [REDIS];
    case 'not taken':
      return [REDIS, { cause: 'lane stopped', subject: `${channel}-${lane}` }];
    case 'bell unheard':
      return ['temporal', 'campaigns worker'].map((subject) => ({ cause: 'engine down', subject }));
    case 'receipts silent':
      return [{ cause: 'receipts late', subject: provider! }];
    default:
      return [];
  }
}
