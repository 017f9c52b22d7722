export default {
  testEnvironment: 'node',
  extensionsToTreatAsEsm: ['.ts'],
  // Real engines, started once for all files.
  globalSetup: '<rootDir>/test/support/global-setup.mjs',
  globalTeardown: '<rootDir>/test/support/global-teardown.mjs',
  testTimeout: 30_000,
  maxWorkers: 2,
  // What a test file has loaded is not all let go when it is done; a worker that has grown to this begins anew before the next.
  workerIdleMemoryLimit: '1GB',
  testMatch: ['<rootDir>/test/**/*.test.ts'],
  modulePathIgnorePatterns: ['<rootDir>/dist/', '<rootDir>/.muster/'],
  // `./x.js` is `./x.ts` here; a package's own `x.json.js` stays what it is.
  moduleNameMapper: { '^(\\.{1,2}/.*)(?<!\\.json)\\.js$': '$1' },
  transform: {
    '^.+\\.ts$': ['@swc/jest'],
    // CommonJS packages that require these two ESM ones; Jest cannot, so they are compiled down.
    'node_modules/(content-disposition|cookie)/.+\\.js$': ['@swc/jest', { module: { type: 'commonjs' } }],
  },
  transformIgnorePatterns: ['/node_modules/(?!(content-disposition|cookie)/)'],
};
