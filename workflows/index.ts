/** Every workflow, one line per kind: what the worker bundles. */
export { callOut } from './call-out.js';
export { notice } from './notice.js';
export { question } from './question.js';
export { scheduled } from './scheduled.js';
