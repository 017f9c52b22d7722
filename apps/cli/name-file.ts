import { Refusal } from '../../office/refusal.js';
import { readText, type PlacedProblem } from './definition-file.js';

/** People named on the command line and in a file, and what is wrong with them told by the file's line. */
export interface NamedPeople {
  people: string[];
  placing: <Result>(work: () => Promise<Result>) => Promise<Result>;
}

/**
 * Reads who is meant: one a line, blank lines left out; those of the command line come first.
 * @throws {FileRefusal} when the file cannot be read
 */
export async function readNames(named: readonly string[], file: string | undefined): Promise<NamedPeople> {
  if (file === undefined) return { people: [...named], placing: (work) => work() };
  const lines = (await readText(file))
    .replace(/^\uFEFF/, '')
    .split(/\r?\n/)
    .map((text, at) => ({ text: text.trim(), line: at + 1 }))
    .filter(({ text }) => text !== '');
  const lineOf = (problem: Refusal['problems'][number]): number | undefined => {
    const [, at] = problem.path;
    return typeof at === 'number' ? lines[at - named.length]?.line : undefined;
  };
  return {
    people: [...named, ...lines.map(({ text }) => text)],
    placing: (work) =>
      work().catch((error: unknown) => {
        throw error instanceof Refusal ? placed(file, error, lineOf) : error;
      }),
  };
}

/** A problem at `['people', index]` is told by the line; the lines that explain it stay as they are. */
function placed(
  file: string,
  { kind, problems }: Refusal,
  lineOf: (problem: Refusal['problems'][number]) => number | undefined,
): Refusal {
  const place = (problem: Refusal['problems'][number]): PlacedProblem | typeof problem => {
    const line = lineOf(problem);
    return line === undefined ? problem : { ...problem, path: [], file, position: { line, column: 1 } };
  };
  return new Refusal(kind, problems.map(place));
}
