// Who may import whom: the table of docs/architecture.md, row by row. `import type` counts like any import,
// save where a rule says otherwise. test/layering.test.ts shows every rule failing.

/** Lowest floor first. */
const OURS = [
  'domain',
  'runtime',
  'campaigns',
  'ledger',
  'queue',
  'providers',
  'dispatch',
  'activities',
  'workflows',
  'schedules',
  'office',
  'workers',
  'apps',
  'local',
  'rehearsal',
  'test',
  'bench',
];
const GROUND = ['domain', 'runtime'];
const LOWER = [...GROUND, 'campaigns', 'ledger', 'queue', 'providers'];
/** Runs in production, where development dependencies are not installed. */
const PRODUCT = OURS.filter((folder) => !['local', 'rehearsal', 'test', 'bench'].includes(folder));

const within = (folders) => `^(${folders.join('|')})/`;
const npmPackage = (...names) => `(^|/)node_modules/(${names.join('|')})/`;

/** A row of the table: of our own folders, `folder` may import itself and these. */
const mayImport = (folder, others, comment) => ({
  name: `${folder}-may-import`,
  severity: 'error',
  comment,
  from: { path: `^${folder}/` },
  to: { path: within(OURS), pathNot: within([folder, ...others]) },
});

/** A library that one folder is responsible for; `places` are folders or files. */
const onlyIn = (name, packages, places, comment) => ({
  name: `only-${name}`,
  severity: 'error',
  comment,
  from: { path: within(OURS), pathNot: `^(${[...places, 'test', 'bench'].join('|')})(/|\\.ts$)` },
  to: { path: npmPackage(...packages) },
});

const rows = [
  mayImport('domain', [], 'The words and rules every kind shares; they know nothing of who uses them.'),
  mayImport(
    'runtime',
    [],
    'Config, clock, logger, keys, connections: useful to any program, so no word of the domain.',
  ),
  mayImport(
    'campaigns',
    ['domain'],
    'Kinds are pure: a plan is computed from definition, calendar and an instant alone.',
  ),
  mayImport(
    'ledger',
    GROUND,
    'The ledger records what happened. It knows neither queue nor carrier; dispatch joins them.',
  ),
  mayImport(
    'queue',
    GROUND,
    'The queue is pace only and may be emptied at any moment; it decides nothing from the ledger or a carrier.',
  ),
  mayImport(
    'providers',
    GROUND,
    'A carrier is one folder behind one contract: send and parse. What to record and when to retry is not its affair.',
  ),
  mayImport(
    'dispatch',
    LOWER,
    'The send path, where ledger, queue and provider meet. What it needs from above (ring) is handed in.',
  ),
  mayImport(
    'activities',
    [...LOWER, 'dispatch'],
    'What a workflow may do to the world, each safe to repeat; workflows call them by name, never the reverse.',
  ),
  mayImport(
    'workflows',
    ['domain', 'campaigns', 'activities'],
    'What happens next, deterministically: everything else is reached through activities.',
  ),
  mayImport(
    'schedules',
    ['domain', 'campaigns', 'runtime', 'workflows'],
    'Schedules are data and one sync; they start workflows by contract and touch no ledger.',
  ),
  mayImport(
    'office',
    [...LOWER, 'workflows', 'schedules'],
    'What a person may ask for, the same for every door: so it knows no door, and sends nothing itself.',
  ),
  mayImport(
    'workers',
    [...LOWER, 'dispatch', 'activities', 'workflows', 'schedules', 'office'],
    'Processes, wiring only. Workers and doors never import each other: each can be started, scaled and killed alone.',
  ),
  mayImport(
    'apps',
    [...LOWER, 'office', 'dispatch'],
    'Doors. What a person asks goes through office/, where it is checked and audited; doors and workers never import each other.',
  ),
  mayImport(
    'local',
    LOWER,
    "One machine's stand-ins: they start the product as processes, and nothing of the product leans on them.",
  ),
  mayImport(
    'rehearsal',
    OURS.filter((folder) => !['test', 'bench'].includes(folder)),
    'A whole Muster in one process, with stand-ins for everything outside: it wires what workers/ and apps/ wire, and nothing of the product leans on it.',
  ),
];

const finer = [
  {
    name: 'domain-only-pure-libraries',
    severity: 'error',
    comment:
      'Pure: no I/O, clock or chance. Schemas (zod), the calendar (tyme4ts), phone numbers, Markdown, inlined styles and calendar files are. (hash.ts takes SHA-256 from Node; workflows cannot reach it.)',
    from: { path: '^(domain|campaigns)/', pathNot: '^domain/plan/hash\\.ts$' },
    to: {
      dependencyTypes: ['npm', 'npm-dev', 'npm-no-pkg', 'npm-unknown', 'core'],
      pathNot: npmPackage(
        'zod',
        'tyme4ts',
        'libphonenumber-js',
        'markdown-it',
        'juice',
        'html-to-text',
        'ical-generator',
      ),
    },
  },
  {
    name: 'workflows-take-types-only',
    severity: 'error',
    comment:
      'Activities run outside the sandbox and kinds load zod: workflows know both by `import type`, which is gone when the code runs.',
    from: { path: '^workflows/' },
    to: { path: within(['activities', 'campaigns']), dependencyTypesNot: ['type-only'] },
  },
  {
    name: 'workflows-only-their-library',
    severity: 'error',
    comment:
      'The sandbox has no Node and no network; another library would break the bundle or the replay. (bundle.ts runs at build time.)',
    from: { path: '^workflows/', pathNot: '^workflows/bundle\\.ts$' },
    to: {
      dependencyTypes: ['npm', 'npm-dev', 'npm-no-pkg', 'npm-unknown', 'core'],
      dependencyTypesNot: ['type-only'],
      pathNot: npmPackage('@temporalio/workflow', '@temporalio/common'),
    },
  },
  {
    name: 'nobody-imports-the-bundler',
    severity: 'error',
    comment:
      'workflows/bundle.ts is a program of the build; imported by a workflow it would carry webpack into the sandbox.',
    from: { path: '^workflows/' },
    to: { path: '^workflows/bundle\\.ts$' },
  },
  {
    name: 'only-the-contract-of-workflows',
    severity: 'error',
    comment:
      'Whoever starts or steers a workflow knows its names, ids and inputs (contract.ts), not its steps, which may change.',
    from: { path: '^(schedules|office)/' },
    to: { path: '^workflows/', pathNot: '^workflows/contract\\.ts$' },
  },
  {
    name: 'doors-only-receive',
    severity: 'error',
    comment:
      'A door takes in what carriers push (dispatch/receive) and never sends: sending is paced, claimed and recorded by a worker.',
    from: { path: '^apps/' },
    to: { path: '^dispatch/', pathNot: '^dispatch/receive(/|\\.ts$)' },
  },
  {
    name: 'simulators-are-independent',
    severity: 'error',
    comment:
      'Simulators judge the product by the wire protocol alone; sharing its code they would share its mistakes.',
    from: { path: '^local/simulators/' },
    to: { path: within(OURS), pathNot: '^(runtime|local/simulators)/' },
  },
  {
    name: 'bootstrap-needs-nothing',
    severity: 'error',
    comment: 'It runs on a clean clone, before dependencies and dist/ exist: Node and its own files only.',
    from: { path: '^local/bootstrap(\\.mjs$|/)' },
    to: { pathNot: '^local/bootstrap/', dependencyTypesNot: ['core'] },
  },
  {
    name: 'nothing-leans-on-tests',
    severity: 'error',
    comment: 'Tests and benches know everything; were they imported, production would run them.',
    from: { pathNot: '^(test|bench)/' },
    to: { path: '^(test|bench)/' },
  },
];

const libraries = [
  onlyIn(
    'ledger-speaks-sql',
    ['postgres'],
    ['ledger', 'runtime/database', 'local/engines'],
    'SQL lives in ledger/ alone, so that a table has one place that knows it. (runtime/database.ts opens the pool; local/engines/ asks whether a server is up.)',
  ),
  onlyIn(
    'queue-speaks-bullmq',
    ['bullmq'],
    ['queue'],
    'BullMQ is known to queue/ alone: jobs carry batch ids, never retry, never delay.',
  ),
  onlyIn(
    'queue-speaks-redis',
    ['ioredis'],
    ['queue', 'local/engines'],
    'What is in Redis is known to queue/ alone, so that emptying it can be proved harmless.',
  ),
  onlyIn(
    'office-speaks-to-temporal',
    ['@temporalio/client'],
    ['office', 'schedules', 'workers', 'rehearsal', 'local/engines'],
    'Workflows are started and steered by office/ and by the sync of schedules/, nowhere else: there it is checked and audited. (workers/ wires; local/engines/ asks whether a server is up.)',
  ),
  onlyIn(
    'workers-run-workers',
    ['@temporalio/worker'],
    ['workers', 'workflows/bundle', 'rehearsal'],
    'A Temporal worker is wired in workers/; the bundle it runs is built beside the workflows.',
  ),
  onlyIn(
    'activities-know-their-context',
    ['@temporalio/activity'],
    ['activities', 'workers', 'rehearsal'],
    'Heartbeats and cancellation belong to activities; below them code takes a callback or a signal and runs anywhere.',
  ),
  onlyIn(
    'workflows-are-workflows',
    ['@temporalio/workflow'],
    ['workflows'],
    'Outside the sandbox its functions throw; others take the names from workflows/contract.ts.',
  ),
  onlyIn(
    'floors-above-know-temporal',
    ['@temporalio/common'],
    ['activities', 'workflows', 'schedules', 'office', 'workers'],
    'Ledger, queue, providers and dispatch work without Temporal: it decides what is next, they do it.',
  ),
  onlyIn(
    'providers-speak-to-carriers',
    ['@alicloud/[^/]+', '@darabonba/[^/]+', 'nodemailer'],
    ['providers'],
    "A carrier's library stays in its folder: its words are mapped to our outcomes at the border.",
  ),
  onlyIn(
    'doors-speak-http',
    ['fastify', '@fastify/[^/]+'],
    ['apps', 'local'],
    'HTTP is a door. What it asks for is a function of office/ or dispatch/receive.',
  ),
  onlyIn(
    'command-line-in-cli',
    ['commander', 'cli-table3', 'cli-progress'],
    ['apps/cli', 'local'],
    'Arguments, tables and bars are the command line; below it there are values.',
  ),
  onlyIn('one-logger', ['pino'], ['runtime/log'], 'One logger, with one list of what is never written.'),
];

const hygiene = [
  {
    name: 'no-circles',
    severity: 'error',
    comment:
      'Two files that import each other are one file, and cannot be read or tested alone. Types count: move the shared type down.',
    from: {},
    to: { circular: true },
  },
  {
    name: 'no-drawers',
    severity: 'error',
    comment:
      'utils, helpers, common, services, manager: names that do not say what is inside fill up with everything.',
    from: {},
    to: {
      path: '(^|/|-)(utils?|helpers?|common|services?|managers?)(/|\\.[cm]?[jt]s$)',
      pathNot: '(^|/)node_modules/',
    },
  },
  {
    name: 'no-development-dependency-in-production',
    severity: 'error',
    comment: 'The image is installed with --omit=dev: what runs there must stand under dependencies.',
    from: { path: within(PRODUCT) },
    to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'] },
  },
  {
    name: 'no-unlisted-package',
    severity: 'error',
    comment:
      "A package that package.json does not list is there by another package's grace and goes with its next version.",
    from: {},
    to: { dependencyTypes: ['npm-no-pkg', 'npm-unknown'] },
  },
  {
    name: 'no-missing-file',
    severity: 'error',
    comment: 'An import that resolves to nothing fails when the code runs.',
    from: {},
    to: { couldNotResolve: true },
  },
];

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: [...rows, ...finer, ...libraries, ...hygiene],
  options: {
    // Type imports are seen too; the reach of workflows at run time is .dependency-cruiser.workflows.mjs.
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(dist|\\.muster|coverage)/' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
    },
  },
};
