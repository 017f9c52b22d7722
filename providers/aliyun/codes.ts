import type { Sentence } from '../../domain/problem.js';

/**
 * What each code of the carrier means for the messages of the call. Sources: the carrier's public error tables
 * (document_detail/101346 and 101347, and older copies of them).
 */
export type Verdict =
  /** This message; in a call of many, at least one of them. */
  | 'message'
  /** Every message of this template. */
  | 'template'
  /** Every message, until a person acts. */
  | 'account'
  /** The phone has had its share of this minute, hour or day. */
  | 'capped'
  /** Too fast; not taken. */
  | 'throttled'
  /** May have been taken. */
  | 'unknown';

/** A code's verdict, and what a person is told of it. */
interface Entry extends Sentence {
  verdict: Verdict;
}

const entry = (verdict: Verdict, zh: string, en: string): Entry => ({ verdict, zh, en });

const CODES: Readonly<Record<string, Entry>> = {
  // The phone's own cap; the Message says of which window.
  'isv.BUSINESS_LIMIT_CONTROL': entry(
    'capped',
    '这个号码已达运营商的发送上限',
    'the phone has had its share',
  ),

  'isv.AMOUNT_NOT_ENOUGH': entry('account', '余额不足', 'the prepaid balance is used up'),
  'isv.OUT_OF_SERVICE': entry(
    'account',
    '业务停机，多半是欠费',
    'out of service, mostly for lack of balance',
  ),
  'isv.DAY_LIMIT_CONTROL': entry(
    'account',
    '已达控制台设置的每日上限',
    'the daily ceiling set in the console is reached',
  ),
  'isv.MONTH_LIMIT_CONTROL': entry(
    'account',
    '已达控制台设置的每月上限',
    'the monthly ceiling set in the console is reached',
  ),
  'isv.ACCOUNT_ABNORMAL': entry('account', '账户异常', 'the account is to be cleared with the carrier'),
  'isv.ACCOUNT_NOT_EXISTS': entry('account', '密钥不属于任何账户', 'the key belongs to no account'),
  'isv.PRODUCT_UNSUBSCRIBE': entry('account', '没有开通短信服务', 'the SMS product was never ordered'),
  'isv.PRODUCT_UN_SUBSCRIPT': entry('account', '没有开通短信服务', 'the SMS product was never ordered'),
  'isp.RAM_PERMISSION_DENY': entry('account', '密钥没有发送权限', 'the key’s owner lacks the right to send'),
  'isv.DENY_IP_RANGE': entry(
    'account',
    '服务器所在地区不被支持',
    'our server’s address is in a region they do not serve',
  ),
  'InvalidAccessKeyId.NotFound': entry('account', '密钥不存在或已停用', 'the key is unknown or switched off'),
  SignatureDoesNotMatch: entry('account', '密钥不正确', 'the key’s secret is wrong'),
  'InvalidTimeStamp.Expired': entry(
    'account',
    '本机时钟相差 15 分钟以上',
    'our clock is more than 15 minutes off',
  ),

  'isv.SMS_TEMPLATE_ILLEGAL': entry(
    'template',
    '模板不存在、未通过审核，或属于别的账户',
    'the template does not exist, was not approved, or is another account’s',
  ),
  'isv.SMS_TEST_SIGN_TEMPLATE_LIMIT': entry(
    'template',
    '测试模板只能发给登记过的测试号码',
    'test templates reach registered test phones only',
  ),
  'isv.SMS_CONTENT_MISMATCH_TEMPLATE_TYPE': entry(
    'template',
    '通知类模板里有推广内容',
    'promotion in a template approved for notices',
  ),
  // One signature per account: what is refused for it is refused for every text, until a person has it approved.
  'isv.SMS_SIGNATURE_ILLEGAL': entry(
    'account',
    '签名不存在或未通过审核',
    'the signature does not exist or was not approved',
  ),
  'isv.SMS_SIGN_ILLEGAL': entry(
    'account',
    '签名不存在或未通过审核',
    'the signature does not exist or was not approved',
  ),
  'isv.SIGN_STATE_ILLEGAL': entry(
    'account',
    '签名审核中或已停用',
    'the signature is under review or suspended',
  ),
  // Not the signature as such: texts of another class pass under it.
  'isv.SMS_SIGNATURE_SCENE_ILLEGAL': entry(
    'template',
    '签名不能用于这类短信',
    'the signature may not be used for this class of text',
  ),

  'isv.MOBILE_NUMBER_ILLEGAL': entry('message', '手机号不正确', 'not a phone number'),
  'isv.MOBILE_COUNT_OVER_LIMIT': entry('message', '一次调用的号码过多', 'too many phones in one call'),
  'isv.TEMPLATE_MISSING_PARAMETERS': entry(
    'message',
    '模板变量缺少值',
    'a variable of the template has no value',
  ),
  'isv.TEMPLATE_PARAMS_ILLEGAL': entry('message', '变量的值含有不允许的词', 'a value holds a forbidden word'),
  'isv.BLACK_KEY_CONTROL_LIMIT': entry(
    'message',
    '含有屏蔽词，或号码在运营商的免打扰名单上',
    'a blocked word, or the phone is on the do-not-disturb list',
  ),
  'isv.SMS_CONTENT_ILLEGAL': entry(
    'message',
    '短信全文含有不允许的内容',
    'the finished text holds a forbidden word',
  ),
  'isv.UNSUPPORTED_CONTENT': entry(
    'message',
    '含有不能发送的字符，如表情',
    'signs that cannot be carried, such as emoji',
  ),
  'isv.INVALID_PARAMETERS': entry('message', '参数格式不对', 'a field is malformed'),
  'isv.INVALID_JSON_PARAM': entry('message', '变量的值不是文字', 'a value is not a string'),
  'isv.PARAM_LENGTH_LIMIT': entry('message', '变量的值过长', 'a value is too long'),
  'isv.PARAM_NOT_SUPPORT_URL': entry('message', '变量的值含有网址', 'a value holds a link'),
  'isv.DOMESTIC_NUMBER_NOT_SUPPORTED': entry(
    'message',
    '模板不适用于这个号码所在的地区',
    'the template is not for phones of this region',
  ),
  'isv.CUSTOMER_REFUSED': entry('message', '本人已在运营商处退订', 'the person unsubscribed at the carrier'),
  'isv.EXTEND_CODE_ERROR': entry(
    'message',
    '扩展码属于别的签名',
    'the extension code belongs to another signature',
  ),

  // The gateway has seen the nonce: an earlier try of ours may be in. To be asked about, never repeated blindly.
  SignatureNonceUsed: entry('unknown', '网关见过这次调用', 'the gateway has seen this call before'),

  // Trouble behind the point of acceptance, as are the last two, with HTTP 500 and 503.
  'isp.SYSTEM_ERROR': entry('unknown', '运营商系统错误', 'an error of the carrier’s system'),
  'isp.GATEWAY_ERROR': entry('unknown', '运营商网关错误', 'an error of the carrier’s gateway'),
  InternalError: entry('unknown', '运营商内部错误', 'an internal error of the carrier'),
  ServiceUnavailable: entry('unknown', '运营商暂时不可用', 'the carrier is unavailable for now'),
};

/** What a code says, for a person; undefined: it stands in no table. */
export const codeMeaning = (code: string): Sentence | undefined =>
  Object.hasOwn(CODES, code) ? CODES[code] : undefined;

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
  if (Object.hasOwn(CODES, code)) return CODES[code]!.verdict;
  if (code.includes('Throttling')) return 'throttled';
  if (code.startsWith('isv.')) return 'message';
  if (code.startsWith('isp.') || status < 400 || status >= 500) return 'unknown';
  return /^(Missing|InvalidParameter)/.test(code) ? 'message' : 'account';
}
