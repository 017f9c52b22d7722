// Runs in plain Node, before Jest's own module system: hence from dist/.
import { startTestEngines } from '../../dist/test/support/engines.js';

export default async () => {
  globalThis.musterTestEngines = await startTestEngines();
};
