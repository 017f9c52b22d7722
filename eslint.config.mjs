import { defineConfig, globalIgnores } from 'eslint/config';
import tseslint from 'typescript-eslint';
import muster from './eslint.rules.mjs';

// Each restriction carries its reason in its message. `no-restricted-syntax` does not add up over blocks:
// the last one that matches a file wins, so that every block lists all it forbids.

const CLOCK_REASON =
  'Time is handed in (Clock, or an argument): a test passes the instant it means, and skipped time can be followed. Only runtime/clock.ts asks the machine.';
const CLOCK = [
  { selector: "MemberExpression[object.name='Date'][property.name='now']", message: CLOCK_REASON },
  { selector: "NewExpression[callee.name='Date'][arguments.length=0]", message: CLOCK_REASON },
  { selector: "CallExpression[callee.name='Date']", message: CLOCK_REASON },
];

const CHANCE = [
  {
    selector: "MemberExpression[object.name='Math'][property.name='random']",
    message:
      'Chance is a seed that is handed in: a run can be repeated. What must not be guessed comes from node:crypto.',
  },
];

const ENVIRONMENT = [
  {
    selector: "MemberExpression[object.name='process'][property.name='env']",
    message:
      'Settings are read once, at the door (workers/, apps/), by loadConfig, which refuses wrong ones by name; everything below is given its values.',
  },
];

const LOCALE = [
  {
    selector: 'MemberExpression[property.name=/^toLocale/]',
    message: "toLocale… changes with Node's language data: a replay on a newer Node would differ.",
  },
];

const UNSKIPPED_REASON =
  'A test that does not run guards nothing. Mend it or remove it; what is missing on a machine makes it fail, by name.';
const RUNNER = '/^(it|test|describe)$/';
const LEFT_OUT = '/^(skip|only|todo|failing)$/';
const UNSKIPPED = [
  `MemberExpression[object.name=${RUNNER}][property.name=${LEFT_OUT}]`,
  `MemberExpression[object.object.name=${RUNNER}][property.name=${LEFT_OUT}]`,
  'CallExpression[callee.name=/^(xit|xtest|xdescribe|fit|fdescribe)$/]',
].map((selector) => ({ selector, message: UNSKIPPED_REASON }));

const forbidSyntax = (...lists) => ({ 'no-restricted-syntax': ['error', ...lists.flat()] });

const TIMERS = [
  'setTimeout',
  'setInterval',
  'setImmediate',
  'clearTimeout',
  'clearInterval',
  'queueMicrotask',
];
const WORLD = ['process', 'console', 'fetch', 'performance', 'crypto', 'Buffer'];
const forbidGlobals = (names, message) => ({
  'no-restricted-globals': ['error', ...names.map((name) => ({ name, message }))],
});

const TIMER_MODULES = ['timers', 'node:timers', 'timers/promises', 'node:timers/promises'];
const forbidTimerModules = (message) => ({
  'no-restricted-imports': ['error', { paths: TIMER_MODULES.map((name) => ({ name, message })) }],
});

const SLEEPLESS =
  'A test never sleeps: pass the instant, send the tick, or wait for a named event or condition with a deadline (test/support/).';

/** Folders of floor 4 and below, which get their settings, clock and connections handed in. */
const BELOW_THE_DOORS = [
  'domain',
  'runtime',
  'campaigns',
  'ledger',
  'queue',
  'providers',
  'dispatch',
  'activities',
  'schedules',
  'office',
].map((folder) => `${folder}/**/*.ts`);

export default defineConfig(
  globalIgnores(['dist/', '.muster/', 'coverage/']),
  { linterOptions: { reportUnusedDisableDirectives: 'error' }, plugins: { muster } },
  {
    name: 'budgets, for every file',
    rules: {
      'max-lines': ['error', { max: 500, skipBlankLines: false, skipComments: false }],
      'muster/function-lines': ['error', 60],
      complexity: ['error', 12],
      'max-depth': ['error', 4],
      'max-params': ['error', 5],
      'muster/no-drawers': 'error',
      eqeqeq: 'error',
      'no-var': 'error',
      'prefer-const': 'error',
      'no-unreachable': 'error',
      'no-fallthrough': 'error',
      'no-self-compare': 'error',
      'no-warning-comments': ['error', { terms: ['todo', 'fixme', 'xxx'], location: 'anywhere' }],
    },
  },
  {
    name: 'TypeScript, with its types',
    files: ['**/*.ts'],
    extends: [tseslint.configs.recommendedTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      // A dropped promise is a dropped error: in a workflow, a dropped step.
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': 'error',
      '@typescript-eslint/return-await': ['error', 'error-handling-correctness-only'],
      // A new message state or outcome must be thought of everywhere it is told apart.
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
      // The layering rules tell type imports from others; what is written must be what is meant.
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      '@typescript-eslint/no-import-type-side-effects': 'error',
      // An interface may ask for a promise where one implementation has nothing to wait for.
      '@typescript-eslint/require-await': 'off',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      'muster/documented-exports': 'error',
    },
  },
  {
    name: 'the product: no clock, no chance',
    files: ['**/*.ts'],
    ignores: ['runtime/clock.ts', 'workflows/**', 'local/**', 'bench/**', 'test/**'],
    rules: { ...forbidSyntax(CLOCK, CHANCE), 'no-console': 'error' },
  },
  {
    name: 'below the doors: settings are handed in',
    files: BELOW_THE_DOORS,
    ignores: ['runtime/clock.ts'],
    rules: forbidSyntax(CLOCK, CHANCE, ENVIRONMENT),
  },
  {
    name: 'pure folders: no world at all',
    files: ['domain/**/*.ts', 'campaigns/**/*.ts'],
    rules: {
      ...forbidSyntax(CLOCK, CHANCE, LOCALE),
      ...forbidGlobals(
        [...TIMERS, ...WORLD],
        'domain/ and campaigns/ are pure: the same input gives the same plan, today and in a replay. What comes from outside is an argument.',
      ),
    },
  },
  {
    name: 'workflows: deterministic',
    files: ['workflows/**/*.ts'],
    // Runs at build time, in Node, not in the sandbox.
    ignores: ['workflows/bundle.ts'],
    rules: {
      ...forbidSyntax(LOCALE),
      ...forbidGlobals(
        [...TIMERS, ...WORLD, 'Intl', 'WeakRef', 'FinalizationRegistry'],
        'A workflow is replayed: it waits by sleep() and condition() of @temporalio/workflow and touches the world through activities only. (Date and Math.random are deterministic in the sandbox.)',
      ),
      'no-console': 'error',
    },
  },
  {
    name: 'where people start things: they may print',
    files: ['apps/cli/**/*.ts'],
    rules: { 'no-console': 'off' },
  },
  {
    name: 'stand-ins and benches: any clock, but chance is a seed',
    files: ['local/**/*.ts', 'bench/**/*.ts'],
    rules: forbidSyntax(CHANCE),
  },
  {
    name: 'tests: none left out, none asleep',
    files: ['test/**/*.ts'],
    rules: {
      ...forbidSyntax(CHANCE, UNSKIPPED),
      ...forbidGlobals(['setTimeout', 'setInterval'], SLEEPLESS),
      ...forbidTimerModules(SLEEPLESS),
      'muster/documented-exports': 'off',
      // Parts of a fixture are taken out of it by name.
      '@typescript-eslint/unbound-method': 'off',
      // What comes out of JSON, a page or a caught error is looked at, not typed.
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-argument': 'off',
    },
  },
  {
    name: 'test support: conditions are waited for here',
    files: ['test/support/**/*.ts'],
    rules: {
      'no-restricted-globals': 'off',
      'no-restricted-imports': 'off',
      'muster/documented-exports': 'error',
    },
  },
);
