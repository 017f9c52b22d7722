import type { WeeklyHours } from '../../domain/people/weekly-hours.js';
import type { Sex } from './names.js';

/** Belonging to a committee. */
export interface SampleMembership {
  committee: string;
  /** The one committee a person is counted in; the first of the list. */
  home: boolean;
  /** Member since this day. */
  from: string;
}

/** Training, insurance or a certificate, with the days it counts. */
export interface SampleQualification {
  /** A key of QUALIFICATIONS. */
  code: string;
  /** Number on the paper, invented; `null` where there is none. */
  number: string | null;
  /** First day of validity. */
  from: string;
  /** Last day of validity; `null`: does not expire. Some lie in the past. */
  until: string | null;
}

/** A wish not to be written to. */
export interface SampleOptOut {
  channel: 'sms' | 'email';
  /** How the office learnt of it. */
  source: 'reply' | 'clerk' | 'form';
  /** ISO instant, in office hours. */
  at: string;
}

/** A place in a standby team. */
export interface SampleDuty {
  /** Code of the team. */
  team: string;
  role: 'leader' | 'deputy' | 'member';
  /** Member since this day. */
  from: string;
  /** When in the week they can come; empty: at any time. */
  hours: WeeklyHours;
  /** In days before and after the day on which the city is loaded; null: not away. */
  absence: { daysAgo: number; daysLeft: number; source: 'reply' | 'clerk' } | null;
}

/** A person who does not exist. Days are `YYYY-MM-DD`. */
export interface SamplePerson {
  /** 1, 2, 3 … over contacts and volunteers of one city. */
  serial: number;
  name: string;
  sex: Sex;
  birthDate: string;
  /** 18 characters, area 130299, valid check digit, unique. */
  residentId: string;
  /** 154 and eight digits; shared inside some families; `null` for a few. */
  phone: string | null;
  email: string | null;
  /** Codes of SKILLS. */
  skills: string[];
  qualifications: SampleQualification[];
  memberships: SampleMembership[];
  /** At most one per channel, and one per shared phone. */
  optOuts: SampleOptOut[];
  /** Absent: in no team, like most. */
  duty?: SampleDuty;
}
