import { readCorrection, type Correction } from '../domain/people/correction.js';
import { checkResidentId } from '../domain/people/resident-id.js';
import { writeAudit } from '../ledger/audit.js';
import { bearerOf, correctPerson as setRight, type CorrectedPerson } from '../ledger/corrections.js';
import { erasureOf } from '../ledger/erasures.js';
import { seal, sealed } from '../ledger/load-rows.js';
import type { Actor } from '../ledger/operators.js';
import { lockPeople } from '../ledger/roster/state.js';
import type { Office } from './office.js';
import { personMeant } from './person.js';
import { refuse, Refusal, requireReason } from './refusal.js';
import { requireRight } from './rights.js';

/** What was set right about somebody. */
export interface CorrectedView {
  person: number;
  fields: (keyof Correction)[];
}

/**
 * Sets right what is held about somebody of the actor's part of the tree. The log says which fields and why, and holds no value of
 * them; a former phone is kept until the person is erased, for receipts that come back under it.
 * @throws {Refusal} with what cannot be read, at its field; or where somebody else bears that resident ID
 */
export async function correctPerson(
  office: Office,
  actor: Actor,
  { person: written, reason, ...wish }: Correction & { person: string; reason: string },
): Promise<CorrectedView> {
  requireRight(actor, 'keep people');
  requireReason(reason);
  const read = readCorrection(wish);
  if (!read.ok) throw new Refusal('invalid', read.problems);
  const { id } = await personMeant(office, actor, written);
  const corrected = sealedIn(office, read.value);
  const fields = Object.keys(read.value) as (keyof Correction)[];
  const now = office.clock.now();
  await office.database.begin(async (sql) => {
    await lockPeople(sql);
    if (await erasureOf(sql, id)) throw wasErased(id);
    const { identity } = corrected;
    const bearer = identity && (await bearerOf(sql, { idNumberHash: identity.hash, but: id }));
    if (bearer !== undefined) throw twinId();
    await setRight(sql, id, { ...corrected, now });
    const entry = { actor: actor.name, action: 'person correct', subject: `person ${id}` };
    await writeAudit(sql, { ...entry, detail: { fields, reason } }, now);
  });
  return { person: id, fields };
}

function sealedIn({ keys }: Pick<Office, 'keys'>, correction: Correction): CorrectedPerson {
  const { name, phone, email, idNumber } = correction;
  const identity = idNumber === undefined ? undefined : checkResidentId(idNumber);
  return {
    ...(name === undefined ? {} : { name }),
    ...(phone === undefined ? {} : { phone: sealed(keys, 'phone', phone) }),
    ...(email === undefined ? {} : { email: sealed(keys, 'email', email) }),
    ...(identity?.ok
      ? { identity: { ...seal(keys, 'id', identity.id), birthDate: identity.birthDate, sex: identity.sex } }
      : {}),
  };
}

const wasErased = (person: number): Refusal =>
  refuse(
    'conflict',
    'erased-before',
    `${person} 号已经删除，不能再更正`,
    `person ${person} was erased: there is nothing left to correct`,
  );

const twinId = (): Refusal =>
  new Refusal('conflict', [
    {
      path: ['idNumber'],
      reason: 'twin-id',
      zh: '这个身份证号已登记在另一人名下：请先核对是哪一位写错了（muster person find 身份证号）',
      en: 'somebody else is registered under this resident ID: find out whose is wrong first (`muster person find ID`)',
    },
  ]);
