import { migrate } from '../ledger/migrate.js';
import { exitIfMisfit } from '../ledger/schema.js';
import { systemClock } from '../runtime/clock.js';
import { loadConfigOrExit } from '../runtime/config.js';
import { connectDatabase } from '../runtime/database.js';

/** Brings the ledger's schema up to date, then ends. Safe to run several times, also at once. */
const { databaseUrl } = loadConfigOrExit(process.env, ['DATABASE_URL']);
const database = connectDatabase(databaseUrl, { name: 'migrate', max: 1 });
const applied = await exitIfMisfit(() => migrate(database, systemClock.now()));
const outcome =
  applied.length > 0
    ? `已执行迁移 / applied: ${applied.join(', ')}`
    : '台账已是最新 / the ledger is up to date';
process.stdout.write(`${outcome}\n`);
await database.end();
