/**
 * The link by which a person reaches the page of their wishes. All it needs stands in the link itself, signed: it works
 * without a list of links, and still after the person has been erased. It opens nothing but wishes.
 */
import type { Channel } from '../plan/plan.js';
import { isTopic, type Refused } from './topics.js';

/** What a link names. */
export interface WishLink {
  /** Ledger id of the person it was made for. */
  person: number;
  /** Keyed hash, in hex, of the address it was sent to: whoever has the link reads there. */
  channel: Channel;
  address: string;
  /** What one click on it refuses: the topic of the mail it stood in. */
  topic: Refused;
}

/** What is signed; the same for the same link. The number is that of the form, should there ever be another. */
export const linkText = ({ person, channel, address, topic }: WishLink): string =>
  `1 ${channel} ${person} ${address} ${topic}`;

const LINK = /^1 (sms|email) (\d{1,16}) ([0-9a-f]{32}) ([a-z-]+)$/;

/** What a signed text says; undefined: it names no link. */
export function readLink(text: string): WishLink | undefined {
  const [, channel, person, address = '', topic = ''] = LINK.exec(text) ?? [];
  if (channel === undefined || !(topic === 'all' || isTopic(topic))) return undefined;
  return { channel: channel as Channel, person: Number(person), address, topic };
}

/** The address of a page: the office's, whatever slash it ends in, and the token. */
export const wishUrl = (portalUrl: string, token: string): string =>
  `${portalUrl.replace(/\/+$/, '')}/u/${token}`;
