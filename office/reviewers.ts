import type { Office } from './office.js';

/** The office's SMS carriers that carry a text only after they have read and approved it; none: nothing is really sent. */
export const reviewersOf = ({
  smsProvider,
  alibabaCloudAccessKeyId2,
}: Pick<Office['config'], 'smsProvider' | 'alibabaCloudAccessKeyId2'>): string[] => {
  if (smsProvider === 'inert') return [];
  return alibabaCloudAccessKeyId2 === undefined ? [smsProvider] : [smsProvider, `${smsProvider}-2`];
};
