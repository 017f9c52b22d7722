import { parsePeriod, previousPeriod, writePeriod } from '../../domain/calendar/period.js';

/**
 * The launch key of an obligation in a period for a part of the tree: one run each, whoever opens it.
 * @param root code of the committee below which it is owed
 */
export const obligationKey = (obligation: string, period: string, root: string): string =>
  `${obligation}.${period}.${root}`;

const KEY = /^([a-z0-9-]+)\.(\d{4}(?:-[0-9HQ]{2})?)\.(.+)$/;

/** The key of the period before; undefined: the key is none of these. */
export function keyBefore(key: string): string | undefined {
  const [, obligation, written = '', root] = KEY.exec(key) ?? [];
  const period = parsePeriod(written);
  return obligation && period && root
    ? obligationKey(obligation, writePeriod(previousPeriod(period)), root)
    : undefined;
}
