import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { expect, test } from '@jest/globals';
import { asset } from '../runtime/root.js';

/** Runs `.ci/run` with an `npm` in place of the real one that leaves these results of Jest and ends with `code`. */
function runCi(results: string | undefined, code: number) {
  const folder = mkdtempSync(join(tmpdir(), 'ci-'));
  try {
    const npm = join(folder, 'npm');
    const leave = results === undefined ? '' : `printf '%s' '${results}' > "\${5#--outputFile=}"`;
    writeFileSync(
      npm,
      `#!/bin/sh\n[ "$1 $2 $3 $4" = "run check -- --json" ] || exit 99\n${leave}\nexit ${code}\n`,
    );
    chmodSync(npm, 0o755);
    const path = `${folder}${delimiter}${process.env['PATH']}`;
    const { stdout, status } = spawnSync(asset('.ci/run'), {
      env: { ...process.env, PATH: path },
      encoding: 'utf8',
    });
    return { last: stdout.trimEnd().split('\n').at(-1), status };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const sums = (passed: number, failed: number, broken = 0) =>
  JSON.stringify({ numPassedTests: passed, numFailedTests: failed, numRuntimeErrorTestSuites: broken });

test.each([
  ['all tests pass', sums(412, 0), 0, '412 passed, 0 failed'],
  ['tests fail', sums(410, 2), 1, '410 passed, 2 failed'],
  ['a test file cannot run', sums(400, 0, 1), 1, '400 passed, 1 failed'],
  ['every test passes but Jest fails', sums(412, 0), 1, '412 passed, 1 failed'],
  ['types or lint fail before the tests', undefined, 2, '0 passed, 1 failed'],
  ['Jest is killed while it writes', '{"numPassed', 137, '0 passed, 1 failed'],
])('the last line of CI when %s', (_, results, code, last) => {
  expect(runCi(results, code)).toEqual({ last, status: code });
});
