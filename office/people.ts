import { maskMailAddress } from '../domain/people/mail-address.js';
import { maskPhone } from '../domain/people/phone.js';
import { maskResidentId } from '../domain/people/resident-id.js';
import { weeklyHoursWords } from '../domain/people/weekly-hours.js';
import type { Sentence } from '../domain/problem.js';
import { writeAudit } from '../ledger/audit.js';
import type { Actor } from '../ledger/operators.js';
import { findPeople as findInLedger } from '../ledger/people.js';
import { wholePerson, type WholePerson } from '../ledger/whole-person.js';
import type { Office } from './office.js';
import { maskedPhone, personMeant, shownName, wantedBy } from './person.js';
import { refuse, requireReason } from './refusal.js';
import { requireRight } from './rights.js';

/** A person as a list shows them. */
export interface FoundPerson {
  id: number;
  /** Masked for those who may not see it. */
  name: string;
  committee: string;
  /** Masked; a dash where there is none. */
  phone: string;
}

/** Everything about a person; numbers and addresses masked unless they were asked for, the name for who may not see it. */
export interface PersonView extends Omit<
  WholePerson,
  'idNumberCipher' | 'phoneCipher' | 'emailCipher' | 'birthDate'
> {
  /** Null where masked: the masked ID leaves out just this. */
  birthDate: string | null;
  idNumber: string | null;
  phone: string | null;
  email: string | null;
  hoursWords: Sentence;
  unmasked: boolean;
}

/**
 * People of the actor's part of the tree by ledger id, whole phone, mail address or resident ID, or a part of the
 * name. (Parts of phones and IDs cannot be looked for: the ledger keeps only their keyed hashes.)
 */
export async function findPeople(
  office: Office,
  actor: Actor,
  { text, limit }: { text: string; limit: number },
): Promise<FoundPerson[]> {
  requireRight(actor, 'see people');
  const written = text.trim();
  if (written === '') throw refuse('invalid', 'empty', '请写出要找什么', 'say whom to look for');
  const wanted = wantedBy(office, written);
  const by = 'name' in wanted ? { partOfName: wanted.name } : wanted;
  const found = await findInLedger(office.database, by, { scopePath: actor.scopePath, limit });
  return found.map((person) => ({
    id: person.id,
    name: shownName(actor, person.name),
    committee: person.committee,
    phone: maskedPhone(office, person),
  }));
}

/**
 * One person whole. With `unmask`, phone, mail address, resident ID, day of birth and the numbers of papers are
 * shown as they are, and the audit says to whom and why.
 * @throws {Refusal} nobody or several like that in scope; or the actor may not see personal data
 */
export async function showPerson(
  office: Office,
  actor: Actor,
  { person: written, unmask }: { person: string; unmask?: { reason: string } },
): Promise<PersonView> {
  requireRight(actor, 'see people');
  if (unmask) requireSight(actor, unmask.reason);
  const { id } = await personMeant(office, actor, written);
  const now = office.clock.now();
  const whole = await wholePerson(office.database, id, { scopePath: actor.scopePath, now });
  if (!whole)
    throw refuse('not-found', 'no-such-person', '这个人刚刚被移除', 'this person has just been removed');
  if (unmask) {
    const entry = { actor: actor.name, action: 'person unmask', subject: `person ${id}` };
    await writeAudit(office.database, { ...entry, detail: { reason: unmask.reason } }, now);
  }
  return viewOf(office, { ...whole, name: shownName(actor, whole.name) }, unmask !== undefined);
}

/**
 * Whoever sees a number in full has the right, may see personal data, and says why.
 * @throws {Refusal}
 */
export function requireSight(actor: Actor, reason: string): void {
  requireRight(actor, 'unmask');
  if (!actor.maySeePersonalData) {
    throw refuse(
      'not-allowed',
      'may-not-see-personal-data',
      `操作员 ${actor.name} 无权查看完整的号码和证件`,
      `operator ${actor.name} may not see whole numbers and IDs`,
    );
  }
  requireReason(reason);
}

function viewOf({ keys }: Office, whole: WholePerson, unmasked: boolean): PersonView {
  const { idNumberCipher, phoneCipher, emailCipher, birthDate, ...person } = whole;
  const shown = (sealed: Buffer | null, mask: (text: string) => string): string | null => {
    if (sealed === null) return null;
    const text = keys.decrypt(sealed);
    return unmasked ? text : mask(text);
  };
  return {
    ...person,
    birthDate: unmasked ? birthDate : null,
    idNumber: shown(idNumberCipher, maskResidentId),
    phone: shown(phoneCipher, maskPhone),
    email: shown(emailCipher, maskMailAddress),
    qualifications: unmasked ? person.qualifications : person.qualifications.map(withMaskedNumber),
    hoursWords: weeklyHoursWords(person.hours),
    unmasked,
  };
}

/** The number of a driving licence is its holder's resident ID. */
const withMaskedNumber = (paper: WholePerson['qualifications'][number]) => ({
  ...paper,
  number: paper.number === null ? null : `****${paper.number.length > 4 ? paper.number.slice(-4) : ''}`,
});
