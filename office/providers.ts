import { writeAudit } from '../ledger/audit.js';
import { clearAlert } from '../ledger/alerts.js';
import type { Actor } from '../ledger/operators.js';
import { callsSince, providerShares, type Calls, type ProviderShare } from '../ledger/shares.js';
import { startProvider, stopByHand, stopsAt, type ProviderStop } from '../ledger/stops.js';
import type { Statement } from '../runtime/database.js';
import { requireWholeOffice } from './actor.js';
import type { Office } from './office.js';
import { refuse, requireReason } from './refusal.js';
import { requireRight } from './rights.js';

/** A provider, what part of the traffic it has and how it does. */
export interface ProviderView extends Omit<ProviderShare, 'changedAt'>, Omit<Calls, 'provider'> {
  /** Since when it has this share. */
  changedAt: Date;
  stop: Pick<ProviderStop, 'since' | 'until' | 'code' | 'stoppedBy'> | null;
}

/** Calls of so many minutes are shown. */
export const SHOWN_MINUTES = 15;

/** Every provider in use, with its calls of the last {@link SHOWN_MINUTES} minutes. */
export async function providers({ database, clock }: Office, actor: Actor): Promise<ProviderView[]> {
  requireRight(actor, 'look');
  const now = clock.now();
  const since = new Date(now.getTime() - SHOWN_MINUTES * 60_000);
  const [shares, calls, stops] = await Promise.all([
    providerShares(database),
    callsSince(database, since),
    stopsAt(database, now),
  ]);
  return shares.map((share) => {
    const done = calls.find(({ provider }) => provider === share.provider);
    const stop = stops.find(({ provider }) => provider === share.provider);
    const { calls: made = 0, failures = 0, medianMilliseconds = null } = done ?? {};
    return { ...share, calls: made, failures, medianMilliseconds, stop: stop ? stopOf(stop) : null };
  });
}

const stopOf = ({ since, until, code, stoppedBy }: ProviderStop): ProviderView['stop'] => ({
  since,
  until,
  code,
  stoppedBy,
});

/** What an operator wants of a provider, and why. */
export interface Steering {
  provider: string;
  reason: string;
}

/**
 * Gives nothing more to a provider until it is started again: its messages go to the others of its channel, or wait.
 * @returns the providers of the channel that are left
 */
export async function stopUsing(
  office: Office,
  actor: Actor,
  { provider, reason }: Steering,
): Promise<string[]> {
  requireRight(actor, 'keep running');
  const now = office.clock.now();
  return steer(office, actor, { provider, reason, action: 'provider stop' }, async (sql, { channel }) => {
    await stopByHand(sql, { provider, by: actor.name, now });
    const stopped = new Set((await stopsAt(sql, now)).map((stop) => stop.provider));
    const alike = (await providerShares(sql)).filter((one) => one.channel === channel);
    return alike.map((one) => one.provider).filter((name) => !stopped.has(name));
  });
}

/** Takes a provider up again, whether an operator stopped it or it refused the account. */
export async function useAgain(office: Office, actor: Actor, { provider, reason }: Steering): Promise<void> {
  requireRight(actor, 'keep running');
  await steer(office, actor, { provider, reason, action: 'provider start' }, async (sql) => {
    if (!(await startProvider(sql, provider))) {
      throw refuse(
        'conflict',
        'not-stopped',
        `${provider} 没有停用，无需恢复`,
        `${provider} is not stopped: there is nothing to start`,
      );
    }
    await clearAlert(sql, { cause: 'provider stopped', subject: provider }, office.clock.now());
  });
}

/** Carries out a deed for a provider that is known, by somebody who may, and writes it into the audit log. */
async function steer<Result>(
  office: Office,
  actor: Actor,
  { provider, reason, action }: Steering & { action: string },
  deed: (sql: Statement, share: ProviderShare) => Promise<Result>,
): Promise<Result> {
  requireWholeOffice(actor, '停用或恢复服务商', 'stopping or starting a provider');
  requireReason(reason);
  let result!: Result;
  await office.database.begin(async (sql) => {
    const shares = await providerShares(sql);
    const share = shares.find((one) => one.provider === provider);
    if (!share) throw noSuchProvider(provider, shares);
    result = await deed(sql, share);
    const entry = { actor: actor.name, action, subject: provider, detail: { reason } };
    await writeAudit(sql, entry, office.clock.now());
  });
  return result;
}

function noSuchProvider(provider: string, shares: readonly ProviderShare[]) {
  const known = shares.map((share) => share.provider).join(', ') || '—';
  return refuse(
    'not-found',
    'no-such-provider',
    `没有服务商 “${provider}”。现有：${known}（巡查进程启动后列出）`,
    `there is no provider “${provider}”. Known, once a sweeper has run: ${known}`,
  );
}
