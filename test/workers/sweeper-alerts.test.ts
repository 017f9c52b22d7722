import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { afterAll, expect, test } from '@jest/globals';
import { insertOperators } from '../../ledger/load.js';
import { raiseAlert } from '../../ledger/alerts.js';
import { statementOf } from '../../ledger/statement.js';
import { asset } from '../../runtime/root.js';
import { settleCast } from '../support/cast.js';
import { createTestDatabase } from '../support/database.js';
import { until } from '../support/until.js';

const { database, url } = await createTestDatabase();
const city = await settleCast(database);
await insertOperators(database, [
  { name: 'operator', committeeId: city.committee('tangshan'), maySeePersonalData: false },
]);
await database`UPDATE operator SET role = 'operator', person_id = ${city.id('张蔷')}`;

/** Redis and Temporal are away: nobody listens at these ports. */
const SETTINGS = {
  DATABASE_URL: url,
  DATA_KEY: Buffer.alloc(32, 154).toString('base64'),
  REDIS_URL: 'redis://127.0.0.1:1/0',
  TEMPORAL_ADDRESS: '127.0.0.1:1',
  SMS_PROVIDER: 'inert',
  EMAIL_PROVIDER: 'inert',
  SWEEP_INTERVAL_MILLISECONDS: '50',
  LOG_LEVEL: 'silent',
};

const running: ChildProcess[] = [];
function sweeper(): ChildProcess {
  const env = { PATH: process.env['PATH'], ...SETTINGS };
  const child = spawn(process.execPath, [asset('dist', 'workers', 'sweeper.js')], { env, stdio: 'ignore' });
  running.push(child);
  return child;
}
afterAll(() => running.forEach((child) => child.kill('SIGKILL')));

const sent = async () => {
  const [row] = await database<
    [{ count: number }]
  >`SELECT count(*) FROM message WHERE channel = 'email' AND state = 'sent'`;
  return row.count;
};

test('a sweeper alone tells the operators, with Redis and Temporal away; killed and begun again it tells nothing twice', async () => {
  const raise = (subject: string) =>
    raiseAlert(database, { cause: 'engine down', subject, detail: {} }, new Date());
  const first = sweeper();
  await raise('redis');
  await until(async () => (await sent()) === 1, 60_000);
  first.kill('SIGKILL');
  await once(first, 'exit');
  sweeper();
  await raise('temporal');
  await until(async () => (await sent()) === 2, 60_000);
  const said = await database`SELECT FROM occurrence WHERE step = 'alert'`;
  expect(said).toHaveLength(2);
  const [run] = await database<[{ id: number }]>`SELECT id FROM run WHERE kind = 'standing'`;
  expect(await statementOf(database, run.id, 'tangshan/')).toMatchObject({ balanced: true });
});
