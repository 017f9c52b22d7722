import { misspellingOf } from './config/misspelling.js';
import { ConfigError, shown, type ConfigProblem } from './config/problem.js';
import { settings, type SettingName, type SettingValue } from './config/settings.js';
import { relations, type Relation } from './config/together.js';

export { ConfigError };
export type { SettingName, SettingValue };

/** Where settings are read from: `process.env`, or a test's own. An empty value counts as not set. */
export type Environment = Readonly<Record<string, string | undefined>>;

type CamelCase<Name extends string> = Name extends `${infer Head}_${infer Rest}`
  ? `${Lowercase<Head>}${Capitalize<CamelCase<Rest>>}`
  : Lowercase<Name>;

/** The settings asked for, by their names in camel case: `LEASE_SECONDS` is `leaseSeconds`. */
export type Config<Name extends SettingName = SettingName> = {
  readonly [Key in Name as CamelCase<Key>]: SettingValue<Key>;
};

/**
 * Reads the settings a process needs, and no others: what it does not ask for may be unset or wrong.
 * A setting that only another choice needs (`SMTP_URL` with `EMAIL_PROVIDER=inert`) is `''` when unset.
 * @throws {ConfigError} naming everything that has to be mended, at once
 */
export function loadConfig<const Name extends SettingName>(
  environment: Environment,
  names: readonly Name[],
): Config<Name> {
  const readings = new Map<SettingName, Reading>(names.map((name) => [name, read(environment, name)]));
  const problems = [...readings].flatMap(([name, reading]) =>
    'value' in reading ? [] : [problemOf(environment, name)],
  );
  problems.push(...brokenRelations(environment, readings));
  if (problems.length > 0) throw new ConfigError(problems);
  const entries = [...readings].map(([name, reading]) => [
    camelCase(name),
    'value' in reading && reading.value,
  ]);
  return Object.fromEntries(entries) as Config<Name>;
}

/** Exit code of a process that was started with wrong settings (EX_CONFIG of sysexits.h). */
const EXIT_CONFIG = 78;

/** As {@link loadConfig}, for the first lines of a program: wrong settings are told on stderr, and end it with code 78. */
export const loadConfigOrExit = <const Name extends SettingName>(
  environment: Environment,
  names: readonly Name[],
): Config<Name> => configuredOrExit(() => loadConfig(environment, names));

/** Does what settings say, as a program begins; where it turns out that they are wrong, as {@link loadConfigOrExit}. */
export function configuredOrExit<Made>(make: () => Made): Made {
  try {
    return make();
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    // Not thrown on: Node would print it among lines of our code, which mend nothing.
    process.stderr.write(`${error.message}\n`);
    process.exit(EXIT_CONFIG);
  }
}

type Reading = { value: unknown } | { wrong: true };

const textOf = (environment: Environment, name: string): string | undefined => environment[name] || undefined;

function read(environment: Environment, name: SettingName): Reading {
  const { kind, fallback, optional, neededWhen } = settings[name];
  const text = textOf(environment, name);
  // A misspelt name must not fall back in silence to the default.
  if (text === undefined && misspelt(environment, name) !== undefined) return { wrong: true };
  if (text === undefined && fallback === undefined) {
    if (optional) return { value: undefined };
    if (neededWhen && !chosen(environment, neededWhen)) return { value: '' };
    return { wrong: true };
  }
  const parsed = kind.schema.safeParse(text ?? fallback);
  return parsed.success ? { value: parsed.data } : { wrong: true };
}

/** Whether another setting has the value that makes this one necessary. */
function chosen(environment: Environment, { name, is }: { name: string; is: string }): boolean {
  return (textOf(environment, name) ?? settings[name as SettingName].fallback) === is;
}

const misspelt = (environment: Environment, name: SettingName): string | undefined =>
  misspellingOf(
    name,
    Object.keys(environment).filter((variable) => textOf(environment, variable) !== undefined),
  );

function problemOf(environment: Environment, name: SettingName): ConfigProblem {
  const text = textOf(environment, name);
  const { allowed } = settings[name].kind;
  const meant = text === undefined ? misspelt(environment, name) : undefined;
  if (meant === undefined) return { name, read: shown(name, text), allowed };
  return {
    name: meant,
    read: shown(name, environment[meant]),
    allowed: {
      zh: `没有这个设置，是否指 ${name}？后者允许：${allowed.zh}`,
      en: `no such setting; did you mean ${name}? It takes ${allowed.en}`,
    },
  };
}

function brokenRelations(
  environment: Environment,
  readings: ReadonlyMap<SettingName, Reading>,
): ConfigProblem[] {
  const valueOf = (name: SettingName) => readings.get(name) ?? read(environment, name);
  const broken = ({ names: [name, measure], holds, bothAsked }: Relation): boolean => {
    const asked = [name, measure].filter((each) => readings.has(each)).length;
    if (asked < (bothAsked ? 2 : 1)) return false;
    const [value, against] = [valueOf(name), valueOf(measure)];
    // A value that is wrong by itself is named already.
    return 'value' in value && 'value' in against && !holds(value.value, against.value);
  };
  return relations.filter(broken).map(({ names: [name, measure], allowed }) => ({
    name,
    read: `${inForce(environment, name)} · ${measure} ${inForce(environment, measure)}`,
    allowed,
  }));
}

const inForce = (environment: Environment, name: SettingName): string =>
  shown(name, textOf(environment, name) ?? settings[name].fallback) ?? '';

const camelCase = (name: string): string =>
  name.toLowerCase().replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
