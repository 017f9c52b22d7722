import { DAY_MILLISECONDS, officeDay, startOfOfficeDay } from '../../domain/calendar/office-day.js';
import { sealed, type NewOptOut, type NewPerson } from '../../ledger/load-rows.js';
import type { NewTeamMember } from '../../ledger/load-teams.js';
import type { Keys } from '../../runtime/keys.js';
import type { SampleContact } from './contacts.js';
import { dayNumber, dayText } from './days.js';
import type { SampleDuty, SamplePerson } from './person.js';
import { Random } from './random.js';

/** What turns sample people into people of a ledger. */
export interface Placing {
  keys: Keys;
  /** Id of each committee's code. */
  committees: ReadonlyMap<string, number>;
  /** Id of each team's code. */
  teams: ReadonlyMap<string, number>;
  /** When the city is loaded. */
  now: Date;
  /** The ledger's id of serial number 0. */
  origin: number;
}

/** A volunteer, at home where the first membership is. */
export function ledgerVolunteer(placing: Placing, person: SamplePerson): NewPerson {
  const memberships = person.memberships.map(({ committee, from }) => ({
    committeeId: idOf(placing, committee),
    from,
    to: null,
  }));
  return ledgerPerson(placing, person, { memberships, roles: [] });
}

/** A contact, at home in the committee they answer for, without being its member. */
export function ledgerContact(placing: Placing, contact: SampleContact): NewPerson {
  const { committee, role, from, until, person } = contact;
  // The sample names the last day in the role, the ledger the first day out of it.
  const to = until === null ? null : dayText(dayNumber(until) + 1);
  const held = { role, committeeId: idOf(placing, committee), from, to };
  return ledgerPerson(placing, person, { memberships: [], roles: [held] });
}

/** The opt-outs of a person, by address. */
export const ledgerOptOuts = (keys: Keys, { phone, email, optOuts }: SamplePerson): NewOptOut[] =>
  optOuts.map(({ channel, source, at }) => ({
    channel,
    addressHash:
      channel === 'sms' ? keys.fingerprint('phone', phone ?? '') : keys.fingerprint('email', email ?? ''),
    source,
    since: new Date(at),
  }));

/** The team a person serves in; nothing for most. */
export function ledgerDuty({ teams, origin, now }: Placing, { serial, duty }: SamplePerson): NewTeamMember[] {
  if (!duty) return [];
  const { team, role, from, hours, absence } = duty;
  return [
    {
      personId: origin + serial,
      teamId: teams.get(team) as number,
      ...{ role, from, to: null, hours },
      absence: absence && ledgerAbsence(absence, now),
    },
  ];
}

/** Whole days around the day of loading: whenever a city is made, some of its people are away. */
function ledgerAbsence({ daysAgo, daysLeft, source }: NonNullable<SampleDuty['absence']>, now: Date) {
  const midnight = startOfOfficeDay(officeDay(now)).getTime();
  const from = new Date(midnight - daysAgo * DAY_MILLISECONDS);
  const until = new Date(midnight + (daysLeft + 1) * DAY_MILLISECONDS);
  return { from, until, source, recordedAt: from };
}

/** @param bonds what is counted first is home, and consent was given on its first day */
function ledgerPerson(
  { keys, origin }: Placing,
  person: SamplePerson,
  bonds: Pick<NewPerson, 'memberships' | 'roles'>,
): NewPerson {
  const [home] = [...bonds.memberships, ...bonds.roles] as [NewPerson['memberships'][number]];
  return {
    id: origin + person.serial,
    name: person.name,
    sex: person.sex,
    birthDate: person.birthDate,
    idNumber: sealed(keys, 'id', person.residentId),
    phone: sealed(keys, 'phone', person.phone),
    email: sealed(keys, 'email', person.email),
    homeCommitteeId: home.committeeId,
    skills: person.skills,
    memberships: bonds.memberships,
    roles: bonds.roles,
    qualifications: person.qualifications.map(({ code, number, from, until }) => ({
      kind: code,
      number,
      from,
      until,
    })),
    consents: consents(person, startOfOfficeDay(home.from)),
  };
}

/** Share of people who agreed to promotions when they joined, channel by channel. */
const AGREED = 0.6;

/** For each channel on which the person can be reached, if they ticked it; drawn apart, so that nobody else changes. */
function consents({ serial, phone, email }: SamplePerson, givenAt: Date): NewPerson['consents'] {
  const ticked = new Random(serial);
  const [texts, mails] = [ticked.chance(AGREED), ticked.chance(AGREED)];
  const list: NewPerson['consents'][number][] = [];
  if (phone !== null && texts) list.push({ channel: 'sms', basis: 'consent', source: 'sample', givenAt });
  if (email !== null && mails) list.push({ channel: 'email', basis: 'consent', source: 'sample', givenAt });
  return list;
}

/** The sample names only committees of its own tree. */
const idOf = ({ committees }: Placing, code: string): number => committees.get(code) as number;
