/**
 * The link by which a contact person hands in the reports of one committee. It opens that committee alone, until its last
 * day, and only for as long as its person speaks for that committee and has the address it was sent to.
 */
import type { Channel } from '../plan/plan.js';

/** What a link names. */
export interface ReportLink {
  /** Ledger id of the person it was made for. */
  person: number;
  channel: Channel;
  /** Keyed hash, in hex, of the address it was sent to. */
  address: string;
  /** Code of the committee. */
  committee: string;
  /** The last office day on which it opens, `YYYY-MM-DD`. */
  lastDay: string;
}

/** What is signed; the same for the same link. The number is that of the form: 1 are wishes, 2 are questions. */
export const reportLinkText = ({ person, channel, address, committee, lastDay }: ReportLink): string =>
  `3 ${channel} ${person} ${address} ${lastDay} ${committee}`;

const LINK = /^3 (sms|email) (\d{1,16}) ([0-9a-f]{32}) (\d{4}-\d{2}-\d{2}) (\S{1,40})$/;

/** What a signed text says; undefined: it names no such link. */
export function readReportLink(text: string): ReportLink | undefined {
  const [, channel, person, address = '', lastDay = '', committee = ''] = LINK.exec(text) ?? [];
  if (person === undefined) return undefined;
  return { channel: channel as Channel, person: Number(person), address, committee, lastDay };
}

/** The address of the page: the office's, whatever slash it ends in, and the token. */
export const reportPageUrl = (portalUrl: string, token: string): string =>
  `${codePageUrl(portalUrl)}/${token}`;

/** The constant address under which a short code is typed in. */
export const codePageUrl = (portalUrl: string): string => `${portalUrl.replace(/\/+$/, '')}/r`;
