import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Client, Connection } from '@temporalio/client';
import { Redis } from 'ioredis';
import { mkdtempSync } from 'node:fs';
import { chmod, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import postgres from 'postgres';
import { Stack } from '../../../local/stack/stack.js';
import type { EngineAddresses } from '../../../local/stack/start-engines.js';
import { SEARCH_ATTRIBUTES } from '../../../workflows/contract.js';
import { runs } from './processes.js';

/** The first time engines are downloaded. */
const FIRST_START_MILLISECONDS = 180_000;

describe('the engines', () => {
  const folder = mkdtempSync(join(tmpdir(), 'muster-engines-'));
  const environment = { PATH: process.env['PATH'], HOME: process.env['HOME'] };
  const open = (): Promise<Stack> =>
    Stack.open({ folder, name: 'engines', report: () => undefined, environment });
  let stack: Stack;
  let at: EngineAddresses;

  beforeAll(async () => {
    // PostgreSQL's own user must be able to enter, else the data would not be in this folder.
    await chmod(folder, 0o755);
    stack = await open();
    at = await stack.startEngines({ ui: true });
  }, FIRST_START_MILLISECONDS);
  afterAll(() => stack.remove());

  const inPostgres = async <T>(ask: (sql: postgres.Sql) => Promise<T>, url = at.databaseUrl): Promise<T> => {
    const sql = postgres(url, { max: 1 });
    return ask(sql).finally(() => sql.end());
  };
  const inRedis = async <T>(ask: (redis: Redis) => Promise<T>): Promise<T> => {
    const redis = new Redis(at.redisUrl);
    return ask(redis).finally(() => redis.disconnect());
  };
  const inTemporal = async <T>(ask: (client: Client) => Promise<T>): Promise<T> => {
    const connection = await Connection.connect({ address: at.temporalAddress });
    return ask(new Client({ connection, namespace: at.temporalNamespace })).finally(() => connection.close());
  };
  const killAndRestart = async (name: string): Promise<void> => {
    const before = stack.pid(name) ?? 0;
    await stack.kill(name);
    expect(runs(before)).toBe(false);
    await stack.restart(name);
  };

  test('their addresses are shared as settings', () => {
    expect(stack.settings).toEqual({
      DATABASE_URL: at.databaseUrl,
      REDIS_URL: at.redisUrl,
      TEMPORAL_ADDRESS: at.temporalAddress,
      TEMPORAL_NAMESPACE: 'muster',
    });
  });

  test('PostgreSQL is what production needs, and keeps a row over kill -9', async () => {
    const settings = await inPostgres(async (sql) => {
      await sql`create table kept (word text)`;
      await sql`insert into kept values ('集结')`;
      return sql`select name, setting from pg_settings where name in
        ('fsync', 'server_encoding', 'max_connections', 'TimeZone', 'password_encryption') order by name`;
    });
    expect(Object.fromEntries(settings.map((row) => [row['name'], row['setting']]))).toEqual({
      TimeZone: 'UTC',
      fsync: 'on',
      max_connections: '100',
      password_encryption: 'scram-sha-256',
      server_encoding: 'UTF8',
    });
    await killAndRestart('postgres');
    expect(await inPostgres((sql) => sql`select word from kept`)).toEqual([{ word: '集结' }]);
  });

  test('PostgreSQL lets nobody in without the password', async () => {
    const guess = at.databaseUrl.replace(/:[^:@]*@/, ':guess@');
    await expect(inPostgres((sql) => sql`select 1`, guess)).rejects.toMatchObject({ code: '28P01' });
  });

  test('PostgreSQL writes no row values into its log', async () => {
    const duplicate = inPostgres(async (sql) => {
      await sql`create table once (phone text primary key)`;
      await sql`insert into once values ('15400000001'), ('15400000001')`;
    });
    await expect(duplicate).rejects.toMatchObject({ code: '23505' });
    const log = await readFile(stack.logFile('postgres'), 'utf8');
    expect(log).toContain('duplicate key value');
    expect(log).not.toContain('15400000001');
  });

  test('Redis never drops a key in silence, and keeps one over kill -9', async () => {
    const policy = await inRedis(async (redis) => {
      // Else a kill -9 may take the last second.
      await redis.config('SET', 'appendfsync', 'always');
      await redis.set('kept', 'here');
      return redis.config('GET', 'maxmemory-policy');
    });
    expect(JSON.stringify(policy)).toContain('noeviction');
    await killAndRestart('redis');
    expect(await inRedis((redis) => redis.get('kept'))).toBe('here');
  });

  test('Temporal knows our search attributes, and keeps a workflow over kill -9', async () => {
    const known = Object.values(SEARCH_ATTRIBUTES).map((name) => [name, ['value']]);
    const searchAttributes = Object.fromEntries(known) as Record<string, string[]>;
    const start = { taskQueue: 'nobody', workflowId: 'kept', searchAttributes };
    await inTemporal((client) => client.workflow.start('notice', start));
    await killAndRestart('temporal');
    const described = await inTemporal((client) => client.workflow.getHandle('kept').describe());
    expect(described.status.name).toBe('RUNNING');
    const namespace = await inTemporal((client) =>
      client.connection.workflowService.describeNamespace({ namespace: 'muster' }),
    );
    expect(Number(namespace.config?.workflowExecutionRetentionTtl?.seconds)).toBe(30 * 86_400);
  });

  test('Temporal shows its page', async () => {
    const response = await fetch(at.temporalUi ?? '');
    expect(response.status).toBe(200);
  });

  test('the next start finds everything as it was, and the last one left no process', async () => {
    const pids = ['postgres', 'redis', 'temporal'].map((name) => stack.pid(name) ?? 0);
    await stack.stop();
    expect(pids.some(runs)).toBe(false);
    stack = await open();
    at = await stack.startEngines();
    expect(at.temporalUi).toBeUndefined();
    expect(await inPostgres((sql) => sql`select word from kept`)).toHaveLength(1);
    expect(await inRedis((redis) => redis.get('kept'))).toBe('here');
    const described = await inTemporal((client) => client.workflow.getHandle('kept').describe());
    expect(described.status.name).toBe('RUNNING');
  });

  test('an address that does not answer is named, without its password', async () => {
    const elsewhere = mkdtempSync(join(tmpdir(), 'muster-engines-'));
    const other = await Stack.open({
      folder: elsewhere,
      name: 'other',
      report: () => undefined,
      environment: { ...environment, DATABASE_URL: 'postgres://muster:geheim@127.0.0.1:9/muster' },
    });
    const problem = await other.startEngines().catch((error: unknown) => error);
    await other.remove();
    expect(problem).toMatchObject({ name: 'EngineError', problem: 'unreachable' });
    expect(String(problem)).toMatch(/DATABASE_URL 指向 postgres:\/\/muster:\*\*\*@127\.0\.0\.1:9\/muster/);
    expect(String(problem)).not.toContain('geheim');
  });
});
