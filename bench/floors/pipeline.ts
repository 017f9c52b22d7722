import { Queue, Worker } from 'bullmq';
import { Redis } from 'ioredis';
import type { Database } from '../../runtime/database.js';

const PAGE = 10_000;
const BATCH = 100;
const CONCURRENCY = 8;

/**
 * The floor of the whole engine: rows inserted page by page, one id-only job per hundred, and a worker that
 * claims by UPDATE … RETURNING, sends nothing, and marks by UPDATE. No workflow, no plan, no person, no rendering,
 * no encryption, no receipts, nothing to recover by.
 * @returns seconds from the first insert to the last mark
 */
export async function barePipeline(database: Database, redisUrl: string, people: number): Promise<number> {
  await database.unsafe(`
    DROP TABLE IF EXISTS bench_ledger;
    CREATE TABLE bench_ledger (
      id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, run bigint NOT NULL, step text NOT NULL, person bigint NOT NULL,
      channel text NOT NULL, state text NOT NULL, batch bigint NOT NULL, attempts int NOT NULL DEFAULT 0, lane text NOT NULL,
      variables jsonb NOT NULL, created_at timestamptz NOT NULL, sent_at timestamptz, reference text,
      UNIQUE (run, step, person, channel));
    CREATE INDEX ON bench_ledger (batch) WHERE state <> 'sent'`);
  const connection = new Redis(redisUrl, { maxRetriesPerRequest: null });
  const queue = new Queue<{ batch: number }>('bench-floor', { connection });
  await queue.obliterate({ force: true });
  const began = performance.now();
  const batches = await fillPages(database, queue, people);
  await work(database, connection, batches);
  const took = (performance.now() - began) / 1000;
  await queue.close();
  connection.disconnect();
  await database.unsafe('DROP TABLE bench_ledger');
  return took;
}

async function fillPages(
  database: Database,
  queue: Queue<{ batch: number }>,
  people: number,
): Promise<number> {
  for (let first = 0; first < people; first += PAGE) {
    const last = Math.min(people, first + PAGE) - 1;
    await database`
      INSERT INTO bench_ledger (run, step, person, channel, state, batch, lane, variables, created_at)
      SELECT 1, 'notice', n, 'sms', 'queued', n / ${BATCH}::int, 'bulk', '{"river": "滦河"}', now()
      FROM generate_series(${first}::bigint, ${last}::bigint) n ON CONFLICT DO NOTHING`;
    const ids = Array.from(
      { length: Math.floor(last / BATCH) - Math.ceil(first / BATCH) + 1 },
      (_, at) => Math.ceil(first / BATCH) + at,
    );
    await queue.addBulk(
      ids.map((batch) => ({
        name: 'batch',
        data: { batch },
        opts: { jobId: `b-${batch}`, removeOnComplete: true },
      })),
    );
  }
  return Math.ceil(people / BATCH);
}

function work(database: Database, connection: Redis, batches: number): Promise<void> {
  return new Promise((resolve, reject) => {
    let done = 0;
    const worker = new Worker<{ batch: number }>(
      'bench-floor',
      async ({ data: { batch } }) => {
        const claimed = await database`
          UPDATE bench_ledger SET state = 'sending', attempts = attempts + 1 WHERE batch = ${batch} AND state = 'queued'
          RETURNING id, person, variables`;
        await database`UPDATE bench_ledger SET state = 'sent', sent_at = now(), reference = 'inert'
          WHERE id = ANY(${claimed.map((row) => row['id'] as number)})`;
      },
      { connection, concurrency: CONCURRENCY },
    );
    worker.on('completed', () => {
      if (++done === batches) worker.close().then(resolve, reject);
    });
    worker.on('failed', (_job, error) => reject(error));
    worker.on('error', reject);
  });
}
