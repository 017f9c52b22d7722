import { normaliseMailAddress } from '../domain/people/mail-address.js';
import { maskName } from '../domain/people/name.js';
import { maskPhone, normalisePhone } from '../domain/people/phone.js';
import { checkResidentId } from '../domain/people/resident-id.js';
import type { Problem } from '../domain/problem.js';
import type { Actor } from '../ledger/operators.js';
import { findPeople, type Person, type PersonWanted } from '../ledger/people.js';
import type { Office } from './office.js';
import { refuse, Refusal } from './refusal.js';
import { requireRight } from './rights.js';

/** Candidates listed for a name that several people bear. */
const CANDIDATES = 10;

/**
 * The one person meant by a ledger id, phone, mail address, resident ID or exact name, within the actor's part of
 * the tree; where a run of theirs is named, also among its recipients from elsewhere.
 * @throws {Refusal} not found there; or several, then it lists them, their phones masked
 */
export async function personMeant(
  office: Office,
  actor: Actor,
  written: string,
  runId?: number,
): Promise<Person> {
  requireRight(actor, 'see people');
  const people = await findPeople(office.database, wantedBy(office, written.trim()), {
    scopePath: actor.scopePath,
    limit: CANDIDATES + 1,
    ...(runId === undefined ? {} : { runId }),
  });
  const [first] = people;
  if (first && people.length === 1) return first;
  if (first)
    throw new Refusal('invalid', [
      several(people.length),
      ...people.slice(0, CANDIDATES).map(candidate(office, actor)),
    ]);
  throw refuse(
    'not-found',
    'no-such-person',
    '您的管辖范围内没有这个人：请核对编号、手机号、邮箱、身份证号或全名',
    'nobody like that within your scope: check the id, phone, mail address, resident ID or full name',
  );
}

/** How somebody is named, told by its shape. A phone is recognised first: no ledger id is that long. */
export function wantedBy({ keys }: Office, written: string): PersonWanted {
  const phone = normalisePhone(written);
  if (typeof phone === 'string') return { phoneHash: keys.fingerprint('phone', phone) };
  if (/^\d{1,10}$/.test(written)) return { id: Number(written) };
  const address = normaliseMailAddress(written);
  if (typeof address === 'string') return { emailHash: keys.fingerprint('email', address) };
  const identity = checkResidentId(written);
  if (identity.ok) return { idNumberHash: keys.fingerprint('id', identity.id) };
  return { name: written };
}

const several = (found: number): Problem => ({
  path: ['person'],
  reason: 'several-people',
  zh: `符合的有${found > CANDIDATES ? `超过 ${CANDIDATES}` : ` ${found}`} 人，请改用编号`,
  en: `${found > CANDIDATES ? `more than ${CANDIDATES}` : found} people fit; name one by id`,
});

const candidate =
  (office: Office, actor: Actor) =>
  (person: Person): Problem => {
    const { id, name, committee } = person;
    const words = [id, shownName(actor, name), committee, maskedPhone(office, person)].join(' · ');
    return { path: [], reason: 'candidate', zh: words, en: words };
  };

/** A name as the actor may see it. */
export const shownName = ({ maySeePersonalData }: Pick<Actor, 'maySeePersonalData'>, name: string): string =>
  name === '' ? ERASED : maySeePersonalData ? name : maskName(name);

/** What stands where somebody who was erased had a name. */
const ERASED = '（已删除）';

/** The phone as lists show it; a dash where there is none. */
export const maskedPhone = ({ keys }: Office, { phoneCipher }: Pick<Person, 'phoneCipher'>): string =>
  phoneCipher === null ? '—' : maskPhone(keys.decrypt(phoneCipher));
