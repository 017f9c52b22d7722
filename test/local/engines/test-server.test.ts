import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { TestWorkflowEnvironment } from '@temporalio/testing';
import { readdir } from 'node:fs/promises';
import { asset } from '../../../runtime/root.js';
import { findTestServer } from '../../../local/engines/test-server.js';
import { BareMachine } from './search.js';

const DOWNLOAD_MILLISECONDS = 180_000;

describe('the time-skipping test server', () => {
  let machine: BareMachine;
  beforeEach(async () => {
    machine = new BareMachine();
    await machine.borrow('java');
  });
  afterEach(() => machine.remove());

  test(
    'is installed and skips a hundred days',
    async () => {
      const search = {
        ...machine.search,
        environment: process.env,
        enginesFolder: asset('.muster', 'engines'),
      };
      const path = await findTestServer(search);
      const environment = await TestWorkflowEnvironment.createTimeSkipping({
        server: { executable: { type: 'existing-path', path } },
      });
      try {
        const before = await environment.currentTimeMs();
        await environment.sleep('100 days');
        expect((await environment.currentTimeMs()) - before).toBeGreaterThanOrEqual(100 * 86_400_000);
      } finally {
        await environment.teardown();
      }
    },
    DOWNLOAD_MILLISECONDS,
  );

  test('a jar that is not the listed one stops with both hashes', async () => {
    await machine.borrow('mkdir');
    await machine.program('mvn', 'mkdir lib; echo rewritten > lib/temporal-test-server-1.32.1.jar');
    const problem = await findTestServer(machine.search).catch((error: unknown) => error);
    expect(problem).toMatchObject({ name: 'EngineError', problem: 'mismatch' });
    expect(await readdir(machine.search.enginesFolder)).toEqual([]);
  });
});
