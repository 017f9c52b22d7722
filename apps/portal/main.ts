import { checkSchemaOrExit } from '../../ledger/schema.js';
import { systemClock } from '../../runtime/clock.js';
import { loadConfigOrExit } from '../../runtime/config.js';
import { connectDatabase } from '../../runtime/database.js';
import { createKeys } from '../../runtime/keys.js';
import { createLogger } from '../../runtime/log.js';
import { sayReady } from '../../runtime/ready.js';
import { untilStopped } from '../../runtime/until-stopped.js';
import { createPortal } from './server.js';

/** The pages for people with a link. */
const config = loadConfigOrExit(process.env, ['DATABASE_URL', 'DATA_KEY', 'PORTAL_ADDRESS', 'LOG_LEVEL']);
const database = connectDatabase(config.databaseUrl, { name: 'portal', max: 4 });
await checkSchemaOrExit(database);
const app = createPortal({
  database,
  keys: createKeys(config.dataKey),
  clock: systemClock,
  log: createLogger('portal', config.logLevel),
});
await app.listen(config.portalAddress);
sayReady();
await untilStopped();
await app.close();
await database.end({ timeout: 5 });
process.exit(0);
