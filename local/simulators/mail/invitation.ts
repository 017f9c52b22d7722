import type { ParsedMail } from 'mailparser';

/** What a calendar would show of a mail's invitation. */
export interface Invitation {
  method: string;
  uid: string;
  sequence: number;
  title: string;
  place: string;
  description: string;
  /** ISO 8601, or as written where it is no time in UTC. */
  from: string;
  to: string;
  /** Mail addresses. */
  organiser: string;
  attendees: string[];
}

/** The invitation of a mail, read by the simulator's own reader (RFC 5545); undefined: it has none. */
export function invitationOf({ attachments }: Pick<ParsedMail, 'attachments'>): Invitation | undefined {
  const file = attachments.find(({ contentType }) => contentType === 'text/calendar');
  if (!file) return undefined;
  const lines = file.content
    .toString('utf8')
    .replace(/\r?\n[ \t]/g, '')
    .split(/\r?\n/);
  const event = lines.slice(lines.indexOf('BEGIN:VEVENT'));
  return {
    method: valueOf(lines, 'METHOD'),
    uid: valueOf(event, 'UID'),
    sequence: Number(valueOf(event, 'SEQUENCE')),
    title: textOf(event, 'SUMMARY'),
    place: textOf(event, 'LOCATION'),
    description: textOf(event, 'DESCRIPTION'),
    from: instant(valueOf(event, 'DTSTART')),
    to: instant(valueOf(event, 'DTEND')),
    organiser: bare(valueOf(event, 'ORGANIZER')),
    attendees: valuesOf(event, 'ATTENDEE').map(bare),
  };
}

/** Values of a property, behind its parameters; a colon inside quotation marks belongs to a parameter. */
const valuesOf = (lines: readonly string[], name: string): string[] =>
  lines.flatMap((line) => {
    const found = /^([A-Z-]+)(?:;[A-Z-]+=(?:"[^"]*"|[^";:]*)(?:,(?:"[^"]*"|[^";:]*))*)*:(.*)$/s.exec(line);
    return found?.[1] === name ? [found[2]!] : [];
  });

const valueOf = (lines: readonly string[], name: string): string => valuesOf(lines, name)[0] ?? '';

const textOf = (lines: readonly string[], name: string): string =>
  valueOf(lines, name).replace(/\\([\\;,nN])/g, (_, sign: string) => (/n/i.test(sign) ? '\n' : sign));

const bare = (address: string): string => address.replace(/^mailto:/i, '');

const instant = (written: string): string =>
  written.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6.000Z');
