import type { Actor } from '../../ledger/operators.js';
import { listImports } from '../../ledger/roster/imports.js';
import type { Office } from '../office.js';
import { requireRight } from '../rights.js';
import { summaryOf, type ImportSummary } from './report.js';

/** Imports planned within the actor's part of the tree, newest first. */
export async function rosterImports(
  { database }: Office,
  actor: Actor,
  limit: number,
): Promise<ImportSummary[]> {
  requireRight(actor, 'see people');
  return (await listImports(database, { scopePath: actor.scopePath, limit })).map(summaryOf);
}
