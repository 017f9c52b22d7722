import { writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { bundleWorkflowCode } from '@temporalio/worker';

/** Bundles the workflows beside this file at build time, so that a worker starts without webpack. */
const { code } = await bundleWorkflowCode({
  workflowsPath: fileURLToPath(new URL('./index.js', import.meta.url)),
  logger: { log() {}, trace() {}, debug() {}, info() {}, warn: console.warn, error: console.error },
});
await writeFile(new URL('./workflows.bundle.js', import.meta.url), code);
