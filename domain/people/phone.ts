import { parsePhoneNumberFromString } from 'libphonenumber-js/max';
import type { Fault, Sentence } from '../problem.js';
import { cleaned } from './cleaning.js';

/** Why a text is no mobile number we can write to. */
export type PhoneProblemReason =
  'empty' | 'several-numbers' | 'extension' | 'not-a-number' | 'not-mainland' | 'landline' | 'not-mobile';

/** A refused phone; its sentences never repeat the number. */
export type PhoneProblem = Fault<PhoneProblemReason>;

const SENTENCES: Record<PhoneProblemReason, Sentence> = {
  empty: { zh: '没有填写手机号', en: 'the phone is empty' },
  'several-numbers': {
    zh: '填写了多个号码，请只保留一个手机号',
    en: 'more than one number; keep one mobile number',
  },
  extension: { zh: '号码带有分机号，请填写手机号', en: 'the number has an extension; give a mobile number' },
  'not-a-number': {
    zh: '不是电话号码，请填写 11 位手机号，不要带其他文字',
    en: 'not a phone number; give the 11 digits of a mobile number and no other words',
  },
  'not-mainland': {
    zh: '不是中国大陆号码，短信只能发往大陆手机',
    en: 'not a mainland China number; SMS reach mainland mobiles only',
  },
  landline: {
    zh: '是固定电话，收不到短信，请填写手机号',
    en: 'a landline cannot receive SMS; give a mobile number',
  },
  'not-mobile': {
    zh: '不是手机号：手机号为 11 位，以 13–19 开头',
    en: 'not a mobile number: those have 11 digits and start with 13 to 19',
  },
};

const problem = (reason: PhoneProblemReason): PhoneProblem => ({ reason, ...SENTENCES[reason] });

/** Decides "mobile" in place of the library's tables, which call the fixture range 154 (and each new one) invalid. */
const MOBILE = /^1[3-9]\d{9}$/;

const digitCount = (text: string): number => text.replace(/\D/g, '').length;

/** Two numbers in one field: separated, run together, or a mobile beside the seven or more digits of a landline. */
function holdsSeveral(text: string): boolean {
  if (text.split(/[,;、/|&\n或和及]/).filter((piece) => digitCount(piece) >= 7).length > 1) return true;
  if (/(?<!\d)1[3-9]\d{9}\D*1[3-9]\d{9}(?!\d)/.test(text)) return true;
  const beside = text.replace(/(?<!\d)1[3-9]\d{9}(?!\d)/, '');
  return beside !== text && digitCount(beside) >= 7;
}

/**
 * The one form a phone is stored, hashed and compared in: the 11 digits of a mainland mobile number.
 * Otherwise why it is not one. Idempotent.
 */
export function normalisePhone(raw: string): string | PhoneProblem {
  const text = cleaned(raw)
    .replace(/^['"]|^tel:/i, '')
    .replace(/[()]/g, '');
  if (MOBILE.test(text)) return text;
  if (text === '') return problem('empty');
  if (holdsSeveral(text)) return problem('several-numbers');
  // `extract: false`: words around a number are a question for the person who typed them, not ours to drop.
  const parsed = parsePhoneNumberFromString(text, { defaultCountry: 'CN', extract: false });
  if (!parsed) return problem(/^[+\d\s.-]+$/.test(text) ? 'not-mobile' : 'not-a-number');
  if (parsed.countryCallingCode !== '86') return problem('not-mainland');
  if (parsed.ext) return problem('extension');
  if (MOBILE.test(parsed.nationalNumber)) return parsed.nationalNumber;
  return problem(isLandline(parsed.getType(), text) ? 'landline' : 'not-mobile');
}

/** The library knows landlines by their area code; seven or eight digits alone lack one. */
const isLandline = (type: string | undefined, text: string): boolean =>
  type === 'FIXED_LINE' || /^[2-8]\d{6,7}$/.test(text.replace(/[\s-]/g, ''));

/** `154****8000`; anything that is not 11 digits is hidden whole. */
export const maskPhone = (phone: string): string =>
  /^\d{11}$/.test(phone) ? `${phone.slice(0, 3)}****${phone.slice(7)}` : '****';
