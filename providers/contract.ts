import type { Invitation } from '../domain/messages/invitation.js';
import type { TemplateVersion } from '../domain/messages/template.js';
import type { ReviewState } from '../domain/messages/template-review.js';
import type { Channel, MessageClass } from '../domain/plan/plan.js';

/** One message as a provider needs it. Never logged, never queued: it lives between claim and record. */
export interface OutboundMessage {
  /** Ledger id of the message. */
  id: string;
  /** Phone (11 digits) or mail address, in clear. */
  address: string;
  /** Values of the template's variables for this recipient. */
  variables: Record<string, string>;
  /** The rendered text, as the preview shows it. */
  text: string;
  /** Mail only: rendered subject and HTML body. */
  subject?: string;
  html?: string;
  /** Mail only: where one POST unsubscribes its reader (RFC 8058), and a page shows their wishes. */
  unsubscribeUrl?: string;
  /** Mail only: for the recipient's calendar. */
  invitation?: Invitation;
}

/** One call to a provider: at most `maxMessagesPerCall` messages of one template. */
export interface ProviderCall {
  /** Unguessable label (32 hex digits), echoed in receipts; the same for every try of the same content. */
  outId: string;
  /** Starts at 0; a new epoch only once the former is known not to have been taken. (outId, epoch) → nonce. */
  epoch: number;
  /** First intent of this content; fixes the mail's Date and the day a carrier is asked about. */
  intentAt: Date;
  template: { code: string; carrierCode: string; class: MessageClass };
  messages: readonly OutboundMessage[];
}

/**
 * What became of a call. A value, never an exception; `code` is the provider's own word or ours, free of
 * personal data.
 * - accepted: taken; `reference` is what the provider calls it (BizId, SMTP answer).
 * - rejected: refused for good. `message`: this message (in a call of many: at least one of them);
 *   `template`: every message of this template; `account`: everything we have for it (no money, its signature or
 *   sender refused), until a person acts. `nobodyThere`: its one address is dead, as after a bounce.
 * - throttled: certainly not taken; may be tried again from `until`. A refused connection counts here.
 * - unknown: may have been taken. Never resent blindly.
 */
export type Outcome =
  | { kind: 'accepted'; reference: string }
  | { kind: 'rejected'; scope: 'message' | 'template' | 'account'; code: string; nobodyThere?: true }
  | { kind: 'throttled'; until: Date; code: string }
  | { kind: 'unknown'; code: string };

/** What a provider says when asked whether it has a call: `absent` only means "not visible yet". */
export type Sighting = 'found' | 'absent' | 'unanswered';

/**
 * What became of a template that was handed in.
 * - submitted: it is being read; `carrierCode` is its id there.
 * - refused: not even read, e.g. for its form or a limit of the day; `code` is the carrier's.
 * - unanswered: may have been handed in all the same.
 */
export type Submission =
  | { kind: 'submitted'; carrierCode: string }
  | { kind: 'refused'; code: string }
  | { kind: 'unanswered'; code: string };

/** What a carrier says of a template; `reason` is in its own words. `unanswered`: nothing that could be relied on. */
export type ReviewAnswer =
  | { kind: 'read'; state: Exclude<ReviewState, 'draft'>; reason: string | null }
  | { kind: 'unanswered'; code: string };

/** A carrier's desk for templates. Nothing of it rejects for a transport reason. */
export interface TemplateDesk {
  /** Hands a template in. There is no way to hand it in once: a second call files a second one. */
  submit(template: TemplateVersion): Promise<Submission>;
  /** Reads back what the carrier thinks of it. */
  review(carrierCode: string): Promise<ReviewAnswer>;
}

/** Which of a channel's providers one is, and how much of the traffic it is meant for. */
export type ProviderIdentity = Pick<Provider, 'name' | 'weight'>;

/** A carrier or relay; two accounts at one carrier are two providers. Every implementation passes `test/providers/conformance.ts`. */
export interface Provider {
  /** Name as it stands in the ledger and on the statement, e.g. `aliyun`, `smtp`, `aliyun-2` for another account there. */
  readonly name: string;
  readonly channel: Channel;
  /** Points of 100 of its channel's batches while all providers of it are healthy; 0: only when nobody else can. */
  readonly weight: number;
  /** Messages in one call: 100 for SMS, 1 for mail. */
  readonly maxMessagesPerCall: number;
  /** Calls that may be open at once; a kill leaves at most so many ambiguous. */
  readonly maxOpenCalls: number;
  /**
   * Whose nonces its calls carry, shortened: a call made under another one is not kept from being taken twice. Not there
   * where calls carry none.
   */
  readonly nonceScope?: string;
  /** It carries a text only after it has read and approved the template. */
  readonly reviewsTemplates?: true;
  /** Codes in its receipts by which a message was lost on its way, and not for the phone or the words it was for. */
  readonly lossCodes?: readonly string[];
  /** Where templates are handed in; not there where that has to be done by hand, or there is no review. */
  readonly templates?: TemplateDesk;
  /** Sends one call; settles within the provider's time limit, never rejects for a transport reason. */
  send(call: ProviderCall): Promise<Outcome>;
  /**
   * Asks whether a call arrived, by its OutId at each of these addresses; one of them is enough for `found`. Not there
   * where nobody can be asked (SMTP).
   */
  find?(call: Pick<ProviderCall, 'outId' | 'intentAt'> & { addresses: readonly string[] }): Promise<Sighting>;
  close(): Promise<void>;
}
