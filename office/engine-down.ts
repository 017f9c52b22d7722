import type { Sentence } from '../domain/problem.js';
import { MigrationError } from '../ledger/schema.js';
import { lostConnection, sqlState } from '../runtime/database.js';
import { refuse, temporalAway, type Refusal } from './refusal.js';
import { isTemporalAway } from './temporal.js';

/** Connection lost, shut down, refused, no such database, too many clients. */
const DATABASE_AWAY = /^(08|57P|28|3D000|53300)/;
/** Undefined table or column: the ledger was changed under us. */
const OTHER_SCHEMA = /^(42P01|42703)$/;

/** What an engine's failure means to whoever asked; undefined: the error is something else. */
export function engineDown(error: unknown): Refusal | undefined {
  if (error instanceof MigrationError) return otherSchema(error.misfit, error.sentence);
  const state = sqlState(error);
  if (state !== undefined && OTHER_SCHEMA.test(state)) return otherSchema(state, CHANGED);
  if (state !== undefined) return DATABASE_AWAY.test(state) ? databaseAway(state) : undefined;
  if (isTemporalAway(error)) return temporalAway();
  const code = lostConnection(error);
  return code === undefined ? undefined : databaseAway(code);
}

const databaseAway = (code: string): Refusal =>
  refuse(
    'engine-down',
    'database-away',
    `连不上 PostgreSQL（${code}）：请用 muster doctor 检查；再做一次同样的操作是安全的`,
    `cannot connect to PostgreSQL (${code}): see \`muster doctor\`; doing the same again is safe`,
  );

const otherSchema = (misfit: string, { zh, en }: Sentence): Refusal =>
  refuse('engine-down', `ledger-${misfit}`, zh, en);

/** Checked when a request began, so it has happened since. */
const CHANGED: Sentence = {
  zh: '台账的结构与本程序不符，也许刚刚升级：请用 muster doctor 检查',
  en: 'the ledger is of another version than this program, perhaps since just now: see `muster doctor`',
};
