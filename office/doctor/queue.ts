import { queueHealth, type QueueHealth } from '../../queue/health.js';
import { LEAST_REDIS } from '../../runtime/engine-versions.js';
import { codeOf } from '../error-code.js';
import { fine, trouble, watched, watchedFor, type Finding } from './finding.js';

const REDIS = { cause: 'engine down', subject: 'redis' } as const;

/** The queue: reachable, new enough, drops nothing in silence, and has dispatchers listening. */
export async function examineQueue(redisUrl: string): Promise<Finding[]> {
  let health: QueueHealth;
  try {
    health = await queueHealth(redisUrl);
  } catch (error) {
    const code = codeOf(error);
    return [watchedFor(unreachable(code), { ...REDIS, detail: { code } })];
  }
  return queueFindings(health);
}

/** What is to be said of a server that answers. */
export const queueFindings = (health: QueueHealth): Finding[] => [
  watchedFor(server(health), REDIS),
  ...eviction(health),
  ...appendOnly(health),
  listening(health),
];

const unreachable = (code: string): Finding =>
  trouble(
    'wrong',
    'redis',
    [
      `连不上 Redis（${code}）：消息留在台账里等待，不会丢失`,
      `cannot connect to Redis (${code}): messages wait in the ledger, none is lost`,
    ],
    ['启动 Redis 或 Valkey，或改正 REDIS_URL', 'start Redis or Valkey, or correct REDIS_URL'],
    { code },
  );

function server({ product, version, latencyMilliseconds }: QueueHealth): Finding {
  const facts = { product, version, latencyMilliseconds };
  const found = [
    `${product}（协议 ${version}），${latencyMilliseconds} 毫秒`,
    `${product} (protocol ${version}), ${latencyMilliseconds} ms`,
  ] as const;
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const [leastMajor = 0, leastMinor = 0] = LEAST_REDIS.split('.').map(Number);
  const newEnough = major > leastMajor || (major === leastMajor && minor >= leastMinor);
  return newEnough
    ? fine('redis', found, facts)
    : trouble(
        'wrong',
        'redis',
        found,
        [`请升级到 ${LEAST_REDIS} 或更新版本`, `upgrade to ${LEAST_REDIS} or newer`],
        facts,
      );
}

/** What is dropped comes back only when the sweeper misses it, half a minute later, and again and again. */
const eviction = ({ evictionPolicy }: QueueHealth): Finding[] =>
  evictionPolicy === 'noeviction'
    ? []
    : [
        trouble(
          'wrong',
          'redis memory',
          [
            `maxmemory-policy 是 ${evictionPolicy}：内存满时会悄悄丢弃任务`,
            `maxmemory-policy is ${evictionPolicy}: a full server drops jobs in silence`,
          ],
          ['在 redis.conf 中设为 noeviction', 'set it to noeviction in redis.conf'],
          { evictionPolicy },
        ),
      ];

/** Harmless for the messages, which are in the ledger; it costs the time to fill the queue again. */
const appendOnly = (health: QueueHealth): Finding[] =>
  health.appendOnly
    ? []
    : [
        trouble(
          'warning',
          'redis file',
          [
            'appendonly 关闭：重启后队列为空，要等巡查重建',
            'appendonly is off: after a restart the queue is empty until the sweeper rebuilds it',
          ],
          ['在 redis.conf 中设 appendonly yes', 'set appendonly yes in redis.conf'],
        ),
      ];

function listening(health: QueueHealth): Finding {
  const deserted = desertedLanes(health);
  const alerts = deserted.map((subject) => ({ subject, detail: {} }));
  return watched(dispatchers(health, deserted), { cause: 'lane stopped', alerts });
}

const desertedLanes = ({ lanes }: QueueHealth): string[] =>
  Object.keys(lanes).filter((name) => lanes[name]!.dispatchers === 0);

/** Each dispatcher listens to all four lanes: one that does not is stuck, or of another version. */
function dispatchers({ lanes }: QueueHealth, deserted: readonly string[]): Finding {
  const counts = Object.entries(lanes).map(([name, { jobs }]) => `${name} ${jobs}`);
  if (deserted.length === 0)
    return fine('dispatchers', [`各通道任务数：${counts.join('、')}`, `jobs by lane: ${counts.join(', ')}`], {
      lanes,
    });
  return trouble(
    'wrong',
    'dispatchers',
    [`没有发送进程在听：${deserted.join('、')}`, `no dispatcher listens to: ${deserted.join(', ')}`],
    ['启动发送进程：node dist/workers/dispatcher.js', 'start a dispatcher: node dist/workers/dispatcher.js'],
    { lanes },
  );
}
