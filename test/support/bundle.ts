import { randomBytes } from 'node:crypto';
import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { bundleWorkflowCode } from '@temporalio/worker';
import { asset } from '../../runtime/root.js';

const silent = () => undefined;

/** Bundles workflows from their sources as they stand, as a worker would. */
export async function bundleWorkflows(index: string): Promise<string> {
  const { code } = await bundleWorkflowCode({
    workflowsPath: index,
    logger: {
      log: silent,
      trace: silent,
      debug: silent,
      info: silent,
      warn: console.warn,
      error: console.error,
    },
  });
  return code;
}

/** The bundle of the product's workflows: made by the first test file that wants it, for all files of this run. */
export async function workflowBundle(): Promise<string> {
  const folder = process.env['TEST_FOLDER'];
  const index = asset('workflows', 'index.ts');
  if (!folder) return bundleWorkflows(index);
  const path = join(folder, 'workflows.bundle.js');
  const made = await readFile(path, 'utf8').catch(() => undefined);
  if (made !== undefined) return made;
  const code = await bundleWorkflows(index);
  // Renamed into place: another file reads all of it or nothing.
  const unfinished = `${path}.${randomBytes(4).toString('hex')}`;
  await writeFile(unfinished, code);
  await rename(unfinished, path);
  return code;
}
