import { listAudit, verifyAudit, type StoredAuditEntry } from '../ledger/audit.js';
import type { Actor } from '../ledger/operators.js';
import { worksForAll } from './actor.js';
import type { Office } from './office.js';

/** The newest entries first: all of them for an operator of the whole office, their own for the others. */
export const auditEntries = (
  { database }: Office,
  actor: Actor,
  limit: number,
): Promise<StoredAuditEntry[]> =>
  listAudit(database, { limit, ...(worksForAll(actor) ? {} : { actor: actor.name }) });

/** Recomputes the whole chain: how many entries there are, and the ids of those that do not hold. */
export const auditChain = ({ database }: Office): Promise<{ entries: number; broken: number[] }> =>
  verifyAudit(database);
