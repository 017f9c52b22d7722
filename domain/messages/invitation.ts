/**
 * Invitations as calendars read them (RFC 5545, by mail RFC 6047). Pure: the same invitation and attendee make the
 * same bytes, so that a mail sent again is the same mail.
 */
import ical, {
  ICalAttendeeRole,
  ICalAttendeeStatus,
  ICalCalendarMethod,
  ICalEventStatus,
} from 'ical-generator';
import type { InvitedEvent } from '../plan/plan.js';
import type { Instant } from '../calendar/instant.js';

/** One state of an invitation; a calendar takes the highest sequence of a uid. */
export interface Invitation {
  /** Stable for as long as it is the same event. */
  uid: string;
  /** 0 for the first, one more for each change, the cancellation included. */
  sequence: number;
  cancelled: boolean;
  event: InvitedEvent;
  /** When it was decided. */
  stamp: Instant;
}

/** Who invites: the sender of the mail. */
export interface Organiser {
  name: string;
  address: string;
}

/** How a calendar is to take an invitation; equal in the file and in the MIME part around it. */
export type InvitationMethod = 'REQUEST' | 'CANCEL';

/** The uid of the event a step first invites to. */
export const invitationUid = (run: number, step: string, domain: string): string =>
  `run-${run}-${step}@${domain.toLowerCase()}`;

/** REQUEST for a first invitation and each change of it. */
export const methodOf = ({ cancelled }: Pick<Invitation, 'cancelled'>): InvitationMethod =>
  cancelled ? 'CANCEL' : 'REQUEST';

/** Stands where the attendee will; no address of a person has this domain. */
const NOBODY = 'attendee@muster.invalid';

/**
 * Builds what is equal for all who are invited, once.
 * @returns the calendar file for one attendee, by their address: CRLF, folded at 75 octets
 */
export function calendarFile(invitation: Invitation, organiser: Organiser): (attendee: string) => string {
  const text = calendarOf(invitation, organiser).toString().replace(/\r?\n/g, '\r\n');
  const [attendee] = /^ATTENDEE.*(?:\r\n[ \t].*)*\r\n/m.exec(text)!;
  const at = text.indexOf(attendee);
  const [before, after] = [text.slice(0, at), text.slice(at + attendee.length)];
  const line = attendee.replace(/\r\n[ \t]?/g, '');
  return (address) => `${before}${folded(line.replaceAll(NOBODY, address))}\r\n${after}\r\n`;
}

function calendarOf({ uid, sequence, cancelled, event, stamp }: Invitation, { name, address }: Organiser) {
  const calendar = ical({
    method: cancelled ? ICalCalendarMethod.CANCEL : ICalCalendarMethod.REQUEST,
    prodId: { company: 'Muster', product: 'Invitations', language: 'ZH' },
  });
  calendar.createEvent({
    id: uid,
    sequence,
    stamp: new Date(stamp),
    start: new Date(event.from),
    end: new Date(event.to),
    summary: event.title,
    location: event.place,
    ...(event.description === undefined ? {} : { description: event.description }),
    status: cancelled ? ICalEventStatus.CANCELLED : ICalEventStatus.CONFIRMED,
    // No parameter may hold a quotation mark, not even an escaped one.
    organizer: { name: name.replace(/["\p{Cc}]/gu, ' ').trim() || address, email: address },
    attendees: [
      {
        email: NOBODY,
        rsvp: !cancelled,
        role: ICalAttendeeRole.REQ,
        status: ICalAttendeeStatus.NEEDSACTION,
      },
    ],
  });
  return calendar;
}

/** A line of ASCII in pieces of at most 75 octets, the blank before each further one counted. */
const folded = (line: string): string =>
  [line.slice(0, 75), ...(line.slice(75).match(/.{1,74}/g) ?? []).map((piece) => ` ${piece}`)].join('\r\n');
