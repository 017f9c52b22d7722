/**
 * What makes two tries of one mail the same mail, byte for byte: SMTP cannot be asked whether it took a
 * message, so the receiver must be able to recognise the second.
 */

/** The Message-ID header of the mail sent under an OutId. */
export const messageIdOf = (outId: string, fromDomain: string): string =>
  `<${outId}@${fromDomain.toLowerCase()}>`;

/**
 * The envelope sender of that mail: a bounce comes back to it and so says which mail it is about, even where it quotes
 * nothing of it (VERP). Servers deliver `bounce+…` into the mailbox `bounce`.
 */
export function bounceAddress(outId: string, bounceTo: string): string {
  const at = bounceTo.lastIndexOf('@');
  return `${bounceTo.slice(0, at)}+${outId}${bounceTo.slice(at)}`;
}

/** The domain of a sender, written bare or as `name <address>`; a sender of no address has none. */
export const senderDomain = (from: string): string =>
  /@([^\s@<>]+)>?\s*$/.exec(from)?.[1]?.toLowerCase() ?? 'localhost.invalid';
