import { DAY_MILLISECONDS, officeDay } from '../domain/calendar/office-day.js';
import type { MessageState } from '../domain/messages/states.js';
import type { WeeklyHours } from '../domain/people/weekly-hours.js';
import type { ContactRole } from '../domain/people/contact-role.js';
import type { TermDays, TermKind } from '../domain/registers/term.js';
import type { TeamRole } from '../domain/roster/person.js';
import type { Statement } from '../runtime/database.js';
import { openAbsences, weeklyHours, type Absence } from './availability.js';
import { erasureOf } from './erasures.js';
import { inForce } from './in-force.js';
import { personRecords, type PersonRecords } from './person-records.js';

/** A bond with its days, `YYYY-MM-DD`; `to` is the first day on which it is over, null: it goes on. */
interface Dated {
  from: string;
  to: string | null;
  /** On the day it was asked for. */
  inForce: boolean;
}

/** What a person is and was, as far as the ledger knows; sealed values stay sealed. */
export interface WholePerson extends PersonRecords {
  id: number;
  name: string;
  sex: 'male' | 'female' | null;
  birthDate: string | null;
  /** Full years. */
  age: number | null;
  idNumberCipher: Buffer | null;
  phoneCipher: Buffer | null;
  emailCipher: Buffer | null;
  home: { code: string; name: string };
  skills: string[];
  memberships: (Dated & { code: string; name: string })[];
  roles: (Dated & { code: string; name: string; role: ContactRole })[];
  teams: (Dated & { code: string; name: string; role: TeamRole })[];
  /** What they hold until a day, as ambassadors; `until` is the last day in it. */
  terms: (TermDays & { code: string; name: string; kind: TermKind; title: string; inForce: boolean })[];
  /** `until` is the last day on which it counts; null: it does not run out. */
  qualifications: {
    kind: string;
    number: string | null;
    from: string;
    until: string | null;
    inForce: boolean;
  }[];
  hours: WeeklyHours;
  /** Those that are not over. */
  absences: Absence[];
  /** Since when nothing says who they were, why, and until which office day the law keeps it; null: they were not erased. */
  erased: { at: Date; because: string; keptUntil: string } | null;
  /** Messages of the last days, by state; states they have none in are left out. */
  messages: { days: number; states: Partial<Record<MessageState, number>>; lastAt: Date | null };
}

type Core = Omit<
  WholePerson,
  | 'memberships'
  | 'roles'
  | 'teams'
  | 'terms'
  | 'qualifications'
  | 'hours'
  | 'absences'
  | 'messages'
  | 'erased'
  | keyof PersonRecords
>;

/** How far back messages are counted. */
const MESSAGE_DAYS = 30;

/** Everything about one person of the scope; undefined: there is nobody of that id. */
export async function wholePerson(
  sql: Statement,
  id: number,
  { scopePath, now }: { scopePath: string; now: Date },
): Promise<WholePerson | undefined> {
  const day = officeDay(now);
  const [core] = await sql<Core[]>`
    SELECT p.id, p.name, p.sex, p.birth_date::text, date_part('year', age(${day}::date, p.birth_date))::int AS age,
      p.id_number_cipher, p.phone_cipher, p.email_cipher, json_build_object('code', c.code, 'name', c.name) AS home, p.skills
    FROM person p JOIN committee c ON c.id = p.home_committee_id
    WHERE p.id = ${id} AND starts_with(c.path, ${scopePath})`;
  if (!core) return undefined;
  return {
    ...core,
    memberships: await memberships(sql, id, day),
    roles: await roles(sql, id, day),
    teams: await teams(sql, id, day),
    terms: await terms(sql, id, day),
    qualifications: await qualifications(sql, id, day),
    hours: await weeklyHours(sql, id),
    absences: await openAbsences(sql, id, now),
    messages: await messages(sql, id, now),
    erased: await erased(sql, id),
    ...(await personRecords(sql, id)),
  };
}

async function erased(sql: Statement, id: number): Promise<WholePerson['erased']> {
  const erasure = await erasureOf(sql, id);
  return erasure ? { at: erasure.erasedAt, because: erasure.because, keptUntil: erasure.keptUntil } : null;
}

const memberships = (sql: Statement, id: number, day: string) => sql<WholePerson['memberships']>`
  SELECT c.code, c.name, m.from_date::text AS "from", m.to_date::text AS "to", ${inForce(sql, 'm', day)} AS in_force
  FROM membership m JOIN committee c ON c.id = m.committee_id WHERE m.person_id = ${id} ORDER BY m.from_date, c.path`;

const roles = (sql: Statement, id: number, day: string) => sql<WholePerson['roles']>`
  SELECT c.code, c.name, r.role, r.from_date::text AS "from", r.to_date::text AS "to", ${inForce(sql, 'r', day)} AS in_force
  FROM contact_role r JOIN committee c ON c.id = r.committee_id WHERE r.person_id = ${id} ORDER BY r.from_date, c.path`;

const teams = (sql: Statement, id: number, day: string) => sql<WholePerson['teams']>`
  SELECT t.code, t.name, m.role, m.from_date::text AS "from", m.to_date::text AS "to", ${inForce(sql, 'm', day)} AS in_force
  FROM team_member m JOIN team t ON t.id = m.team_id WHERE m.person_id = ${id} ORDER BY m.from_date, t.code`;

const terms = (sql: Statement, id: number, day: string) => sql<WholePerson['terms']>`
  SELECT c.code, c.name, t.kind, t.title, t.from_date::text AS "from", t.until_date::text AS until,
    t.from_date <= ${day}::date AND t.until_date >= ${day}::date AND (t.ended_at IS NULL OR t.renewed_by IS NOT NULL) AS in_force
  FROM term t JOIN committee c ON c.id = t.committee_id WHERE t.person_id = ${id} ORDER BY t.from_date, t.id`;

const qualifications = (sql: Statement, id: number, day: string) => sql<WholePerson['qualifications']>`
  SELECT kind, number, from_date::text AS "from", until_date::text AS until,
    from_date <= ${day}::date AND (until_date IS NULL OR until_date >= ${day}::date) AS in_force
  FROM qualification WHERE person_id = ${id} ORDER BY kind, from_date`;

/** By occurrence: messages are found by it and the person, not by the person alone. */
async function messages(sql: Statement, id: number, now: Date): Promise<WholePerson['messages']> {
  const since = new Date(now.getTime() - MESSAGE_DAYS * DAY_MILLISECONDS);
  const rows = await sql<{ state: MessageState; count: number; last: Date }[]>`
    SELECT m.state, count(*), max(m.changed_at) AS last
    FROM occurrence o JOIN message m ON m.occurrence_id = o.id AND m.person_id = ${id}
    WHERE o.frozen_at >= ${since} GROUP BY m.state`;
  return {
    days: MESSAGE_DAYS,
    states: Object.fromEntries(rows.map(({ state, count }) => [state, count])),
    lastAt: rows.reduce<Date | null>((latest, { last }) => (latest && latest > last ? latest : last), null),
  };
}
