import { officeDay, startOfOfficeDay } from '../domain/calendar/office-day.js';
import type { Channel } from '../domain/plan/plan.js';
import { CHANNELS } from '../domain/plan/plan.js';
import { writeAudit } from '../ledger/audit.js';
import {
  addConsent,
  consentsOf,
  lastWithdrawal,
  withdrawConsents,
  type Basis,
  type Consent,
} from '../ledger/consents.js';
import type { Actor } from '../ledger/operators.js';
import type { Office } from './office.js';
import { personMeant } from './person.js';
import { refuse } from './refusal.js';
import { requireRight } from './rights.js';

/** A consent a clerk has evidence of. */
export interface GivenConsent {
  /** As in `personMeant`. */
  person: string;
  channel: Channel;
  basis: Basis;
  /** Office day `YYYY-MM-DD` on which it was given; absent: today, now. */
  day?: string;
  /** Where the evidence is, e.g. `登记表 2026-03`. */
  source: string;
}

/** What was recorded; `added`: it was not before. */
export interface RecordedConsent {
  person: number;
  channel: Channel;
  basis: Basis;
  givenAt: Date;
  added: boolean;
}

/**
 * Records that somebody allows us to write. It never outweighs an opt-out, nor a withdrawal that came after it.
 */
export async function giveConsent(
  office: Office,
  actor: Actor,
  { person: written, channel, basis, day, source }: GivenConsent,
): Promise<RecordedConsent> {
  requireRight(actor, 'keep people');
  const { database, clock } = office;
  const { id: person } = await personMeant(office, actor, written);
  const now = clock.now();
  const givenAt = day === undefined ? now : dayGiven(day, now);
  if (source.trim() === '') throw noSource();
  return database.begin(async (sql) => {
    const withdrawn = await lastWithdrawal(sql, { person, channel });
    if (withdrawn && withdrawn >= givenAt) throw withdrawnSince(withdrawn);
    const id = await addConsent(sql, { person, channel, basis, source: source.trim(), givenAt });
    const detail = { channel, basis, consent: id, givenAt: givenAt.toISOString() };
    const entry = { actor: actor.name, action: 'consent add', subject: `person ${person}`, detail };
    if (id !== undefined) await writeAudit(sql, entry, now);
    return { person, channel, basis, givenAt, added: id !== undefined };
  });
}

function dayGiven(day: string, now: Date): Date {
  const at = startOfOfficeDay(day);
  if (Number.isNaN(at.getTime()) || officeDay(at) !== day) throw noDay();
  if (at > now) throw notYet();
  return at;
}

/** Withdraws what somebody agreed to, on one channel or on both: promotions stop, also those that are queued. */
export async function takeBackConsent(
  office: Office,
  actor: Actor,
  { person: written, channel }: { person: string; channel?: Channel },
): Promise<{ person: number; withdrawn: number }> {
  requireRight(actor, 'keep people');
  const { database, clock } = office;
  const { id: person } = await personMeant(office, actor, written);
  const channels = channel === undefined ? CHANNELS : [channel];
  const now = clock.now();
  return database.begin(async (sql) => {
    const consents = await withdrawConsents(sql, { person, channels, now });
    const detail = { channels, consents };
    const entry = { actor: actor.name, action: 'consent withdraw', subject: `person ${person}`, detail };
    if (consents.length > 0) await writeAudit(sql, entry, now);
    return { person, withdrawn: consents.length };
  });
}

/** Everything somebody has agreed to, withdrawn or not. */
export async function listConsents(
  office: Office,
  actor: Actor,
  written: string,
): Promise<{ person: number; consents: Consent[] }> {
  requireRight(actor, 'see people');
  const { id: person } = await personMeant(office, actor, written);
  return { person, consents: await consentsOf(office.database, person) };
}

const noSource = () =>
  refuse('invalid', 'no-source', '请写明同意记录在哪里', 'say where the consent is written down');

const noDay = () =>
  refuse(
    'invalid',
    'no-day',
    '日期应写作 2026-03-05，须是存在的日子',
    'write the day as 2026-03-05; it must exist',
  );

const notYet = () =>
  refuse(
    'invalid',
    'in-the-future',
    '同意的日期还没有到：请核对',
    'the day of the consent is still to come: check it',
  );

const withdrawnSince = (withdrawn: Date) =>
  refuse(
    'conflict',
    'withdrawn-since',
    `此人已于 ${officeDay(withdrawn)} 撤回同意，更早的同意不再有效；如又同意，请写撤回之后的日期`,
    `consent was withdrawn on ${officeDay(withdrawn)}, and what is older counts no more; if given anew, name the later day`,
  );
