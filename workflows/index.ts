/** Every workflow, one line per kind: what the worker bundles. */
export { notice } from './notice.js';
export { scheduled } from './scheduled.js';
