import type { Bilingual, Kind } from './kind.js';

/** One setting: an environment variable, read once when a process starts. */
export interface Setting<Value = unknown> {
  kind: Kind<Value>;
  /** What it does, for `.env.example`; the unit stands in the name. */
  about: Bilingual;
  /** Text that is read when the variable is unset or empty. */
  fallback?: string;
  /** Never shown: a refusal says only how long the value was. */
  secret?: true;
  /** May be left out; is then `undefined`. */
  optional?: true;
  /** Has to be set only when another setting has this value; is `''` otherwise. For settings that are texts. */
  neededWhen?: { name: string; is: string };
}

/** A setting, with its name and section left to the table it stands in. */
export function setting<const Rest extends Omit<Setting, 'kind' | 'about'>, Value>(
  kind: Kind<Value>,
  zh: string,
  en: string,
  rest: Rest = {} as Rest,
): { kind: Kind<Value>; about: Bilingual } & Rest {
  return { kind, about: { zh, en }, ...rest };
}
