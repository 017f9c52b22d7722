import type { Fault, Sentence } from '../problem.js';
import { cleaned } from './cleaning.js';

/** Why a text is no mail address we can write to. */
export type MailAddressProblemReason =
  'empty' | 'several-addresses' | 'no-at' | 'too-long' | 'local-part' | 'domain';

/** A refused address; its sentences never repeat it. */
export type MailAddressProblem = Fault<MailAddressProblemReason>;

const SENTENCES: Record<MailAddressProblemReason, Sentence> = {
  empty: { zh: '没有填写邮箱', en: 'the mail address is empty' },
  'several-addresses': { zh: '填写了多个邮箱，请只保留一个', en: 'more than one mail address; keep one' },
  'no-at': {
    zh: '邮箱缺少 @，应如 zhang@example.cn',
    en: 'the mail address has no @; write it like zhang@example.cn',
  },
  'too-long': { zh: '邮箱过长', en: 'the mail address is too long' },
  'local-part': {
    zh: '邮箱 @ 前的部分无效：只能用英文字母、数字和 . _ - + 等符号，不能有空格',
    en: 'the part before @ is not valid: use Latin letters, digits and . _ - +, without blanks',
  },
  domain: {
    zh: '邮箱 @ 后的域名无效，应如 example.cn',
    en: 'the domain after @ is not valid; it should look like example.cn',
  },
};

const problem = (reason: MailAddressProblemReason): MailAddressProblem => ({ reason, ...SENTENCES[reason] });

// RFC 5321 limits: 64 before the @, 254 in all, 63 in a label. Quoted and non-ASCII local parts are refused:
// relays without SMTPUTF8 cannot carry them.
const LOCAL_PART = /^[\w!#$%&'*+/=?^`{|}~-]+(\.[\w!#$%&'*+/=?^`{|}~-]+)*$/;
const DOMAIN = /^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+(?!\d+$)[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])$/;

/**
 * The one form a mail address is stored, hashed and compared in: domain in lower case, local part as written
 * (only its own server may say whether case counts). Otherwise why it is none. Idempotent.
 */
export function normaliseMailAddress(raw: string): string | MailAddressProblem {
  const text = cleaned(raw).replace(/^mailto:/i, '');
  if (text === '') return problem('empty');
  if (text.split('@').length > 2) return problem('several-addresses');
  const [localPart = '', domainAsWritten] = text.split('@');
  if (domainAsWritten === undefined) return problem('no-at');
  const domain = domainAsWritten.toLowerCase();
  if (text.length > 254 || localPart.length > 64) return problem('too-long');
  if (!LOCAL_PART.test(localPart)) return problem('local-part');
  return DOMAIN.test(domain) ? `${localPart}@${domain}` : problem('domain');
}

/** `z***@example.cn`; a text without an address's shape is hidden whole. */
export function maskMailAddress(address: string): string {
  const at = address.lastIndexOf('@');
  return at < 1 ? '***' : `${address.charAt(0)}***${address.slice(at)}`;
}
