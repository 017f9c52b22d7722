import type { Fault, Sentence } from '../problem.js';
import { cleaned } from './cleaning.js';

/** What a resident identity number says of its holder. */
export interface ResidentId {
  ok: true;
  /** 18 characters, `X` in upper case: the one form to store and hash. */
  id: string;
  /** `YYYY-MM-DD`. */
  birthDate: string;
  sex: 'male' | 'female';
}

/** Which of the four checks failed. */
export type ResidentIdProblemReason = 'length' | 'characters' | 'birth-date' | 'check-digit';

/** A refused number; its sentences never repeat it. */
export interface ResidentIdProblem extends Fault<ResidentIdProblemReason> {
  ok: false;
}

const SENTENCES: Record<ResidentIdProblemReason, Sentence> = {
  length: {
    zh: '身份证号应为 18 位（15 位旧号请换成 18 位）',
    en: 'a resident ID has 18 characters (an old one of 15 must be replaced by the new one)',
  },
  characters: {
    zh: '身份证号前 17 位应为数字，末位为数字或 X',
    en: 'a resident ID is 17 digits and then a digit or X',
  },
  'birth-date': {
    zh: '身份证号第 7–14 位不是有效的出生日期',
    en: 'characters 7 to 14 of the resident ID are no valid birth date',
  },
  'check-digit': {
    zh: '身份证号校验位不符，请核对是否有一位写错',
    en: 'the check digit of the resident ID does not fit: one character is probably wrong',
  },
};

const problem = (reason: ResidentIdProblemReason): ResidentIdProblem => ({
  ok: false,
  reason,
  ...SENTENCES[reason],
});

// GB 11643-1999, ISO 7064 MOD 11-2: catches every single wrong digit and every swap of neighbours.
const WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2] as const;
const CHECK_DIGITS = '10X98765432';

/** The 18th character for the first 17 digits. */
export function checkDigit(first17: string): string {
  const sum = WEIGHTS.reduce((total, weight, index) => total + weight * Number(first17[index]), 0);
  return CHECK_DIGITS.charAt(sum % 11);
}

/** Not before 1850: a slip of the century, not a volunteer. Later than now is left to the caller, who knows the day. */
function isBirthDate(isoDate: string): boolean {
  const instant = new Date(`${isoDate}T00:00:00Z`);
  if (Number.isNaN(instant.getTime()) || instant.getUTCFullYear() < 1850) return false;
  return instant.toISOString().startsWith(isoDate); // JavaScript rolls 02-30 over to 03-02
}

/**
 * Reads and verifies a resident ID. The area code is not looked up: it may be a county that no longer exists,
 * and our fixtures use an unallocated one.
 */
export function checkResidentId(raw: string): ResidentId | ResidentIdProblem {
  const id = cleaned(raw).replace(/\s/g, '').toUpperCase();
  if (id.length !== 18) return problem('length');
  if (!/^\d{17}[\dX]$/.test(id)) return problem('characters');
  const birthDate = `${id.slice(6, 10)}-${id.slice(10, 12)}-${id.slice(12, 14)}`;
  if (!isBirthDate(birthDate)) return problem('birth-date');
  if (checkDigit(id) !== id.charAt(17)) return problem('check-digit');
  return { ok: true, id, birthDate, sex: Number(id.charAt(16)) % 2 === 1 ? 'male' : 'female' };
}

/** `130281********0025`; anything that is not 18 characters is hidden whole. */
export const maskResidentId = (id: string): string =>
  /^\d{17}[\dXx]$/.test(id) ? `${id.slice(0, 6)}********${id.slice(14)}` : '********';
