import { describe, expect, test } from '@jest/globals';
import { asset } from '../../runtime/root.js';
import { bundleWorkflows, workflowBundle } from '../support/bundle.js';

/** Paths of the modules in a bundle, as webpack names them. */
const modulesOf = (code: string): string[] =>
  [...code.matchAll(/^\/\*{3}\/ "(\.[^"]+)"/gm)].map(([, path = '']) => path);

/** Names of the packages among them. */
const packagesOf = (code: string): Set<string> =>
  new Set(
    modulesOf(code).flatMap(
      (path) => /node_modules\/((?:@[^/]+\/)?[^/]+)\/(?!.*node_modules)/.exec(path)?.[1] ?? [],
    ),
  );

describe('what runs in the sandbox', () => {
  test('of ours: workflows and what they share with the domain; of others: Temporal and what it brings', async () => {
    const code = await workflowBundle();
    const ours = modulesOf(code).filter((path) => !path.startsWith('./node_modules/'));
    expect(ours).toContain('./workflows/notice.ts');
    expect(ours.filter((path) => !/^\.\/(workflows|domain)\//.test(path))).toEqual([]);
    const others = [...packagesOf(code)].filter((name) => !name.startsWith('@temporalio/'));
    expect(others.sort()).toEqual(['long', 'ms', 'nexus-rpc']);
  });

  test('no Node module', async () => {
    const code = await workflowBundle();
    expect(code).not.toMatch(/(require\(|import\(|from )["']node:/);
    expect(code).not.toMatch(/module\.exports = require\(/);
  });

  test('a schema library that had slipped in would be seen', async () => {
    const kinds = await bundleWorkflows(asset('campaigns', 'registry.ts'));
    expect([...packagesOf(kinds)]).toContain('zod');
  });
});
