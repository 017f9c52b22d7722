import { chanceOf, faultPlanSchema } from '../faults.js';
import { beijingTime } from './beijing.js';
import type { PhoneBook } from './phones.js';
import type { Act } from './phrases.js';

/** What can go wrong with one reply on its way from the phone. */
export const REPLY_FAULTS = [
  /** Pushed, and pushed again after `delayMilliseconds`, under the same sequence. */
  'repeat',
  /** Pushed only after `delayMilliseconds`, so that later ones overtake it; its send time stays true. */
  'hold-back',
  /** Comes from a number that never got a text: the owner took another phone. */
  'stranger',
  /** Goes on to 10,000 characters. */
  'long',
] as const;

/** One of {@link REPLY_FAULTS}. */
export type ReplyFault = (typeof REPLY_FAULTS)[number];

/** The schema of a plan of reply faults; `throttleMilliseconds` has no meaning here. */
export const replyFaultPlan = faultPlanSchema(REPLY_FAULTS);

/** Characters of a reply that is `long`. */
const LONG_CHARACTERS = 10_000;

/** What somebody is about to write on a phone. */
export interface Draft {
  /** 11 digits. */
  phone: string;
  content: string;
  /** Who wrote: simulated people asked with a code, simulated people by mere chance, a person on the pages, a test. */
  by: 'temperament' | 'chance' | 'page' | 'control';
  /** What a simulated person means, so that a judge need not guess. */
  act?: Act;
  /** The ask it is about, whether the words name it or not. */
  code?: string;
}

/** A reply as it is pushed. */
export interface Reply {
  phone: string;
  content: string;
  /** When it was written, in milliseconds since 1970. */
  at: number;
  destinationCode: string;
  /** The carrier's number of it, rising, unique also over restarts. */
  sequence: string;
}

/** One line of the replies' record: a text somebody sent from a phone. Before it stands here nobody pushes it. */
export interface ReplyLine {
  kind: 'reply';
  /** When it was written, ISO 8601 in UTC. */
  at: string;
  sequence: string;
  phone: string;
  /** Exactly as pushed. */
  content: string;
  by: Draft['by'];
  act?: Act;
  code?: string;
  fault?: ReplyFault;
}

/** One line of the replies' record: one try to push some of them. */
export interface PushLine {
  kind: 'push';
  /** When it began and when its answer was read or given up, ISO 8601 in UTC. */
  at: string;
  endedAt: string;
  /** 1 for the first time, up to 4. */
  try: number;
  /** Whether the receiver answered in time with HTTP 200 and a numeric code: it then has them, and must keep them. */
  answered: boolean;
  /** The replies in it, in order. */
  sequences: string[];
}

/** A line of the replies' record. */
export type ReplyRecordLine = ReplyLine | PushLine;

/** Where the replies are recorded: beside the texts, `carrier.jsonl` → `carrier-replies.jsonl`. */
export const replyRecordPath = (record: string): string => record.replace(/(\.jsonl)?$/, '-replies.jsonl');

/** The words, drawn out: nobody writes so much, but nobody is kept from it either. */
export const drawnOut = (content: string): string => content.padEnd(LONG_CHARACTERS, '，这几天一直下雨');

/** A number that neither got nor sent a text so far, the same for the same phone and the same phones known. */
export function strangerFor(phone: string, phones: Pick<PhoneBook, 'find'>): string {
  for (let attempt = 0; ; attempt++) {
    const digits = Math.floor(chanceOf(attempt, `stranger ${phone}`) * 1e8);
    const number = `154${String(digits).padStart(8, '0')}`;
    if (!phones.find(number)) return number;
  }
}

/** The number a signature's texts come from: given by the carrier, one per signature, the same every time. */
export const destinationCode = (signName: string): string =>
  `1069${Math.floor(chanceOf(0, signName) * 1e8)
    .toString()
    .padStart(8, '0')}`;

/** A reply on the wire, field by field as the carrier documents SmsUp. */
export const toUplink = (reply: Reply): object => ({
  phone_number: reply.phone,
  content: reply.content,
  send_time: beijingTime(reply.at),
  dest_code: reply.destinationCode,
  sequence_id: reply.sequence,
});
