/**
 * What makes two tries of one mail the same mail, byte for byte: SMTP cannot be asked whether it took a
 * message, so the receiver must be able to recognise the second.
 */

/** The Message-ID header of the mail sent under an OutId. */
export const messageIdOf = (outId: string, fromDomain: string): string =>
  `<${outId}@${fromDomain.toLowerCase()}>`;

/** The seed of its MIME boundaries, which a mail library would otherwise draw at random. */
export const boundaryOf = (outId: string): string => `muster-${outId}`;
