import { returnOf, type Return, type ReturnPlan } from '../../local/simulators/mail/returns.js';
import type { MailLine } from '../../local/simulators/mail/inbox.js';
import type { MailAnswer } from '../../ledger/mail-answers.js';
import type { Claimed } from '../../rehearsal/judge.js';
import type { Database } from '../../runtime/database.js';

/** What mailboxes do with the mails of a fault run. */
export const RETURN_PLAN: ReturnPlan = {
  seed: 1,
  rates: { dead: 0.03, full: 0.02, complains: 0.01, away: 0.02, 'opts-out': 0.02 },
  addresses: {},
};

/** What the ledger calls it. */
const KINDS: Partial<Record<Return, MailAnswer['kind']>> = {
  ...{ dead: 'bounce', full: 'bounce', complains: 'complaint', away: 'auto-reply', 'opts-out': 'opt-out' },
};

/** What became of the mails that came back. */
export interface ReturnsVerdict {
  /** By the relay's own record and the plan. */
  returned: number;
  /** Not noted at their message. */
  lost: number;
  /** Noted more often than they came. */
  twice: number;
  /** Noted, and the address is written to all the same: not marked as dead, or not opted out. */
  unheeded: number;
}

/** Has the mailboxes behind a relay send back what the plan says. */
export async function bringBack(relay: string): Promise<void> {
  const response = await fetch(`${relay}control/returns`, {
    ...{ method: 'PUT', headers: { 'content-type': 'application/json' }, body: JSON.stringify(RETURN_PLAN) },
  });
  if (!response.ok) throw new Error(`the relay answers ${response.status} to /control/returns`);
}

/** A mail noted as having come back. */
export interface Noted {
  messageId: number;
  kind: MailAnswer['kind'];
  /** Whether the address is marked as dead, or has opted out. */
  heeded: boolean;
}

/** What the ledger holds of mails that came back to messages of ours. */
export async function notedReturns(database: Database): Promise<Noted[]> {
  return database<Noted[]>`
    SELECT a.message_id, a.kind, CASE WHEN a.kind = 'bounce'
      THEN EXISTS (SELECT FROM dead_address d WHERE d.channel = 'email' AND d.address_hash = p.email_hash)
      ELSE EXISTS (SELECT FROM opt_out x WHERE x.channel = 'email' AND x.address_hash = p.email_hash AND x.revoked_at IS NULL) END AS heeded
    FROM mail_answer a JOIN message m ON m.id = a.message_id JOIN person p ON p.id = m.person_id`;
}

/** Which mails must not come to that address again. */
const ENDS: readonly Return[] = ['dead', 'complains', 'opts-out'];

/** Holds what the relay took against what the ledger noted as having come back. */
export function judgeReturns(
  lines: readonly Pick<MailLine, 'envelopeTo' | 'messageId'>[],
  claims: readonly Pick<Claimed, 'id' | 'identity'>[],
  noted: readonly Noted[],
): ReturnsVerdict {
  const verdict: ReturnsVerdict = { returned: 0, lost: 0, twice: 0, unheeded: 0 };
  const ids = new Map(claims.map(({ id, identity }) => [identity, id]));
  const due = new Map<number, { does: Return; times: number }>();
  for (const { envelopeTo, messageId } of lines) {
    const does = returnOf(RETURN_PLAN, envelopeTo);
    const id = ids.get(`${envelopeTo} ${messageId ?? ''}`);
    if (does === undefined || id === undefined) continue;
    due.set(id, { does, times: (due.get(id)?.times ?? 0) + 1 });
  }
  for (const [id, { does, times }] of due) {
    const mine = noted.filter(({ messageId, kind }) => messageId === id && kind === KINDS[does]);
    verdict.returned += times;
    verdict.lost += Math.max(0, times - mine.length);
    verdict.twice += Math.max(0, mine.length - times);
    if (ENDS.includes(does) && mine.some(({ heeded }) => !heeded)) verdict.unheeded += 1;
  }
  return verdict;
}
