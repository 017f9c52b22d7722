import type { Office } from './office.js';

/** The office's SMS carriers that carry a text only after they have read and approved it; none: nothing is really sent. */
export const reviewersOf = ({ smsProvider }: Pick<Office['config'], 'smsProvider'>): string[] =>
  smsProvider === 'inert' ? [] : [smsProvider];
