import { ESLint } from 'eslint';
import tseslint from 'typescript-eslint';
import { beforeAll, describe, expect, jest, test } from '@jest/globals';
import { asset } from '../runtime/root.js';

// Every rule of eslint.config.mjs that is ours is shown a snippet it must refuse, and one it must let pass.

// The first snippet loads the rules, the first one with types the whole program.
jest.setTimeout(60_000);

const dated = 'Time is handed in';
const seeded = 'Chance is a seed';
const pure = 'domain/ and campaigns/ are pure';
const replayed = 'A workflow is replayed';
const asleep = 'A test never sleeps';
const left = 'A test that does not run';
const settings = 'Settings are read once';

/** File, snippet, and what the refusal says. */
const refused: [string, string, string][] = [
  ['dispatch/send.ts', 'const at = Date.now();', dated],
  ['dispatch/send.ts', 'const at = new Date();', dated],
  ['workers/dispatcher.ts', 'const at = Date();', dated],
  ['domain/plan/plan.ts', 'clock.map(Date.now);', dated],
  ['runtime/log.ts', 'const at = new Date();', dated],
  ['dispatch/wait.ts', 'const wait = Math.random();', seeded],
  ['local/sample/city.ts', 'const draw = Math.random();', seeded],
  ['test/domain/plan.test.ts', 'const draw = Math.random();', seeded],
  ['ledger/runs.ts', 'connect(process.env.DATABASE_URL);', settings],
  ['domain/plan/plan.ts', 'setTimeout(send, 5);', pure],
  ['campaigns/notice/plan.ts', 'await fetch(page);', pure],
  ['domain/plan/plan.ts', 'console.log(plan);', pure],
  ['domain/calendar/office-day.ts', 'day.toLocaleDateString();', 'toLocale…'],
  ['workflows/notice.ts', 'setTimeout(send, 5);', replayed],
  ['workflows/notice.ts', 'log(process.pid);', replayed],
  ['workflows/steps/until.ts', 'const words = new Intl.NumberFormat();', replayed],
  ['workflows/steps/until.ts', 'at.toLocaleString();', 'toLocale…'],
  ['dispatch/send.ts', 'console.log(batch);', 'Unexpected console'],
  ['test/domain/plan.test.ts', "test.skip('plans', () => {});", left],
  ['test/domain/plan.test.ts', "describe.only('plans', () => {});", left],
  ['test/domain/plan.test.ts', "it.todo('plans');", left],
  ['test/domain/plan.test.ts', "test.concurrent.only('plans', async () => {});", left],
  ['test/domain/plan.test.ts', "test.only.each([1])('plans', () => {});", left],
  ['test/domain/plan.test.ts', "xit('plans', () => {});", left],
  ['test/domain/plan.test.ts', "fdescribe('plans', () => {});", left],
  ['test/domain/plan.test.ts', 'setTimeout(done, 5);', asleep],
  [
    'test/journeys/notice.test.ts',
    "import { setTimeout } from 'node:timers/promises'; await setTimeout(5);",
    asleep,
  ],
  ['ledger/utils.ts', 'log(1);', 'is a drawer'],
  ['ledger/helpers/text.ts', 'log(1);', 'is a drawer'],
  ['dispatch/common/send.ts', 'log(1);', 'is a drawer'],
  ['office/services/launch.ts', 'log(1);', 'is a drawer'],
  ['office/run-manager.ts', 'log(1);', 'is a drawer'],
  ['test/support/helper.ts', 'log(1);', 'is a drawer'],
  ['ledger/runs.ts', 'export const runs = 1;', 'needs a doc comment'],
  ['ledger/runs.ts', '// Not a doc comment.\nexport interface Run {}', 'needs a doc comment'],
  ['ledger/runs.ts', '// TODO: later', "Unexpected 'todo' comment"],
  ['ledger/runs.ts', 'if (a == b) log(1);', "Expected '==='"],
  ['ledger/runs.ts', "import { Run } from './run.js'; export type { Run };", 'only used as types'],
  ['ledger/runs.ts', "import { type Run } from './run.js'; log<Run>(1);", 'side effect'],
  ['ledger/runs.ts', '/* eslint-disable no-var */\nlog(1);', 'Unused eslint-disable'],
];

const allowed: [string, string][] = [
  ['runtime/clock.ts', 'log(new Date());'],
  ['dispatch/send.ts', 'log(new Date(at));'],
  ['local/simulators/carrier.ts', 'log(Date.now());'],
  ['bench/main.ts', 'log(new Date());'],
  ['test/domain/plan.test.ts', 'log(new Date());'],
  ['workflows/notice.ts', 'log(Date.now(), Math.random());'],
  ['workflows/bundle.ts', 'setTimeout(stop, 5); log(process.argv);'],
  ['workers/dispatcher.ts', 'loadConfig(process.env, []);'],
  ['dispatch/wait.ts', 'setTimeout(stop, 5);'],
  ['apps/cli/main.ts', 'console.log(1);'],
  ['test/support/until.ts', 'setTimeout(look, 5);'],
  ['test/domain/plan.test.ts', "test.each([1])('plans', () => {});"],
  ['ledger/runs.ts', '/** How many runs there are. */\nexport const runs = 1;'],
  ['ledger/commons-licence.ts', 'log(1);'],
];

const lines = (count: number, first: string, last: string) =>
  [first, ...Array.from({ length: count - 2 }, (_, n) => `  log(${n});`), last].join('\n');
const choices = (count: number) =>
  `function log() {${Array.from({ length: count - 1 }, (_, n) => `if (a === ${n}) b();`).join('\n')}}`;

let eslint: ESLint;
beforeAll(() => {
  // The snippets are of files that do not exist: type information is not to be had.
  eslint = new ESLint({ cwd: asset(), overrideConfig: [tseslint.configs.disableTypeChecked] as never });
});

describe('rules that need no types', () => {
  test.each(refused)('%s refuses %j', async (file, code, reason) => {
    expect((await messagesOn(eslint, file, code)).join('\n')).toContain(reason);
  });

  test.each(allowed)('%s lets pass %j', async (file, code) => {
    expect(await messagesOn(eslint, file, code)).toEqual([]);
  });
});

describe('budgets', () => {
  const source = 'ledger/runs.ts';
  const tests = 'test/ledger/runs.test.ts';

  test.each([
    ['a file of 501 lines', source, lines(501, 'log(0);', 'log(1);'), 'File has too many lines (501)'],
    ['a function of 61 lines', source, lines(61, 'function log() {', '}'), 'This function has 61 lines'],
    ['a test of 61 lines', tests, lines(61, "test('reads', () => {", '});'), 'This function has 61 lines'],
    ['a function with 13 ways through', source, choices(13), 'complexity of 13'],
  ])('%s is too much', async (_, file, code, reason) => {
    expect((await messagesOn(eslint, file, code)).join('\n')).toContain(reason);
  });

  test.each([
    ['a file of 500 lines', source, lines(500, 'log(0);', 'log(1);')],
    ['a function of 60 lines', source, lines(60, 'log(() => {', '});')],
    ['a chapter of tests of 61 lines', tests, lines(61, "describe('reads', () => {", '});')],
    ['a chapter over a table', tests, lines(61, "describe.each([1])('reads', () => {", '});')],
    ['a function with 12 ways through', source, `${choices(12)}\nlog();`],
  ])('%s will do', async (_, file, code) => {
    expect(await messagesOn(eslint, file, code)).toEqual([]);
  });
});

describe('rules that need types', () => {
  const promised =
    'declare const send: () => Promise<void>;\ndeclare const on: (listener: () => void) => void;\n';
  const state = "declare const state: 'sent' | 'failed';\n";

  test.each([
    ['send();', 'no-floating-promises'],
    ['on(async () => send());', 'no-misused-promises'],
    ['if (send()) on(() => {});', 'no-misused-promises'],
    ["switch (state) { case 'sent': on(() => {}); }", 'switch-exhaustiveness-check'],
    ['async function all() { try { return send(); } catch { return; } }\nvoid all();', 'return-await'],
  ])('refuses %s', async (code, rule) => {
    // In the place of a file that exists: the compiler knows it.
    const [result] = await new ESLint({ cwd: asset() }).lintText(promised + state + code, {
      filePath: asset('runtime/clock.ts'),
    });
    expect(result?.messages.map(({ ruleId }) => ruleId)).toContain(`@typescript-eslint/${rule}`);
  });
});

async function messagesOn(linter: ESLint, file: string, code: string): Promise<string[]> {
  const [result] = await linter.lintText(code, { filePath: asset(file) });
  return result?.messages.map(({ message }) => message) ?? ['not linted'];
}
