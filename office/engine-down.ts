import { sqlState } from '../runtime/database.js';
import { refuse, temporalAway, type Refusal } from './refusal.js';
import { isTemporalAway } from './temporal.js';

/** Connection lost, shut down, refused, no such database, too many clients. */
const DATABASE_AWAY = /^(08|57P|28|3D000|53300)/;
/** What the driver says when there is no connection to say it over. */
const NO_CONNECTION =
  /^(CONNECT|CONNECTION_|ECONN|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|ETIMEDOUT|EPIPE)/;
const UNDEFINED_TABLE = '42P01';

/** What an engine's failure means to whoever asked; undefined: the error is something else. */
export function engineDown(error: unknown): Refusal | undefined {
  const state = sqlState(error);
  if (state === UNDEFINED_TABLE) return unmigrated();
  if (state !== undefined) return DATABASE_AWAY.test(state) ? databaseAway(state) : undefined;
  if (isTemporalAway(error)) return temporalAway();
  const { code } = error as { code?: unknown };
  return typeof code === 'string' && NO_CONNECTION.test(code) ? databaseAway(code) : undefined;
}

const databaseAway = (code: string): Refusal =>
  refuse(
    'engine-down',
    'database-away',
    `连不上 PostgreSQL（${code}）：请用 muster doctor 检查；再做一次同样的操作是安全的`,
    `cannot connect to PostgreSQL (${code}): see \`muster doctor\`; doing the same again is safe`,
  );

const unmigrated = (): Refusal =>
  refuse(
    'engine-down',
    'unmigrated',
    '台账还没有建表，或比本程序旧：请运行 node dist/workers/migrate.js',
    'the ledger has no tables yet, or is older than this program: run node dist/workers/migrate.js',
  );
