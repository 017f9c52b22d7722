import { mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';
import { copyLedger } from '../ledger/copy.js';
import { migrate } from '../ledger/migrate.js';
import { Stack } from '../local/stack/stack.js';
import { systemClock } from '../runtime/clock.js';
import { connectDatabase } from '../runtime/database.js';
import { asset } from '../runtime/root.js';

/** A ledger and a queue of a rehearsal's own, on this machine alone; gone when it is closed. */
export interface Space {
  databaseUrl: string;
  redisUrl: string;
  close(): Promise<void>;
}

/** What a search for engines may read: where programs lie, and no address of a server that is in use. */
const SEARCHED = ['PATH', 'JAVA_HOME', 'HOME', 'TEMPORAL_TEST_SERVER'];

/** Starts engines that nobody else knows, and copies the office's ledger into them. The office's own is only read. */
export async function openSpace(
  officeUrl: string,
  environment: Readonly<Record<string, string | undefined>>,
  report: (line: string) => void,
): Promise<Space> {
  const folder = await mkdtemp(join(asset('.muster'), 'rehearsal-'));
  const searched = Object.fromEntries(SEARCHED.map((name) => [name, environment[name]]));
  const stack = await Stack.open({
    folder,
    name: 'rehearsal',
    environment: searched,
    report: () => undefined,
  });
  stack.stopOnSignals();
  try {
    report('正在准备隔离的台账和队列 / preparing a ledger and a queue apart');
    const addresses = await stack.startStores();
    await fill(officeUrl, addresses.databaseUrl, report);
    return { ...addresses, close: () => stack.remove() };
  } catch (error) {
    await stack.remove();
    throw error;
  }
}

async function fill(officeUrl: string, copyUrl: string, report: (line: string) => void): Promise<void> {
  const [office, copy] = [officeUrl, copyUrl].map((url) =>
    connectDatabase(url, { name: 'rehearsal', max: 2 }),
  ) as [ReturnType<typeof connectDatabase>, ReturnType<typeof connectDatabase>];
  try {
    await migrate(copy, systemClock.now());
    const rows = await copyLedger(office, copy);
    report(`已复制台账，约 ${rows} 行 / the ledger is copied, about ${rows} rows`);
  } finally {
    await Promise.all([office.end({ timeout: 5 }), copy.end({ timeout: 5 })]);
  }
}
