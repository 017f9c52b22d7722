import { startOfOfficeDay } from '../../domain/calendar/office-day.js';
import { fillEmptyLedger, insertCommittees, insertOptOuts, insertPeople, reservePersonIds } from '../../ledger/load.js';
import type { NewCommittee, NewMembership, NewPerson, Sealed } from '../../ledger/load-rows.js';
import { addTemplate, type NewTemplate, type Template } from '../../ledger/templates.js';
import type { Database } from '../../runtime/database.js';
import { createKeys, type FingerprintKind } from '../../runtime/keys.js';

/** 09:00 of a summer Saturday in the office. */
export const NOW = new Date('2026-08-01T01:00:00Z');

/** The office's keys in every test. */
export const KEYS = createKeys(Buffer.alloc(32, 154).toString('base64'));

/** The city, two counties, a sector, a town in each county and a village. */
export const COMMITTEES: readonly NewCommittee[] = [
  { code: 'tangshan', name: '唐山市', kind: 'city', level: 1, parent: null, path: 'tangshan/' },
  { code: 'luannan', name: '滦南县', kind: 'area', level: 2, parent: 'tangshan', path: 'tangshan/luannan/' },
  { code: 'qianxi', name: '迁西县', kind: 'area', level: 2, parent: 'tangshan', path: 'tangshan/qianxi/' },
  { code: 'health', name: '卫生健康', kind: 'sector', level: 2, parent: 'tangshan', path: 'tangshan/health/' },
  { code: 'bencheng', name: '倴城镇', kind: 'township', level: 3, parent: 'luannan', path: 'tangshan/luannan/bencheng/' },
  { code: 'xingcheng', name: '兴城镇', kind: 'township', level: 3, parent: 'qianxi', path: 'tangshan/qianxi/xingcheng/' },
  { code: 'dongjie', name: '东街村', kind: 'village', level: 4, parent: 'bencheng', path: 'tangshan/luannan/bencheng/dongjie/' },
];

interface Part {
  home: string;
  born: string;
  phone?: string;
  email?: string;
  skills?: string[];
  /** Kinds of qualification, each with its last day; `null`: does not run out. */
  qualified?: Record<string, string | null>;
  /** Committees a member belongs to and since when (until: first day out); absent: the home, since 2020. */
  memberOf?: Record<string, [from: string, to: string | null]>;
  /** A contact person's role in the home committee. Contacts are not members. */
  role?: ['head' | 'deputy' | 'liaison', from: string, to: string | null];
  optedOut?: boolean;
}

const SINCE_2020: [string, null] = ['2020-01-01', null];

/**
 * The cast, in the order of their ledger ids (张蔷 is the lowest): plain volunteers of both counties, a family
 * that shares a phone, one who opted out, one without a phone, a minor, one who left and one who is yet to
 * come, and the contact persons.
 */
export const CAST = {
  张蔷: { home: 'bencheng', born: '1985-03-12', phone: '15400000001', email: 'zhang@luannan.invalid', skills: ['first-aid'], qualified: { training: '2027-06-30' } },
  李岚: { home: 'bencheng', born: '1979-11-02', phone: '15400000002', email: 'lan@luannan.invalid' },
  // Daughter of 李岚, on the same phone, fourteen years old.
  李小岚: { home: 'dongjie', born: '2012-05-05', phone: '15400000002' },
  王磊: { home: 'dongjie', born: '1990-07-19', phone: '15400000003', optedOut: true },
  赵敏: { home: 'dongjie', born: '1995-01-30', email: 'zhao@luannan.invalid' },
  陈涛: { home: 'xingcheng', born: '1988-08-01', phone: '15400000004', skills: ['first-aid', 'boat'], qualified: { training: '2026-07-31' } },
  刘洋: { home: 'xingcheng', born: '2008-08-01', phone: '15400000005', email: 'liu@qianxi.invalid', skills: ['boat'], qualified: { training: null, insurance: '2026-12-31' } },
  // At home in a county, and a member of the health sector too.
  孙静: { home: 'qianxi', born: '1970-12-24', phone: '15400000006', memberOf: { qianxi: SINCE_2020, health: SINCE_2020 } },
  // Left on the day of the notice; comes the day after it.
  周海: { home: 'bencheng', born: '1982-02-02', phone: '15400000007', memberOf: { bencheng: ['2020-01-01', '2026-08-01'] } },
  吴芳: { home: 'bencheng', born: '1992-09-09', phone: '15400000008', memberOf: { bencheng: ['2026-08-02', null] } },
  郑明: { home: 'luannan', born: '1968-04-04', phone: '15400000009', email: 'zheng@luannan.invalid', role: ['head', '2024-01-01', null] },
  冯雪: { home: 'luannan', born: '1975-06-06', phone: '15400000010', role: ['deputy', '2024-01-01', null] },
  何军: { home: 'luannan', born: '1987-10-10', phone: '15400000011', email: 'he@luannan.invalid', role: ['liaison', '2024-01-01', null] },
  许峰: { home: 'luannan', born: '1966-03-03', phone: '15400000012', role: ['liaison', '2020-01-01', '2024-01-01'] },
  林夏: { home: 'qianxi', born: '1991-05-20', phone: '15400000013', role: ['liaison', '2025-01-01', null] },
} satisfies Record<string, Part>;

/** A name of the cast. */
export type Name = keyof typeof CAST;

const TEMPLATES: Record<string, Omit<NewTemplate, 'code' | 'language' | 'html'>> = {
  // The same words for everyone.
  flood: { channel: 'sms', class: 'notice', subject: null, text: '水位上涨，请远离${river}岸边。', carrierCode: 'SMS_154000001' },
  // Each by name and committee.
  named: { channel: 'sms', class: 'notice', subject: null, text: '${name}您好，${committee}提醒：请远离${river}。', carrierCode: 'SMS_154000002' },
  'flood-mail': { channel: 'email', class: 'notice', subject: '${river}汛情', text: '${name}您好，请远离${river}岸边。', carrierCode: null },
  'open-day': { channel: 'sms', class: 'promotion', subject: null, text: '欢迎参加开放日，拒收请回复R。', carrierCode: 'SMS_154000003' },
};

/** What stands in the ledger once the cast has moved in. */
export interface City {
  database: Database;
  /** Ledger id of somebody. */
  id(name: Name): number;
  committee(code: string): number;
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
    await insertPeople(sql, names.map((name, at) => personOf(name, first + at, ids)), NOW);
    await insertOptOuts(
      sql,
      names.filter((name) => partOf(name).optedOut).map((name) => ({
        channel: 'sms', addressHash: KEYS.fingerprint('phone', phoneOf(name)), source: 'clerk', since: startOfOfficeDay('2026-01-01'),
      })),
    );
  });
  const templates = new Map<string, Template>();
  for (const [code, template] of Object.entries(TEMPLATES)) {
    const added = await database.begin((sql) =>
      addTemplate(sql, { ...template, code, language: 'zh-CN', html: null }, { by: 'test', now: NOW }),
    );
    templates.set(code, added.template);
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
    await sql`TRUNCATE run, occurrence, occurrence_channel, recipient, batch, message, attempt, rendering, provider_stop, inbox, receipt, reply`;
    await sql`DELETE FROM opt_out WHERE since >= ${NOW}`;
    for (const name of Object.keys(CAST) as Name[]) {
      const { phone, email } = { phone: sealed('phone', partOf(name).phone), email: sealed('email', partOf(name).email) };
      await sql`UPDATE person SET phone_cipher = ${phone?.cipher ?? null}, phone_hash = ${phone?.hash ?? null},
        email_cipher = ${email?.cipher ?? null}, email_hash = ${email?.hash ?? null} WHERE id = ${id(name)}`;
    }
  });
}

function personOf(name: Name, id: number, committees: ReadonlyMap<string, number>): NewPerson {
  const { home, born, phone, email, skills = [], qualified = {}, memberOf, role } = partOf(name);
  const homeCommitteeId = known(committees, home);
  const memberships: NewMembership[] = Object.entries(memberOf ?? (role ? {} : { [home]: SINCE_2020 })).map(
    ([code, [from, to]]) => ({ committeeId: known(committees, code), from, to }),
  );
  return {
    ...{ id, name, sex: 'female', birthDate: born, idNumber: null, homeCommitteeId, skills, memberships, consents: [] },
    phone: sealed('phone', phone),
    email: sealed('email', email),
    roles: role ? [{ role: role[0], committeeId: homeCommitteeId, from: role[1], to: role[2] }] : [],
    qualifications: Object.entries(qualified).map(([kind, until]) => ({ kind, number: null, from: '2025-01-01', until })),
  };
}

const sealed = (kind: FingerprintKind, value: string | undefined): Sealed | null =>
  value === undefined ? null : { cipher: KEYS.encrypt(value), hash: KEYS.fingerprint(kind, value) };

function known<Value>(map: ReadonlyMap<string, Value>, key: string): Value {
  const value = map.get(key);
  if (value === undefined) throw new Error(`the cast knows no ${key}`);
  return value;
}
