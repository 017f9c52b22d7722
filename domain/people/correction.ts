import type { Checked, Fault, Problem } from '../problem.js';
import { readName } from '../roster/name.js';
import { normaliseMailAddress } from './mail-address.js';
import { normalisePhone } from './phone.js';
import { checkResidentId } from './resident-id.js';

/** What is right about somebody instead of what is held, as it was written or as it is stored; null: they have none any more. */
export interface Correction {
  name?: string;
  phone?: string | null;
  email?: string | null;
  idNumber?: string;
}

const READERS: Record<keyof Correction, (written: string) => string | Fault> = {
  name: readName,
  phone: normalisePhone,
  email: normaliseMailAddress,
  idNumber: (written) => {
    const identity = checkResidentId(written);
    return identity.ok ? identity.id : identity;
  },
};

/** The fields of a correction, in the order in which people are asked for them. */
const CORRECTED = Object.keys(READERS) as (keyof Correction)[];

/** Reads a correction. Its problems stand at their fields, and no sentence repeats what was written. */
export function readCorrection(written: Correction): Checked<Correction> {
  const problems: Problem[] = [];
  const correction: Partial<Record<keyof Correction, string | null>> = {};
  for (const field of CORRECTED) {
    const value = written[field];
    if (value === undefined) continue;
    const read = value === null ? null : READERS[field](value);
    if (read === null || typeof read === 'string') correction[field] = read;
    else problems.push({ path: [field], reason: read.reason, zh: read.zh, en: read.en });
  }
  if (problems.length === 0 && Object.keys(correction).length === 0) problems.push(NOTHING);
  return problems.length > 0 ? { ok: false, problems } : { ok: true, value: correction as Correction };
}

const NOTHING: Problem = {
  path: [],
  reason: 'nothing-to-correct',
  zh: '请写明要更正什么：姓名、手机、邮箱或身份证号',
  en: 'say what is to be corrected: name, phone, mail address or resident ID',
};
