import { officeTime } from '../../domain/calendar/office-day.js';
import { measureLag, type Lag, type Waiting } from '../../ledger/health.js';
import type { Office } from '../office.js';
import { reasonMeaning } from '../reasons.js';
import { fine, trouble, watched, watchedFor, type Finding } from './finding.js';

type Stop = Lag['stops'][number];

/** A sweep comes every second, so what waits for minutes waits for a process that is not there. */
const PATIENCE_SECONDS = { due: 300, unread: 60, unstarted: 60, unknown: 3600, replies: 3600, bells: 60 };

/** What it takes to look at what waits. */
type Examined = Pick<Office, 'database' | 'clock'> & { config: Pick<Office['config'], 'inboxBacklogLimit'> };

/** What waits for somebody, and who is missing. */
export async function examineLag({ database, clock, config }: Examined): Promise<Finding[]> {
  const now = clock.now();
  const lag = await measureLag(database, now);
  return [
    due(lag.due, now),
    watchedFor(unread(lag.unread, now), backingUp('pushes', lag.unread)),
    unstarted(lag.unstarted, now),
    unknown(lag.unknown, now),
    crowded(lag.replies, { limit: config.inboxBacklogLimit, now }),
    bells(lag.bells, now),
    failed(lag.failed, now),
    ...stops(lag),
  ];
}

const waitedSeconds = ({ since }: Waiting, now: Date): number =>
  since === null ? 0 : Math.max(0, Math.round((now.getTime() - since.getTime()) / 1000));

const factsOf = (waiting: Waiting, now: Date) => ({
  waiting: waiting.count,
  longestSeconds: waitedSeconds(waiting, now),
});

/** Only a warning: under a slow pace batches wait as they should. */
function due(waiting: Waiting, now: Date): Finding {
  const facts = factsOf(waiting, now);
  const found = [
    `到期待发 ${facts.waiting} 批，最久 ${facts.longestSeconds} 秒`,
    `${facts.waiting} batches due, the longest for ${facts.longestSeconds} s`,
  ] as const;
  if (facts.longestSeconds <= PATIENCE_SECONDS.due) return fine('due batches', found, facts);
  return trouble(
    'warning',
    'due batches',
    found,
    [
      '看发送进程和 Redis 是否正常；节奏设得很慢时属正常',
      'see whether dispatcher and Redis run; with a slow pace it is as it should be',
    ],
    facts,
  );
}

/** Whoever takes pushes in reads them at once; the sweeper reads what was missed a second later. Bulk sending slows down. */
function unread(waiting: Waiting, now: Date): Finding {
  const facts = factsOf(waiting, now);
  const found = [
    `未读回执和上行 ${facts.waiting} 份，最久 ${facts.longestSeconds} 秒`,
    `${facts.waiting} pushes unread, the longest for ${facts.longestSeconds} s`,
  ] as const;
  if (facts.longestSeconds <= PATIENCE_SECONDS.unread) return fine('inbox', found, facts);
  return trouble(
    'wrong',
    'inbox',
    found,
    [
      '启动巡查进程：node dist/workers/sweeper.js；读完之前普通通道放慢发送',
      'start a sweeper: node dist/workers/sweeper.js; until all is read bulk sending is slowed',
    ],
    facts,
  );
}

/** A launch begins its run itself; what it could not begin the sweeper does, once Temporal answers. */
function unstarted(waiting: Waiting, now: Date): Finding {
  const facts = factsOf(waiting, now);
  const found = [
    `未开始的活动 ${facts.waiting} 个，最久 ${facts.longestSeconds} 秒`,
    `${facts.waiting} runs not begun, the longest for ${facts.longestSeconds} s`,
  ] as const;
  if (facts.longestSeconds <= PATIENCE_SECONDS.unstarted) return fine('unstarted runs', found, facts);
  return trouble(
    'wrong',
    'unstarted runs',
    found,
    ['看 Temporal、活动进程和巡查进程是否在运行', 'see whether Temporal, campaigns worker and sweeper run'],
    facts,
  );
}

/** Some minutes are in order: nothing is resent before the carrier has had time to show what it took. */
function unknown(waiting: Waiting, now: Date): Finding {
  const facts = factsOf(waiting, now);
  const found = [
    `待核实 ${facts.waiting} 批，最久 ${facts.longestSeconds} 秒`,
    `${facts.waiting} batches to reconcile, the longest for ${facts.longestSeconds} s`,
  ] as const;
  if (facts.longestSeconds <= PATIENCE_SECONDS.unknown) return fine('unknown batches', found, facts);
  return trouble(
    'warning',
    'unknown batches',
    found,
    [
      '看巡查进程是否在运行、运营商的查询接口是否可用',
      "see whether the sweeper runs and the carrier's query interface answers",
    ],
    facts,
  );
}

const backingUp = (subject: 'pushes' | 'replies', { count }: Waiting) => ({
  ...({ cause: 'inbox backing up', subject } as const),
  detail: { waiting: atLeast(count) },
});

/** The round number a count has reached, 1, 2, 5, 10 …: it grows all the time, and only a leap is news. */
function atLeast(count: number): number {
  const power = 10 ** Math.floor(Math.log10(Math.max(1, count)));
  return Math.max(...[1, 2, 5].map((step) => step * power).filter((step) => step <= Math.max(1, count)));
}

/** More than a clerk settles: bulk sending, which brings them in, slows down. */
function crowded(waiting: Waiting, { limit, now }: { limit: number; now: Date }): Finding {
  const { cause, subject, detail } = backingUp('replies', waiting);
  const tooMany = waiting.count > limit;
  const finding = tooMany ? flooded(waiting, limit, now) : replies(waiting, now);
  return watched(finding, { cause, subjects: [subject], alerts: tooMany ? [{ subject, detail }] : [] });
}

const flooded = (waiting: Waiting, limit: number, now: Date): Finding =>
  trouble(
    'wrong',
    'replies',
    [
      `待处理的回复 ${waiting.count} 条，超过 ${limit} 条：普通通道因此放慢发送`,
      `${waiting.count} replies wait for a clerk, more than ${limit}: bulk sending is slowed because of it`,
    ],
    ['请工作人员处理：muster inbox list', 'let a clerk settle them: muster inbox list'],
    factsOf(waiting, now),
  );

/** Somebody has written and waits for a person to understand it. */
function replies(waiting: Waiting, now: Date): Finding {
  const facts = factsOf(waiting, now);
  const found = [
    `待处理的回复 ${facts.waiting} 条，最久 ${facts.longestSeconds} 秒`,
    `${facts.waiting} replies wait for a clerk, the longest for ${facts.longestSeconds} s`,
  ] as const;
  if (facts.longestSeconds <= PATIENCE_SECONDS.replies) return fine('replies', found, facts);
  return trouble(
    'warning',
    'replies',
    found,
    ['请工作人员处理：muster inbox list', 'let a clerk settle them: muster inbox list'],
    facts,
  );
}

/** After a tally a bell rests for ten seconds; then the sweeper rings it, again and again until it is heard. */
function bells(waiting: Waiting, now: Date): Finding {
  const facts = factsOf(waiting, now);
  const found = [
    `有答复待清点的集结 ${facts.waiting} 次，最久 ${facts.longestSeconds} 秒`,
    `${facts.waiting} call-outs with answers to tally, the longest for ${facts.longestSeconds} s`,
  ] as const;
  if (facts.longestSeconds <= PATIENCE_SECONDS.bells) return fine('bells', found, facts);
  return trouble(
    'wrong',
    'bells',
    found,
    [
      '确认短信因此迟发：看巡查进程、活动进程和 Temporal 是否在运行',
      'confirmations are late because of it: see whether sweeper, campaigns worker and Temporal run',
    ],
    facts,
  );
}

/** Set aside, so that they hold up no others: only another version of the program can read them. */
function failed(items: Lag['failed'], now: Date): Finding {
  const facts = { ...factsOf(items, now), errors: items.errors };
  const found = [
    `程序读不了的回执和上行 ${items.count} 条${items.count === 0 ? '' : `（${items.errors.join('、')}）`}`,
    `${items.count} pushed items the program cannot read${items.count === 0 ? '' : ` (${items.errors.join(', ')})`}`,
  ] as const;
  if (items.count === 0) return fine('failed items', found, facts);
  return trouble(
    'warning',
    'failed items',
    found,
    [
      '原文都留着：把括号里的错误码告诉开发者，升级后运行 muster inbox reread',
      'all of it is kept: tell the developers the errors in brackets, and after an update `muster inbox reread`',
    ],
    facts,
  );
}

/** One that refuses the account only a person can mend; one that a person stopped is as it should be. */
const stops = ({ stops: stopped }: Lag): Finding[] =>
  stopped.length === 0
    ? [fine('providers', ['没有被停用的服务商', 'no provider is stopped'])]
    : stopped.map((stop) => (stop.stoppedBy === null ? refusing(stop) : stoppedByHand(stop)));

const stoppedByHand = ({ provider, since, stoppedBy }: Stop): Finding =>
  trouble(
    'warning',
    'providers',
    [
      `${provider} 自 ${officeTime(since)} 起由 ${stoppedBy} 停用`,
      `${provider} was stopped by ${stoppedBy} at ${officeTime(since)}`,
    ],
    [`恢复使用：muster provider start ${provider}`, `to use it again: muster provider start ${provider}`],
    { provider, since, stoppedBy },
  );

const refusing = ({ provider, since, until, code }: Stop): Finding =>
  trouble(
    'wrong',
    'providers',
    [
      `${provider} 自 ${officeTime(since)} 起拒绝本账号（${reasonMeaning(code).zh}），${officeTime(until)} 再试；消息都留着`,
      `${provider} has refused the account since ${officeTime(since)} (${reasonMeaning(code).en}), tried again at ${officeTime(until)}; all messages are kept`,
    ],
    ['到服务商的控制台查看余额、权限和密钥', "look at balance, rights and keys in the provider's console"],
    { provider, since, until, code },
  );
