import { checkKey, databaseHealth, type DatabaseHealth } from '../../ledger/health.js';
import { operatorNames } from '../../ledger/operators.js';
import { schemaState } from '../../ledger/schema.js';
import { LEAST_POSTGRES } from '../../runtime/engine-versions.js';
import { SealedDataError } from '../../runtime/keys.js';
import { codeOf } from '../error-code.js';
import type { Office } from '../office.js';
import { fine, trouble, type Finding } from './finding.js';

/** Leases and windows compare our clock with what other processes wrote by theirs. */
const MOST_SKEW_SECONDS = 5;

/** The ledger: reachable, new enough, migrated, and readable with our key. */
export async function examineDatabase(office: Office): Promise<Finding[]> {
  let health: DatabaseHealth;
  let latencyMilliseconds: number;
  try {
    // The first answer includes connecting; the second is what every statement waits.
    await databaseHealth(office.database);
    const began = performance.now();
    health = await databaseHealth(office.database);
    latencyMilliseconds = Math.round(performance.now() - began);
  } catch (error) {
    return [unreachable(codeOf(error))];
  }
  const findings = [
    serverFinding(health, latencyMilliseconds),
    ...clock(office, health),
    ...durability(health),
  ];
  const { pending, unknown } = await schemaState(office.database);
  if (unknown.length > 0) return [...findings, outgrown(unknown)];
  if (pending.length > 0) return [...findings, unmigrated(pending)];
  return [
    ...findings,
    fine('migrations', ['台账结构已是最新', 'the ledger is up to date']),
    await key(office),
    await operators(office),
  ];
}

const unreachable = (code: string): Finding =>
  trouble(
    'wrong',
    'postgresql',
    [
      `连不上 PostgreSQL（${code}）：什么都不能登记，也不会发送`,
      `cannot connect to PostgreSQL (${code}): nothing can be recorded, so nothing is sent`,
    ],
    ['启动数据库，或改正 DATABASE_URL', 'start the database, or correct DATABASE_URL'],
    { code },
  );

/** What is to be said of a server that answers. */
export function serverFinding(
  { version, versionNumber }: Pick<DatabaseHealth, 'version' | 'versionNumber'>,
  latencyMilliseconds: number,
): Finding {
  const facts = { version, latencyMilliseconds };
  const found = [
    `PostgreSQL ${version}，${latencyMilliseconds} 毫秒`,
    `PostgreSQL ${version}, ${latencyMilliseconds} ms`,
  ] as const;
  // The server counts in ten thousands: 180004 is 18.4.
  if (versionNumber >= LEAST_POSTGRES * 10_000) return fine('postgresql', found, facts);
  return trouble(
    'wrong',
    'postgresql',
    found,
    [`请升级到 ${LEAST_POSTGRES} 或更新版本`, `upgrade to ${LEAST_POSTGRES} or newer`],
    facts,
  );
}

/** The database never says what time it is for us; a large difference means that one of the machines is wrong. */
function clock({ clock: ours }: Office, { clock: theirs }: DatabaseHealth): Finding[] {
  const skewSeconds = Math.round((ours.now().getTime() - theirs.getTime()) / 1000);
  if (Math.abs(skewSeconds) <= MOST_SKEW_SECONDS) return [];
  return [
    trouble(
      'warning',
      'clock',
      [
        `本机时钟与数据库相差 ${skewSeconds} 秒`,
        `this machine's clock is ${skewSeconds} s off the database's`,
      ],
      ['两台机器都开启时间同步（NTP）', 'keep both machines in time (NTP)'],
      { skewSeconds },
    ),
  ];
}

/** The intent to send is written before the call, and is all that keeps a killed send from being repeated. */
const durability = ({ durable }: DatabaseHealth): Finding[] =>
  durable
    ? []
    : [
        trouble(
          'wrong',
          'durability',
          [
            'fsync 或 synchronous_commit 关闭：断电会丢失已登记的发送，可能重复发送',
            'fsync or synchronous_commit is off: a power cut forgets what was sent, and it may be sent twice',
          ],
          ['在 postgresql.conf 中都设为 on', 'set both to on in postgresql.conf'],
        ),
      ];

const unmigrated = (pending: string[]): Finding =>
  trouble(
    'wrong',
    'migrations',
    [`台账结构缺少 ${pending.join('、')}`, `the ledger lacks ${pending.join(', ')}`],
    ['运行 node dist/workers/migrate.js', 'run node dist/workers/migrate.js'],
    { pending },
  );

/** An older program reads what it knows, and writes rows that lack what the newer one relies on. */
const outgrown = (unknown: string[]): Finding =>
  trouble(
    'wrong',
    'migrations',
    [
      `台账比本程序新，有未知的迁移 ${unknown.join('、')}`,
      `the ledger is newer than this program: unknown migrations ${unknown.join(', ')}`,
    ],
    ['把本程序升级到同一版本', 'upgrade this program to the same version'],
    { unknown },
  );

/** A restored backup with another key would fail only when the first message is rendered. */
async function key({ database, keys }: Office): Promise<Finding> {
  try {
    const opened = await checkKey(database, keys);
    return fine(
      'data key',
      opened
        ? ['DATA_KEY 与台账相符', 'DATA_KEY opens the ledger']
        : ['台账里还没有人', 'the ledger holds nobody yet'],
    );
  } catch (error) {
    if (!(error instanceof SealedDataError)) throw error;
    return trouble(
      'wrong',
      'data key',
      ['DATA_KEY 打不开台账里的号码', 'DATA_KEY does not open the phones in the ledger'],
      ['恢复写入时使用的 DATA_KEY', 'restore the DATA_KEY they were written with'],
    );
  }
}

/** Whoever asks for anything is an operator; without one every command is refused. */
async function operators({ database }: Office): Promise<Finding> {
  const names = await operatorNames(database);
  if (names.length > 0)
    return fine('operators', [`操作员：${names.join('、')}`, `operators: ${names.join(', ')}`]);
  return trouble(
    'warning',
    'operators',
    ['还没有操作员，没有人能发起活动', 'there is no operator, so nobody can launch anything'],
    [
      '开通：muster office open --committee-code 代码 --committee-name 名称，再用 muster office committees 导入组织',
      'open the office: muster office open --committee-code CODE --committee-name NAME, then load its tree by `muster office committees`',
    ],
  );
}
