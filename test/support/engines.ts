import { mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';
import { migrate } from '../../ledger/migrate.js';
import { Stack } from '../../local/stack/stack.js';
import { asset } from '../../runtime/root.js';
import { systemClock } from '../../runtime/clock.js';
import { connectDatabase } from '../../runtime/database.js';
import { TEMPLATE_DATABASE } from './names.js';

/**
 * The engines of a test run: real PostgreSQL, Redis and Temporal, and a migrated template database that every
 * test file clones. Their addresses go to the tests in the environment.
 */
export async function startTestEngines(): Promise<{ stop(): Promise<void> }> {
  const folder = await mkdtemp(join(asset('.muster'), 'test-'));
  const stack = await Stack.open({ folder, name: 'test', report: () => undefined });
  stack.stopOnSignals();
  const engines = await stack.startEngines();
  process.env['TEST_FOLDER'] = folder;
  process.env['TEST_DATABASE_URL'] = engines.databaseUrl;
  process.env['TEST_REDIS_URL'] = engines.redisUrl;
  process.env['TEST_TEMPORAL_ADDRESS'] = engines.temporalAddress;
  process.env['TEST_TEMPORAL_NAMESPACE'] = engines.temporalNamespace;
  await makeTemplate(engines.databaseUrl);
  return { stop: () => stack.remove() };
}

async function makeTemplate(databaseUrl: string): Promise<void> {
  const admin = connectDatabase(databaseUrl, { name: 'test setup', max: 1 });
  await admin.unsafe(`CREATE DATABASE ${TEMPLATE_DATABASE}`);
  await admin.end();
  const url = new URL(databaseUrl);
  url.pathname = `/${TEMPLATE_DATABASE}`;
  const template = connectDatabase(url.href, { name: 'test setup', max: 2 });
  await migrate(template, systemClock.now());
  await template.end();
}
