import { parseArgs } from 'node:util';
import { readDefinitionFile } from '../apps/cli/definition-file.js';
import { EXIT } from '../apps/cli/exit-codes.js';
import { failureOf } from '../apps/cli/failure.js';
import { wordsOf, type Language } from '../apps/cli/words.js';
import { Runtime } from '@temporalio/worker';
import { quietRuntime } from '../workers/temporal-log.js';
import { rehearse, type Wish } from './rehearse.js';
import { readFaults } from './faults.js';
import { outcomeView } from './view.js';

/**
 * `muster rehearse …` hands over to this program, which brings a whole Muster of its own:
 * `RUN|FILE --as NAME --fault NAME=SHARE … --seed N --lang LANGUAGE --json`.
 */
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    as: { type: 'string', default: 'office' },
    fault: { type: 'string', multiple: true, default: [] },
    seed: { type: 'string', default: '1' },
    lang: { type: 'string', default: 'both' },
    json: { type: 'boolean', default: false },
  },
});
Runtime.install(quietRuntime('rehearsal', 'error'));
const words = wordsOf(values.lang as Language);
try {
  const outcome = await rehearse(process.env, await wishOf(positionals[0]!), (line) =>
    process.stderr.write(`${line}\n`),
  );
  process.stdout.write(`${values.json ? JSON.stringify(outcome, null, 2) : outcomeView(outcome, words)}\n`);
  const { lost, twice, unknown, untold } = outcome.findings;
  process.exit(
    lost + twice + unknown + untold === 0 && outcome.statement.balanced ? EXIT.ok : EXIT.unexpected,
  );
} catch (error) {
  const { code, text, value } = failureOf(error, words);
  process.stderr.write(`${values.json ? JSON.stringify(value, null, 2) : text}\n`);
  process.exit(code);
}

async function wishOf(what: string): Promise<Wish> {
  return {
    what: /^\d+$/.test(what) ? { run: Number(what) } : { definition: (await readDefinitionFile(what)).value },
    ...{ operator: values.as, faults: readFaults(values.fault), seed: Number(values.seed) },
  };
}
