import { builtinModules } from 'node:module';
import imports from './.dependency-cruiser.mjs';

// What workflow code reaches when it runs, over any number of files. Type imports are gone by then, and are
// left out here; .dependency-cruiser.mjs sees them. test/layering.test.ts shows both rules failing.

const workflows = { path: '^workflows/', pathNot: '^workflows/bundle\\.ts$' };
const names = [...new Set(builtinModules.map((name) => name.replace(/^node:/, '')))].join('|');

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: [
    {
      name: 'workflows-never-reach-node',
      severity: 'error',
      comment: 'The sandbox has no Node: one import down the line breaks the bundle.',
      from: workflows,
      to: { path: `^(node:)?(${names})$`, reachable: true },
    },
    {
      name: 'workflows-never-reach-zod',
      severity: 'error',
      comment:
        'zod adds a megabyte to the bundle, and tyme4ts the whole calendar: validating and planning happen once, at launch. A new version of either must never change a running campaign.',
      from: workflows,
      to: { path: '(^|/)node_modules/(zod|tyme4ts)/', reachable: true },
    },
  ],
  options: { ...imports.options, tsPreCompilationDeps: false },
};
