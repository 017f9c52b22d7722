import { stopProvider } from '../ledger/record.js';
import { inSeconds, type Desk } from './desk.js';

/**
 * The provider refuses the account (no money, signature): nothing more goes to it for a while, what waits is kept.
 * @returns when it may be tried again
 */
export async function stopForAccount(desk: Desk, provider: string, code: string): Promise<Date> {
  const now = desk.clock.now();
  const until = inSeconds(now, desk.waits.accountStopSeconds);
  desk.log.error({ provider, code, until }, 'provider refuses the account: stopped, messages kept');
  await stopProvider(desk.database, { provider, code, now, until });
  return until;
}
