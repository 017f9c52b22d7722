import { daysBetween } from '../domain/calendar/day.js';
import { officeDay } from '../domain/calendar/office-day.js';
import type { Problem } from '../domain/problem.js';
import { RowCheck } from '../domain/registers/row-check.js';
import {
  readRenewal,
  readTerm,
  TERM_KINDS,
  termState,
  type TermDays,
  type TermEntry,
  type TermKind,
  type TermState,
  type WrittenTerm,
} from '../domain/registers/term.js';
import { writeAudit } from '../ledger/audit.js';
import { lockRegisters } from '../ledger/committees.js';
import type { Actor } from '../ledger/operators.js';
import {
  followTerm,
  insertTerm,
  listTerms,
  lockTerm,
  markEnded,
  overlappingTerm,
  termById,
  type NewTerm,
  type Term,
} from '../ledger/terms.js';
import type { Statement } from '../runtime/database.js';
import type { Office } from './office.js';
import { personMeant, shownName } from './person.js';
import { refuse, Refusal, requireReason } from './refusal.js';
import { excuseDuties, oweForNew } from './register-duties.js';
import { alone, committeesOfRows, noEntry, pathBelow } from './register-rows.js';
import { requireRight } from './rights.js';

/** A term as lists show it; the name of who holds it is masked for who may not see it. */
export interface TermView extends Term {
  state: TermState;
  /** Until its last day; negative: past. */
  daysLeft: number;
}

/** Terms, those first that have expired or soon will; those that are settled only on demand. */
export async function terms(
  { database, clock }: Office,
  actor: Actor,
  { committee, kind, settled, limit }: { committee?: string; kind?: string; settled: boolean; limit: number },
): Promise<TermView[]> {
  requireRight(actor, 'see people');
  const below = await pathBelow(database, committee, actor.scopePath);
  const now = clock.now();
  const found = await listTerms(database, {
    ...{ scopePath: actor.scopePath, today: officeDay(now), settled, limit },
    ...(below === undefined ? {} : { below }),
    ...(kind === undefined ? {} : { kind: kindOf(kind) }),
  });
  return found.map((term) => shown(actor, term, now));
}

function kindOf(written: string): TermKind {
  const check = new RowCheck<'kind'>([]);
  const kind = check.choice('kind', written, TERM_KINDS);
  if (kind !== null) return kind;
  throw new Refusal('invalid', check.problems);
}

const shown = (actor: Actor, { person, ...term }: Term, now: Date): TermView => ({
  ...term,
  person: person && { id: person.id, name: person.name === null ? null : shownName(actor, person.name) },
  state: termState(term, officeDay(now)),
  daysLeft: daysBetween(officeDay(now), term.until),
});

/** A term as a person writes it, with who holds it. */
export interface WrittenHolding extends WrittenTerm {
  /** Number, phone, mail address, resident ID or full name; absent: nobody. */
  person?: string;
}

/**
 * Enters what is agreed until a day; the same once more is the term that is there.
 * @throws {Refusal} with what is wrong at its field; where another of the same shares a day with it
 */
export async function addTerm(
  office: Office,
  actor: Actor,
  { person, ...written }: WrittenHolding,
): Promise<{ added: boolean; term: TermView }> {
  requireRight(actor, person === undefined ? 'run campaigns' : 'keep people');
  const now = office.clock.now();
  const entry = readHolding(written, person);
  const personId = person === undefined ? null : (await personMeant(office, actor, person)).id;
  return office.database.begin(async (sql) => {
    const { committees, problems } = await committeesOfRows(sql, {
      ...{ rows: [written], scopePath: actor.scopePath, path: alone },
    });
    if (problems.length > 0) throw new Refusal('invalid', problems);
    const fresh = { ...entry, committeeId: committees[0]!.id, personId };
    const { id, added } = await writeTerm(sql, fresh, { actor, now });
    if (added) await oweForNew(sql, 'term', { now, digestTime: office.config.digestTime });
    return { added, term: shown(actor, (await termById(sql, id, actor.scopePath))!, now) };
  });
}

function readHolding(written: WrittenTerm, person: string | undefined): TermEntry {
  const read = readTerm(written);
  if (!read.ok) throw new Refusal('invalid', read.problems);
  if (read.value.kind === 'ambassador' && person === undefined) throw new Refusal('invalid', [nobody]);
  return read.value;
}

const nobody: Problem = {
  path: ['person'],
  reason: 'no-person',
  zh: '形象大使须写明是谁（--person）',
  en: 'an ambassador is somebody: say who, with --person',
};

async function writeTerm(
  sql: Statement,
  term: NewTerm,
  { actor, now }: { actor: Actor; now: Date },
): Promise<{ id: number; added: boolean }> {
  await lockRegisters(sql, [term.committeeId]);
  const other = await overlappingTerm(sql, term);
  if (other && other.from === term.from && other.until === term.until) return { id: other.id, added: false };
  if (other) throw new Refusal('conflict', [overlaps(other)]);
  const id = await insertTerm(sql, term, { by: actor.name, now });
  const { kind, personId: person, from, until } = term;
  const detail = { kind, person, from, until };
  await writeAudit(sql, { actor: actor.name, action: 'term add', subject: `term ${id}`, detail }, now);
  return { id, added: true };
}

const overlaps = ({ id, from, until }: TermDays & { id: number }): Problem => ({
  path: ['from'],
  reason: 'overlaps',
  zh: `与 ${id} 号（${from} 至 ${until}）重叠；续期请用 muster term renew ${id}`,
  en: `shares days with term ${id} (${from} to ${until}); \`muster term renew ${id}\` goes on with it`,
});

/**
 * Lets a term be followed by another, linked to it; on the day after it, unless another day is given.
 * @throws {Refusal} it is settled already; the days are none, or overlap
 */
export async function renewTerm(
  { database, clock, config }: Office,
  actor: Actor,
  { id, ...written }: { id: number; from?: string; until: string },
): Promise<{ before: number; term: TermView }> {
  requireRight(actor, 'run campaigns');
  const now = clock.now();
  return database.begin(async (sql) => {
    const before = await openTerm(sql, actor, id);
    const read = readRenewal(written, before);
    if (!read.ok) throw new Refusal('invalid', read.problems);
    await lockRegisters(sql, [before.committeeId]);
    const other = await overlappingTerm(sql, {
      ...before,
      ...read.value,
      personId: before.person?.id ?? null,
    });
    if (other) throw new Refusal('conflict', [overlaps(other)]);
    const next = await followTerm(sql, id, read.value, { by: actor.name, now });
    // What was owed was the decision about it.
    await excuseDuties(sql, { term: id }, { by: actor.name, now });
    await oweForNew(sql, 'term', { now, digestTime: config.digestTime });
    const detail = { renewedBy: next, ...read.value };
    await writeAudit(sql, { actor: actor.name, action: 'term renew', subject: `term ${id}`, detail }, now);
    return { before: id, term: shown(actor, (await termById(sql, next, actor.scopePath))!, now) };
  });
}

/**
 * A term ends now, or has ended and is not renewed: nobody is reminded of it any more.
 * @throws {Refusal} it is settled already
 */
export async function endTerm(
  { database, clock }: Office,
  actor: Actor,
  { id, reason }: { id: number; reason: string },
): Promise<TermView> {
  requireRight(actor, 'run campaigns');
  requireReason(reason);
  const now = clock.now();
  return database.begin(async (sql) => {
    await openTerm(sql, actor, id);
    await markEnded(sql, id, now);
    await excuseDuties(sql, { term: id }, { by: actor.name, now });
    await writeAudit(
      sql,
      { actor: actor.name, action: 'term end', subject: `term ${id}`, detail: { reason } },
      now,
    );
    return shown(actor, (await termById(sql, id, actor.scopePath))!, now);
  });
}

/** A term of the actor's part of the tree that is not settled, held until the transaction ends. */
async function openTerm(sql: Statement, actor: Actor, id: number): Promise<Term> {
  const term = await lockTerm(sql, id, actor.scopePath);
  if (!term) throw noEntry('任期', 'term', id);
  if (term.person) requireRight(actor, 'keep people');
  if (term.endedAt === null) return term;
  const next = term.renewedBy;
  throw refuse(
    'conflict',
    'settled',
    next === null ? `${id} 号已终止` : `${id} 号已续期为 ${next} 号`,
    next === null ? `term ${id} has ended` : `term ${id} is renewed already, by term ${next}`,
  );
}
