/**
 * What each code of the carrier means for the messages of the call. Sources: the carrier's public error tables
 * (document_detail/101346 and 101347, and older copies of them).
 */
export type Verdict =
  /** This message; in a call of many, at least one of them. */
  | 'message'
  /** Every message of this template or signature. */
  | 'template'
  /** Every message, until a person acts. */
  | 'account'
  /** The phone has had its share of this minute, hour or day. */
  | 'capped'
  /** Too fast; not taken. */
  | 'throttled'
  /** May have been taken. */
  | 'unknown';

const VERDICTS: Readonly<Record<string, Verdict>> = {
  // The phone's own cap; the Message says of which window.
  'isv.BUSINESS_LIMIT_CONTROL': 'capped',

  // 余额不足: the prepaid balance is used up.
  'isv.AMOUNT_NOT_ENOUGH': 'account',
  // 业务停机: mostly the same, later.
  'isv.OUT_OF_SERVICE': 'account',
  // The day's ceiling a person set in the console for the whole account.
  'isv.DAY_LIMIT_CONTROL': 'account',
  // The month's ceiling likewise.
  'isv.MONTH_LIMIT_CONTROL': 'account',
  // 账户异常: to be cleared with the carrier.
  'isv.ACCOUNT_ABNORMAL': 'account',
  // The key belongs to no account of theirs.
  'isv.ACCOUNT_NOT_EXISTS': 'account',
  // The SMS product was never ordered,
  'isv.PRODUCT_UNSUBSCRIBE': 'account',
  // the same under its newer name.
  'isv.PRODUCT_UN_SUBSCRIPT': 'account',
  // The key's owner lacks the right to send.
  'isp.RAM_PERMISSION_DENY': 'account',
  // Our server's address is in a region they do not serve.
  'isv.DENY_IP_RANGE': 'account',
  // Key unknown or switched off,
  'InvalidAccessKeyId.NotFound': 'account',
  // secret wrong,
  SignatureDoesNotMatch: 'account',
  // our clock more than 15 minutes off.
  'InvalidTimeStamp.Expired': 'account',

  // The template does not exist, was not approved, or belongs to another account.
  'isv.SMS_TEMPLATE_ILLEGAL': 'template',
  // Test templates reach registered test phones only.
  'isv.SMS_TEST_SIGN_TEMPLATE_LIMIT': 'template',
  // Promotion in a template approved for notices.
  'isv.SMS_CONTENT_MISMATCH_TEMPLATE_TYPE': 'template',
  // The signature does not exist or was not approved,
  'isv.SMS_SIGNATURE_ILLEGAL': 'template',
  // the same on newer pages,
  'isv.SMS_SIGN_ILLEGAL': 'template',
  // it is under review or suspended,
  'isv.SIGN_STATE_ILLEGAL': 'template',
  // it may not be used for this class of text.
  'isv.SMS_SIGNATURE_SCENE_ILLEGAL': 'template',

  // Not a phone number.
  'isv.MOBILE_NUMBER_ILLEGAL': 'message',
  // Too many in one call; a smaller call passes.
  'isv.MOBILE_COUNT_OVER_LIMIT': 'message',
  // A variable of the template has no value.
  'isv.TEMPLATE_MISSING_PARAMETERS': 'message',
  // A value holds a forbidden word,
  'isv.TEMPLATE_PARAMS_ILLEGAL': 'message',
  // a blocked one, or the phone is on the carrier's do-not-disturb list,
  'isv.BLACK_KEY_CONTROL_LIMIT': 'message',
  // the finished text does,
  'isv.SMS_CONTENT_ILLEGAL': 'message',
  // or holds signs that cannot be carried (emoji).
  'isv.UNSUPPORTED_CONTENT': 'message',
  // A field is malformed,
  'isv.INVALID_PARAMETERS': 'message',
  // a value is not a string,
  'isv.INVALID_JSON_PARAM': 'message',
  // too long,
  'isv.PARAM_LENGTH_LIMIT': 'message',
  // or a link.
  'isv.PARAM_NOT_SUPPORT_URL': 'message',
  // A mainland number where only others are allowed, or the reverse.
  'isv.DOMESTIC_NUMBER_NOT_SUPPORTED': 'message',
  // The person unsubscribed at the carrier.
  'isv.CUSTOMER_REFUSED': 'message',
  // The extension code belongs to another signature; we send none.
  'isv.EXTEND_CODE_ERROR': 'message',

  // The gateway has seen the nonce: an earlier try of ours may be in. To be asked about, never repeated blindly.
  SignatureNonceUsed: 'unknown',
  // "System error" and "gateway error" come from behind the point of acceptance,
  'isp.SYSTEM_ERROR': 'unknown',
  'isp.GATEWAY_ERROR': 'unknown',
  // and so do these two, with HTTP 500 and 503.
  InternalError: 'unknown',
  ServiceUnavailable: 'unknown',
};

/**
 * The verdict on a code. For codes that stand in no table, by family:
 * - `Throttling` anywhere: throttled (the SDK's own rule).
 * - other `isv.*`: refused by the business layer, hence not taken. `message` has the smallest reach: the message
 *   fails in plain sight and can be redriven, while a wrong `account` would silence an emergency.
 * - other `isp.*`, and every HTTP 5xx: trouble on their side, before or after acceptance: unknown.
 * - other HTTP 4xx of the gateway: refused before the backend. `Missing…` and `InvalidParameter…` concern what this
 *   call carries; the rest (keys, rights, versions) will refuse every call alike: account.
 * @param status HTTP status of the answer
 */
export function verdictOn(code: string, status: number): Verdict {
  if (Object.hasOwn(VERDICTS, code)) return VERDICTS[code]!;
  if (code.includes('Throttling')) return 'throttled';
  if (code.startsWith('isv.')) return 'message';
  if (code.startsWith('isp.') || status < 400 || status >= 500) return 'unknown';
  return /^(Missing|InvalidParameter)/.test(code) ? 'message' : 'account';
}
