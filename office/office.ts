import type { Clock } from '../runtime/clock.js';
import { connectDatabase, type Database } from '../runtime/database.js';
import { createKeys, type Keys } from '../runtime/keys.js';
import type { Logger } from '../runtime/log.js';
import type { OfficeConfig } from './settings.js';
import type { Temporal } from './temporal.js';

/** What every request to the office works with. */
export interface Office {
  database: Database;
  keys: Keys;
  temporal: Temporal;
  clock: Clock;
  config: OfficeConfig;
  close(): Promise<void>;
}

/** What a round of the sweeper works with, where nobody asks. */
export interface SweeperRound extends Pick<Office, 'database' | 'temporal' | 'clock'> {
  log: Logger;
}

/** Opens the ledger for the office; Temporal and clock are handed in. */
export function openOffice({
  config,
  temporal,
  clock,
}: Pick<Office, 'config' | 'temporal' | 'clock'>): Office {
  const database = connectDatabase(config.databaseUrl, { name: 'office', max: 4 });
  return {
    database,
    temporal,
    clock,
    config,
    keys: createKeys(config.dataKey),
    async close() {
      await temporal.close();
      await database.end({ timeout: 5 });
    },
  };
}
