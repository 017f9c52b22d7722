import { stopProvider } from '../ledger/record.js';
import type { Outcome } from '../providers/contract.js';
import { inSeconds, type Desk } from './desk.js';
import { untilWritten } from './until-written.js';

type Refusal = Extract<Outcome, { kind: 'rejected' }> & { scope: 'account' };

/** Whether the provider refuses the account (no money, signature), and so whatever else we have for it. */
export const refusesAccount = (outcome: Outcome): outcome is Refusal =>
  outcome.kind === 'rejected' && outcome.scope === 'account';

/** When a provider that refused the account at `now` may be tried again. */
export const stoppedUntil = ({ waits }: Desk, now: Date): Date => inSeconds(now, waits.accountStopSeconds);

/** Leaves a provider alone that refuses the account; what waits is kept. */
export async function stopForAccount(
  desk: Desk,
  { provider, code, now }: { provider: string; code: string; now: Date },
): Promise<void> {
  const until = stoppedUntil(desk, now);
  desk.log.error({ provider, code, until }, 'provider refuses the account: stopped, messages kept');
  await untilWritten(desk, () => stopProvider(desk.database, { provider, code, now, until }));
}
