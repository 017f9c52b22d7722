import { officeDay, officeTime } from '../domain/calendar/office-day.js';
import { planHash } from '../domain/plan/hash.js';
import type { Plan } from '../domain/plan/plan.js';
import { restCopiedRuns } from '../ledger/copy.js';
import type { Actor } from '../ledger/operators.js';
import { createRun, type Run } from '../ledger/runs.js';
import { approvedTexts } from '../ledger/template-reviews.js';
import { actorNamed } from '../office/actor.js';
import { ownRun } from '../office/look-up.js';
import { openOffice, type Office } from '../office/office.js';
import { prepare } from '../office/prepare.js';
import { preview } from '../office/preview.js';
import { refuse } from '../office/refusal.js';
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
import { skippedTime, type SkippedTime } from './place.js';
import { startDispatcher, startInbound, startSweeper, startWorker } from './processes.js';
import { outcomeOf, type Outcome } from './outcome.js';
import { rehearsalSettings } from './settings.js';
import { ACCOUNT, startSimulators, type CarrierWish } from './simulators.js';
import { openSpace, type Space } from './space.js';

/** What is rehearsed. */
export interface Wish {
  /** A run that has not begun, or a definition as read from its file. */
  what: { run: number } | { definition: unknown };
  operator: string;
  /** What goes wrong at carrier and relay, by its simulator's words, each with its share of the calls. */
  faults: Record<string, number>;
  seed: number;
}

/** Hears how far it is. */
export type Report = (line: string) => void;

/**
 * Rehearses a campaign: its own plan, its own people, in a copied ledger, with every process of the product, against a
 * simulated carrier and relay, with time skipped. Nothing of it reaches the office's ledger, queue, Temporal or
 * providers; all of it is gone afterwards.
 */
export async function rehearse(office: Environment, wish: Wish, report: Report): Promise<Outcome> {
  const { databaseUrl, dataKey } = loadConfig(office, ['DATABASE_URL', 'DATA_KEY']);
  const closing: (() => Promise<unknown>)[] = [];
  const kept = <Part>(part: Part, close: (part: Part) => Promise<unknown>): Part => {
    closing.push(() => close(part));
    return part;
  };
  try {
    const space = kept(await openSpace(databaseUrl, office, report), (it) => it.close());
    const place = kept(await skippedTime(report), (it) => it.close());
    return await perform({ office, dataKey, wish, report, space, place, kept });
  } finally {
    for (const close of closing.reverse()) await close().catch(() => undefined);
  }
}

interface Stage {
  office: Environment;
  dataKey: string;
  wish: Wish;
  report: Report;
  space: Space;
  place: SkippedTime;
  kept: <Part>(part: Part, close: (part: Part) => Promise<unknown>) => Part;
}

async function perform({
  office: environment,
  dataKey,
  wish,
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
  await restCopiedRuns(database);
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
  const planned = await planOf(office, await actorNamed(office, wish.operator), wish.what);
  const workflowBundle = { codePath: asset('dist', 'workflows', 'workflows.bundle.js') };
  kept(await startWorker({ office, desk, config, place, workflowBundle }), (it) => it.stop());
  kept(startDispatcher(desk, space.redisUrl, ['sms', 'email']), (it) => it.stop());
  kept(
    startSweeper(desk, () => ringBells({ ...desk, ...place })),
    (it) => it.stop(),
  );
  await simulators.faults({ seed: wish.seed, rates: wish.faults });
  const began = place.clock.now();
  const expected = await preview(office, planned.actor, boundsOf(planned, began));
  const run = await begin(office, planned, began);
  report('预演开始，时间快进 / the rehearsal begins, time is skipped');
  await advance({ desk, place, simulators, runId: run.id }, (now) => report(officeTime(now)));
  const mailDomain = /@([^>]+)/.exec(settings['MAIL_FROM']!)![1]!;
  const letterhead = { smsSign: settings['SMS_SIGN_NAME']!, mailDomain };
  return outcomeOf({
    office,
    actor: planned.actor,
    runId: run.id,
    beganAt: began,
    simulators,
    letterhead,
    preview: expected,
  });
}

/** People answer what they are asked, within the shortest stretch of time that is skipped. */
const carrierOf = ({ SMS_SIGN_NAME: sign }: Environment): CarrierWish => ({
  signNames: [sign || ACCOUNT.signName],
  replyToAsks: true,
  replyHesitationMilliseconds: 100,
});

/** What is to be rehearsed, planned, and in whose name. */
interface Planned {
  actor: Actor;
  plan: Plan;
  definition: unknown;
  scopePath: string;
  audience: number;
}

/** What the preview looks at: the plan that is followed, on the people of today. */
const boundsOf = ({ plan, scopePath, audience }: Planned, now: Date) => ({
  plan,
  audience,
  bounds: { scopePath, officeDay: officeDay(now) },
});

async function planOf(office: Office, actor: Actor, what: Wish['what']): Promise<Planned> {
  if ('definition' in what) {
    const { plan, definition, audience } = await prepare(office, actor, what.definition);
    return { actor, plan, definition, audience, scopePath: actor.scopePath };
  }
  const run = await ownRun(office, actor, what.run);
  const { id, plan, definition, scopePath, audienceAtLaunch: audience } = run;
  // Copied runs that had not begun are cancelled there, unless somebody had.
  if (plan.kind === 'standing' || run.state !== 'cancelled' || run.changedAt > run.launchedAt)
    throw begunAlready(id);
  return { actor, plan, definition, scopePath, audience };
}

const begunAlready = (id: number) =>
  refuse(
    'conflict',
    'begun',
    `活动 ${id} 已经开始或结束，不能预演；请预演它的定义文件：muster rehearse 文件`,
    `run ${id} has begun or is over; rehearse its definition file: \`muster rehearse FILE\``,
  );

/** Writes the run down in the copy, as a run of its own, and starts its workflow. */
async function begin(
  { database, temporal }: Office,
  { actor, plan, definition, scopePath, audience }: Planned,
  now: Date,
): Promise<Run> {
  const { run } = await createRun(
    database,
    {
      ...{ key: `rehearsal-${now.getTime()}`, definition, plan, planHash: planHash(plan), scopePath },
      ...{ launchedBy: actor.name, audienceAtLaunch: audience },
    },
    now,
  );
  await startRun({ database, temporal }, run);
  return run;
}
