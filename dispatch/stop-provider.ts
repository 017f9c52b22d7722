import { raiseAlert } from '../ledger/alerts.js';
import { stopProvider } from '../ledger/stops.js';
import type { Outcome } from '../providers/contract.js';
import { inSeconds, type Desk } from './desk.js';
import { untilWritten } from './until-written.js';

type Refusal = Extract<Outcome, { kind: 'rejected' }> & { scope: 'account' };

/** Whether the provider refuses the account (no money, signature), and so whatever else we have for it. */
export const refusesAccount = (outcome: Outcome | { kind: 'abandoned' }): outcome is Refusal =>
  outcome.kind === 'rejected' && outcome.scope === 'account';

/** Leaves a provider alone that refuses the account, and tells the operators; what waits is kept, or goes elsewhere. */
export async function stopForAccount(
  desk: Desk,
  { provider, code, now }: { provider: string; code: string; now: Date },
): Promise<void> {
  const until = inSeconds(now, desk.waits.accountStopSeconds);
  desk.log.error({ provider, code, until }, 'provider refuses the account: stopped, messages kept');
  await untilWritten(desk, () =>
    desk.database.begin(async (sql) => {
      await stopProvider(sql, { provider, code, now, until });
      await raiseAlert(sql, { cause: 'provider stopped', subject: provider, detail: { code } }, now);
    }),
  );
}
