import type { TextKind } from './asks.js';

/** A call the carrier took, shared by its texts. */
export interface TakenCall {
  /** Whose it is: the access key. */
  account: string;
  bizId: string;
  /** The caller's label, empty when none was given. */
  outId: string;
  template: string;
  /** Milliseconds since 1970. */
  takenAt: number;
}

/** What became of a text on its way to the handset. */
export interface Delivery {
  success: boolean;
  /** The network's own code; `DELIVERED` for success. */
  code: string;
  message: string;
}

/** A text sent to a phone. Its wording is not kept here but looked up in the record. */
export interface SentText {
  call: TakenCall;
  phone: Phone;
  signName: string;
  /** Byte at which its line starts in the record. */
  start: number;
  /** The how manieth text of this phone it is, from 1: part of what its fate is drawn from. */
  ordinal: number;
  parts: number;
  /** What it is to its reader: spares looking up the wording of the many that ask for nothing. */
  kind: TextKind;
  /** What the network reported, and when (milliseconds since 1970); undefined until then. */
  delivery: Delivery | undefined;
  reportedAt: number | undefined;
}

/** A text a person sent back. */
export interface ReceivedText {
  content: string;
  /** Milliseconds since 1970. */
  at: number;
}

/** A handset: its number, and the latest of what was said on it. */
export interface Phone {
  number: string;
  /** Texts it was sent in all. */
  texts: number;
  /** The latest texts and answers, oldest first. */
  thread: (SentText | ReceivedText)[];
}

/** Whether an entry of a thread was sent to the phone (and not by it). */
export const isSent = (entry: SentText | ReceivedText): entry is SentText => 'call' in entry;

/**
 * The handsets. Memory holds, per phone, its latest `keepPerPhone` entries and no wording. A million texts on 114,000
 * phones, receipts pending, fit into a heap of 256 MB (measured).
 */
export class PhoneBook {
  /** In the order of the latest text or answer, oldest first. */
  private readonly phones = new Map<string, Phone>();

  constructor(private readonly keepPerPhone: number) {}

  /** How many phones there are. */
  get size(): number {
    return this.phones.size;
  }

  /** The phone of this number, if it ever got or sent a text. */
  find(number: string): Phone | undefined {
    return this.phones.get(number);
  }

  /** Adds a text to a phone, which becomes the newest. */
  addSent(
    number: string,
    { call, signName, start, parts, kind }: Pick<SentText, 'call' | 'signName' | 'start' | 'parts' | 'kind'>,
  ): SentText {
    const phone = this.touch(number);
    const ordinal = ++phone.texts;
    // All fields from the start and in one order: a hundred thousand objects of one hidden class.
    const text = {
      call,
      phone,
      signName,
      start,
      ordinal,
      parts,
      kind,
      delivery: undefined,
      reportedAt: undefined,
    };
    this.add(phone, text);
    return text;
  }

  /** Adds what a person wrote on a phone, which becomes the newest. */
  addReceived(number: string, text: ReceivedText): Phone {
    const phone = this.touch(number);
    this.add(phone, text);
    return phone;
  }

  /** Phones whose number ends in `digits`, the most recently active first. */
  newestFirst(digits = ''): Phone[] {
    return [...this.phones.values()].filter((phone) => phone.number.endsWith(digits)).reverse();
  }

  private touch(number: string): Phone {
    const known = this.phones.get(number);
    if (known) this.phones.delete(number);
    const phone = known ?? { number, texts: 0, thread: [] };
    this.phones.set(number, phone);
    return phone;
  }

  private add(phone: Phone, entry: SentText | ReceivedText): void {
    // A literal holds one entry, a push into an empty array reserves seventeen; most phones get few texts.
    if (phone.thread.length === 0) phone.thread = [entry];
    else phone.thread.push(entry);
    if (phone.thread.length > this.keepPerPhone) phone.thread.shift();
  }
}
