import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, expect, jest, test } from '@jest/globals';
import { Runtime } from '@temporalio/worker';
import { parse } from 'csv-parse/sync';
import { wordsOf } from '../../apps/cli/words.js';
import { planHash } from '../../domain/plan/hash.js';
import { createRun } from '../../ledger/runs.js';
import { engineFailure } from '../../rehearsal/engine-failure.js';
import { rehearse } from '../../rehearsal/rehearse.js';
import type { Outcome } from '../../rehearsal/outcome.js';
import { systemClock } from '../../runtime/clock.js';
import { quietRuntime } from '../../workers/temporal-log.js';
import { settleTexts } from '../support/call-out.js';
import { launch, stepOf } from '../support/launch.js';
import { floodNotice } from '../journeys/notices.js';
import { NOTHING_WRONG, openRehearsedOffice } from './cases.js';

Runtime.install(quietRuntime('rehearsal', 'error'));
afterAll(() => Runtime.instance().shutdown());

// Each brings engines of its own, and skips days.
jest.setTimeout(120_000);

const {
  city,
  environment: office,
  reported,
  tryOut,
} = await openRehearsedOffice({ SEND_WINDOW: '08:00-20:00' });
const { database } = city;
await settleTexts(city);
// Something real is under way meanwhile: nobody may go on with it in the rehearsal.
await launch(city, { key: 'real' });

const listFile = join(await mkdtemp(join(tmpdir(), 'muster-list-')), '名单.csv');
afterAll(() => rm(dirname(listFile), { recursive: true }));

/** Everything in the office's ledger that a rehearsal could have touched. */
const traces = () =>
  database`SELECT (SELECT count(*) FROM run) AS runs, (SELECT count(*) FROM message) AS messages,
    (SELECT count(*) FROM attempt) AS attempts, (SELECT count(*) FROM audit) AS audit,
    (SELECT jsonb_agg(state ORDER BY id) FROM batch) AS batches`;

test('a notice goes through faults and nights, and the office’s own ledger is as it was', async () => {
  const before = await traces();
  const outcome = await tryOut(
    { definition: floodNotice('rehearsed', { in_turn: '2h' }) },
    { faults: { 'swallow-after': 0.3, throttle: 0.2 }, listFile },
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
  await isListed(outcome);
});

/** A line of every message, in numbers the same as the statement's, and no name, phone or address among them. */
async function isListed({ list, statement }: Outcome): Promise<void> {
  const audience = statement.steps.reduce((sum, line) => sum + line.audience, 0);
  expect(list).toEqual({ file: listFile, messages: audience });
  const text = await readFile(listFile, 'utf8');
  const [headings, ...lines] = parse(text, { bom: true, columns: false });
  expect(headings).toEqual('人员编号 组织代码 组织 步骤 次 渠道 模板 时间 状态 原因 代码'.split(' '));
  expect(lines).toHaveLength(audience);
  const people = await database<{ id: number; name: string }[]>`SELECT id, name FROM person`;
  for (const { name } of people) expect(text).not.toContain(name);
  expect(text).not.toMatch(/154\d{8}|@/);
  const known = new Set(people.map(({ id }) => String(id)));
  expect(lines.every(([person = '']) => known.has(person))).toBe(true);
  expect(lines).toContainEqual(
    expect.arrayContaining(['notice', '短信', 'named v1', '不应发送', 'no address']),
  );
  expect(lines).toContainEqual(expect.arrayContaining(['second-way', '邮件', 'flood-mail v1', '已提交']));
}

test('what cannot be rehearsed is refused before anything is started', async () => {
  const nothingStarted = async (work: Promise<unknown>, refusal: object) => {
    reported.length = 0;
    await expect(work).rejects.toMatchObject(refusal);
    expect(reported).toEqual([]);
  };
  await nothingStarted(tryOut({ definition: floodNotice('wrong', { windwo: 'always' }) }), {
    kind: 'invalid',
    problems: [{ path: ['windwo'] }],
  });
  const [begun] = await database<[{ id: number }]>`SELECT id FROM run WHERE key = 'real'`;
  await nothingStarted(tryOut({ run: begun.id }), { kind: 'conflict', problems: [{ reason: 'begun' }] });
  const definition = floodNotice('right');
  await nothingStarted(tryOut({ definition }, { listFile }), { problems: [{ reason: 'file-exists' }] });
  await nothingStarted(tryOut({ definition }, { listFile: `${dirname(listFile)}/no/list.csv` }), {
    problems: [{ reason: 'unwritable' }],
  });
});

test('where the test server cannot be had, it is said before the ledger is copied', async () => {
  reported.length = 0;
  const bare = { ...office, PATH: '', JAVA_HOME: '', TEMPORAL_TEST_SERVER: '' };
  const what = { definition: floodNotice('no-java') };
  const error: unknown = await rehearse(bare, { what, operator: 'office', faults: {}, seed: 1 }, (line) => {
    reported.push(line);
  }).catch((thrown: unknown) => thrown);
  expect(reported).toEqual([]);
  const failure = engineFailure(error, wordsOf('zh'));
  expect(failure).toMatchObject({ code: 6, value: { error: { kind: 'engine-down', problem: 'missing' } } });
  expect(failure!.text).toMatch(/缺少 Java[^]*办法，任选其一[^]*1\. 安装 Java/);
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

test('a run that has not begun is rehearsed by its own plan', async () => {
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
});
