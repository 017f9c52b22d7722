import { afterAll } from '@jest/globals';
import { DefaultLogger, Runtime } from '@temporalio/worker';
import type { Desk } from '../../dispatch/desk.js';
import type { TemplateContent } from '../../domain/messages/template.js';
import type { Channel } from '../../domain/plan/plan.js';
import { insertOperators } from '../../ledger/load.js';
import type { Actor } from '../../ledger/operators.js';
import { approvedTexts } from '../../ledger/template-reviews.js';
import { actorNamed } from '../../office/actor.js';
import { launch, type Launched } from '../../office/launch.js';
import { openOffice, type Office } from '../../office/office.js';
import { prepare } from '../../office/prepare.js';
import { ringBells, ringer } from '../../office/ring.js';
import { OFFICE_SETTINGS } from '../../office/settings.js';
import { loadConfig } from '../../runtime/config.js';
import type { Database } from '../../runtime/database.js';
import { DESK_SETTINGS, openDesk } from '../../workers/desk.js';
import { KEYS, NOW, settleCast, type City } from '../support/cast.js';
import { createTestDatabase } from '../support/database.js';
import { addApproved, newTemplate } from '../support/templates.js';
import { emptyWorkerRedis } from '../support/worker-redis.js';
import { startMortalWorker, type MortalWorker } from './worker.js';
import { openLogbook, type Logbook } from './logbook.js';
import type { Place } from '../../rehearsal/place.js';
import { realTime } from './places.js';
import { startDispatcher, startInbound, startSweeper, type Running } from '../../rehearsal/processes.js';
import { ACCOUNT, startSimulators, type CarrierWish, type Simulators } from '../../rehearsal/simulators.js';

/** What a journey differs in. */
export interface Wish<At extends Place = Place> {
  /** Settings of our processes. */
  settings?: Record<string, string>;
  carrier?: CarrierWish;
  /** Templates beside the cast's; the carrier approves them. */
  templates?: readonly TemplateContent[];
  /** Where it takes place; default: on the dev server, in real time. */
  place?: () => Promise<At>;
}

/** The whole of Muster in one process: real engines, the product's code, simulators for carrier and relay. */
export interface Muster<At extends Place = Place> {
  city: City;
  database: Database;
  office: Office;
  /** The office's operator, for the whole city. */
  operator: Actor;
  desk: Desk;
  place: At;
  simulators: Simulators;
  logbook: Logbook;
  /** While lost, no bell that rings reaches its workflow. */
  bells: { lost: boolean };
  redisUrl: string;
  /** Prepares and launches, as every door does. */
  launch(definition: object, options?: { acceptShortage?: boolean }): Promise<Launched>;
  /** Starts a campaigns worker. */
  work(): Promise<MortalWorker>;
  /** Starts a dispatcher; of some channels only, if they are named. */
  dispatch(...channels: Channel[]): Running;
  /** Starts a sweeper. */
  sweep(): Running;
}

/** Opens Muster with the cast moved in, and none of its processes started; closed when the test file is done. */
export async function openMuster<At extends Place = Place>(wish: Wish<At> = {}): Promise<Muster<At>> {
  const closing = inReverse();
  const logbook = logbookOfTemporal();
  const place = await ((wish.place ?? realTime) as () => Promise<At>)();
  closing(place.close);
  const { database, url } = await createTestDatabase();
  const city = await settleCast(database);
  await admitOperators(city);
  await addTemplates(city, wish.templates ?? []);
  const bells = { lost: false };
  const ring: Desk['ring'] = (run) => {
    if (!bells.lost) ringer(place.temporal, logbook.log)(run);
  };
  const inbound = await startInbound({ database, keys: KEYS, clock: place.clock, log: logbook.log, ring });
  closing(inbound.stop);
  const simulators = await startSimulators(inbound.pushUrl, await approvedTexts(database), wish.carrier);
  closing(simulators.stop);
  const redisUrl = await emptyWorkerRedis();
  const environment = { ...settingsOf({ url, redisUrl, simulators }), ...wish.settings };
  const config = loadConfig(environment, [...DESK_SETTINGS, ...OFFICE_SETTINGS]);
  const { desk, close } = openDesk('journey', { environment, clock: place.clock, log: logbook.log, ring });
  closing(close);
  const office = openOffice({ config, temporal: place.temporal, clock: place.clock });
  closing(() => office.database.end({ timeout: 5 }));
  const operator = await actorNamed(office, 'office');
  const started = <Part extends Running>(part: Part): Part => {
    closing(part.stop);
    return part;
  };
  return {
    ...{ city, database, office, operator, desk, place, simulators, logbook, bells, redisUrl },
    launch: async (definition, options) =>
      launch(office, operator, await prepare(office, operator, definition), options),
    work: async () => started(await startMortalWorker({ office, desk, config, place })),
    dispatch: (...channels) =>
      started(startDispatcher(desk, redisUrl, channels.length > 0 ? channels : ['sms', 'email'])),
    sweep: () =>
      started(startSweeper(desk, () => (bells.lost ? Promise.resolve() : ringBells({ ...desk, ...place })))),
  };
}

/** How many are open in this file: Temporal's runtime, one per process, ends with the last. */
let open = 0;

/** Takes what is to be closed when the file is done, the last first. Called before anything else registers. */
function inReverse(): (close: () => Promise<unknown>) => void {
  const closers: (() => Promise<unknown>)[] = [];
  open += 1;
  afterAll(async () => {
    for (const close of closers.reverse()) await close();
    open -= 1;
    if (open === 0) await Runtime.instance().shutdown();
  });
  return (close) => void closers.push(close);
}

let logbook: Logbook | undefined;

/** One for the file: what the SDK says goes into it too, word for word. */
function logbookOfTemporal(): Logbook {
  if (logbook) return logbook;
  const opened = openLogbook();
  Runtime.install({
    logger: new DefaultLogger(
      'DEBUG',
      ({ message, meta }) => void opened.lines.push(JSON.stringify({ message, meta })),
    ),
    telemetryOptions: { logging: { filter: { core: 'INFO', other: 'WARN' }, forward: {} } },
  });
  return (logbook = opened);
}

const admitOperators = ({ database, committee }: City): Promise<void> =>
  insertOperators(database, [
    { name: 'office', committeeId: committee('tangshan'), maySeePersonalData: true },
    { name: 'deputy', committeeId: committee('tangshan'), maySeePersonalData: false },
    { name: 'clerk', committeeId: committee('luannan'), maySeePersonalData: false },
  ]);

async function addTemplates({ database }: City, templates: readonly TemplateContent[]): Promise<void> {
  for (const [at, template] of templates.entries()) {
    const carrierCode = template.channel === 'sms' ? `SMS_15400010${at}` : null;
    await addApproved(database, newTemplate(template), { carrierCode, now: NOW });
  }
}

const settingsOf = ({
  url,
  redisUrl,
  simulators,
}: {
  url: string;
  redisUrl: string;
  simulators: Simulators;
}) => ({
  DATABASE_URL: url,
  REDIS_URL: redisUrl,
  // The key the cast was sealed with.
  DATA_KEY: Buffer.alloc(32, 154).toString('base64'),
  ALIBABA_CLOUD_ACCESS_KEY_ID: ACCOUNT.keyId,
  ALIBABA_CLOUD_ACCESS_KEY_SECRET: ACCOUNT.keySecret,
  SMS_ENDPOINT: simulators.carrier,
  SMS_PROTOCOL: 'HTTP',
  SMS_SIGN_NAME: ACCOUNT.signName,
  SMTP_URL: `smtp://${simulators.relay}`,
  MAIL_FROM: 'office@muster.invalid',
  SEND_WINDOW: 'always',
  APPROVAL_AUDIENCE: 'none',
  APPROVAL_COST_FEN: 'none',
});
