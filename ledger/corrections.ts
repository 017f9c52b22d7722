import type { ResidentId } from '../domain/people/resident-id.js';
import type { Statement } from '../runtime/database.js';
import type { Sealed } from './load-rows.js';
import { carryOptOuts, keepAddresses } from './roster/addresses.js';

/** What is set right; absent: as it is, null: none any more. */
export interface CorrectedPerson {
  name?: string;
  phone?: Sealed | null;
  email?: Sealed | null;
  /** With what follows from it. */
  identity?: Sealed & Pick<ResidentId, 'birthDate' | 'sex'>;
}

/** Who else bears a resident ID; undefined: nobody. */
export async function bearerOf(
  sql: Statement,
  { idNumberHash, but }: { idNumberHash: Buffer; but: number },
): Promise<number | undefined> {
  const [row] = await sql<[{ id: number }?]>`
    SELECT id FROM person WHERE id_number_hash = ${idNumberHash} AND id <> ${but}`;
  return row?.id;
}

/**
 * Sets somebody right. A former phone is kept by the ledger itself; whoever has opted out at an address they leave has done so at
 * the new one too.
 */
export async function correctPerson(
  sql: Statement,
  id: number,
  { name, phone, email, identity, now }: CorrectedPerson & { now: Date },
): Promise<void> {
  await keepAddresses(sql, sql`SELECT ${id}::bigint`);
  const set = {
    ...(name === undefined ? {} : { name }),
    ...columns('phone', phone),
    ...columns('email', email),
    ...columns('id_number', identity),
    ...(identity ? { birth_date: identity.birthDate, sex: identity.sex } : {}),
  };
  await sql`UPDATE person SET ${sql(set)} WHERE id = ${id}`;
  await carryOptOuts(sql, { now });
}

/** The two columns of something sealed. */
const columns = (of: string, sealed: Sealed | null | undefined): Record<string, Buffer | null> =>
  sealed === undefined
    ? {}
    : { [`${of}_cipher`]: sealed?.cipher ?? null, [`${of}_hash`]: sealed?.hash ?? null };
