import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { verdictOn, type Verdict } from '../../../providers/aliyun/codes.js';

const CASES: [string, number, Verdict][] = [
  // One of each row of the carrier's table,
  ['isv.BUSINESS_LIMIT_CONTROL', 200, 'capped'],
  ['isv.AMOUNT_NOT_ENOUGH', 200, 'account'],
  ['isv.DAY_LIMIT_CONTROL', 200, 'account'],
  ['isp.RAM_PERMISSION_DENY', 200, 'account'],
  ['InvalidAccessKeyId.NotFound', 404, 'account'],
  ['SignatureDoesNotMatch', 400, 'account'],
  ['InvalidTimeStamp.Expired', 400, 'account'],
  ['isv.MOBILE_NUMBER_ILLEGAL', 200, 'message'],
  ['isv.PARAM_NOT_SUPPORT_URL', 200, 'message'],
  ['isv.SMS_TEMPLATE_ILLEGAL', 200, 'template'],
  ['isv.SMS_SIGNATURE_ILLEGAL', 200, 'account'],
  ['isv.SMS_SIGNATURE_SCENE_ILLEGAL', 200, 'template'],
  ['SignatureNonceUsed', 400, 'unknown'],
  ['isp.SYSTEM_ERROR', 200, 'unknown'],
  ['InternalError', 500, 'unknown'],
  ['ServiceUnavailable', 503, 'unknown'],
  // throttling under any name and status,
  ['Throttling', 400, 'throttled'],
  ['Throttling.User', 503, 'throttled'],
  ['isv.Throttling.Api', 200, 'throttled'],
  // and codes that stand in no table.
  ['isv.SOMETHING_NEW', 200, 'message'],
  ['isp.SOMETHING_NEW', 200, 'unknown'],
  ['SomethingNew', 200, 'unknown'],
  ['SomethingNew', 502, 'unknown'],
  ['Forbidden.RAM', 403, 'account'],
  ['InvalidVersion', 400, 'account'],
  ['MissingPhoneNumbers', 400, 'message'],
  ['InvalidParameter.Phone', 400, 'message'],
];

test.each(CASES)('%s (HTTP %i): %s', (code, status, verdict) => {
  expect(verdictOn(code, status)).toBe(verdict);
});

test('words every object knows are no codes of the carrier', () => {
  expect(verdictOn('constructor', 500)).toBe('unknown');
  expect(verdictOn('__proto__', 500)).toBe('unknown');
});

test('trouble on the far side is never taken for a refusal', () => {
  fc.assert(
    fc.property(fc.string(), fc.integer({ min: 500, max: 599 }), (word, status) => {
      fc.pre(!word.includes('Throttling') && !word.startsWith('isv.'));
      expect(verdictOn(`x${word}`, status)).toBe('unknown');
    }),
  );
});
