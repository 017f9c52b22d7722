import postgres from 'postgres';

/** A pool of connections to the ledger's database. Columns are camelCase outside SQL, bigint is a number. */
export type Database = postgres.Sql<{ bigint: number }>;
/** A pool or an open transaction: what a ledger function needs to run one statement. */
export type Statement = Database | postgres.TransactionSql<{ bigint: number }>;

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
  return postgres(url, {
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
}

/** The SQLSTATE of a database error, else undefined. */
export const sqlState = (error: unknown): string | undefined =>
  error instanceof postgres.PostgresError ? error.code : undefined;
