import { setImmediate as nextTurn } from 'node:timers/promises';
import type { NewOptOut, NewPerson } from '../../ledger/load-rows.js';
import { insertTeamMembers, insertTeams, type NewTeam, type NewTeamMember } from '../../ledger/load-teams.js';
import {
  fillEmptyLedger,
  insertCommittees,
  insertOptOuts,
  insertPeople,
  reservePersonIds,
} from '../../ledger/load.js';
import type { Database, Statement } from '../../runtime/database.js';
import type { Keys } from '../../runtime/keys.js';
import { sampleCity, type SampleCity, type SampleOptions } from './city.js';
import { insertRegisters } from './ledger-registers.js';
import { ledgerContact, ledgerDuty, ledgerOptOuts, ledgerVolunteer, type Placing } from './ledger-person.js';
import { nameOperators, openOffice } from './office.js';
import type { SamplePerson } from './person.js';
import type { SampleTeam } from './teams.js';

/** Which city to load, and who hears how far it is. */
export interface LoadOptions extends SampleOptions {
  /** When all of it is entered into the ledger. */
  now: Date;
  /** Hears, now and then, how many volunteers of how many are written; they count once all are. */
  onProgress?: (loaded: number, total: number) => void;
}

/** What was loaded; `already`: the ledger had committees, and nothing was changed. */
export type Loaded =
  { already: true } | { already: false; committees: number; contacts: number; teams: number; people: number };

/** Volunteers prepared and written at a time: memory stays flat, and one turn takes some tens of milliseconds. */
const CHUNK = 500;

/** People ready to be written, with the opt-outs of their addresses and their places in teams. */
interface Prepared {
  people: NewPerson[];
  duties: NewTeamMember[];
  optOuts: NewOptOut[];
}

/**
 * Loads the sample city into an empty ledger, all of it or nothing: committees, contacts, teams, volunteers,
 * opt-outs, operators, the office's templates and registers.
 */
export async function loadSampleCity(database: Database, keys: Keys, options: LoadOptions): Promise<Loaded> {
  const city = sampleCity(options);
  let people = 0;
  const fresh = await fillEmptyLedger(database, async (sql) => {
    const committees = await insertCommittees(sql, city.committees);
    await openOffice(sql, committees, options.now);
    const officials = [...city.contacts, ...city.cityContacts];
    const count = officials.length + city.people;
    const origin = (await reservePersonIds(sql, count)) - 1;
    const teams = await insertTeams(sql, city.teams.map(ledgerTeam(committees)));
    const placing: Placing = { keys, committees, teams, origin, now: options.now };
    const contacts = officials.map((contact) => ledgerContact(placing, contact));
    await insertPeople(sql, contacts, options.now);
    await nameOperators(sql, city.contacts, ({ person }) => origin + person.serial);
    people = await loadVolunteers(sql, city, placing, options);
    const headOf = (committee: string): number => origin + headSerial(city, committee);
    await insertRegisters(sql, city.registers, { committees, headOf, now: options.now });
  });
  if (!fresh) return { already: true };
  return {
    already: false,
    committees: city.committees.length,
    contacts: city.contacts.length + city.cityContacts.length,
    teams: city.teams.length,
    people,
  };
}

/** Every committee of the second level has a head. */
const headSerial = ({ contacts }: SampleCity, code: string): number =>
  contacts.find(({ committee, role }) => committee === code && role === 'head')!.person.serial;

const ledgerTeam =
  (committees: ReadonlyMap<string, number>) =>
  ({ code, name, committee, strength }: SampleTeam): NewTeam => ({
    ...{ code, name, strength },
    // The sample names only committees of its own tree.
    committeeId: committees.get(committee) as number,
  });

/** Prepares a chunk while the database writes the one before: sealing takes as long as inserting. */
async function loadVolunteers(
  sql: Statement,
  city: SampleCity,
  placing: Placing,
  { now, onProgress }: LoadOptions,
): Promise<number> {
  const chunks = city.volunteers(CHUNK);
  let loaded = 0;
  let ready = await prepare(chunks, placing);
  while (ready) {
    const { people, duties, optOuts } = ready;
    [ready] = await Promise.all([
      prepare(chunks, placing),
      insertPeople(sql, people, now),
      insertTeamMembers(sql, duties),
      insertOptOuts(sql, optOuts),
    ]);
    loaded += people.length;
    onProgress?.(loaded, city.people);
  }
  return loaded;
}

/** Starts after a turn of the event loop, so that what was just given to the database is on its way. */
async function prepare(
  chunks: Generator<SamplePerson[], void>,
  placing: Placing,
): Promise<Prepared | undefined> {
  await nextTurn();
  const { value } = chunks.next();
  if (!value) return undefined;
  return {
    people: value.map((person) => ledgerVolunteer(placing, person)),
    duties: value.flatMap((person) => ledgerDuty(placing, person)),
    optOuts: value.flatMap((person) => ledgerOptOuts(placing.keys, person)),
  };
}
