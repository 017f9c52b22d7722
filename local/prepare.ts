import { asset } from '../runtime/root.js';
import type { EngineSearch } from './engines/engine.js';
import { allOf, findEngines } from './engines/find.js';
import { findTestServer } from './engines/test-server.js';

/**
 * Installs every engine the tests need, saying what and how large. What is missing is named on stderr and makes
 * the exit code 1; the tests that need it will then fail by themselves.
 */
const search: EngineSearch = {
  environment: process.env,
  enginesFolder: asset('.muster', 'engines'),
  report: (line) => console.error(line),
};

try {
  await allOf([findEngines(search), findTestServer(search)]);
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = 1;
}
