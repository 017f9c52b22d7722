import { checkKeyOrExit } from '../../ledger/health.js';
import { checkSchemaOrExit } from '../../ledger/schema.js';
import { ringer } from '../../office/ring.js';
import { connectTemporal } from '../../office/temporal.js';
import { systemClock } from '../../runtime/clock.js';
import { loadConfigOrExit } from '../../runtime/config.js';
import { connectDatabase } from '../../runtime/database.js';
import { createKeys } from '../../runtime/keys.js';
import { createLogger } from '../../runtime/log.js';
import { sayReady } from '../../runtime/ready.js';
import { untilStopped } from '../../runtime/until-stopped.js';
import { mailAddresses, openMailDoors } from './mail-doors.js';
import { InboxReader } from './reader.js';
import { createInbound } from './server.js';

/** The inbound door: stores what carriers push and what comes back by mail, answers at once, reads it soon after. */
const config = loadConfigOrExit(process.env, [
  'DATABASE_URL',
  'DATA_KEY',
  'PUSH_TOKEN',
  'HTTP_ADDRESS',
  'LOG_LEVEL',
  'TEMPORAL_ADDRESS',
  'TEMPORAL_NAMESPACE',
  'MAILBOX_URL',
  'MAILBOX_POLL_SECONDS',
  'MAIL_INBOUND_ADDRESS',
]);
// Only who takes in mail by SMTP needs to know whose.
const addresses = config.mailInboundAddress
  ? mailAddresses(loadConfigOrExit(process.env, ['MAIL_BOUNCE_TO', 'MAIL_FROM']))
  : [];
const database = connectDatabase(config.databaseUrl, { name: 'inbound', max: 4, hot: true });
await checkSchemaOrExit(database);
const log = createLogger('inbound', config.logLevel);
const temporal = connectTemporal(config);
const keys = createKeys(config.dataKey);
// With another key no push would find its person, and all would be read for good.
await checkKeyOrExit(database, keys);
const desk = {
  database,
  keys,
  clock: systemClock,
  log,
  ring: ringer(temporal, log),
};
const reader = new InboxReader(desk);
const app = createInbound({ ...desk, pushToken: config.pushToken, onPush: () => reader.wake() });
await app.listen(config.httpAddress);
const mail = await openMailDoors({
  ...{ ...desk, onMail: () => reader.wake(), addresses },
  ...{ mailbox: config.mailboxUrl, door: config.mailInboundAddress },
  pollMilliseconds: config.mailboxPollSeconds * 1000,
});
reader.wake();
sayReady();
await untilStopped();
await app.close();
await mail.close();
await reader.idle();
await temporal.close();
await database.end({ timeout: 5 });
process.exit(0);
