import { afterAll, expect, jest, test } from '@jest/globals';
import { Runtime } from '@temporalio/worker';
import { insertOperators } from '../../ledger/load.js';
import { planHash } from '../../domain/plan/hash.js';
import { createRun } from '../../ledger/runs.js';
import { rehearse, type Wish } from '../../rehearsal/rehearse.js';
import type { Outcome } from '../../rehearsal/outcome.js';
import { systemClock } from '../../runtime/clock.js';
import { quietRuntime } from '../../workers/temporal-log.js';
import { settleTexts } from '../support/call-out.js';
import { settleCast } from '../support/cast.js';
import { createTestDatabase } from '../support/database.js';
import { launch, stepOf } from '../support/launch.js';
import { floodNotice } from '../journeys/notices.js';

Runtime.install(quietRuntime('rehearsal', 'error'));
afterAll(() => Runtime.instance().shutdown());

// Each brings engines of its own, and skips days.
jest.setTimeout(120_000);

const { database, url } = await createTestDatabase();
const city = await settleCast(database);
await settleTexts(city);
await insertOperators(database, [
  { name: 'office', committeeId: city.committee('tangshan'), maySeePersonalData: true },
]);
// Something real is under way meanwhile: nobody may go on with it in the rehearsal.
await launch(city, { key: 'real' });

const office = {
  PATH: process.env['PATH'],
  JAVA_HOME: process.env['JAVA_HOME'],
  HOME: process.env['HOME'],
  DATABASE_URL: url,
  DATA_KEY: Buffer.alloc(32, 154).toString('base64'),
  SEND_WINDOW: '08:00-20:00',
  CAP_NOTICES_PER_DAY: 'none',
};

const tryOut = (what: Wish['what'], faults: Wish['faults'] = {}): Promise<Outcome> =>
  rehearse(office, { what, operator: 'office', faults, seed: 1 }, () => undefined);

/** Everything in the office's ledger that a rehearsal could have touched. */
const traces = () =>
  database`SELECT (SELECT count(*) FROM run) AS runs, (SELECT count(*) FROM message) AS messages,
    (SELECT count(*) FROM attempt) AS attempts, (SELECT count(*) FROM audit) AS audit,
    (SELECT jsonb_agg(state ORDER BY id) FROM batch) AS batches`;

const NOTHING_WRONG = { lost: 0, twice: 0, twiceAfterLostAnswer: 0, unknown: 0, untold: 0 };

test('a notice goes through faults and nights, and the office’s own ledger is as it was', async () => {
  const before = await traces();
  const outcome = await tryOut(
    { definition: floodNotice('rehearsed', { in_turn: '2h' }) },
    { 'swallow-after': 0.3, throttle: 0.2 },
  );
  expect(outcome.statement).toMatchObject({ balanced: true });
  expect(outcome.findings).toMatchObject({ lost: 0, twice: 0, unknown: 0, untold: 0 });
  expect(outcome.endState).toBe('closed');
  const lines = outcome.statement.steps.filter(({ step }) => step === 'notice');
  expect(lines).toMatchObject([{ channel: 'sms', audience: 9, suppressed: 3 }]);
  expect(outcome.byHour.every(({ hour }) => hour >= new Date(outcome.beganAt.getTime() - 3_600_000))).toBe(
    true,
  );
  expect(await traces()).toEqual(before);
});

test('a call-out is answered by simulated people, and its days pass', async () => {
  const begins = new Date(systemClock.now().getTime() + 3 * 86_400_000);
  const outcome = await tryOut({
    definition: {
      ...{ kind: 'call-out', key: 'drill', title: '防汛演练', needed: 2 },
      event: {
        ...{ title: '防汛演练', place: '滦河大坝东侧', risks: '路滑', bring: '雨衣' },
        ...{ from: '+3d 09:00', to: '+3d 12:00' },
      },
      audience: { committees: ['luannan'] },
      ...{ requires: ['adult'], wave_wait: '30m', expected_acceptance: 50 },
    },
  });
  expect(outcome.findings).toEqual(NOTHING_WRONG);
  expect(outcome.statement.balanced).toBe(true);
  expect(outcome.endedAt.getTime()).toBeGreaterThan(begins.getTime() - 86_400_000);
});

test('a run that has not begun is rehearsed by its own plan; one that has, is not', async () => {
  const step = { ...stepOf(city), settleSeconds: 60 };
  const plan = { kind: 'notice' as const, title: '待发', steps: [step] as [typeof step] };
  const { run } = await createRun(
    database,
    {
      ...{ key: 'waiting', definition: {}, plan, planHash: planHash(plan), scopePath: 'tangshan/' },
      ...{ launchedBy: 'office', audienceAtLaunch: 9 },
    },
    systemClock.now(),
  );
  const outcome = await tryOut({ run: run.id });
  expect(outcome).toMatchObject({ title: '待发', findings: NOTHING_WRONG });
  const [begun] = await database<[{ id: number }]>`SELECT id FROM run WHERE key = 'real'`;
  await expect(tryOut({ run: begun.id })).rejects.toMatchObject({ kind: 'conflict' });
});
