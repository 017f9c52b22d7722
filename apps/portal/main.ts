import { DAY_MILLISECONDS } from '../../domain/calendar/office-day.js';
import { checkSchemaOrExit } from '../../ledger/schema.js';
import { FILE_SETTINGS, openFiles } from '../../office/files.js';
import { tidyFiles } from '../../office/tidy-files.js';
import { systemClock } from '../../runtime/clock.js';
import { loadConfigOrExit } from '../../runtime/config.js';
import { connectDatabase } from '../../runtime/database.js';
import { createKeys } from '../../runtime/keys.js';
import { createLogger } from '../../runtime/log.js';
import { sayReady } from '../../runtime/ready.js';
import { untilStopped } from '../../runtime/until-stopped.js';
import { createPortal } from './server.js';

/** The pages for people with a link. */
const config = loadConfigOrExit(process.env, [
  ...(['DATABASE_URL', 'DATA_KEY', 'PORTAL_ADDRESS', 'LOG_LEVEL'] as const),
  ...FILE_SETTINGS,
]);
const database = connectDatabase(config.databaseUrl, { name: 'portal', max: 4 });
await checkSchemaOrExit(database);
const keys = createKeys(config.dataKey);
const files = openFiles(config, keys);
const log = createLogger('portal', config.logLevel);
const desk = { ...files, database, keys, clock: systemClock };
const tidy = (): void =>
  void tidyFiles(desk).then(
    (removed) => log.info(removed, 'files tidied'),
    (error: { code?: string }) => log.error({ code: error.code }, 'files not tidied'),
  );
const app = createPortal({ ...desk, log });
await app.listen(config.portalAddress);
sayReady();
tidy();
const daily = setInterval(tidy, DAY_MILLISECONDS);
await untilStopped();
clearInterval(daily);
await app.close();
await database.end({ timeout: 5 });
process.exit(0);
