/** What came back by mail, in our words. Codes and addresses only: the words of servers repeat what was written. */

/** What a mail server says of one recipient. */
export interface DeliveryReport {
  /**
   * `failed`: it will not be delivered. `delayed`: it is still tried. `delivered`: it is in the mailbox. `relayed`: it went
   * on to a server that will say no more.
   */
  action: 'failed' | 'delayed' | 'delivered' | 'relayed';
  /** Enhanced status (RFC 3463), e.g. `5.1.1`. */
  status: string;
  /** Addresses it names, as they stand there: the one written to, and where it was forwarded to. */
  addresses: readonly string[];
}

/** One mail, understood as far as it can be. */
export type ReturnedMail = {
  /**
   * What may be the label of the mail of ours it is about, the likeliest first: 32 hex digits, as other programs name
   * their mails too.
   */
  outIds: readonly string[];
  /** When it says it was written; null: it does not say. */
  date: Date | null;
} & (
  | { kind: 'bounce'; reports: readonly DeliveryReport[] }
  /** Written by no person: absence notes, read receipts, lists. */
  | { kind: 'auto-reply' }
  /** Somebody has told their provider that our mail is a nuisance; `addresses` are those it names. */
  | { kind: 'complaint'; addresses: readonly string[] }
  /** By a person; `text` is what they wrote, without what they quote. */
  | { kind: 'reply'; from: string | null; text: string }
);
