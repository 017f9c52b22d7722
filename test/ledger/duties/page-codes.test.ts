import { expect, test } from '@jest/globals';
import { readPageCode } from '../../../domain/messages/page-code.js';
import { givePageCodes, holderOfCode, newestPageCode } from '../../../ledger/duties/page-codes.js';
import { KEYS, NOW, phoneOf, settleCast } from '../../support/cast.js';
import { createTestDatabase } from '../../support/database.js';

const { database } = await createTestDatabase();
const city = await settleCast(database);

const DAY = 86_400_000;
const asked = [city.id('何军'), city.id('郑明'), city.id('赵敏')];
const give = (now: Date) =>
  givePageCodes(database, database`SELECT unnest(${asked}::bigint[]) AS person_id`, now);
async function codeOf(person: number): Promise<string | null> {
  const [row] = await database<{ code: string | null }[]>`
    SELECT ${newestPageCode(database, database`${person}::bigint`)} AS code`;
  return row!.code;
}

test('everybody with a phone is given a code, the same while it lasts, and another beside it at its end', async () => {
  await give(NOW);
  const code = (await codeOf(city.id('何军')))!;
  const other = (await codeOf(city.id('郑明')))!;
  expect(code).not.toBe(other);
  for (const one of [code, other]) expect(readPageCode(one)).toBe(one);
  // No phone.
  expect(await codeOf(city.id('赵敏'))).toBeNull();
  expect(await holderOfCode(database, code)).toEqual({
    ...{ person: city.id('何军'), phoneHash: KEYS.fingerprint('phone', phoneOf('何军')) },
    expiresAt: new Date(+NOW + 45 * DAY),
  });
  await give(new Date(+NOW + 29 * DAY));
  expect(await codeOf(city.id('何军'))).toBe(code);
  await give(new Date(+NOW + 30 * DAY));
  expect(await codeOf(city.id('何军'))).not.toBe(code);
  expect(await holderOfCode(database, code)).toMatchObject({ person: city.id('何军') });
});

test('another phone is given another code', async () => {
  const before = await codeOf(city.id('郑明'));
  await database`UPDATE person SET phone_hash = ${KEYS.fingerprint('phone', '15400000099')} WHERE id = ${city.id('郑明')}`;
  expect(await codeOf(city.id('郑明'))).toBeNull();
  await give(new Date(+NOW + 1000));
  expect(await codeOf(city.id('郑明'))).not.toBe(before);
});
