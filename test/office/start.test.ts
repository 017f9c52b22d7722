import { expect, test } from '@jest/globals';
import { launch } from '../../office/launch.js';
import { prepare } from '../../office/prepare.js';
import { startUnstarted } from '../../office/start.js';
import type { Temporal } from '../../office/temporal.js';
import { createLogger } from '../../runtime/log.js';
import { AWAY, flood, openTestOffice, refusalOf } from './office.js';

const office = await openTestOffice();
const actor = office.actor('office');

/** Temporal that answers, and begins what it is asked to unless told what to throw. */
function temporalThat(refusal: (workflowId: string) => object | undefined) {
  const begun: string[] = [];
  const asked: string[] = [];
  const start = async (_: string, { workflowId }: { workflowId: string }): Promise<void> => {
    asked.push(workflowId);
    const thrown = refusal(workflowId);
    if (thrown) throw Object.assign(new Error('from Temporal'), thrown);
    begun.push(workflowId);
  };
  const withDeadline = (_: number, ask: () => Promise<unknown>): Promise<unknown> => ask();
  const client = { ...AWAY.client, connection: { withDeadline }, workflow: { start } };
  return { temporal: { ...AWAY, client } as unknown as Temporal, begun, asked };
}

const go = async (key: string, temporal: Temporal = office.temporal) =>
  launch({ ...office, temporal }, actor, await prepare(office, actor, { ...flood, key }));

const INVALID = { code: 3 };
const UNAVAILABLE = { code: 14 };

/** A sweep, long after every launch; what was logged. */
async function sweep(temporal: Temporal): Promise<unknown[]> {
  office.clock.advance(60_000);
  const logged: unknown[] = [];
  const log = createLogger('test', 'silent');
  const keep = (fields: unknown): void => void logged.push(fields);
  await startUnstarted({ ...office, temporal, log: Object.assign(log, { warn: keep, error: keep }) });
  return logged;
}

test('a launch that Temporal refuses is no launch that waits: it says so, and that the run is written down', async () => {
  const { temporal } = temporalThat(() => INVALID);
  const refused = go('refused', temporal);
  await expect(refused).rejects.toThrow(/活动 \d+ 已登记.*INVALID_ARGUMENT/);
  expect(await refusalOf(refused)).toEqual({ kind: 'engine-down', reasons: ['not-begun'] });
  const [run] = await office.database<{ state: string }[]>`SELECT state FROM run WHERE key = 'refused'`;
  expect(run?.state).toBe('starting');
});

test('one run that cannot begin keeps no other waiting', async () => {
  const second = await go('second');
  const [first] = await office.database<{ id: number }[]>`SELECT id FROM run ORDER BY id LIMIT 1`;
  const { temporal, begun } = temporalThat((id) => (id === `notice/${first!.id}` ? INVALID : undefined));
  expect(await sweep(temporal)).toEqual([{ run: first!.id, code: 'INVALID_ARGUMENT' }]);
  expect(begun).toEqual([`notice/${second.run.id}`]);
});

test('while Temporal is away no other is tried', async () => {
  const { temporal, asked } = temporalThat(() => UNAVAILABLE);
  expect(await sweep(temporal)).toEqual([{ code: 'UNAVAILABLE' }]);
  expect(asked).toHaveLength(1);
});

test('while the ledger is away there is nothing to try', async () => {
  const { temporal, asked } = temporalThat(() => undefined);
  const gone = Object.assign(
    () => Promise.reject(Object.assign(new Error('gone'), { code: 'ECONNREFUSED' })),
    {},
  );
  const log = createLogger('test', 'silent');
  await startUnstarted({ ...office, database: gone as never, temporal, log });
  expect(asked).toEqual([]);
});
