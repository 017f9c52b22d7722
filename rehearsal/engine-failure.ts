import { EXIT } from '../apps/cli/exit-codes.js';
import type { Failure } from '../apps/cli/failure.js';
import type { Words } from '../apps/cli/words.js';
import { EngineError } from '../local/engines/engine-error.js';

/** An engine that cannot be had here, with every way out of it; undefined: the error is something else. */
export function engineFailure(error: unknown, words: Words): Failure | undefined {
  if (!(error instanceof EngineError)) return undefined;
  const { engine, problem, what, ways } = error;
  const lines = [
    words.tell(what),
    ...(ways.length > 0 ? [words.say('办法，任选其一：', 'any one of these mends it:')] : []),
    ...ways.map((way, at) => `  ${at + 1}. ${words.tell(way)}`),
  ];
  return {
    code: EXIT['engine-down'],
    text: lines.join('\n'),
    value: { error: { kind: 'engine-down', engine, problem, what, ways } },
  };
}
