import { officeTime } from '../domain/calendar/office-day.js';
import { restCopiedRuns } from '../ledger/copy.js';
import { runById, type LaunchedRun } from '../ledger/runs.js';
import { approvedTexts } from '../ledger/template-reviews.js';
import { newRun, writeDown } from '../office/launch.js';
import { openOffice, type Office } from '../office/office.js';
import { ringBells, ringer } from '../office/ring.js';
import { OFFICE_SETTINGS } from '../office/settings.js';
import { startRun } from '../office/start.js';
import { loadConfig, type Environment } from '../runtime/config.js';
import { connectDatabase } from '../runtime/database.js';
import { createKeys } from '../runtime/keys.js';
import { createLogger } from '../runtime/log.js';
import { asset } from '../runtime/root.js';
import { DESK_SETTINGS, openDesk } from '../workers/desk.js';
import { advance } from './advance.js';
import { intentOf, requireUnbegun, type Intent, type Rehearsable } from './intent.js';
import { requireListFile } from './list.js';
import { skippedTime, testServer, type SkippedTime } from './place.js';
import { startDispatcher, startInbound, startSweeper, startWorker } from './processes.js';
import { outcomeOf, type Outcome } from './outcome.js';
import { rehearsalSettings } from './settings.js';
import { ACCOUNT, startSimulators, type CarrierWish } from './simulators.js';
import { openSpace, type Space } from './space.js';

/** What is rehearsed. */
export interface Wish {
  what: Rehearsable;
  operator: string;
  /** What goes wrong at carrier and relay, by its simulator's words, each with its share of the calls. */
  faults: Record<string, number>;
  seed: number;
  /** Where every message is listed, a .csv; absent: nowhere. */
  listFile?: string;
}

/** Hears how far it is. */
export type Report = (line: string) => void;

/**
 * Rehearses a campaign: its own plan, its own people, in a copied ledger, with every process of the product, against a
 * simulated carrier and relay, with time skipped. Nothing of it reaches the office's ledger, queue, Temporal or
 * providers; all of it is gone afterwards.
 * @throws {Refusal} what is wrong with the wish, before anything is started; or why it came to no end
 */
export async function rehearse(office: Environment, wish: Wish, report: Report): Promise<Outcome> {
  const { databaseUrl, dataKey } = loadConfig(office, ['DATABASE_URL', 'DATA_KEY']);
  if (wish.listFile !== undefined) await requireListFile(wish.listFile);
  const intent = await intentOf(office, wish.operator, wish.what);
  const closing: (() => Promise<unknown>)[] = [];
  const kept = <Part>(part: Part, close: (part: Part) => Promise<unknown>): Part => {
    closing.push(() => close(part));
    return part;
  };
  try {
    // Before the ledger is copied: it is the one that may be missing.
    await testServer(report, office);
    const space = kept(await openSpace(databaseUrl, office, report), (it) => it.close());
    const place = kept(await skippedTime(report, office), (it) => it.close());
    return await perform({ office, dataKey, wish, intent, report, space, place, kept });
  } finally {
    for (const close of closing.reverse()) await close().catch(() => undefined);
  }
}

interface Stage {
  office: Environment;
  dataKey: string;
  wish: Wish;
  intent: Intent;
  report: Report;
  space: Space;
  place: SkippedTime;
  kept: <Part>(part: Part, close: (part: Part) => Promise<unknown>) => Part;
}

async function perform({
  office: environment,
  dataKey,
  wish,
  intent,
  report,
  space,
  place,
  kept,
}: Stage): Promise<Outcome> {
  const log = createLogger('rehearsal', 'error');
  const ring = ringer(place.temporal, log);
  const database = kept(connectDatabase(space.databaseUrl, { name: 'rehearsal', max: 4 }), (it) =>
    it.end({ timeout: 5 }),
  );
  await restCopiedRuns(database, 'run' in intent.meant ? intent.meant.run.id : null);
  const keys = createKeys(dataKey);
  const inbound = kept(await startInbound({ database, keys, clock: place.clock, log, ring }), (it) =>
    it.stop(),
  );
  const simulators = kept(
    await startSimulators(inbound.pushUrl, await approvedTexts(database), carrierOf(environment)),
    (it) => it.stop(),
  );
  const settings = rehearsalSettings(environment, space, simulators);
  const config = loadConfig(settings, [...DESK_SETTINGS, ...OFFICE_SETTINGS]);
  const { desk } = kept(
    openDesk('rehearsal', { environment: settings, clock: place.clock, log, ring }),
    (it) => it.close(),
  );
  const office = kept(openOffice({ config, temporal: place.temporal, clock: place.clock }), (it) =>
    it.database.end({ timeout: 5 }),
  );
  const workflowBundle = { codePath: asset('dist', 'workflows', 'workflows.bundle.js') };
  kept(await startWorker({ office, desk, config, place, workflowBundle }), (it) => it.stop());
  kept(startDispatcher(desk, space.redisUrl, ['sms', 'email']), (it) => it.stop());
  kept(
    startSweeper(desk, () => ringBells({ ...desk, ...place })),
    (it) => it.stop(),
  );
  await simulators.faults({ seed: wish.seed, rates: wish.faults });
  const began = place.clock.now();
  const run = await begin(office, intent, began);
  report('预演开始，时间快进 / the rehearsal begins, time is skipped');
  await advance({ desk, place, simulators, run }, (now) => report(officeTime(now)));
  const mailDomain = /@([^>]+)/.exec(settings['MAIL_FROM']!)![1]!;
  const letterhead = { smsSign: settings['SMS_SIGN_NAME']!, mailDomain };
  return outcomeOf({
    office,
    actor: intent.actor,
    run,
    beganAt: began,
    simulators,
    letterhead,
    preview: intent.preview,
    ...(wish.listFile === undefined ? {} : { listFile: wish.listFile }),
  });
}

/** People answer what they are asked, within the shortest stretch of time that is skipped. */
const carrierOf = ({ SMS_SIGN_NAME: sign }: Environment): CarrierWish => ({
  signNames: [sign || ACCOUNT.signName],
  replyToAsks: true,
  replyHesitationMilliseconds: 100,
});

/** Writes down in the copy what is meant, unless it stands there already, and starts its workflow. */
async function begin(office: Office, { actor, meant }: Intent, now: Date): Promise<LaunchedRun> {
  const run = 'run' in meant ? await copiedRun(office, meant.run) : await written(office, actor, meant, now);
  await startRun(office, run);
  return run;
}

/** With its question and its invitations, unless it has begun while the ledger was copied. */
async function copiedRun({ database }: Office, { id }: LaunchedRun): Promise<LaunchedRun> {
  const run = (await runById(database, id))!;
  requireUnbegun(run);
  return run;
}

async function written(
  office: Office,
  actor: Intent['actor'],
  { prepared }: Extract<Intent['meant'], { prepared: unknown }>,
  now: Date,
): Promise<LaunchedRun> {
  // What has been launched before may still be rehearsed.
  const own = newRun(actor, prepared, now, `rehearsal-${now.getTime()}`);
  const { run } = await office.database.begin((sql) => writeDown(sql, office, own, { prepared, now }));
  return run;
}
