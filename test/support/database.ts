import { randomBytes } from 'node:crypto';
import { afterAll } from '@jest/globals';
import { connectDatabase, type Database } from '../../runtime/database.js';

import { TEMPLATE_DATABASE } from './names.js';

/** The server of this test run; global setup has put its address here. */
export function testDatabaseUrl(name: string): string {
  const server = process.env['TEST_DATABASE_URL'];
  if (!server)
    throw new Error('TEST_DATABASE_URL is not set: tests start by `npm test`, which starts a PostgreSQL');
  const url = new URL(server);
  url.pathname = `/${name}`;
  return url.href;
}

/**
 * A ledger of this test file's own: cloned from the migrated template, dropped when the file is done.
 * @returns a client like the workers have, and its address for other processes
 */
export async function createTestDatabase(): Promise<{ database: Database; url: string }> {
  const name = `test_${randomBytes(6).toString('hex')}`;
  const admin = connectDatabase(testDatabaseUrl('postgres'), { name: 'test admin', max: 1 });
  await admin.unsafe(`CREATE DATABASE ${name} TEMPLATE ${TEMPLATE_DATABASE}`);
  const url = testDatabaseUrl(name);
  const database = connectDatabase(url, { name: 'test', max: 10 });
  afterAll(async () => {
    await database.end({ timeout: 5 });
    await admin.unsafe(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
    await admin.end({ timeout: 5 });
  });
  return { database, url };
}
