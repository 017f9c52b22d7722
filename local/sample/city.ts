import { committeeTree, homes, type SampleCommittee } from './committees.js';
import { drawCityContacts, drawContacts, type SampleContact } from './contacts.js';
import { dayNumber } from './days.js';
import type { SamplePerson } from './person.js';
import { Random } from './random.js';
import { drawRegisters, type SampleRegisters } from './registers.js';
import { Registrar } from './registrar.js';
import { Drafting, sampleTeams, type SampleTeam } from './teams.js';
import { Volunteers } from './volunteers.js';

/** How large a city, which one, and when. */
export interface SampleOptions {
  /** Whole number; the same seed gives the same city. @default 1 */
  seed?: number;
  /** Volunteers in all, 0 to 5,000,000. @default 114000 */
  people?: number;
  /** The day all dates and ages relate to, `YYYY-MM-DD`. @default '2026-11-01' */
  asOf?: string;
}

/** A city that does not exist, on the map of one that does. */
export interface SampleCity {
  /** 6,640 committees, each after the one above it. */
  committees: SampleCommittee[];
  /** Of the second level. */
  contacts: SampleContact[];
  /** Of the city itself; their serials come after everybody else's. */
  cityContacts: SampleContact[];
  teams: SampleTeam[];
  registers: SampleRegisters;
  /** How many volunteers there are. */
  people: number;
  /**
   * The volunteers, in arrays of at most `size`, ordered by home; each call starts again with the same people.
   * Lazy, so that memory does not grow with the city.
   */
  volunteers(size?: number): Generator<SamplePerson[], void>;
}

/** Beyond it the IDs of one birth day (499 for each sex) could run out; forty times the real city. */
const MOST_PEOPLE = 5_000_000;

/** Tells the seed of the teams from the one of the people. */
const TEAMS = 0x7ea3;
/** The same for the registers, and for the contacts of the city. */
const REGISTERS = 0x9e61;
const CITY = 0xc177;

/** Makes the sample city: pure but for reading divisions.csv, the same for the same options on every machine. */
export function sampleCity({
  seed = 1,
  people = 114_000,
  asOf = '2026-11-01',
}: SampleOptions = {}): SampleCity {
  if (!Number.isSafeInteger(seed)) throw new RangeError(`seed: 须为整数 / must be a whole number: ${seed}`);
  if (!Number.isSafeInteger(people) || people < 0 || people > MOST_PEOPLE)
    throw new RangeError(
      `people: 须为 0 到 ${MOST_PEOPLE} 的整数 / must be a whole number from 0 to ${MOST_PEOPLE}: ${people}`,
    );
  const today = dayNumber(asOf);
  const committees = committeeTree();
  const places = homes(committees);

  // Contacts are drawn again before each pass, so that the volunteers never get their numbers.
  const open = (): { registrar: Registrar; contacts: SampleContact[] } => {
    const registrar = new Registrar(seed);
    return { registrar, contacts: drawContacts(new Random(~seed), registrar, today, committees) };
  };

  const { contacts } = open();
  const last = new Registrar(seed, { firstSerial: contacts.length + people + 1 });
  return {
    ...{ committees, contacts, teams: sampleTeams(places, people) },
    cityContacts: drawCityContacts(new Random(seed ^ CITY), last, today, committees),
    registers: drawRegisters(new Random(seed ^ REGISTERS), committees),
    people,
    *volunteers(size = 5_000) {
      const drawn = new Volunteers(new Random(seed), open().registrar, today, places).draw(people);
      // Chance of their own, so that teams change nothing about the people.
      const drafting = new Drafting(new Random(seed ^ TEAMS), today, places, people);
      yield* inChunks(drafted(drawn, drafting), size);
    },
  };
}

/** Gives those who serve in a team their duty. */
function* drafted(volunteers: Iterable<SamplePerson>, drafting: Drafting): Generator<SamplePerson, void> {
  for (const person of volunteers) {
    const duty = drafting.duty(person);
    yield duty ? { ...person, duty } : person;
  }
}

function* inChunks<T>(items: Iterable<T>, size: number): Generator<T[], void> {
  let chunk: T[] = [];
  for (const item of items) {
    if (chunk.push(item) < size) continue;
    yield chunk;
    chunk = [];
  }
  if (chunk.length > 0) yield chunk;
}
