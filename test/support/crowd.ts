import { insertPeople, reservePersonIds } from '../../ledger/load.js';
import { KEYS, NOW, type City } from './cast.js';

/** Phones of a crowd begin so; the cast's begin with 1540, a journey's crowd with 1541. */
const FIRST_PHONE = 15_420_000_000;
const CHUNK = 2000;

/** The phone of the one in the crowd who has this number. */
export const crowdPhone = (number: number): string => String(FIRST_PHONE + number);

/** What a crowd has in common. */
export interface CrowdWish {
  /** A call-out finds them by it. */
  skill?: string;
  home?: string;
  born?: string;
  /** Number of the first of them; a second crowd must not use the first one's phones. */
  from?: number;
  /** Several of them with one number share a phone. */
  phone?: (at: number) => number | null;
}

/**
 * Lets so many synthetic volunteers join, by formula: number 7 has phone 15420000007.
 * @returns their ledger ids, in order of their numbers
 */
export async function joinCrowd(city: City, people: number, wish: CrowdWish = {}): Promise<number[]> {
  const {
    skill = 'drill',
    home = 'luannan',
    born = '1990-01-01',
    from = 0,
    phone = (at: number) => at,
  } = wish;
  const homeCommitteeId = city.committee(home);
  const first = await city.database.begin(async (sql) => {
    await sql`LOCK TABLE person IN SHARE ROW EXCLUSIVE MODE`;
    return reservePersonIds(sql, people);
  });
  const volunteer = (at: number) => ({
    ...{ id: first + at, name: `志愿者${from + at}`, sex: 'male' as const, birthDate: born },
    ...{
      idNumber: null,
      email: null,
      phone: sealedPhone(phone(from + at)),
      homeCommitteeId,
      skills: [skill],
    },
    ...{ roles: [], qualifications: [], consents: [] },
    memberships: [{ committeeId: homeCommitteeId, from: '2020-01-01', to: null }],
  });
  for (let done = 0; done < people; done += CHUNK) {
    const chunk = Array.from({ length: Math.min(CHUNK, people - done) }, (_, at) => volunteer(done + at));
    await city.database.begin((sql) => insertPeople(sql, chunk, NOW));
  }
  return Array.from({ length: people }, (_, at) => first + at);
}

function sealedPhone(number: number | null) {
  if (number === null) return null;
  const phone = crowdPhone(number);
  return { cipher: KEYS.encrypt(phone), hash: KEYS.fingerprint('phone', phone) };
}
