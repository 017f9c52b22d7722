import type { Database } from '../../runtime/database.js';
import { untilSomebodyWaits } from '../support/until.js';

/** A table that nobody else may use for the time being. */
export interface Hold {
  /** Waits until somebody stands before it. */
  met(): Promise<void>;
  /** Sends away who stands before it, as if their connection had broken, and lets the others in. */
  refuse(): Promise<void>;
  release(): Promise<void>;
}

/**
 * Holds a table, to catch a process in the middle of what it does there.
 * @param against `writers`: it can still be looked at, as a launch does
 */
export async function hold(
  database: Database,
  table: 'message' | 'candidate' | 'rendering',
  against: 'everybody' | 'writers' = 'everybody',
): Promise<Hold> {
  const connection = await database.reserve();
  await connection`BEGIN`;
  const mode = against === 'writers' ? connection`EXCLUSIVE` : connection`ACCESS EXCLUSIVE`;
  await connection`LOCK TABLE ${connection(table)} IN ${mode} MODE`;
  const release = async (): Promise<void> => {
    await connection`ROLLBACK`;
    connection.release();
  };
  return {
    met: () => untilSomebodyWaits(database),
    async refuse() {
      await database`
        SELECT pg_cancel_backend(pid) FROM pg_stat_activity
        WHERE datname = current_database() AND wait_event_type = 'Lock'`;
      await release();
    },
    release,
  };
}
