/** How options become the fields of a definition: only those that were given, and in a file's own form. */

/** The fields that have a value. */
export const given = (fields: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));

/** The fields that have a value; undefined where there is none. */
export function anyGiven(fields: Record<string, unknown>): Record<string, unknown> | undefined {
  const found = given(fields);
  return Object.keys(found).length > 0 ? found : undefined;
}

/** `08:00-20:00` as a file would say it; anything else is judged by the schema as it is. */
export function windowOf(written: string | undefined): unknown {
  const [, from, to] = /^(\d\d:\d\d)-(\d\d:\d\d)$/.exec(written ?? '') ?? [];
  return from === undefined ? written : { from, to };
}
