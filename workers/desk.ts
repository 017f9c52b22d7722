import type { Desk, DispatchWaits } from '../dispatch/desk.js';
import { officeName } from '../domain/messages/mail-layout.js';
import type { Channel } from '../domain/plan/plan.js';
import { providersOf, PROVIDER_SETTINGS } from '../providers/configured.js';
import { openLanes, type LaneName } from '../queue/lanes.js';
import { createPace } from '../queue/pace.js';
import { systemClock, type Clock } from '../runtime/clock.js';
import { configuredOrExit, loadConfigOrExit, type Config, type Environment } from '../runtime/config.js';
import { connectDatabase } from '../runtime/database.js';
import { createKeys } from '../runtime/keys.js';
import { createLogger, type Logger } from '../runtime/log.js';

/** Settings of every process that sends or heals. */
export const DESK_SETTINGS = [
  'DATABASE_URL',
  'REDIS_URL',
  'DATA_KEY',
  'LOG_LEVEL',
  ...PROVIDER_SETTINGS,
  'SMS_URGENT_CALLS_PER_SECOND',
  'SMS_BULK_CALLS_PER_SECOND',
  'EMAIL_URGENT_CALLS_PER_SECOND',
  'EMAIL_BULK_CALLS_PER_SECOND',
  'LEASE_SECONDS',
  'RECONCILE_FIRST_WAIT_SECONDS',
  'RECONCILE_NONCE_SECONDS',
  'RECONCILE_BOUND_SECONDS',
  'REQUEUE_AFTER_SECONDS',
  'INBOX_BACKLOG_LIMIT',
  'ACCOUNT_STOP_SECONDS',
  'PORTAL_URL',
  'PROVIDER_LOOK_SECONDS',
  'PROVIDER_SLOW_MILLISECONDS',
] as const;

/** Those settings, read. */
export type DeskConfig = Config<(typeof DESK_SETTINGS)[number]>;

/** What a process leaves as it is, and a journey on skipped time hands in. */
export interface DeskOptions {
  environment?: Environment;
  clock?: Clock;
  log?: Logger;
  /** Whoever reads pushes tells workflows of them; absent: the sweeper rings their bells. */
  ring?: Desk['ring'];
}

/** Everything the send path needs, and how to let go of it. */
export function openDesk(
  processName: string,
  { environment = process.env, clock = systemClock, log, ring = () => undefined }: DeskOptions = {},
): { desk: Desk; config: DeskConfig; close: () => Promise<void> } {
  const config = loadConfigOrExit(environment, DESK_SETTINGS);
  // Before anything is open: the key of a signature may not be where the settings say.
  const providers = configuredOrExit(() => providersOf(config, clock));
  const database = connectDatabase(config.databaseUrl, { name: processName, max: 10, hot: true });
  const lanes = openLanes(config.redisUrl);
  const pace = createPace(config.redisUrl, pacesOf(config));
  const desk: Desk = {
    database,
    lanes,
    pace,
    providers,
    keys: createKeys(config.dataKey),
    officeName: officeName(config.mailFrom, config.smsSignName),
    portalUrl: config.portalUrl,
    clock,
    waits: waitsOf(config),
    ring,
    log: log ?? createLogger(processName, config.logLevel),
  };
  return {
    desk,
    config,
    async close() {
      await Promise.all(Object.values(providers).flatMap((all) => all.map((provider) => provider.close())));
      await lanes.close();
      await pace.close();
      await database.end({ timeout: 5 });
    },
  };
}

const pacesOf = (config: DeskConfig): Partial<Record<LaneName, number>> => ({
  'sms-urgent': config.smsUrgentCallsPerSecond,
  'sms-bulk': config.smsBulkCallsPerSecond,
  'email-urgent': config.emailUrgentCallsPerSecond,
  'email-bulk': config.emailBulkCallsPerSecond,
});

/** The waits of the send path, out of the settings. */
export const waitsOf = (config: DeskConfig): DispatchWaits => ({
  leaseSeconds: config.leaseSeconds,
  reconcileFirstWaitSeconds: config.reconcileFirstWaitSeconds,
  reconcileNonceSeconds: config.reconcileNonceSeconds,
  reconcileBoundSeconds: config.reconcileBoundSeconds,
  requeueAfterSeconds: config.requeueAfterSeconds,
  accountStopSeconds: config.accountStopSeconds,
  inboxBacklogLimit: config.inboxBacklogLimit,
  providerLookSeconds: config.providerLookSeconds,
  providerSlowMilliseconds: config.providerSlowMilliseconds,
});

/** The name of each channel's first provider: what nobody has claimed yet is written for it. */
export const providerNamesOf = ({ smsProvider, emailProvider }: DeskConfig): Record<Channel, string> => ({
  sms: smsProvider,
  email: emailProvider,
});
