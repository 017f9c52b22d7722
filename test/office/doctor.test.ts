import { afterAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { Plan } from '../../domain/plan/plan.js';
import { doctorView } from '../../apps/cli/views/doctor.js';
import { wordsOf } from '../../apps/cli/words.js';
import { listAudit } from '../../ledger/audit.js';
import { setBells } from '../../ledger/bells.js';
import { closeAnswers } from '../../ledger/call-outs/close.js';
import { stopProvider } from '../../ledger/stops.js';
import { createRun } from '../../ledger/runs.js';
import { examineDatabase, serverFinding } from '../../office/doctor/database.js';
import type { Finding } from '../../office/doctor/finding.js';
import { examineLag } from '../../office/doctor/lag.js';
import { examineQueue, queueFindings } from '../../office/doctor/queue.js';
import { examineTemporal } from '../../office/doctor/temporal.js';
import { examine } from '../../office/doctor.js';
import { examineFirings } from '../../office/doctor/schedules.js';
import { schedules } from '../../office/schedules/states.js';
import { syncDeclared } from '../../office/schedules/sync.js';
import { connectTemporal } from '../../office/temporal.js';
import type { QueueHealth } from '../../queue/health.js';
import { systemClock } from '../../runtime/clock.js';
import { settings } from '../../runtime/config/settings.js';
import { connectDatabase } from '../../runtime/database.js';
import { LEAST_POSTGRES } from '../../runtime/engine-versions.js';
import { createKeys } from '../../runtime/keys.js';
import { openCall } from '../support/call-out.js';
import { NOW } from '../support/cast.js';
import { testDatabaseUrl } from '../support/database.js';
import { batchOf, launch } from '../support/launch.js';
import { keepPush } from '../support/push.js';
import { createTestNamespace } from '../support/temporal.js';
import { until } from '../support/until.js';
import { openTestOffice } from './office.js';

const office = await openTestOffice();
const NOWHERE = 'redis://127.0.0.1:1/0';

/** Verdicts by what was looked at; the worst where it was looked at twice. */
const verdicts = (findings: readonly Finding[]): Record<string, string> =>
  Object.fromEntries(findings.map(({ check, verdict }) => [check, verdict]));

/** Whatever is not as it should be says how to mend it. */
const expectMends = (findings: readonly Finding[]): void => {
  for (const { verdict, mend } of findings) expect(mend === undefined).toBe(verdict === 'ok');
};

/** Clients of elsewhere, closed when the file is done. */
const nobody = connectDatabase('postgres://muster:secret@127.0.0.1:1/muster', {
  name: 'doctor test',
  max: 1,
});
const empty = connectDatabase(testDatabaseUrl('postgres'), { name: 'doctor test', max: 1 });
const { temporal, address } = await createTestNamespace();
const nameless = connectTemporal({ temporalAddress: address, temporalNamespace: 'nowhere' });
afterAll(async () => {
  await Promise.all([nobody.end({ timeout: 1 }), empty.end({ timeout: 1 }), nameless.close()]);
});

describe('the ledger', () => {
  test('is well when it is reachable, migrated and readable', async () => {
    const findings = await examineDatabase({ ...office, clock: systemClock });
    expect(verdicts(findings)).toEqual({
      postgresql: 'ok',
      migrations: 'ok',
      'data key': 'ok',
      operators: 'ok',
    });
    expect(findings[0]?.facts).toMatchObject({
      version: expect.stringMatching(/^\d+\.\d+/),
      latencyMilliseconds: expect.any(Number),
    });
  });

  test('that cannot be reached is named by the code, without its address', async () => {
    const findings = await examineDatabase({ ...office, database: nobody });
    expect(verdicts(findings)).toEqual({ postgresql: 'wrong' });
    expect(JSON.stringify(findings)).toContain('ECONNREFUSED');
    expect(JSON.stringify(findings)).not.toContain('secret');
  });

  test('without tables asks for the migration, and is not looked into further', async () => {
    const findings = await examineDatabase({ ...office, database: empty, clock: systemClock });
    expect(verdicts(findings)).toEqual({ postgresql: 'ok', migrations: 'wrong' });
    expectMends(findings);
  });

  test('that is newer than the program is wrong, and is not looked into further', async () => {
    await office.database`INSERT INTO migration VALUES ('999_future.up.sql', 'x', now())`;
    const findings = await examineDatabase({ ...office, clock: systemClock });
    await office.database`DELETE FROM migration WHERE name = '999_future.up.sql'`;
    expect(verdicts(findings)).toEqual({ postgresql: 'ok', migrations: 'wrong' });
    expect(findings.at(-1)).toMatchObject({
      facts: { unknown: ['999_future.up.sql'] },
      found: { zh: expect.stringContaining('台账比本程序新') },
    });
    expectMends(findings);
  });

  test.each([
    ['17.9', 170_009, 'wrong'],
    ['18.0', 180_000, 'ok'],
    ['19.1', 190_001, 'ok'],
  ])('on PostgreSQL %s', (version, versionNumber, verdict) => {
    const finding = serverFinding({ version, versionNumber }, 1);
    expect(finding.verdict).toBe(verdict);
    expectMends([finding]);
    // The settings, and so .env.example, name the same.
    expect(settings.DATABASE_URL.about.zh).toContain(`PostgreSQL（${LEAST_POSTGRES} 或更新）`);
    expect(finding.mend?.zh ?? '').toMatch(verdict === 'wrong' ? `${LEAST_POSTGRES} 或更新` : /^$/);
  });

  test('that another key has sealed says so', async () => {
    const findings = await examineDatabase({
      ...office,
      keys: createKeys(Buffer.alloc(32, 1).toString('base64')),
    });
    expect(verdicts(findings)['data key']).toBe('wrong');
  });

  test('whose clock is off is worth a warning', async () => {
    expect(verdicts(await examineDatabase(office))['clock']).toBe('warning');
  });
});

describe('the queue', () => {
  const lane = { jobs: 3, dispatchers: 1 };
  const well: QueueHealth = {
    ...{
      latencyMilliseconds: 1,
      product: 'Redis',
      version: '6.2.0',
      evictionPolicy: 'noeviction',
      appendOnly: true,
    },
    lanes: { 'sms-urgent': lane, 'sms-bulk': lane, 'email-urgent': lane, 'email-bulk': lane },
  };

  test.each<[string, Partial<QueueHealth>, Record<string, string>]>([
    ['as it should be', {}, { redis: 'ok', dispatchers: 'ok' }],
    ['newer by its first number', { version: '7.0.0' }, { redis: 'ok', dispatchers: 'ok' }],
    ['too old', { version: '6.0.16' }, { redis: 'wrong', dispatchers: 'ok' }],
    [
      'dropping jobs when full',
      { evictionPolicy: 'allkeys-lru' },
      { redis: 'ok', 'redis memory': 'wrong', dispatchers: 'ok' },
    ],
    ['without a file', { appendOnly: false }, { redis: 'ok', 'redis file': 'warning', dispatchers: 'ok' }],
    [
      'deserted on a lane',
      { lanes: { 'sms-bulk': { jobs: 9, dispatchers: 0 } } },
      { redis: 'ok', dispatchers: 'wrong' },
    ],
  ])('%s', (_, change, expected) => {
    const findings = queueFindings({ ...well, ...change });
    expect(verdicts(findings)).toEqual(expected);
    expectMends(findings);
  });

  test('answers with version and policy', async () => {
    const findings = verdicts(await examineQueue(process.env['TEST_REDIS_URL']!));
    expect(findings).toMatchObject({ redis: 'ok' });
    expect(findings).not.toHaveProperty('redis memory');
  });

  test('that cannot be reached is named by the code', async () => {
    const findings = await examineQueue(NOWHERE);
    expect(findings).toMatchObject([{ check: 'redis', verdict: 'wrong', facts: { code: 'ECONNREFUSED' } }]);
  });
});

describe('Temporal', () => {
  const running = { ...office, temporal, clock: systemClock };

  test('answers with version and search attributes; the worker is missed', async () => {
    const findings = await examineTemporal(running);
    expect(verdicts(findings)).toEqual({
      ...{ temporal: 'ok', 'search attributes': 'ok', 'campaigns worker': 'wrong' },
    });
    expectMends(findings);
  });

  test('knows its schedules once they are synced, and when one is paused', async () => {
    const looked = async () => verdicts(await examineFirings(running))['schedules'];
    expect(await looked()).toBe('wrong');
    const outcomes = (await syncDeclared(running, office.actor('office'))).map(({ outcome }) => outcome);
    // Without a table of the year there may be schedules with no certain day.
    expect(new Set(outcomes.filter((outcome) => outcome !== 'over'))).toEqual(new Set(['created']));
    const again = (await syncDeclared(running, office.actor('office'))).map(({ outcome }) => outcome);
    expect(new Set(again.filter((outcome) => outcome !== 'over'))).toEqual(new Set(['unchanged']));
    expect(await looked()).toBe('ok');
    expect((await schedules(running, office.actor('operator')))[0]).toMatchObject({
      ...{ state: 'active', next: { at: expect.any(Date) } },
    });
    await temporal.client.schedule.getHandle('muster/schedule/monthly-safety-notice').pause();
    await until(async () => (await looked()) === 'warning');
    const synced = (await listAudit(office.database, { limit: 9 })).filter(
      ({ action }) => action === 'schedule sync',
    );
    expect(synced.map(({ detail }) => detail)).toMatchObject([{ 'monthly-safety-notice': 'created' }]);
  });

  test('without our namespace says how to make it', async () => {
    expect(verdicts(await examineFirings({ ...office, temporal: nameless }))).not.toHaveProperty('schedules');
    const findings = await examineTemporal({ ...office, temporal: nameless });
    expect(verdicts(findings)).toEqual({ temporal: 'ok', namespace: 'wrong' });
    expect(findings[1]?.mend?.en).toContain('temporal operator namespace create -n nowhere');
  });

  test('that is away is named by the code', async () => {
    expect(await examineTemporal(office)).toMatchObject([
      { check: 'temporal', verdict: 'wrong', facts: { code: 'UNAVAILABLE' } },
    ]);
  });
});

describe('what waits', () => {
  beforeEach(() => office.clock.set(NOW));
  const later = (seconds: number) => office.clock.set(new Date(NOW.getTime() + seconds * 1000));
  const look = async () => verdicts(await examineLag(office));

  test('nothing, at first', async () => {
    const findings = await examineLag(office);
    expect(new Set(findings.map(({ verdict }) => verdict))).toEqual(new Set(['ok']));
  });

  test('batches nobody sends', async () => {
    const launched = await launch(office.city, {});
    later(300);
    expect((await look())['due batches']).toBe('ok');
    later(301);
    expect((await look())['due batches']).toBe('warning');
    // Nobody is to blame while the provider itself refuses.
    await stopProvider(office.database, {
      provider: 'carrier',
      code: 'isv.AMOUNT_NOT_ENOUGH',
      now: NOW,
      until: new Date(NOW.getTime() + 900_000),
    });
    expect(await look()).toMatchObject({ 'due batches': 'ok', providers: 'wrong' });
    later(901);
    expect(await look()).toMatchObject({ 'due batches': 'warning', providers: 'ok' });
    const batch = await batchOf(office.city, launched);
    await office.database`UPDATE batch SET state = 'sending' WHERE id = ${batch}`;
    await office.database`UPDATE batch SET state = 'unknown', unknown_since = ${NOW} WHERE id = ${batch}`;
    expect(await look()).toMatchObject({ 'due batches': 'ok', 'unknown batches': 'ok' });
    later(3601);
    expect((await look())['unknown batches']).toBe('warning');
  });

  test('pushes nobody reads, and runs nobody starts', async () => {
    await keepPush(office.database, { kind: 'receipt', provider: 'aliyun', body: '[]', receivedAt: NOW });
    const plan = { kind: 'notice', title: '测试', steps: [] } as unknown as Plan;
    await createRun(
      office.database,
      {
        key: 'unstarted',
        definition: {},
        plan,
        planHash: '',
        scopePath: 'tangshan/',
        launchedBy: 'office',
        audienceAtLaunch: 1,
      },
      NOW,
    );
    later(60);
    expect(await look()).toMatchObject({ inbox: 'ok', 'unstarted runs': 'ok' });
    later(61);
    expect(await look()).toMatchObject({ inbox: 'wrong', 'unstarted runs': 'wrong' });
  });

  test('answers to a call-out that no workflow has heard: who confirms them is away', async () => {
    const { run } = await openCall(office.city);
    await setBells(office.database, [run], NOW);
    later(60);
    expect((await look())['bells']).toBe('ok');
    later(61);
    const finding = (await examineLag(office)).find(({ check }) => check === 'bells')!;
    expect(finding).toMatchObject({ verdict: 'wrong', facts: { waiting: 1, longestSeconds: 61 } });
    expectMends([finding]);
    await closeAnswers(office.database, run, office.clock.now());
    expect((await look())['bells']).toBe('ok');
  });

  test('what the program could not read, with its errors and how to mend it', async () => {
    await office.database`
      INSERT INTO inbox (kind, provider, body, received_at, processed_at, problems)
      SELECT 'reply', 'aliyun', '[]', ${NOW}, ${NOW}, ${office.database.json([
        { item: 0, reason: 'failed', field: null, error: '22008' },
        { item: 1, reason: 'field', field: 'content' },
        { item: 2, reason: 'failed', field: null, error: 'TypeError' },
      ])}::jsonb`;
    later(61);
    const finding = (await examineLag(office)).find(({ check }) => check === 'failed items')!;
    expect(finding).toMatchObject({
      verdict: 'warning',
      facts: { waiting: 2, longestSeconds: 61, errors: ['22008', 'TypeError'] },
    });
    expect(doctorView({ findings: [finding] }, wordsOf('both'))).toContain('muster inbox reread');
  });
});

test('the whole says what is wrong everywhere at once, also when every engine is away', async () => {
  const { ok, findings } = await examine({ ...office, database: nobody }, NOWHERE);
  expect(ok).toBe(false);
  expect(verdicts(findings)).toEqual({ postgresql: 'wrong', redis: 'wrong', temporal: 'wrong' });
});

test('the whole looks into the ledger too: what waits, and whether the schedules would launch', async () => {
  const { findings } = await examine(office, NOWHERE);
  expect(verdicts(findings)).toMatchObject({
    ...{ 'schedule firings': 'ok', 'next firings': 'warning', inbox: expect.any(String) },
  });
  // Whether Temporal knows them cannot be said while it is away.
  expect(verdicts(findings)).not.toHaveProperty('schedules');
});

describe('the last line', () => {
  const finding = (verdict: Finding['verdict']): Finding => ({
    ...{ check: 'x', verdict, found: { zh: '某事', en: 'something' } },
  });
  test.each<[Finding['verdict'][], string]>([
    [['ok'], '一切正常'],
    [['ok', 'warning', 'warning'], '没有必须处理的问题，有 2 处提醒'],
    [['warning', 'wrong'], '有 1 处需要处理'],
  ])('of %p', (found, expected) => {
    const view = doctorView({ findings: found.map(finding) }, wordsOf('zh'));
    expect(view.split('\n').at(-1)).toBe(expected);
  });
});
