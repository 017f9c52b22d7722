import { lostConnection, sqlState } from '../runtime/database.js';

/**
 * SQLSTATEs that say nothing about what was to be written. Classes 08 connection, 28 access, 3D database, 40
 * serialisation and deadlock, 53 resources, 55 locks, 57 shutdown and cancelling, 58 system; 25006 read-only; of class
 * 42 no right, and no such table, column or function: the ledger is being migrated.
 */
const OUTAGE = /^(08|25006|28|3D|40|42501|42703|42883|42P01|53|55|57|58)/;

/** Whether the ledger is away: the same may be written another time. */
export function isOutage(error: unknown): boolean {
  const state = sqlState(error);
  return state === undefined ? lostConnection(error) !== undefined : OUTAGE.test(state);
}
