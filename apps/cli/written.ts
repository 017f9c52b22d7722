import { refuse, Refusal } from '../../office/refusal.js';
import { FileRefusal, readDefinitionFile, type DefinitionFile } from './definition-file.js';

/** What a person wrote: in a file, or in options. */
export interface Written {
  value: unknown;
  /** Does something with it; what is wrong with it is then told with its place in the file. */
  placing: <Result>(work: () => Promise<Result>) => Promise<Result>;
}

/**
 * Takes a definition from a file or from options, not from both. Options that were not given are left out.
 * @throws {Refusal} when there is neither, or both, or the file cannot be read
 */
export async function readWritten(
  file: string | undefined,
  options: Record<string, unknown>,
): Promise<Written> {
  const given = Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
  const byOptions = Object.keys(given).length > 0;
  if (file !== undefined && byOptions) {
    throw refuse('invalid', 'file-and-options', '文件和选项只能用一种', 'give a file or options, not both');
  }
  if (file !== undefined) return fromFile(await readDefinitionFile(file));
  if (byOptions) return { value: given, placing: (work) => work() };
  throw refuse(
    'invalid',
    'nothing-written',
    '请给出文件，或用选项写明（见 --help）',
    'give a file, or say it by options (see --help)',
  );
}

const fromFile = (file: DefinitionFile): Written => ({
  value: file.value,
  placing: (work) =>
    work().catch((error: unknown) => {
      throw error instanceof Refusal && isAbout(error) ? placed(file, error) : error;
    }),
});

/** Whether a refusal is about what is written, and not about who asks or how things stand. */
const isAbout = ({ kind, problems }: Refusal): boolean =>
  kind === 'invalid' || problems.some(({ path }) => path.length > 0);

/** In the order of the file, as a person goes through it. */
const placed = (file: DefinitionFile, { kind, problems }: Refusal): FileRefusal =>
  new FileRefusal(
    kind,
    problems
      .map((problem) => ({ ...problem, file: file.name, position: file.positionOf(problem.path) }))
      .sort((one, other) => (one.position?.line ?? 0) - (other.position?.line ?? 0)),
  );
