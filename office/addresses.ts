import { DAY_MILLISECONDS } from '../domain/calendar/office-day.js';
import { maskMailAddress, normaliseMailAddress } from '../domain/people/mail-address.js';
import { writeAudit } from '../ledger/audit.js';
import { clearDeadAddress, listDeadAddresses, type DeadAddress } from '../ledger/dead-addresses.js';
import { countMailAnswers, type MailCount } from '../ledger/mail-answers.js';
import type { Actor } from '../ledger/operators.js';
import { requireWholeOffice, worksForAll } from './actor.js';
import type { Office } from './office.js';
import { shownName } from './person.js';
import { refuse, requireReason, type Refusal } from './refusal.js';
import { requireRight } from './rights.js';

/** A dead address as lists show it: masked; a dash where nobody has it any more. */
export type DeadAddressView = Omit<DeadAddress, 'addressCipher'> & { address: string };

/** Addresses nothing is sent to, because their server says that nobody is there; newest first. */
export async function deadAddresses(office: Office, actor: Actor, limit: number): Promise<DeadAddressView[]> {
  requireRight(actor, 'see people');
  const found = await listDeadAddresses(office.database, { ...scopeOf(actor), limit });
  return found.map(({ addressCipher, ...dead }) => ({
    ...dead,
    name: dead.name === null ? null : shownName(actor, dead.name),
    address: addressCipher === null ? '—' : maskMailAddress(office.keys.decrypt(addressCipher)),
  }));
}

const scopeOf = (actor: Actor) => ({ scopePath: actor.scopePath, wholeOffice: worksForAll(actor) });

/**
 * Lets an address be written to again, after somebody has made sure that it works.
 * @param written the number in the list, or the address itself
 * @returns its number
 */
export async function clearAddress(
  { database, keys, clock }: Office,
  actor: Actor,
  { written, reason }: { written: string; reason: string },
): Promise<number> {
  requireRight(actor, 'keep people');
  requireReason(reason);
  const address = normaliseMailAddress(written);
  const which =
    typeof address === 'string'
      ? { addressHash: keys.fingerprint('email', address) }
      : { id: /^\d{1,10}$/.test(written.trim()) ? Number(written) : 0 };
  const now = clock.now();
  return database.begin(async (sql) => {
    const [dead] = await listDeadAddresses(sql, { ...scopeOf(actor), ...which, limit: 1 });
    if (!dead || !(await clearDeadAddress(sql, { id: dead.id, by: actor.name, now }))) throw notDead();
    const entry = { actor: actor.name, action: 'address clear', subject: `dead address ${dead.id}` };
    await writeAudit(sql, { ...entry, detail: { code: dead.code, reason } }, now);
    return dead.id;
  });
}

const notDead = (): Refusal =>
  refuse(
    'not-found',
    'no-such-address',
    '您的管辖范围内没有这个停用的邮箱：请用 muster address list 查看',
    'no such dead address within your scope: see `muster address list`',
  );

/** What came back by mail in the last days, counted. */
export async function mailCounts(
  { database, clock }: Office,
  actor: Actor,
  days: number,
): Promise<MailCount[]> {
  requireRight(actor, 'look');
  requireWholeOffice(actor, '查看退信统计', 'counting what came back by mail');
  return countMailAnswers(database, new Date(clock.now().getTime() - days * DAY_MILLISECONDS));
}
