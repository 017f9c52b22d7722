import { storePush, type SealedPush } from '../../ledger/inbox.js';
import type { Statement } from '../../runtime/database.js';
import { KEYS } from './cast.js';

/** Keeps a push as the inbound door does. */
export const keepPush = (
  sql: Statement,
  { body, ...push }: Omit<SealedPush, 'bodyCipher'> & { body: string },
): Promise<void> => storePush(sql, { ...push, bodyCipher: KEYS.encrypt(body) });
