import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { EnginesMissing, findEngines } from '../../../local/engines/find.js';
import { findRedis } from '../../../local/engines/redis.js';
import { findTemporal } from '../../../local/engines/temporal.js';
import { findTestServer } from '../../../local/engines/test-server.js';
import { BareMachine } from './search.js';

describe('a machine without what is needed', () => {
  let machine: BareMachine;
  beforeEach(() => {
    machine = new BareMachine();
  });
  afterEach(() => machine.remove());

  test('without python3 Temporal is named, with every way to get it', async () => {
    const problem = await findTemporal(machine.search).catch((error: unknown) => error);
    expect(problem).toMatchObject({ name: 'EngineError', engine: 'temporal', problem: 'missing' });
    expect(String(problem)).toMatch(
      /缺少 Temporal 1\.9\.1，也没有 python3[\s\S]*Temporal 1\.9\.1 is missing/,
    );
    expect(String(problem)).toMatch(/python3-pip[\s\S]*brew install temporal[\s\S]*TEMPORAL_ADDRESS/);
  });

  test('python3 without pip is told apart', async () => {
    await machine.program('python3', 'echo "$0: No module named pip" >&2; exit 1');
    await expect(findRedis(machine.search)).rejects.toThrow(/有 python3，但没有 pip[\s\S]*without pip/);
  });

  test('a pip that fails is quoted', async () => {
    await machine.program('python3', 'echo "ERROR: no route to host" >&2; exit 1');
    await expect(findRedis(machine.search)).rejects.toThrow(/no route to host[\s\S]*镜像[\s\S]*redis-server/);
  });

  test('everything that is missing is said at once', async () => {
    const problem = await findEngines(machine.search).catch((error: unknown) => error);
    expect(problem).toBeInstanceOf(EnginesMissing);
    expect(String(problem)).toMatch(/Valkey 9\.1\.2 is missing[\s\S]*Temporal 1\.9\.1 is missing/);
  });

  test('without Java the test server is named', async () => {
    await expect(findTestServer(machine.search)).rejects.toThrow(
      /缺少 Java 11[\s\S]*Java 11 or newer is missing[\s\S]*default-jdk-headless maven/,
    );
  });

  test('a Java that is too old is named with its version', async () => {
    await machine.program('java', `echo 'openjdk version "8.0.1"' >&2`);
    await expect(findTestServer(machine.search)).rejects.toThrow(/这里是 8[\s\S]*here is 8/);
  });

  test('without Maven that is named', async () => {
    await machine.program('java', `echo 'openjdk version "17.0.15" 2025-04-15' >&2`);
    await expect(findTestServer(machine.search)).rejects.toThrow(
      /缺少 Maven（mvn）[\s\S]*Maven \(mvn\) is missing/,
    );
  });
});

describe('where an engine is taken from', () => {
  let machine: BareMachine;
  beforeEach(() => {
    machine = new BareMachine();
  });
  afterEach(() => machine.remove());

  test('an address in the environment comes first', async () => {
    const environment = { ...machine.search.environment, TEMPORAL_ADDRESS: 'temporal:7233' };
    const found = await findTemporal({ ...machine.search, environment });
    expect(found).toEqual({ at: 'address', address: 'temporal:7233' });
  });

  test('then a program on the PATH that is new enough', async () => {
    await machine.program('temporal', 'echo "temporal version 1.5.1 (Server 1.29.1, UI 2.42.1)"');
    expect(await findTemporal(machine.search)).toMatchObject({ at: 'program', version: '1.5.1' });
  });

  test('one that is too old is passed over', async () => {
    await machine.program('temporal', 'echo "temporal version 1.3.0 (Server 1.27.1, UI 2.36.0)"');
    await expect(findTemporal(machine.search)).rejects.toThrow('Temporal 1.9.1 is missing');
  });

  test('Valkey on the PATH serves as Redis', async () => {
    await machine.program(
      'redis-server',
      'echo "Redis server v=5.0.7 sha=00000000:0 malloc=jemalloc-5.2.1 bits=64"',
    );
    await machine.program('valkey-server', 'echo "Valkey server v=8.1.0 sha=00000000:1 malloc=libc bits=64"');
    expect(await findRedis(machine.search)).toMatchObject({ version: '8.1.0' });
  });

  test('a test server of one’s own is used as it is', async () => {
    const environment = { TEMPORAL_TEST_SERVER: '/opt/temporal-test-server' };
    expect(await findTestServer({ ...machine.search, environment })).toBe('/opt/temporal-test-server');
  });
});
