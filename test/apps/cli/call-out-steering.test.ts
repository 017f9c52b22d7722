import { beforeEach, describe, expect, test } from '@jest/globals';
import { listAudit } from '../../../ledger/audit.js';
import { finishAsking } from '../../../ledger/call-outs/waves.js';
import type { Run } from '../../../ledger/runs.js';
import { NOW } from '../../support/cast.js';
import { answer, answering, askWave, openCallOutOffice, openDrill } from './call-outs.js';
import { answered, muster, type TerminalWish } from './terminal.js';

const office = await openCallOutOffice();
const LISTENING = { state: 'running', step: 'ask', stage: 'listening', grownTo: null };
let run: Run;
beforeEach(async () => {
  await office.city.reset();
  run = await openDrill(office);
  await askWave(office, run, 1, 3);
  await answer(office, run, '张蔷', 'yes');
});

/** Steers; the workflow agrees to everything. */
async function steer(words: string[], wish: TerminalWish = {}, progress: object = LISTENING) {
  const { temporal, asked } = answering(progress);
  const said = await muster({ ...office, temporal }, ['callout', ...words, '--reason', '下雨'], wish);
  return { ...said, asked };
}

test.each<[string[], unknown[]]>([
  [['next-wave'], ['nextWave', 0]],
  [['pause'], ['pause', 0]],
  [['resume'], ['resume', 0]],
  [['finish'], ['finish', 0]],
  [
    ['need', '5'],
    ['need', 5],
  ],
  [
    ['extend', '30m'],
    ['extend', 1800],
  ],
  [
    ['extend', '2h'],
    ['extend', 7200],
  ],
])('%j asks the workflow, and answers where it stands then', async ([action, ...amount], update) => {
  const { code, out, asked } = await steer([action!, String(run.id), ...amount]);
  expect(code).toBe(0);
  expect(asked).toEqual([update]);
  expect(out).toMatch(
    new RegExp(`^活动 run ${run.id}: 进行中 running · 等待回复 / waiting for answers · 位置 places 1/2 `),
  );
  const [entry] = await listAudit(office.database, { limit: 1 });
  expect(entry?.detail).toMatchObject({ reason: '下雨' });
});

test('programs get the whole of it', async () => {
  const { out } = await steer(['pause', String(run.id), '--json'], {}, { ...LISTENING, state: 'paused' });
  expect(JSON.parse(out)).toMatchObject({
    ...{ id: run.id, state: 'paused', progress: { state: 'paused' } },
    standing: { placed: 1 },
  });
});

describe('another number of people', () => {
  const need = () => steer(['need', String(run.id), '5']);

  test('says that asking goes on again where it was finished', async () => {
    expect((await need()).err).toBe('');
    await finishAsking(office.database, { run: run.id, now: NOW });
    expect((await need()).err).toContain('又开始询问 / asking goes on again');
  });

  test('is announced to do so, as finishing is to ask nobody new', async () => {
    const { out } = await muster(office, ['callout', '--help']);
    expect(out.replace(/\s+/g, ' ')).toContain('不再询问新的人，退出的由候补顶上');
    expect(out.replace(/\s+/g, ' ')).toContain('asks again if it was finished');
  });
});

describe('what is wrong is told before anything is asked', () => {
  test.each<[string[], string]>([
    [['extend', '1', 'soon'], '时长应写作 30m、12h 或 3d'],
    [['extend', '1', '0m'], '时长应写作'],
    [['need', '1', '0'], '应为正整数'],
    [['need', '1'], "missing required argument 'number'"],
  ])('%j', async (words, expected) => {
    const { code, err, asked } = await steer(words);
    expect({ code, asked }).toEqual({ code: 2, asked: [] });
    expect(err).toContain(expected);
  });

  test('no reason', async () => {
    const { code, err } = await muster(office, ['callout', 'finish', String(run.id)]);
    expect(code).toBe(2);
    expect(err).toContain('--reason');
  });
});

describe('what cannot be taken back', () => {
  test('is asked about on a terminal, with whom it concerns', async () => {
    const refused = await steer(['stand-down', String(run.id)], { answer: 'no' });
    expect(refused.err).toContain('将通知已定、候补和还没回复的人不必前来（3 人）。确定吗？');
    expect(refused.err).toContain('什么都没有改变');
    expect({ code: refused.code, asked: refused.asked }).toEqual({ code: 0, asked: [] });
    const agreed = await steer(['stand-down', String(run.id)], { answer: '是' });
    expect({ code: agreed.code, asked: agreed.asked }).toEqual({ code: 0, asked: [['standDown', 0]] });
  });

  test('cancel says that nobody is told, and what tells them', async () => {
    const { err, asked } = await steer(['cancel', String(run.id)], { answer: '' });
    expect(err).toContain(
      '取消后不会通知任何人，已定的 1 人仍会前来；要通知请改用 muster callout stand-down',
    );
    expect(asked).toEqual([]);
  });

  test('needs --yes where nobody can be asked', async () => {
    const { code, err, asked } = await steer(['cancel', String(run.id)]);
    expect({ code, asked }).toEqual({ code: 2, asked: [] });
    expect(err).toContain('--yes');
    const sure = await steer(['cancel', String(run.id), '--yes'], {}, { ...LISTENING, state: 'cancelled' });
    expect(sure.asked).toEqual([['cancel', 0]]);
    expect(sure.out).toContain('已取消 cancelled');
  });
});

test('while Temporal is away nothing has changed', async () => {
  const { code } = await muster(office, ['callout', 'finish', String(run.id), '--reason', 'x']);
  expect(code).toBe(6);
  const shown = await muster(office, ['callout', 'show', String(run.id), '--json']);
  expect(answered(shown)).toMatchObject({ state: 'running', standing: { asking: true } });
});

test('run cancel leaves a call-out to the commands that ask or tell first', async () => {
  const { temporal, asked } = answering(LISTENING);
  const line = ['run', 'cancel', String(run.id), '--reason', '下雨'];
  const { code, err } = await muster({ ...office, temporal }, line);
  expect([code, asked]).toEqual([2, []]);
  expect(err).toContain(`muster callout stand-down ${run.id}`);
  expect(err).toContain(`muster callout cancel ${run.id}`);
});
