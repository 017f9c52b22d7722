import { InboxReader } from '../../apps/inbound/reader.js';
import { createInbound } from '../../apps/inbound/server.js';
import { ringer } from '../../office/ring.js';
import { connectTemporal } from '../../office/temporal.js';
import { systemClock } from '../../runtime/clock.js';
import { loadConfigOrExit } from '../../runtime/config.js';
import { connectDatabase } from '../../runtime/database.js';
import { createKeys } from '../../runtime/keys.js';
import { createLogger } from '../../runtime/log.js';
import { sayReady } from '../../runtime/ready.js';

/**
 * An inbound door with a deliberate bug, to show that the fault run notices: a push of replies is answered with 200
 * before it is stored, and then forgotten. All the rest is as in apps/inbound/main.ts.
 */
const config = loadConfigOrExit(process.env, [
  'DATABASE_URL',
  'DATA_KEY',
  'PUSH_TOKEN',
  'HTTP_ADDRESS',
  'LOG_LEVEL',
  'TEMPORAL_ADDRESS',
  'TEMPORAL_NAMESPACE',
]);
const log = createLogger('inbound', config.logLevel);
const desk = {
  ...{ database: connectDatabase(config.databaseUrl, { name: 'inbound', max: 4 }), clock: systemClock, log },
  ...{ keys: createKeys(config.dataKey), ring: ringer(connectTemporal(config), log) },
};
const reader = new InboxReader(desk);
const app = createInbound({ ...desk, pushToken: config.pushToken, onPush: () => reader.wake() });
app.addHook('preHandler', async ({ method, url }, reply) => {
  if (method !== 'POST' || !url.endsWith('/replies')) return;
  // The bug.
  await reply.send({ code: 0, msg: '接收成功' });
});
await app.listen(config.httpAddress);
reader.wake();
process.on('SIGTERM', () => process.exit(0));
sayReady();
