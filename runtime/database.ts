import postgres from 'postgres';

/** A pool of connections to the ledger's database. Columns are camelCase outside SQL, bigint is a number. */
export type Database = postgres.Sql<{ bigint: number }>;
/** A pool or an open transaction: what a ledger function needs to run one statement. */
export type Statement = Database | Transaction;
/** An open transaction. */
export type Transaction = postgres.TransactionSql<{ bigint: number }>;

/** How to connect. */
export interface DatabaseOptions {
  /** Shown in pg_stat_activity. */
  name: string;
  /** Connections at most. */
  max?: number;
  /**
   * For the send path, whose statements touch a hundred rows of tables that may have just been filled and
   * never been analysed: one plan for all calls, always by index.
   */
  hot?: boolean;
}

/**
 * Pause before the n-th try to connect again. At most half a second: the client's own grows to 20 s, and what a
 * dispatcher has to record must be written before the sweeper gives its calls up for lost.
 */
const reconnectSeconds = (tries: number): number => Math.min(0.5, 0.02 * 2 ** tries);

/** Connects lazily; a lost connection is opened again by the next statement. Errors carry no parameters. */
export function connectDatabase(url: string, { name, max = 8, hot = false }: DatabaseOptions): Database {
  const database = postgres(url, {
    max,
    onnotice: () => undefined,
    transform: { column: { from: postgres.toCamel, to: postgres.fromCamel } },
    types: { bigint: { to: 20, from: [20], serialize: String, parse: Number } },
    connect_timeout: 10,
    backoff: reconnectSeconds,
    connection: {
      application_name: name,
      TimeZone: 'UTC',
      jit: 'off',
      ...(hot ? { plan_cache_mode: 'force_generic_plan', enable_seqscan: 'off' } : {}),
    },
  });
  return Object.assign(database, { begin: leavingLostOnesAlone(database.begin.bind(database)) });
}

type Begin = (
  ...given: [...options: string[], work: (sql: Statement) => Promise<unknown>]
) => Promise<unknown>;

/**
 * When a connection is lost in a transaction, the client refuses the transaction at once, and then sends a ROLLBACK
 * into the socket that is gone: that throws where nobody can catch it and ends the process (postgres 3.4.9, `nextWrite`
 * in connection.js; porsager/postgres#1208). So whoever has lost their connection never comes back to it.
 */
const leavingLostOnesAlone = <Original>(original: Original): Original => {
  const begin = original as Begin;
  const leaving: Begin = (...given) => {
    const work = given.pop() as (sql: Statement) => Promise<unknown>;
    return begin(...(given as string[]), unlessLost(work));
  };
  return leaving as Original;
};

const unlessLost =
  <Sql, Result>(work: (sql: Sql) => Promise<Result>) =>
  async (sql: Sql): Promise<Result> => {
    try {
      return await work(sql);
    } catch (error) {
      if (isConnectionLost(error)) return new Promise<never>(() => undefined);
      throw error;
    }
  };

/** Does a part of a transaction: if it fails, what it wrote is undone, and the rest may go on. */
export async function partly(sql: Transaction, work: (sql: Transaction) => Promise<void>): Promise<void> {
  await sql.savepoint(unlessLost(work));
}

const LOST = ['CONNECTION_CLOSED', 'CONNECTION_DESTROYED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT'];

/** After an error of severity FATAL the server closes the connection by itself. */
function isConnectionLost(error: unknown): boolean {
  const { code, severity } = error as { code?: string; severity?: string };
  return error instanceof postgres.PostgresError
    ? severity === 'FATAL' || severity === 'PANIC'
    : code !== undefined && LOST.includes(code);
}

/** The SQLSTATE of a database error, else undefined. */
export const sqlState = (error: unknown): string | undefined =>
  error instanceof postgres.PostgresError ? error.code : undefined;

/** What the driver says when there is no connection to say it over. */
const NO_CONNECTION =
  /^(CONNECT|CONNECTION_|ECONN|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|ETIMEDOUT|EPIPE)/;

/** The driver's code for having no connection, else undefined. */
export function lostConnection(error: unknown): string | undefined {
  const { code } = error as { code?: unknown };
  return typeof code === 'string' && NO_CONNECTION.test(code) ? code : undefined;
}
