import { startOfOfficeDay } from '../../domain/calendar/office-day.js';
import {
  fillEmptyLedger,
  insertCommittees,
  insertOptOuts,
  insertPeople,
  reservePersonIds,
} from '../../ledger/load.js';
import type { NewMembership, NewPerson, Sealed } from '../../ledger/load-rows.js';
import type { NewTemplate, Template } from '../../ledger/templates.js';
import type { Database } from '../../runtime/database.js';
import { createKeys, type FingerprintKind } from '../../runtime/keys.js';
import { CAST, COMMITTEES, SINCE_2020, type Name, type Part } from './cast-people.js';
import { addApproved } from './templates.js';

export { CAST, type Name } from './cast-people.js';

/** 09:00 of a summer Saturday in the office. */
export const NOW = new Date('2026-08-01T01:00:00Z');

/** The office's keys in every test. */
export const KEYS = createKeys(Buffer.alloc(32, 154).toString('base64'));

const TEMPLATES: Record<
  string,
  Omit<NewTemplate, 'code' | 'language' | 'html'> & { carrierCode: string | null }
> = {
  // The same words for everyone.
  flood: {
    channel: 'sms',
    class: 'notice',
    subject: null,
    text: '水位上涨，请远离${river}岸边。',
    carrierCode: 'SMS_154000001',
  },
  // Each by name and committee.
  named: {
    channel: 'sms',
    class: 'notice',
    subject: null,
    text: '${name}您好，${committee}提醒：请远离${river}。',
    carrierCode: 'SMS_154000002',
  },
  'flood-mail': {
    channel: 'email',
    class: 'notice',
    subject: '${river}汛情',
    text: '${name}您好，请远离${river}岸边。',
    carrierCode: null,
  },
  'open-day': {
    channel: 'sms',
    class: 'promotion',
    subject: null,
    text: '欢迎参加开放日，拒收请回复R。',
    carrierCode: 'SMS_154000003',
  },
};

/** What stands in the ledger once the cast has moved in. */
export interface City {
  database: Database;
  /** Ledger id of somebody. */
  id(name: Name): number;
  /** Ledger id of a committee. */
  committee(code: string): number;
  /** The newest version of a template. */
  template(code: string): Template;
  /** Removes every run and what came of it; people, addresses and opt-outs are again as the cast has them. */
  reset(): Promise<void>;
}

/** Who has this phone or mail address; the first of a family. */
export const nameAt = (address: string): Name | undefined =>
  (Object.keys(CAST) as Name[]).find((name) => [partOf(name).phone, partOf(name).email].includes(address));

/** Somebody's phone. */
export function phoneOf(name: Name): string {
  const { phone } = partOf(name);
  if (phone === undefined) throw new Error(`${name} has no phone`);
  return phone;
}

const partOf = (name: Name): Part => CAST[name];

/** Moves the cast into an empty, migrated ledger. */
export async function settleCast(database: Database): Promise<City> {
  const names = Object.keys(CAST) as Name[];
  let ids = new Map<string, number>();
  let first = 0;
  await fillEmptyLedger(database, async (sql) => {
    ids = await insertCommittees(sql, COMMITTEES);
    first = await reservePersonIds(sql, names.length);
    await insertPeople(
      sql,
      names.map((name, at) => personOf(name, first + at, ids)),
      NOW,
    );
    await insertOptOuts(
      sql,
      names
        .filter((name) => partOf(name).optedOut)
        .map((name) => ({
          channel: 'sms',
          addressHash: KEYS.fingerprint('phone', phoneOf(name)),
          source: 'clerk',
          since: startOfOfficeDay('2026-01-01'),
        })),
    );
  });
  const templates = new Map<string, Template>();
  for (const [code, { carrierCode, ...template }] of Object.entries(TEMPLATES)) {
    const words = { ...template, code, language: 'zh-CN', html: null };
    templates.set(code, await addApproved(database, words, { carrierCode, now: NOW }));
  }
  return {
    database,
    id: (name) => first + names.indexOf(name),
    committee: (code) => known(ids, code),
    template: (code) => known(templates, code),
    reset: () => reset(database, (name) => first + names.indexOf(name)),
  };
}

async function reset(database: Database, id: City['id']): Promise<void> {
  await database.begin(async (sql) => {
    await sql`TRUNCATE run, invitation, occurrence, occurrence_channel, recipient, batch, message, attempt, rendering, provider_stop, provider_share, inbox, receipt, reply,
      call_out, candidate, response, owed, absence, approval, plan_version, spending, budget, mail_answer, dead_address, question, question_entry,
      project, activity, term, duty, duty_rung, duty_told, recipient_value, duty_entry, submission, submission_figure, attachment, page_code,
      theme_setting, theme_year, theme_goal, safeguard_period, honour_month, honour_pick, honour_objection`;
    await sql`DELETE FROM opt_out WHERE since >= ${NOW}`;
    for (const name of Object.keys(CAST) as Name[]) {
      const { phone, email } = {
        phone: sealed('phone', partOf(name).phone),
        email: sealed('email', partOf(name).email),
      };
      await sql`UPDATE person SET phone_cipher = ${phone?.cipher ?? null}, phone_hash = ${phone?.hash ?? null},
        email_cipher = ${email?.cipher ?? null}, email_hash = ${email?.hash ?? null} WHERE id = ${id(name)}`;
    }
    await sql`TRUNCATE former_phone, consent`;
  });
}

function personOf(name: Name, id: number, committees: ReadonlyMap<string, number>): NewPerson {
  const { home, born, phone, email, skills = [], qualified = {}, memberOf, role } = partOf(name);
  const homeCommitteeId = known(committees, home);
  const memberships: NewMembership[] = Object.entries(memberOf ?? (role ? {} : { [home]: SINCE_2020 })).map(
    ([code, [from, to]]) => ({ committeeId: known(committees, code), from, to }),
  );
  return {
    ...{
      id,
      name,
      sex: 'female',
      birthDate: born,
      idNumber: null,
      homeCommitteeId,
      skills,
      memberships,
      consents: [],
    },
    phone: sealed('phone', phone),
    email: sealed('email', email),
    roles: role ? [{ role: role[0], committeeId: homeCommitteeId, from: role[1], to: role[2] }] : [],
    qualifications: Object.entries(qualified).map(([kind, until]) => ({
      kind,
      number: null,
      from: '2025-01-01',
      until,
    })),
  };
}

const sealed = (kind: FingerprintKind, value: string | undefined): Sealed | null =>
  value === undefined ? null : { cipher: KEYS.encrypt(value), hash: KEYS.fingerprint(kind, value) };

function known<Value>(map: ReadonlyMap<string, Value>, key: string): Value {
  const value = map.get(key);
  if (value === undefined) throw new Error(`the cast knows no ${key}`);
  return value;
}
