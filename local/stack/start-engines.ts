import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { EngineSearch, Found } from '../engines/engine.js';
import { EngineError } from '../engines/engine-error.js';
import { allOf, findEngines } from '../engines/find.js';
import { findPostgres, launchPostgres, postgresAnswers } from '../engines/postgres.js';
import { findRedis, launchRedis, redisReady, redisUrl } from '../engines/redis.js';
import { launchTemporal, temporalReady } from '../engines/temporal.js';
import { freePort } from './free-port.js';
import type { Part } from './part.js';

/** Settings of `startEngines`. */
export interface EngineOptions {
  /** Start Temporal's web UI too; default false. */
  ui?: boolean;
}

/** Where the engines answer. */
export interface EngineAddresses {
  databaseUrl: string;
  redisUrl: string;
  temporalAddress: string;
  temporalNamespace: string;
  /** Page of Temporal's web UI, if we started one. */
  temporalUi?: string;
}

/** What starting engines needs of a stack. */
interface Host {
  readonly folder: string;
  add(part: Part): Promise<void>;
  share(settings: Readonly<Record<string, string>>): void;
  ownOutside(folder: string): void;
}

/** Finds all three before the first is started, so that what is missing is said at once and nothing has to be undone. */
export async function startEngines(
  stack: Host,
  search: EngineSearch,
  options: EngineOptions,
): Promise<EngineAddresses> {
  const found = await findEngines(search, join(stack.folder, 'postgres'));
  const databaseUrl = await startPostgres(stack, found.postgres, search);
  const redis = await startRedis(stack, found.redis);
  const temporal = await startTemporal(stack, found.temporal, search, options);
  const addresses = { databaseUrl, redisUrl: redis, ...temporal };
  stack.share({
    DATABASE_URL: addresses.databaseUrl,
    REDIS_URL: addresses.redisUrl,
    TEMPORAL_ADDRESS: addresses.temporalAddress,
    TEMPORAL_NAMESPACE: addresses.temporalNamespace,
  });
  return addresses;
}

/** Ledger and queue alone, for whoever brings a Temporal of their own. */
export async function startStores(
  stack: Host,
  search: EngineSearch,
): Promise<Pick<EngineAddresses, 'databaseUrl' | 'redisUrl'>> {
  const [postgres, redis] = await allOf([
    findPostgres(search, join(stack.folder, 'postgres')),
    findRedis(search),
  ]);
  return {
    databaseUrl: await startPostgres(stack, postgres, search),
    redisUrl: await startRedis(stack, redis),
  };
}

async function startPostgres(stack: Host, found: Found, search: EngineSearch): Promise<string> {
  if (found.at === 'address') return answering('postgres', 'DATABASE_URL', found.address, postgresAnswers);
  const place = { folder: join(stack.folder, 'postgres'), port: await freePort() };
  const { launch, url, outside } = await launchPostgres(found, place, search);
  if (outside !== undefined) stack.ownOutside(outside);
  await stack.add({ name: 'postgres', ...launch });
  return url;
}

async function startRedis(stack: Host, found: Found): Promise<string> {
  if (found.at === 'address') return answering('redis', 'REDIS_URL', found.address, redisReady);
  const place = {
    // By kind and version: another server could not read the file, and the queue may start empty at any time.
    folder: join(stack.folder, 'redis', found.version),
    port: await freePort(),
    password: randomBytes(18).toString('base64url'),
  };
  await stack.add({ name: 'redis', ...(await launchRedis(found.program, place)) });
  return redisUrl(place);
}

async function startTemporal(
  stack: Host,
  found: Found,
  search: EngineSearch,
  options: EngineOptions,
): Promise<Omit<EngineAddresses, 'databaseUrl' | 'redisUrl'>> {
  const temporalNamespace = search.environment['TEMPORAL_NAMESPACE'] || 'muster';
  if (found.at === 'address') {
    const ready = (address: string): Promise<void> => temporalReady(address, temporalNamespace);
    const temporalAddress = await answering('temporal', 'TEMPORAL_ADDRESS', found.address, ready);
    return { temporalAddress, temporalNamespace };
  }
  const uiPort = options.ui ? await freePort() : undefined;
  const place = { folder: stack.folder, port: await freePort(), uiPort, namespace: temporalNamespace };
  await stack.add({ name: 'temporal', ...launchTemporal(found.program, place) });
  const temporalUi = `http://127.0.0.1:${uiPort}/namespaces/${temporalNamespace}/workflows`;
  const temporalAddress = `127.0.0.1:${place.port}`;
  return { temporalAddress, temporalNamespace, ...(uiPort === undefined ? {} : { temporalUi }) };
}

/** How long an engine that somebody else runs may take to answer. */
const ANSWER_MILLISECONDS = 5000;

/** The address itself, once it answers. */
async function answering(
  engine: string,
  setting: string,
  address: string,
  ready: (address: string) => Promise<void>,
): Promise<string> {
  const deadline = Date.now() + ANSWER_MILLISECONDS;
  for (;;) {
    try {
      await ready(address);
      return address;
    } catch (error) {
      if (Date.now() > deadline) throw unreachable(engine, setting, address, error as Error);
      await delay(200);
    }
  }
}

/** The address without its password. */
const masked = (address: string): string => address.replace(/\/\/([^:@/]*):[^@]*@/, '//$1:***@');

const unreachable = (engine: string, setting: string, address: string, cause: Error): EngineError =>
  new EngineError(
    engine,
    'unreachable',
    {
      zh: `${setting} 指向 ${masked(address)}，但那里没有应答：${cause.message}`,
      en: `${setting} points at ${masked(address)}, but nothing answers there (${cause.message}).`,
    },
    [
      { zh: '启动那台服务器，或改正这个设置', en: 'start that server, or correct the setting' },
      {
        zh: `去掉 ${setting}，由我们自己找或安装一个`,
        en: `unset ${setting}, and we find or install one ourselves`,
      },
    ],
    { cause },
  );
