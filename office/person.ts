import { normaliseMailAddress } from '../domain/people/mail-address.js';
import { maskPhone, normalisePhone } from '../domain/people/phone.js';
import type { Problem } from '../domain/problem.js';
import type { Actor } from '../ledger/operators.js';
import { findPeople, type Person, type PersonWanted } from '../ledger/people.js';
import type { Office } from './office.js';
import { refuse, Refusal } from './refusal.js';

/** Candidates listed for a name that several people bear. */
const CANDIDATES = 10;

/**
 * The one person meant by a ledger id, phone, mail address or exact name, within the actor's part of the tree.
 * @throws {Refusal} not found there; or several, then it lists them, their phones masked
 */
export async function personMeant(office: Office, actor: Actor, written: string): Promise<Person> {
  const people = await findPeople(office.database, wantedBy(office, written.trim()), {
    scopePath: actor.scopePath,
    limit: CANDIDATES + 1,
  });
  const [first] = people;
  if (first && people.length === 1) return first;
  if (first)
    throw new Refusal('invalid', [
      several(people.length),
      ...people.slice(0, CANDIDATES).map(candidate(office)),
    ]);
  throw refuse(
    'not-found',
    'no-such-person',
    '您的管辖范围内没有这个人：请核对编号、手机号、邮箱或全名',
    'nobody like that within your scope: check the id, phone, mail address or full name',
  );
}

/** A phone is recognised first: no ledger id is that long. */
function wantedBy({ keys }: Office, written: string): PersonWanted {
  const phone = normalisePhone(written);
  if (typeof phone === 'string') return { phoneHash: keys.fingerprint('phone', phone) };
  if (/^\d{1,10}$/.test(written)) return { id: Number(written) };
  const address = normaliseMailAddress(written);
  if (typeof address === 'string') return { emailHash: keys.fingerprint('email', address) };
  return { name: written };
}

const several = (found: number): Problem => ({
  path: ['person'],
  reason: 'several-people',
  zh: `符合的有${found > CANDIDATES ? `超过 ${CANDIDATES}` : ` ${found}`} 人，请改用编号`,
  en: `${found > CANDIDATES ? `more than ${CANDIDATES}` : found} people fit; name one by id`,
});

const candidate =
  (office: Office) =>
  (person: Person): Problem => {
    const words = [person.id, person.name, person.committee, maskedPhone(office, person)].join(' · ');
    return { path: [], reason: 'candidate', zh: words, en: words };
  };

/** The phone as lists show it; a dash where there is none. */
export const maskedPhone = ({ keys }: Office, { phoneCipher }: Person): string =>
  phoneCipher === null ? '—' : maskPhone(keys.decrypt(phoneCipher));
