import { expect, test } from '@jest/globals';
import { reviewersOf } from '../../office/reviewers.js';

test.each([
  ['aliyun', undefined, ['aliyun']],
  ['aliyun', 'key', ['aliyun', 'aliyun-2']],
  ['inert', 'key', []],
] as const)('%s with a second key %s is read by %j', (smsProvider, alibabaCloudAccessKeyId2, reviewers) => {
  expect(reviewersOf({ smsProvider, alibabaCloudAccessKeyId2 })).toEqual(reviewers);
});
