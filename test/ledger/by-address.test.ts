import { beforeAll, describe, expect, test } from '@jest/globals';
import { listOptOuts } from '../../ledger/opt-outs.js';
import { freezeUnreached, leavesAnybody } from '../../ledger/second-way.js';
import { fates } from '../../ledger/why.js';
import type { Statement } from '../../runtime/database.js';
import { NOW, settleCast } from '../support/cast.js';
import { joinCrowd } from '../support/crowd.js';
import { createTestDatabase } from '../support/database.js';
import { planOf } from '../support/explain.js';
import { launch, openRun, type Launched } from '../support/launch.js';

const PEOPLE = 3000;
const { database } = await createTestDatabase();
const city = await settleCast(database);

let launched: Launched;
let crowd: number[];
beforeAll(async () => {
  await city.reset();
  // Two of them at every phone.
  crowd = await joinCrowd(city, PEOPLE, { phone: (at) => at >> 1 });
  launched = await launch(city, {});
  await database`UPDATE message SET state = 'failed', reason = 'test' WHERE state = 'queued'`;
  await database`INSERT INTO opt_out (channel, address_hash, source, since)
    SELECT DISTINCT 'sms'::channel, phone_hash, 'clerk', ${NOW}::timestamptz FROM person WHERE phone_hash IS NOT NULL
    ON CONFLICT DO NOTHING`;
  await database`ANALYZE`;
});

const unreached = () => ({
  ...{ runId: launched.run.id, key: 'again', of: 'send', afterSeconds: 3600, now: NOW },
});

/** By what kinds of conditions addresses are compared. */
async function conditions(work: (sql: Statement) => Promise<unknown>): Promise<string[]> {
  const nodes = await planOf(database, work);
  const kinds = ['Index Cond', 'Hash Cond', 'Join Filter', 'Filter'] as const;
  return kinds.filter((kind) => nodes.some((node) => /(phone|email)_hash/.test(node[kind] ?? '')));
}

describe('addresses are looked up, never compared each with each', () => {
  test('of opt-outs, a page at a time', async () => {
    expect(await conditions((sql) => listOptOuts(sql, { scopePath: 'tangshan/', limit: 50 }))).toEqual([
      'Index Cond',
    ]);
  });

  test('of those who share theirs with somebody unreached', async () => {
    expect(await conditions((sql) => leavesAnybody(sql, unreached()))).toEqual(['Index Cond', 'Hash Cond']);
  });

  test('of the one who gets it instead', async () => {
    const asked = { runId: launched.run.id, personId: crowd[1]! };
    // The filter is that of opt-outs and dead addresses, of which the lifted ones have no index.
    expect(await conditions((sql) => fates(sql, asked))).toEqual(['Index Cond', 'Filter']);
  });
});

test('of a page of opt-outs the newest come first, with the people in the scope', async () => {
  const last = new Date(+NOW + 1000);
  const add = (
    hash: string,
    since: Date,
  ) => database`INSERT INTO opt_out (channel, address_hash, source, since)
    VALUES ('email', ${Buffer.from(hash)}, 'clerk', ${since})`;
  await add('nobody has it', last);
  const page = await listOptOuts(database, { scopePath: 'tangshan/luannan/', limit: 3 });
  expect(page.map(({ channel, people }) => [channel, people])).toEqual([
    ['email', 0],
    ['sms', 2],
    ['sms', 2],
  ]);
  const elsewhere = await listOptOuts(database, { scopePath: 'tangshan/qianxi/', limit: 10 });
  expect(elsewhere.map(({ people }) => people)).toEqual([0, 1, 1, 1, 1]);
});

test('whoever shares a phone with somebody unreached is unreached', async () => {
  const second = await openRun(city, { key: 'second' });
  await freezeUnreached(database, second.occurrence.id, unreached());
  const [{ count }] = await database<[{ count: number }]>`
    SELECT count(*) FROM recipient WHERE occurrence_id = ${second.occurrence.id} AND person_id = ANY(${crowd})`;
  expect(count).toBe(PEOPLE);
});
