import type { Statement } from '../runtime/database.js';

/** A mail as it came in: its source sealed, and the SHA-256 of that source. */
export interface SealedMail {
  digest: Buffer;
  bodyCipher: Buffer;
}

/**
 * Keeps mails, raw; once this returns the mailbox or the sending server may be told that they were taken. One that is
 * there already is the same mail.
 * @returns how many are new
 */
export async function storeMails(
  sql: Statement,
  mails: readonly SealedMail[],
  receivedAt: Date,
): Promise<number> {
  if (mails.length === 0) return 0;
  // As text: the client cannot send arrays of bytes.
  const column = (pick: (mail: SealedMail) => Buffer): string[] =>
    mails.map((mail) => pick(mail).toString('base64'));
  const { count } = await sql`
    INSERT INTO inbox (kind, provider, digest, body_cipher, received_at)
    SELECT 'mail', 'smtp', decode(digest, 'base64'), decode(body_cipher, 'base64'), ${receivedAt}
    FROM unnest(${column((mail) => mail.digest)}::text[], ${column((mail) => mail.bodyCipher)}::text[])
      WITH ORDINALITY AS t(digest, body_cipher, place)
    ORDER BY place
    ON CONFLICT (digest) WHERE digest IS NOT NULL DO NOTHING`;
  return count;
}
