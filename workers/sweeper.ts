import { setTimeout as delay } from 'node:timers/promises';
import { dispatchAlerts } from '../dispatch/dispatch-alerts.js';
import { shiftTraffic } from '../dispatch/shift-traffic.js';
import { sweep } from '../dispatch/sweep.js';
import { sealAudit } from '../ledger/audit-seals.js';
import { checkKeyOrExit } from '../ledger/health.js';
import { checkSchemaOrExit } from '../ledger/schema.js';
import { tellAlerts } from '../office/alerts.js';
import { tellDecisions } from '../office/approval.js';
import { countFinished } from '../office/budget.js';
import { codeOf } from '../office/error-code.js';
import { tidyRoster } from '../office/roster/tidy.js';
import { sweepOverdue } from '../office/overdue.js';
import { tidyErasures } from '../office/tidy-erasures.js';
import { tidyInbox } from '../office/tidy-inbox.js';
import { connectTemporal } from '../office/temporal.js';
import { pauseRejected } from '../office/pause-rejected.js';
import { readDueReviews, reviewingCarriers } from '../office/template-reviews.js';
import { tellReplans } from '../office/replan-tell.js';
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
  'INBOX_KEPT_DAYS',
  'DIGEST_TIME',
  'TEMPLATE_REVIEW_MINUTES',
]);
const log = createLogger('sweeper', config.logLevel);
const temporal = connectTemporal(config);
const { desk, close } = openDesk('sweeper', { log, ring: ringer(temporal, log) });
await checkSchemaOrExit(desk.database);
await checkKeyOrExit(desk.database, desk.keys);

const MINUTE_MILLISECONDS = 60_000;
const HOUR_MILLISECONDS = 60 * MINUTE_MILLISECONDS;
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
const providers = Object.values(desk.providers).flat();
const reviewers = providers.filter(({ reviewsTemplates }) => reviewsTemplates).map(({ name }) => name);

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
    await tellReplans({ ...desk, temporal });
    await countFinished(desk);
  }),
  // Beside it: somebody waits for what a bell brings, however much there is to sweep.
  inRounds(() => ringBells({ ...desk, temporal })),
  // Beside it too: what the office must be told of may be the very engine that a sweep waits for.
  inRounds(async () => void (await dispatchAlerts(desk))),
  // What carriers think of our texts, at their own slow pace; what they reject stops at once.
  inRounds(() => readReviews().catch(waits('reviews are read back')), MINUTE_MILLISECONDS),
  inRounds(() => pauseRuns().catch(waits('runs of rejected templates are paused'))),
  inRounds(() => tellAlerts(desk).then(() => undefined, untold)),
  inRounds(() => watch.look(), WATCH_MILLISECONDS),
  inRounds(
    () => shiftTraffic(desk).catch(waits('the traffic of providers is judged')),
    desk.waits.providerLookSeconds * 1000,
  ),
  // Nobody may plan a roster for months: what the last ones left of people goes all the same.
  inRounds(() => tidyRoster(desk).catch(waits('old rosters are let go of')), HOUR_MILLISECONDS),
  inRounds(
    () => sweepOverdue(desk, reviewers).then(() => undefined, waits('what is overdue is looked at')),
    MINUTE_MILLISECONDS,
  ),
  // What was done in an hour is sealed at its end: who rewrites the audit log later is found out.
  inRounds(() => seal().catch(waits('the audit log is sealed')), HOUR_MILLISECONDS),
  inRounds(
    () => tidyInbox(desk, config.inboxKeptDays).catch(waits('old pushes and mails are let go of')),
    HOUR_MILLISECONDS,
  ),
  inRounds(
    () => tidyErasures(desk).catch(waits('what was kept of erased people is let go of')),
    HOUR_MILLISECONDS,
  ),
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

async function readReviews(): Promise<void> {
  await readDueReviews({
    ...desk,
    carriers: reviewingCarriers(providers),
    minutes: config.templateReviewMinutes,
  });
}

async function pauseRuns(): Promise<void> {
  await pauseRejected({ ...desk, temporal }, reviewers);
}

function waits(work: string): (error: unknown) => void {
  return (error) => desk.log.warn({ code: codeOf(error) }, `${work} later: an engine is away`);
}

function untold(error: unknown): void {
  desk.log.warn({ code: codeOf(error) }, 'operators are told of alerts later: the ledger is away');
}
