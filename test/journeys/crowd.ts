import { insertPeople, reservePersonIds } from '../../ledger/load.js';
import { KEYS, NOW, type City } from '../support/cast.js';

/** Phones of a crowd begin so; the cast's begin with 1540. */
const FIRST_PHONE = 15_410_000_000;
const CHUNK = 2000;

/** Lets so many more volunteers of 滦南县 join, one phone each; those numbered below `from` have joined before. */
export async function joinCity({ database, committee }: City, people: number, from = 0): Promise<void> {
  const homeCommitteeId = committee('luannan');
  const first = await database.begin(async (sql) => {
    await sql`LOCK TABLE person IN SHARE ROW EXCLUSIVE MODE`;
    return reservePersonIds(sql, people);
  });
  for (let done = 0; done < people; done += CHUNK) {
    const crowd = Array.from({ length: Math.min(CHUNK, people - done) }, (_, at) => volunteer(done + at));
    await database.begin((sql) => insertPeople(sql, crowd, NOW));
  }

  function volunteer(at: number) {
    const phone = String(FIRST_PHONE + from + at);
    return {
      ...{
        id: first + at,
        name: `志愿者${from + at}`,
        sex: 'male' as const,
        birthDate: '1990-01-01',
        idNumber: null,
        email: null,
      },
      phone: { cipher: KEYS.encrypt(phone), hash: KEYS.fingerprint('phone', phone) },
      ...{ homeCommitteeId, skills: [], roles: [], qualifications: [], consents: [] },
      memberships: [{ committeeId: homeCommitteeId, from: '2020-01-01', to: null }],
    };
  }
}
