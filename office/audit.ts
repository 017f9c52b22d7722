import {
  auditHead as headInLedger,
  auditHolds,
  sealAudit,
  verifySeals,
  type AuditEnd,
  type SealFindings,
} from '../ledger/audit-seals.js';
import { listAudit, verifyAudit, type StoredAuditEntry } from '../ledger/audit.js';
import type { Actor } from '../ledger/operators.js';
import { worksForAll } from './actor.js';
import type { Office } from './office.js';
import { refuse } from './refusal.js';
import { requireRight } from './rights.js';

/** The newest entries first: all of them for an operator of the whole office, their own for the others. */
export async function auditEntries(
  { database }: Office,
  actor: Actor,
  limit: number,
): Promise<StoredAuditEntry[]> {
  requireRight(actor, 'read the log');
  return listAudit(database, { limit, ...(worksForAll(actor) ? {} : { actor: actor.name }) });
}

/** Whether the log is as it was written. */
export interface AuditVerdict extends Omit<SealFindings, 'unsealedSince'> {
  intact: boolean;
  entries: number;
  /** Entries whose hash, number or link to the one before does not hold. */
  broken: number[];
  /** Entries older than the sweeper leaves any unsealed: since when; null: none. The seals after it are gone. */
  unsealedSince: Date | null;
  /** Whether the anchor is still in the log; null: none was given. */
  anchorHolds: boolean | null;
  /** The newest entry, to be noted elsewhere; null: the log is empty. */
  head: AuditEnd | null;
}

/** The sweeper seals every hour; so much later seals are missing. */
const UNSEALED_MILLISECONDS = 2 * 3_600_000;

/**
 * Recomputes the whole chain, holds every seal against it and, where all is well, seals it as it is now.
 * @param anchor what `audit head` printed at some time, `ID:HASH`: noted elsewhere, it also finds a log that was put
 *   back, seals and all, to what it was before
 */
export async function auditChain(office: Office, actor: Actor, anchor?: string): Promise<AuditVerdict> {
  requireRight(actor, 'read the log');
  const { database, keys, clock } = office;
  const noted = anchor === undefined ? null : readAnchor(anchor);
  const now = clock.now();
  const { entries, broken } = await verifyAudit(database);
  const { unsealedSince: since, ...sealed } = await verifySeals(database, keys);
  const overdue = since !== null && now.getTime() - since.getTime() > UNSEALED_MILLISECONDS;
  const anchorHolds = noted && (await auditHolds(database, noted));
  const wrong = broken.length + sealed.brokenSeals.length + sealed.contradicted.length > 0;
  const intact = !wrong && !overdue && anchorHolds !== false;
  if (intact) await sealAudit(database, keys, now);
  const head = (await headInLedger(database)) ?? null;
  return { intact, entries, broken, ...sealed, unsealedSince: overdue ? since : null, anchorHolds, head };
}

/** The newest entry of the log with its hash, to be noted where nobody of this machine can change it. */
export async function auditHead({ database }: Office, actor: Actor): Promise<AuditEnd> {
  requireRight(actor, 'read the log');
  const head = await headInLedger(database);
  if (head) return head;
  throw refuse('not-found', 'no-entries', '操作日志还是空的', 'the audit log is still empty');
}

const ANCHOR = /^(?<id>\d{1,15}):(?<hash>[0-9a-f]{64})$/;

function readAnchor(written: string): AuditEnd {
  const { id, hash } = ANCHOR.exec(written.trim().toLowerCase())?.groups ?? {};
  if (id !== undefined && hash !== undefined) return { id: Number(id), hash };
  throw refuse(
    'invalid',
    'anchor',
    `“${written}” 不是锚点：应为 muster audit head 打印的 编号:哈希`,
    `“${written}” is no anchor: give the ID:HASH that \`muster audit head\` printed`,
  );
}
