/** Every workflow, one line per kind: what the worker bundles. */
export { callOut } from './call-out.js';
export { notice } from './notice.js';
export { deadline } from './deadline.js';
export { meeting } from './meeting.js';
export { theme } from './theme.js';
export { question } from './question.js';
export { scheduled } from './scheduled.js';
