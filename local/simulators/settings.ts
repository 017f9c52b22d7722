import type { z } from 'zod';

/** Where a simulator's settings are read from. */
export type Environment = Record<string, string | undefined>;

/** How one simulator's settings stand in the environment. */
interface Naming {
  /** The environment variable of a setting. */
  nameOf: (setting: string) => string;
  /** The setting that is never shown. */
  secret: string;
}

/** `CARRIER` and `receiptDelay` make `CARRIER_RECEIPT_DELAY`. */
export const prefixed = (prefix: string, setting: string): string =>
  `${prefix}_${setting.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase()}`;

/** Reads a simulator's settings, or throws an error that names each wrong one, what was read and what is allowed. */
export function readSettings<Shape extends z.ZodObject>(
  schema: Shape,
  environment: Environment,
  { nameOf, secret }: Naming,
): z.output<Shape> {
  const given: Record<string, string> = {};
  for (const setting of Object.keys(schema.shape)) {
    const value = environment[nameOf(setting)];
    if (value !== undefined && value !== '') given[setting] = value;
  }
  const read = schema.safeParse(given);
  if (read.success) return read.data;
  const complaints = read.error.issues.map(({ path, message }) => {
    const setting = String(path[0]);
    const value = setting === secret && given[setting] ? '***' : given[setting];
    const said = value === undefined ? '未设置 not set' : `读到 read: ${value}`;
    const field = schema.shape[setting] as { description?: string } | undefined;
    return `${nameOf(setting)}: ${said}; ${message}; 应为 expected: ${field?.description ?? ''}`;
  });
  throw new Error(complaints.join('\n'));
}
