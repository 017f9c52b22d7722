import { dayOf, yearOf, type Day } from '../domain/calendar/day.js';
import { officeDay } from '../domain/calendar/office-day.js';
import { writeAudit } from '../ledger/audit.js';
import {
  erase,
  erasureObstacles,
  erasureOf,
  type ErasedBecause,
  type Erasure,
  type ErasureObstacles,
} from '../ledger/erasures.js';
import type { Actor } from '../ledger/operators.js';
import { lockPeople } from '../ledger/roster/state.js';
import { wholePerson, type WholePerson } from '../ledger/whole-person.js';
import type { Statement } from '../runtime/database.js';
import type { Office } from './office.js';
import { requireSight } from './people.js';
import { maskedPhone, personMeant, shownName } from './person.js';
import { refuse, Refusal } from './refusal.js';
import { requireRight } from './rights.js';

/** What the law has kept of somebody who was erased: who they were, and the papers they held. Sealed in the ledger. */
export interface KeptOfPerson {
  name: string;
  idNumber: string | null;
  phone: string | null;
  qualifications: WholePerson['qualifications'];
}

/** What erasing somebody would do, or has done. */
export interface PersonErasure {
  person: number;
  /** As the actor may see it; afterwards nobody sees it. */
  name: string;
  /** Masked. */
  phone: string;
  because: ErasedBecause;
  /** The last office day on which what the law keeps is kept. */
  keptUntil: Day;
  /** Nothing was changed. */
  preview: boolean;
}

/**
 * Erases somebody of the actor's part of the tree: name, numbers, addresses, papers, what they wrote and what only they were told.
 * Their bonds end today. Their number stays, so that every statement goes on to balance; so do opt-outs, which are kept by address.
 * @throws {Refusal} they were erased before, have a place in a call-out, or use Muster
 */
export async function erasePerson(
  office: Office,
  actor: Actor,
  { person: written, because, preview }: { person: string; because: ErasedBecause; preview: boolean },
): Promise<PersonErasure> {
  requireRight(actor, 'keep people');
  const { database, clock, keys, config } = office;
  const meant = await personMeant(office, actor, written);
  const now = clock.now();
  const today = officeDay(now);
  const done: PersonErasure = {
    ...{ person: meant.id, name: shownName(actor, meant.name), phone: maskedPhone(office, meant) },
    ...{ because, keptUntil: yearsAfter(today, config.erasedKeptYears), preview },
  };
  await database.begin(async (sql) => {
    await lockPeople(sql);
    const kept = await keptOf(office, sql, { id: meant.id, scopePath: actor.scopePath, now });
    if (preview) return;
    const erased = { person: meant.id, erasedAt: now, erasedBy: actor.name, because };
    const keptCipher = keys.encrypt(JSON.stringify(kept));
    const sealed: Erasure = { ...erased, keptCipher, keptUntil: done.keptUntil };
    await erase(sql, sealed, { day: today, emptyCipher: keys.encrypt('') });
    const detail = { because, keptUntil: done.keptUntil };
    const entry = { actor: actor.name, action: 'person erase', subject: `person ${meant.id}`, detail };
    await writeAudit(sql, entry, now);
  });
  return done;
}

/** What has to be kept of somebody who may be erased. */
async function keptOf(
  { keys }: Pick<Office, 'keys'>,
  sql: Statement,
  { id, scopePath, now }: { id: number; scopePath: string; now: Date },
): Promise<KeptOfPerson> {
  const before = await erasureOf(sql, id);
  if (before) throw erasedBefore(before);
  const obstacles = obstacleProblems(await erasureObstacles(sql, id));
  if (obstacles.length > 0) throw new Refusal('conflict', obstacles);
  const whole = await wholePerson(sql, id, { scopePath, now });
  if (!whole)
    throw refuse('not-found', 'no-such-person', '这个人刚刚被移走', 'this person has just been moved away');
  const { name, idNumberCipher, phoneCipher, qualifications } = whole;
  const open = (cipher: Buffer | null): string | null => cipher && keys.decrypt(cipher);
  return { name, idNumber: open(idNumberCipher), phone: open(phoneCipher), qualifications };
}

const obstacleProblems = ({ callOuts, operators }: ErasureObstacles) => [
  ...callOuts.map((run) => ({
    path: [],
    reason: 'in-a-call-out',
    zh: `此人在集结 ${run} 中已被询问或有位置：请等它结束，或先用 muster callout release 放走`,
    en: `call-out ${run} has asked them or has a place for them: wait for its end, or let them go by \`muster callout release\``,
  })),
  ...operators.map((name) => ({
    path: [],
    reason: 'is-operator',
    zh: `此人是操作员 ${name}：请先用 muster operator end ${name} 结束其使用`,
    en: `they are the operator ${name}: end that first by \`muster operator end ${name}\``,
  })),
];

/** What was kept of somebody who was erased, for a reason the law knows; the audit says to whom it was shown. */
export async function keptOfErased(
  office: Office,
  actor: Actor,
  { person, reason }: { person: number; reason: string },
): Promise<KeptOfPerson & Pick<Erasure, 'person' | 'erasedAt' | 'erasedBy' | 'because' | 'keptUntil'>> {
  requireSight(actor, reason);
  const { database, clock, keys } = office;
  const { id } = await personMeant(office, actor, String(person));
  const erasure = await erasureOf(database, id);
  if (!erasure) throw notErased(id);
  const { keptCipher, ...of } = erasure;
  if (keptCipher === null) throw keptNoMore(erasure);
  const entry = { actor: actor.name, action: 'person kept', subject: `person ${id}`, detail: { reason } };
  await writeAudit(database, entry, clock.now());
  return { ...of, ...(JSON.parse(keys.decrypt(keptCipher)) as KeptOfPerson) };
}

/** The same day so many years later; of 29 February the day before, where there is none. */
function yearsAfter(day: Day, years: number): Day {
  const [month, date] = [Number(day.slice(5, 7)), Number(day.slice(8))];
  return dayOf(yearOf(day) + years, month, date) ?? dayOf(yearOf(day) + years, month, date - 1)!;
}

const erasedBefore = ({ person, erasedAt, keptUntil }: Erasure): Refusal =>
  refuse(
    'conflict',
    'erased-before',
    `${person} 号已于 ${officeDay(erasedAt)} 删除，法律要求留存的内容封存到 ${keptUntil}`,
    `person ${person} was erased on ${officeDay(erasedAt)}; what the law keeps is sealed until ${keptUntil}`,
  );

const notErased = (person: number): Refusal =>
  refuse(
    'not-found',
    'not-erased',
    `${person} 号没有被删除：用 muster person show ${person} 查看`,
    `person ${person} was not erased: see \`muster person show ${person}\``,
  );

const keptNoMore = ({ person, keptUntil }: Erasure): Refusal =>
  refuse(
    'not-found',
    'kept-no-more',
    `${person} 号的留存内容到 ${keptUntil} 期满，已经销毁`,
    `what was kept of person ${person} was destroyed after ${keptUntil}`,
  );
