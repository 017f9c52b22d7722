import type { Channel } from '../domain/plan/plan.js';
import type { ContactRole } from '../domain/people/contact-role.js';
import type { Statement } from '../runtime/database.js';
import type { FingerprintKind, Keys } from '../runtime/keys.js';
import type { Role } from './operators.js';
import type { OptOut } from './opt-outs.js';

/** A committee whose id is not known yet. */
export interface NewCommittee {
  code: string;
  name: string;
  kind: string;
  level: number;
  /** Code of the committee above; `null`: the root. */
  parent: string | null;
  path: string;
}

/** A value as the ledger keeps it: encrypted, and hashed with a key to be found again. */
export interface Sealed {
  cipher: Buffer;
  hash: Buffer;
}

/** A value as the ledger keeps it. */
export const seal = (keys: Keys, kind: FingerprintKind, value: string): Sealed => ({
  cipher: keys.encrypt(value),
  hash: keys.fingerprint(kind, value),
});

/** The same where there may be none. */
export const sealed = (keys: Keys, kind: FingerprintKind, value: string | null): Sealed | null =>
  value === null ? null : seal(keys, kind, value);

/** Belonging to a committee, from a day on. */
export interface NewMembership {
  committeeId: number;
  from: string;
  /** First day on which it is over; `null`: in force. */
  to: string | null;
}

/** A person with everything that binds them. Days are `YYYY-MM-DD`. */
export interface NewPerson {
  /** From `reservePersonIds`. */
  id: number;
  name: string;
  sex: 'male' | 'female';
  birthDate: string;
  idNumber: Sealed | null;
  phone: Sealed | null;
  email: Sealed | null;
  homeCommitteeId: number;
  skills: readonly string[];
  memberships: readonly NewMembership[];
  roles: readonly (NewMembership & { role: ContactRole })[];
  /** `until` is the last day on which it counts; `null`: it does not run out. */
  qualifications: readonly { kind: string; number: string | null; from: string; until: string | null }[];
  consents: readonly { channel: Channel; basis: 'consent'; source: string; givenAt: Date }[];
}

/** An opt-out from before, by address. */
export type NewOptOut = Pick<OptOut, 'channel' | 'addressHash' | 'source' | 'since'>;

/** Somebody who may use Muster, for the subtree of one committee. */
export interface NewOperator {
  name: string;
  committeeId: number;
  maySeePersonalData: boolean;
  /** Absent: a clerk. */
  role?: Role;
  /** Whom to write to; absent: nobody. */
  personId?: number | null;
}

/** A row in the table's own words: PostgreSQL reads it from JSON by column name. */
type Row = Record<string, unknown>;

/**
 * Inserts rows in one statement; the first row says which columns. They travel as one JSON text, not by COPY:
 * in postgres.js 3.4.9 every COPY loses some 90 ms to delayed acknowledgements, and never ends when a row is refused.
 */
export async function insertRows(sql: Statement, table: string, rows: readonly Row[]): Promise<void> {
  if (rows[0] === undefined) return;
  const columns = sql(Object.keys(rows[0]));
  await sql`
    INSERT INTO ${sql(table)} (${columns}) OVERRIDING SYSTEM VALUE
    SELECT ${columns} FROM json_populate_recordset(NULL::${sql(table)}, ${JSON.stringify(rows)}::text::json)`;
}

/** Bytes as PostgreSQL reads them from text. */
export const bytes = (value: Buffer | undefined): string | null =>
  value ? `\\x${value.toString('hex')}` : null;

/** Row of table person. */
export const personRow = (person: NewPerson, now: Date): Row => ({
  id: person.id,
  name: person.name,
  sex: person.sex,
  birth_date: person.birthDate,
  id_number_cipher: bytes(person.idNumber?.cipher),
  id_number_hash: bytes(person.idNumber?.hash),
  phone_cipher: bytes(person.phone?.cipher),
  phone_hash: bytes(person.phone?.hash),
  email_cipher: bytes(person.email?.cipher),
  email_hash: bytes(person.email?.hash),
  home_committee_id: person.homeCommitteeId,
  skills: person.skills,
  created_at: now,
});

/** Rows of table membership. */
export const membershipRows = ({ id, memberships }: NewPerson): Row[] =>
  memberships.map(({ committeeId, from, to }) => ({
    person_id: id,
    committee_id: committeeId,
    from_date: from,
    to_date: to,
  }));

/** Rows of table contact_role. */
export const contactRoleRows = ({ id, roles }: NewPerson): Row[] =>
  roles.map(({ role, committeeId, from, to }) => ({
    person_id: id,
    committee_id: committeeId,
    role,
    from_date: from,
    to_date: to,
  }));

/** Rows of table qualification. */
export const qualificationRows = ({ id, qualifications }: NewPerson): Row[] =>
  qualifications.map(({ kind, number, from, until }) => ({
    person_id: id,
    kind,
    number,
    from_date: from,
    until_date: until,
  }));

/** Rows of table consent. */
export const consentRows = ({ id, consents }: NewPerson): Row[] =>
  consents.map(({ channel, basis, source, givenAt }) => ({
    person_id: id,
    channel,
    basis,
    source,
    given_at: givenAt,
  }));

/** Row of table opt_out. */
export const optOutRow = ({ channel, addressHash, source, since }: NewOptOut): Row => ({
  channel,
  address_hash: bytes(addressHash),
  source,
  since,
});
