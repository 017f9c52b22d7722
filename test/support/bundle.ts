import { bundleWorkflowCode } from '@temporalio/worker';
import { asset } from '../../runtime/root.js';

const silent = () => undefined;

/**
 * Bundles workflows as a worker runs them, from their sources as they stand.
 * @param index file that exports the workflows; default: the product's
 */
export async function bundleWorkflows(index = asset('workflows', 'index.ts')): Promise<string> {
  const { code } = await bundleWorkflowCode({
    workflowsPath: index,
    logger: { log: silent, trace: silent, debug: silent, info: silent, warn: console.warn, error: console.error },
  });
  return code;
}
