import type { Statement } from '../runtime/database.js';

/** A reply with its address hashed and its content encrypted: what a person wrote is personal data. */
export interface HashedReply {
  inboxId: number;
  provider: string;
  sequence: string;
  addressHash: Buffer;
  destination: string;
  contentCipher: Buffer;
  meaning: 'opt-out' | 'other';
  receivedAt: Date;
}

/** Keeps replies; one that says so opts its phone out, once, from the moment it was received. */
export async function storeReplies(sql: Statement, replies: readonly HashedReply[]): Promise<void> {
  for (const reply of replies) {
    const { count } = await sql`
      INSERT INTO reply (inbox_id, provider, sequence, address_hash, destination, content_cipher, meaning, received_at)
      VALUES (${reply.inboxId}, ${reply.provider}, ${reply.sequence}, ${reply.addressHash}, ${reply.destination},
        ${reply.contentCipher}, ${reply.meaning}, ${reply.receivedAt})
      ON CONFLICT DO NOTHING`;
    if (count > 0 && reply.meaning === 'opt-out') {
      await sql`INSERT INTO opt_out (channel, address_hash, source, since)
        VALUES ('sms', ${reply.addressHash}, 'reply', ${reply.receivedAt}) ON CONFLICT DO NOTHING`;
    }
  }
}

/** Whether the last thing that phone was sent is a promotion: only then a bare N means opt-out. */
export async function afterPromotion(sql: Statement, addressHash: Buffer): Promise<boolean> {
  const [row] = await sql<{ class: string }[]>`
    SELECT o.class FROM person p JOIN message m ON m.person_id = p.id AND m.channel = 'sms'
    JOIN occurrence o ON o.id = m.occurrence_id
    WHERE p.phone_hash = ${addressHash} AND m.state IN ('sending', 'sent', 'delivered', 'unknown')
    ORDER BY m.id DESC LIMIT 1`;
  return row?.class === 'promotion';
}
