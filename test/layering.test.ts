import { spawn } from 'node:child_process';
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { asset } from '../runtime/root.js';

// The layering rules are run as `npm run lint` runs them, on a small tree with our folder names.

// Each run takes a second or two, and longer beside the other tests.
jest.setTimeout(60_000);

const IMPORTS = '.dependency-cruiser.mjs';
const REACH = '.dependency-cruiser.workflows.mjs';

interface Case {
  rule: string;
  /** The file that imports what it must not. */
  from: string;
  /** A file of the tree, a package, or a module of Node. */
  to: string;
  config?: typeof REACH;
}

const refused: Case[] = [
  { rule: 'domain-may-import', from: 'domain/plan/a.ts', to: 'runtime/config.ts' },
  { rule: 'runtime-may-import', from: 'runtime/a.ts', to: 'domain/plan/plan.ts' },
  { rule: 'campaigns-may-import', from: 'campaigns/notice/a.ts', to: 'ledger/runs.ts' },
  { rule: 'campaigns-may-import', from: 'campaigns/notice/b.ts', to: 'runtime/clock.ts' },
  { rule: 'ledger-may-import', from: 'ledger/a.ts', to: 'queue/lanes.ts' },
  { rule: 'ledger-may-import', from: 'ledger/b.ts', to: 'providers/contract.ts' },
  { rule: 'queue-may-import', from: 'queue/a.ts', to: 'ledger/runs.ts' },
  { rule: 'queue-may-import', from: 'queue/b.ts', to: 'providers/contract.ts' },
  { rule: 'providers-may-import', from: 'providers/smtp/a.ts', to: 'ledger/runs.ts' },
  { rule: 'providers-may-import', from: 'providers/smtp/b.ts', to: 'queue/lanes.ts' },
  { rule: 'dispatch-may-import', from: 'dispatch/a.ts', to: 'activities/send.ts' },
  { rule: 'activities-may-import', from: 'activities/a.ts', to: 'office/launch.ts' },
  { rule: 'workflows-may-import', from: 'workflows/a.ts', to: 'ledger/runs.ts' },
  { rule: 'schedules-may-import', from: 'schedules/a.ts', to: 'ledger/runs.ts' },
  { rule: 'office-may-import', from: 'office/a.ts', to: 'dispatch/dispatch.ts' },
  { rule: 'workers-may-import', from: 'workers/a.ts', to: 'apps/inbound/main.ts' },
  { rule: 'apps-may-import', from: 'apps/cli/a.ts', to: 'workers/dispatcher.ts' },
  { rule: 'apps-may-import', from: 'apps/cli/b.ts', to: 'workflows/contract.ts' },
  { rule: 'local-may-import', from: 'local/a.ts', to: 'office/launch.ts' },
  { rule: 'rehearsal-may-import', from: 'rehearsal/a.ts', to: 'bench/main.ts' },
  { rule: 'domain-only-pure-libraries', from: 'domain/people/c.ts', to: 'node:fs' },
  { rule: 'domain-only-pure-libraries', from: 'campaigns/notice/c.ts', to: 'pino' },
  { rule: 'workflows-take-types-only', from: 'workflows/b.ts', to: 'activities/send.ts' },
  { rule: 'workflows-take-types-only', from: 'workflows/c.ts', to: 'campaigns/notice/plan.ts' },
  { rule: 'workflows-only-their-library', from: 'workflows/d.ts', to: 'node:fs' },
  { rule: 'workflows-only-their-library', from: 'workflows/steps/e.ts', to: 'zod' },
  { rule: 'nobody-imports-the-bundler', from: 'workflows/f.ts', to: 'workflows/bundle.ts' },
  { rule: 'only-the-contract-of-workflows', from: 'office/b.ts', to: 'workflows/notice.ts' },
  { rule: 'only-the-contract-of-workflows', from: 'schedules/b.ts', to: 'workflows/notice.ts' },
  { rule: 'doors-only-receive', from: 'apps/inbound/a.ts', to: 'dispatch/dispatch.ts' },
  { rule: 'simulators-are-independent', from: 'local/simulators/a.ts', to: 'providers/contract.ts' },
  { rule: 'simulators-are-independent', from: 'local/simulators/b.ts', to: 'local/sample/city.ts' },
  { rule: 'bootstrap-needs-nothing', from: 'local/bootstrap.mjs', to: 'zod' },
  { rule: 'bootstrap-needs-nothing', from: 'local/bootstrap/a.mjs', to: 'runtime/clock.ts' },
  { rule: 'nothing-leans-on-tests', from: 'ledger/c.ts', to: 'test/support/cast.ts' },
  { rule: 'only-ledger-speaks-sql', from: 'office/c.ts', to: 'postgres' },
  { rule: 'only-queue-speaks-bullmq', from: 'dispatch/b.ts', to: 'bullmq' },
  { rule: 'only-queue-speaks-redis', from: 'workers/b.ts', to: 'ioredis' },
  { rule: 'only-office-speaks-to-temporal', from: 'apps/cli/c.ts', to: '@temporalio/client' },
  { rule: 'only-workers-run-workers', from: 'activities/b.ts', to: '@temporalio/worker' },
  { rule: 'only-activities-know-their-context', from: 'dispatch/c.ts', to: '@temporalio/activity' },
  { rule: 'only-workflows-are-workflows', from: 'office/d.ts', to: '@temporalio/workflow' },
  { rule: 'only-floors-above-know-temporal', from: 'ledger/d.ts', to: '@temporalio/common' },
  { rule: 'only-providers-speak-to-carriers', from: 'dispatch/d.ts', to: '@alicloud/openapi-core' },
  { rule: 'only-providers-speak-to-carriers', from: 'dispatch/e.ts', to: 'nodemailer' },
  { rule: 'only-doors-speak-http', from: 'office/e.ts', to: 'fastify' },
  { rule: 'only-command-line-in-cli', from: 'office/f.ts', to: 'commander' },
  { rule: 'only-one-logger', from: 'dispatch/f.ts', to: 'pino' },
  { rule: 'no-circles', from: 'ledger/circle-back.ts', to: 'ledger/circle.ts' },
  { rule: 'no-drawers', from: 'ledger/e.ts', to: 'ledger/utils.ts' },
  { rule: 'no-drawers', from: 'ledger/f.ts', to: 'ledger/helpers/text.ts' },
  { rule: 'no-drawers', from: 'ledger/g.ts', to: 'ledger/run-manager.ts' },
  { rule: 'no-development-dependency-in-production', from: 'workers/c.ts', to: 'fast-check' },
  { rule: 'no-unlisted-package', from: 'runtime/b.ts', to: 'left-behind' },
  { rule: 'no-missing-file', from: 'runtime/c.ts', to: 'runtime/gone.ts' },
  { rule: 'workflows-never-reach-node', from: 'workflows/g.ts', to: 'domain/deep.ts', config: REACH },
  { rule: 'workflows-never-reach-zod', from: 'workflows/h.ts', to: 'domain/deep.ts', config: REACH },
];

/** What the table allows, `import type` where it says so: none of these may be refused. */
const allowed: { from: string; to: string; typeOnly?: true }[] = [
  { from: 'domain/people/phone.ts', to: 'libphonenumber-js' },
  { from: 'campaigns/notice/plan.ts', to: 'domain/plan/plan.ts' },
  { from: 'campaigns/notice/definition.ts', to: 'zod' },
  { from: 'ledger/runs.ts', to: 'runtime/clock.ts' },
  { from: 'ledger/migrate.ts', to: 'postgres' },
  { from: 'queue/lanes.ts', to: 'bullmq' },
  { from: 'providers/smtp/send.ts', to: 'nodemailer' },
  { from: 'dispatch/dispatch.ts', to: 'providers/contract.ts' },
  { from: 'activities/send.ts', to: 'dispatch/dispatch.ts' },
  { from: 'activities/world.ts', to: 'node:fs' },
  { from: 'workflows/notice.ts', to: 'activities/world.ts', typeOnly: true },
  { from: 'workflows/steps/until.ts', to: 'campaigns/notice/definition.ts', typeOnly: true },
  { from: 'workflows/steps/remind.ts', to: '@temporalio/workflow' },
  { from: 'workflows/bundle.ts', to: '@temporalio/worker' },
  { from: 'schedules/sync.ts', to: 'workflows/contract.ts' },
  { from: 'office/launch.ts', to: '@temporalio/client' },
  { from: 'workers/campaigns.ts', to: 'activities/send.ts' },
  { from: 'apps/inbound/receive.ts', to: 'dispatch/receive.ts' },
  { from: 'apps/cli/main.ts', to: 'commander' },
  { from: 'local/sample/city.ts', to: 'ledger/runs.ts' },
  { from: 'local/simulators/mail.ts', to: 'mailparser' },
  { from: 'test/support/cast.ts', to: 'workers/dispatcher.ts' },
];

let badTree: string;
let goodTree: string;

beforeAll(async () => {
  badTree = await makeTree(refused);
  await writeFile(join(badTree, 'ledger/circle.ts'), "export { here } from './circle-back.js';\n");
  await writeFile(
    join(badTree, 'domain/deep.ts'),
    "export { createHash } from 'node:crypto';\nexport { z } from 'zod';\n",
  );
  await rm(join(badTree, 'runtime/gone.ts'));
  goodTree = await makeTree(allowed);
});

afterAll(async () => {
  await Promise.all([badTree, goodTree].map((tree) => rm(tree, { recursive: true })));
});

describe('every layering rule refuses what it is there for', () => {
  let violations: Violation[];
  beforeAll(async () => {
    violations = [...(await cruise(badTree, IMPORTS)), ...(await cruise(badTree, REACH))];
  });

  test.each(refused)('$rule: $from imports $to', ({ rule, from }) => {
    expect(violations.filter((each) => each.rule === rule).map((each) => each.from)).toContain(from);
  });

  test('no rule is without such a case', async () => {
    const names = (await Promise.all([rulesOf(IMPORTS), rulesOf(REACH)])).flat().map(({ name }) => name);
    expect([...new Set(refused.map(({ rule }) => rule))].sort()).toEqual(names.sort());
  });

  test('every rule gives its reason', async () => {
    for (const { comment } of [...(await rulesOf(IMPORTS)), ...(await rulesOf(REACH))]) {
      expect(comment.length).toBeGreaterThan(40);
    }
  });
});

test.each([IMPORTS, REACH])('%s refuses nothing that the table allows', async (config) => {
  expect(await cruise(goodTree, config)).toEqual([]);
});

test.each([IMPORTS, REACH])('%s: our own tree keeps the rules', async (config) => {
  expect(await cruise(asset(), config)).toEqual([]);
});

interface Violation {
  rule: string;
  from: string;
  to: string;
}

/** Runs dependency-cruiser in a folder, as `npm run lint` does. */
async function cruise(folder: string, config: string): Promise<Violation[]> {
  const program = asset('node_modules/dependency-cruiser/bin/dependency-cruise.mjs');
  const start = config === REACH ? 'workflows' : '.';
  const args = [program, '--config', asset(config), '--output-type', 'json', start];
  const child = spawn(process.execPath, args, { cwd: folder, stdio: ['ignore', 'pipe', 'inherit'] });
  let output = '';
  for await (const chunk of child.stdout) output += chunk;
  const { summary } = JSON.parse(output) as {
    summary: { totalCruised: number; violations: { from: string; to: string; rule: { name: string } }[] };
  };
  expect(summary.totalCruised).toBeGreaterThan(1);
  return summary.violations.map(({ from, to, rule }) => ({ rule: rule.name, from, to }));
}

async function rulesOf(config: string): Promise<{ name: string; comment: string }[]> {
  const module = (await import(asset(config))) as {
    default: { forbidden: { name: string; comment: string }[] };
  };
  return module.default.forbidden;
}

/** A tree in which every `from` imports its `to`. Packages are stubs; package.json is ours, so that kinds of dependency are real. */
async function makeTree(edges: { from: string; to: string; typeOnly?: true }[]): Promise<string> {
  const tree = await mkdtemp(join(tmpdir(), 'layering-'));
  await cp(asset('package.json'), join(tree, 'package.json'));
  await cp(asset('tsconfig.json'), join(tree, 'tsconfig.json'));
  await stubPackages(
    tree,
    edges.map(({ to }) => to).filter((to) => !isFile(to) && !to.startsWith('node:')),
  );
  const files = new Map<string, string>();
  for (const file of ['workflows/notice.ts', ...edges.map(({ to }) => to).filter(isFile)]) {
    files.set(file, 'export const here = true;\n');
  }
  for (const { from, to, typeOnly } of edges) {
    const keyword = typeOnly ? 'export type' : 'export';
    files.set(from, `export const here = true;\n${keyword} * as there from '${specifier(from, to)}';\n`);
  }
  for (const [file, text] of files) {
    await mkdir(dirname(join(tree, file)), { recursive: true });
    await writeFile(join(tree, file), text);
  }
  return tree;
}

const isFile = (target: string): boolean => /\.m?[jt]s$/.test(target);

function specifier(from: string, to: string): string {
  if (!isFile(to)) return to;
  const path = relative(dirname(from), to).replace(/\.ts$/, '.js');
  return path.startsWith('.') ? path : `./${path}`;
}

async function stubPackages(tree: string, used: string[]): Promise<void> {
  const { dependencies, devDependencies } = JSON.parse(
    await readFile(asset('package.json'), 'utf8'),
  ) as Record<'dependencies' | 'devDependencies', Record<string, string>>;
  for (const name of new Set([...Object.keys({ ...dependencies, ...devDependencies }), ...used, 'zod'])) {
    const folder = join(tree, 'node_modules', name);
    await mkdir(folder, { recursive: true });
    await writeFile(
      join(folder, 'package.json'),
      JSON.stringify({ name, version: '1.0.0', main: 'index.js' }),
    );
    await writeFile(join(folder, 'index.js'), '');
  }
}
