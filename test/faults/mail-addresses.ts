import type { Database } from '../../runtime/database.js';
import type { Keys } from '../../runtime/keys.js';

/** People written in one statement. */
const CHUNK = 1000;

/** A tenth of the sample city has mail; here everyone gets an address, so that both channels carry the same load. */
export async function giveEveryoneMail(database: Database, keys: Keys): Promise<void> {
  const people = await database<{ id: number }[]>`SELECT id FROM person WHERE email_hash IS NULL ORDER BY id`;
  for (let at = 0; at < people.length; at += CHUNK) {
    const rows = people.slice(at, at + CHUNK).map(({ id }) => {
      const address = `faults${id}@mail.invalid`;
      return {
        id,
        cipher: keys.encrypt(address).toString('hex'),
        hash: keys.fingerprint('email', address).toString('hex'),
      };
    });
    const column = <Name extends keyof (typeof rows)[number]>(name: Name) => rows.map((row) => row[name]);
    await database`
      UPDATE person SET email_cipher = decode(t.cipher, 'hex'), email_hash = decode(t.hash, 'hex')
      FROM unnest(${column('id')}::bigint[], ${column('cipher')}::text[], ${column('hash')}::text[]) AS t(id, cipher, hash)
      WHERE person.id = t.id`;
  }
}
