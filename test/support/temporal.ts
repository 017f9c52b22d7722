import { randomBytes } from 'node:crypto';
import { afterAll } from '@jest/globals';
import { Connection } from '@temporalio/client';
import { connectTemporal, type Temporal } from '../../office/temporal.js';
import { makeSearchAttributes } from '../../rehearsal/place.js';

const RETENTION_SECONDS = 86_400;

/** A namespace on the Temporal server of this test run. */
export interface TestNamespace {
  temporal: Temporal;
  address: string;
  namespace: string;
}

/**
 * A namespace of this test file's own: runs are numbered per ledger, so that `notice/1` of two files would be one
 * workflow, and the task queue has one name.
 */
export async function createTestNamespace(): Promise<TestNamespace> {
  const address = process.env['TEST_TEMPORAL_ADDRESS'];
  if (!address)
    throw new Error('TEST_TEMPORAL_ADDRESS is not set: tests start by `npm test`, which starts a Temporal');
  const namespace = `test-${randomBytes(6).toString('hex')}`;
  const connection = await Connection.connect({ address });
  await connection.workflowService.registerNamespace({
    namespace,
    workflowExecutionRetentionPeriod: { seconds: RETENTION_SECONDS as never },
  });
  await makeSearchAttributes(connection, namespace);
  await connection.close();
  const temporal = connectTemporal({ temporalAddress: address, temporalNamespace: namespace });
  afterAll(() => temporal.close());
  return { temporal, address, namespace };
}
