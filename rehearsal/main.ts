import { parseArgs } from 'node:util';
import { EXIT } from '../apps/cli/exit-codes.js';
import { failureOf } from '../apps/cli/failure.js';
import { wordsOf, type Language } from '../apps/cli/words.js';
import { readWritten, type Written } from '../apps/cli/written.js';
import { Runtime } from '@temporalio/worker';
import { quietRuntime } from '../workers/temporal-log.js';
import { engineFailure } from './engine-failure.js';
import { readFaults, readSeed } from './faults.js';
import { rehearse, type Wish } from './rehearse.js';
import { outcomeView } from './view.js';

/**
 * `muster rehearse …` hands over to this program, which brings a whole Muster of its own:
 * `RUN|FILE --as NAME --fault NAME=SHARE … --seed N --list FILE --lang LANGUAGE --json`.
 */
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    as: { type: 'string', default: 'office' },
    fault: { type: 'string', multiple: true, default: [] },
    seed: { type: 'string', default: '1' },
    list: { type: 'string' },
    lang: { type: 'string', default: 'both' },
    json: { type: 'boolean', default: false },
  },
});
Runtime.install(quietRuntime('rehearsal', 'error'));
const words = wordsOf(values.lang as Language);
try {
  const [what = ''] = positionals;
  const wish = {
    ...{ operator: values.as, faults: readFaults(values.fault), seed: readSeed(values.seed) },
    ...(values.list === undefined ? {} : { listFile: values.list }),
  };
  const { meant, placing } = await wished(what);
  const outcome = await placing(() =>
    rehearse(process.env, { ...wish, what: meant }, (line) => process.stderr.write(`${line}\n`)),
  );
  process.stdout.write(`${values.json ? JSON.stringify(outcome, null, 2) : outcomeView(outcome, words)}\n`);
  const { lost, twice, unknown, untold } = outcome.findings;
  process.exit(
    lost + twice + unknown + untold === 0 && outcome.statement.balanced ? EXIT.ok : EXIT.unexpected,
  );
} catch (error) {
  const { code, text, value } = engineFailure(error, words) ?? failureOf(error, words);
  process.stderr.write(`${values.json ? JSON.stringify(value, null, 2) : text}\n`);
  process.exit(code);
}

/** What is wrong with a definition is told with its place in the file. */
async function wished(what: string): Promise<{ meant: Wish['what']; placing: Written['placing'] }> {
  if (/^\d{1,9}$/.test(what)) return { meant: { run: Number(what) }, placing: (work) => work() };
  const { value, placing } = await readWritten(what, {});
  return { meant: { definition: value }, placing };
}
