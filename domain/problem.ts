/**
 * What is wrong, said so that the person who has to mend it can: what, where, how; Chinese, then English.
 * Typed, so that a program branches on `reason` and never on a sentence.
 */

/** One sentence in both of our languages. */
export interface Sentence {
  zh: string;
  en: string;
}

/** A fault of one value, before it is known where the value stood. Never holds the value if it is personal. */
export interface Fault<Reason extends string = string> extends Sentence {
  reason: Reason;
}

/** A fault with its place: `['channels', 0, 'variables', 'river']`. An empty path means the whole. */
export interface Problem extends Fault {
  path: (string | number)[];
}

/** A value, or everything that is wrong with what it was to be made from. */
export type Checked<Value> = { ok: true; value: Value } | { ok: false; problems: Problem[] };

/** The path as a person reads it: `channels[0].variables.river`. */
export const pathText = (path: readonly (string | number)[]): string =>
  path
    .map((step, index) => (typeof step === 'number' ? `[${step}]` : index === 0 ? step : `.${step}`))
    .join('');

/** A problem on one line: place, Chinese, English. */
export const problemLine = ({ path, zh, en }: Problem): string =>
  `${path.length === 0 ? '' : `${pathText(path)}: `}${zh} / ${en}`;
