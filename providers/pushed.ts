/**
 * What a carrier pushes to us, in our words. The wire formats stand in each provider's folder; here is only
 * what the rest of the system knows.
 */

/** The carrier's later word on one message. May come early, twice, late or never. */
export interface Receipt {
  /** Our label of the call; `null` when the carrier left it out. */
  outId: string | null;
  /** The carrier's name for the call; empty when it left it out. One of the two is always there. */
  reference: string;
  /** The phone, 11 digits where it is a mainland number. */
  address: string;
  delivered: boolean;
  /** The carrier's reason, an open set; nothing may branch on it. */
  code: string;
  reportedAt: Date;
}

/** A text a person sent to us. */
export interface Reply {
  /** The phone it came from, 11 digits where it is a mainland number. */
  address: string;
  /** As typed; may be empty. */
  content: string;
  receivedAt: Date;
  /** The number it was sent to. */
  destination: string;
  /** The carrier's number for this text; with the address it tells a repeated push from a second text. */
  sequence: string;
}

/** Why something pushed could not be read; never holds what was pushed. */
export interface PushProblem {
  /** Position in the pushed array, from 0; `null`: the body as a whole. */
  item: number | null;
  reason: 'not-json' | 'not-an-array' | 'not-an-object' | 'not-a-mail' | 'field';
  /** The wire name of the field that is missing or malformed, for `field`. */
  field: string | null;
}

/** A pushed body, read item by item: one malformed item never costs the others. */
export interface Pushed<Item> {
  items: Item[];
  problems: PushProblem[];
}
