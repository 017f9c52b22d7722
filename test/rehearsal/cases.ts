import { insertOperators } from '../../ledger/load.js';
import type { Environment } from '../../runtime/config.js';
import { rehearse, type Wish } from '../../rehearsal/rehearse.js';
import type { Outcome } from '../../rehearsal/outcome.js';
import { settleCast, type City } from '../support/cast.js';
import { createTestDatabase } from '../support/database.js';

/** An office whose campaigns are rehearsed. */
export interface RehearsedOffice {
  city: City;
  environment: Environment;
  /** What was reported while it went on. */
  reported: string[];
  tryOut(what: Wish['what'], wish?: Partial<Wish>): Promise<Outcome>;
}

/** What is found where nothing is wrong. */
export const NOTHING_WRONG = { lost: 0, twice: 0, twiceAfterLostAnswer: 0, unknown: 0, untold: 0 };

/** The cast's office, with somebody who works for all of it. */
export async function openRehearsedOffice(more: Environment = {}): Promise<RehearsedOffice> {
  const { database, url } = await createTestDatabase();
  const city = await settleCast(database);
  await insertOperators(database, [
    { name: 'office', committeeId: city.committee('tangshan'), maySeePersonalData: true },
  ]);
  const environment = {
    PATH: process.env['PATH'],
    JAVA_HOME: process.env['JAVA_HOME'],
    HOME: process.env['HOME'],
    TEMPORAL_TEST_SERVER: process.env['TEMPORAL_TEST_SERVER'],
    DATABASE_URL: url,
    DATA_KEY: Buffer.alloc(32, 154).toString('base64'),
    CAP_NOTICES_PER_DAY: 'none',
    ...more,
  };
  const reported: string[] = [];
  const tryOut: RehearsedOffice['tryOut'] = (what, wish = {}) =>
    rehearse(environment, { what, operator: 'office', faults: {}, seed: 1, ...wish }, (line) => {
      reported.push(line);
    });
  return { city, environment, reported, tryOut };
}
