import { setTimeout as delay } from 'node:timers/promises';
import { dispatchAlerts } from '../dispatch/dispatch-alerts.js';
import { sweep } from '../dispatch/sweep.js';
import { sealAudit } from '../ledger/audit-seals.js';
import { checkSchemaOrExit } from '../ledger/schema.js';
import { tellAlerts } from '../office/alerts.js';
import { tellDecisions } from '../office/approval.js';
import { countFinished } from '../office/budget.js';
import { codeOf } from '../office/error-code.js';
import { tidyRoster } from '../office/roster/tidy.js';
import { sweepOverdue } from '../office/overdue.js';
import { tidyMails } from '../office/tidy-mails.js';
import { connectTemporal } from '../office/temporal.js';
import { ringBells, ringer } from '../office/ring.js';
import { addStandingTexts } from '../office/standing-texts.js';
import { startUnstarted } from '../office/start.js';
import { Watch } from '../office/watch.js';
import { loadConfigOrExit } from '../runtime/config.js';
import { createLogger } from '../runtime/log.js';
import { openDesk } from './desk.js';
import { sayReady } from '../runtime/ready.js';
import { untilStopped } from '../runtime/until-stopped.js';

/**
 * The sweeper: heals what a death elsewhere left behind and rings the bells that have rested, round after round.
 * Several may run at once.
 */
const config = loadConfigOrExit(process.env, [
  'LOG_LEVEL',
  'TEMPORAL_ADDRESS',
  'TEMPORAL_NAMESPACE',
  'SWEEP_INTERVAL_MILLISECONDS',
  'REDIS_URL',
  'INBOX_BACKLOG_LIMIT',
  'MAIL_KEPT_DAYS',
]);
const log = createLogger('sweeper', config.logLevel);
const temporal = connectTemporal(config);
const { desk, close } = openDesk('sweeper', { log, ring: ringer(temporal, log) });
await checkSchemaOrExit(desk.database);

const MINUTE_MILLISECONDS = 60_000;
const HOUR_MILLISECONDS = 3_600_000;
/** An engine that is away is told after half a minute; each look asks it anew. */
const WATCH_MILLISECONDS = 10_000;

await desk.database
  .begin((sql) => addStandingTexts(sql, desk.clock.now()))
  .catch((error: unknown) =>
    desk.log.warn({ code: codeOf(error) }, 'the office’s own texts are missing: the ledger is away'),
  );
const watch = new Watch({
  office: { ...desk, temporal, config },
  redisUrl: config.redisUrl,
  log,
});

let stopping = false;
const stopped = untilStopped().then(() => {
  stopping = true;
});
sayReady();
await Promise.all([
  inRounds(async () => {
    const swept = await sweep(desk);
    if (Object.values(swept).some((count) => count > 0)) desk.log.debug({ ...swept }, 'swept');
    await startUnstarted({ ...desk, temporal });
    await tellDecisions({ ...desk, temporal });
    await countFinished(desk);
  }),
  // Beside it: somebody waits for what a bell brings, however much there is to sweep.
  inRounds(() => ringBells({ ...desk, temporal })),
  // Beside it too: what the office must be told of may be the very engine that a sweep waits for.
  inRounds(async () => void (await dispatchAlerts(desk))),
  inRounds(() => tellAlerts(desk).then(() => undefined, untold)),
  inRounds(() => watch.look(), WATCH_MILLISECONDS),
  // Nobody may plan a roster for months: what the last ones left of people goes all the same.
  inRounds(() => tidyRoster(desk).catch(later), HOUR_MILLISECONDS),
  inRounds(() => sweepOverdue(desk).then(() => undefined, waiting), MINUTE_MILLISECONDS),
  // What was done in an hour is sealed at its end: who rewrites the audit log later is found out.
  inRounds(() => seal().catch(unsealed), HOUR_MILLISECONDS),
  inRounds(() => tidyMails(desk, config.mailKeptDays).catch(later), HOUR_MILLISECONDS),
]);
await temporal.close();
await close();
process.exit(0);

async function inRounds(
  round: () => Promise<void>,
  pauseMilliseconds = config.sweepIntervalMilliseconds,
): Promise<void> {
  while (!stopping) {
    await round();
    await Promise.race([delay(pauseMilliseconds), stopped]);
  }
}

async function seal(): Promise<void> {
  await sealAudit(desk.database, desk.keys, desk.clock.now());
}

function waiting(error: unknown): void {
  desk.log.warn({ code: codeOf(error) }, 'what is overdue is looked at later: an engine is away');
}

function unsealed(error: unknown): void {
  desk.log.warn({ code: codeOf(error) }, 'the audit log is sealed later: an engine is away');
}

function later(error: unknown): void {
  desk.log.warn({ code: codeOf(error) }, 'what is too old is let go of later: an engine is away');
}

function untold(error: unknown): void {
  desk.log.warn({ code: codeOf(error) }, 'operators are told of alerts later: the ledger is away');
}
