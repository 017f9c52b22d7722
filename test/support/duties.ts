import { LIAISON } from '../../domain/duties/ladder.js';
import type { DutyState, RungName } from '../../domain/duties/duty.js';
import type { Form } from '../../domain/duties/form.js';
import { reportLinkText } from '../../domain/messages/report-link.js';
import type { RunState } from '../../domain/plan/run-state.js';
import { KEYS, NOW, type City, type Name } from './cast.js';

/** A form with every type of field, and two places for files. */
export const EVERY_FIELD: Form = {
  fields: [
    { key: 'title', zh: '名称', en: 'title', type: 'line' },
    { key: 'story', zh: '开展情况', en: 'what was done', type: 'text' },
    { key: 'sessions', zh: '场次', en: 'sessions', type: 'number', least: 1 },
    { key: 'day', zh: '日期', en: 'day', type: 'day', optional: true },
    { key: 'kind', zh: '类别', en: 'kind', type: 'choice', choices: ['个人', '组织'], optional: true },
    { key: 'villages', zh: '试点村', en: 'villages', type: 'codes', least: 1, most: 2, optional: true },
    { key: 'projects', zh: '项目', en: 'projects', type: 'projects', least: 1, most: 2, optional: true },
  ],
  attachments: [
    { key: 'photos', zh: '照片', en: 'photos', kind: 'photo', least: 1, most: 2 },
    { key: 'roster', zh: '名册', en: 'roster', kind: 'roster', least: 0, most: 1 },
  ],
};

/** A form with one line. */
export const ONE_LINE: Form = {
  fields: [{ key: 'plan', zh: '规划', en: 'plan', type: 'line' }],
  attachments: [],
};

/** What a test's run of duties differs in. */
export interface DutyWish {
  /** Code of who owes it. */
  committee?: string;
  form?: Form;
  title?: string;
  dueAt?: Date;
  lockAt?: Date | null;
  state?: DutyState;
  runState?: RunState;
  scope?: string;
  /** Rungs of its ladder, all still ahead. */
  rungs?: readonly RungName[];
}

/** Four days and a week after the tests' now. */
export const DUE = new Date('2026-08-05T15:59:59.999Z');
/** When nothing is taken any more. */
export const LOCK = new Date('2026-08-12T15:59:59.999Z');

let launched = 0;

/** Puts a run that asks one report of one committee into a test's ledger. */
export async function oweDuty(
  { database, committee }: City,
  wish: DutyWish = {},
): Promise<{ run: number; duty: number }> {
  const {
    committee: code = 'luannan',
    form = EVERY_FIELD,
    title = '季度总结',
    dueAt = DUE,
    lockAt = LOCK,
  } = wish;
  const { state = 'owed', runState = 'running', scope = 'tangshan/', rungs = ['late'] } = wish;
  const plan = { kind: 'deadline', title, duties: [{ key: 'report', title, form }], steps: [] };
  const [run] = await database<{ id: number }[]>`
    INSERT INTO run (key, kind, title, definition, plan, plan_hash, scope_path, launched_by, launched_at, audience_at_launch, state, changed_at)
    VALUES (${`duty-${++launched}`}, 'deadline', ${title}, '{}', ${database.json(plan as never)}, 'hash', ${scope}, 'office', ${NOW}, 0,
      ${runState}, ${NOW}) RETURNING id`;
  const [duty] = await database<{ id: number }[]>`
    INSERT INTO duty (run_id, key, committee_id, title, due_at, lock_at, state, since)
    VALUES (${run!.id}, 'report', ${committee(code)}, ${title}, ${dueAt}, ${lockAt}, ${state}, ${NOW}) RETURNING id`;
  for (const rung of rungs)
    await database`
      INSERT INTO duty_rung (duty_id, rung, at, side, roles) VALUES (${duty!.id}, ${rung}, ${dueAt}, 'debtor', ${[...LIAISON]})`;
  return { run: run!.id, duty: duty!.id };
}

/** Decides about a report as somebody above it does. */
export async function decide(
  { database }: City,
  duty: number,
  {
    state,
    reason,
    now,
  }: { state: 'returned' | 'accepted' | 'excused' | 'locked'; reason?: string; now: Date },
): Promise<void> {
  const cipher = reason === undefined ? null : KEYS.encrypt(reason);
  await database`UPDATE duty SET state = ${state}, since = ${now} WHERE id = ${duty}`;
  await database`
    INSERT INTO duty_entry (duty_id, at, by, action, reason_cipher) VALUES (${duty}, ${now}, 'office', ${state}, ${cipher})`;
}

/** Tells somebody of duties in a digest whose mail still waits in the queue; the message's id. */
export async function tellOf(
  { database, id, committee }: City,
  { run, name, duties }: { run: number; name: Name; duties: readonly number[] },
): Promise<number> {
  const [occurrence] = await database<{ id: number }[]>`
    INSERT INTO occurrence (run_id, step, number, lane, class, materialised_at)
    SELECT ${run}, 'digest', count(*) + 1, 'bulk', 'notice', ${NOW} FROM occurrence RETURNING id`;
  const home = committee('luannan');
  await database`INSERT INTO recipient (occurrence_id, person_id, committee_id) VALUES (${occurrence!.id}, ${id(name)}, ${home})`;
  for (const duty of duties)
    await database`INSERT INTO duty_told (occurrence_id, person_id, duty_id, rung) VALUES (${occurrence!.id}, ${id(name)}, ${duty}, 'late')`;
  const [message] = await database<{ id: number }[]>`
    INSERT INTO message (occurrence_id, person_id, committee_id, channel, state, changed_at)
    VALUES (${occurrence!.id}, ${id(name)}, ${home}, 'email', 'queued', ${NOW}) RETURNING id`;
  return message!.id;
}

/** A short code as a text has given it to somebody. */
export async function giveCode(
  { database, id }: City,
  { code, name, phone, expiresAt }: { code: string; name: Name; phone: string; expiresAt: Date },
): Promise<void> {
  await database`
    INSERT INTO page_code (code, person_id, phone_hash, made_at, expires_at)
    VALUES (${code}, ${id(name)}, ${KEYS.fingerprint('phone', phone)}, ${NOW}, ${expiresAt})`;
}

/** The link of somebody for a committee, sent to a mail address. */
export function reportTokenOf(
  { id }: City,
  name: Name,
  {
    mail,
    committee = 'luannan',
    lastDay = '2026-09-30',
  }: { mail: string; committee?: string; lastDay?: string },
): string {
  const address = KEYS.fingerprint('email', mail).toString('hex');
  return KEYS.token(reportLinkText({ person: id(name), channel: 'email', address, committee, lastDay }));
}
