import { beforeEach, describe, expect, test } from '@jest/globals';
import { moveRun } from '../../../ledger/runs.js';
import { NOW, phoneOf } from '../../support/cast.js';
import { launch, openRun, type Launched } from '../../support/launch.js';
import { openTestOffice } from '../../office/office.js';
import { answered, muster } from './terminal.js';

const office = await openTestOffice();
let launched: Launched;
beforeEach(async () => {
  launched = await launch(office.city, { sms: 'flood', email: 'flood-mail' });
});

const run = () => String(launched.run.id);
const close = () => moveRun(office.database, { runId: launched.run.id, to: 'closed', now: NOW });

const STATES = [
  'queued',
  'sending',
  'sent',
  'delivered',
  'undelivered',
  'failed',
  'suppressed',
  'expired',
  'cancelled',
  'unknown',
];

describe('the statement', () => {
  test('is for programs what the design says, and the committees', async () => {
    const statement = answered(await muster(office, ['run', 'statement', run(), '--json'])) as Record<
      string,
      unknown
    >;
    expect(Object.keys(statement)).toEqual(['run', 'balanced', 'steps', 'committees', 'reasons']);
    expect(statement).toMatchObject({ run: launched.run.id, balanced: true });
    const steps = statement['steps'] as Record<string, unknown>[];
    expect(steps.map(({ step, occurrence, channel }) => [step, occurrence, channel])).toEqual([
      ['send', 1, 'sms'],
      ['send', 1, 'email'],
    ]);
    for (const step of steps) {
      expect(Object.keys(step).sort()).toEqual(
        ['step', 'occurrence', 'channel', 'audience', ...STATES, 'balanced'].sort(),
      );
      expect(step['audience']).toBe(STATES.reduce((sum, state) => sum + (step[state] as number), 0));
    }
    expect(
      (statement['committees'] as Record<string, unknown>[]).map(({ committee }) => committee),
    ).toContain('luannan');
  });

  test('shows people every state of every channel, and that it balances', async () => {
    const { code, out } = await muster(office, ['run', 'statement', run()]);
    expect(code).toBe(0);
    for (const state of STATES) expect(out).toMatch(new RegExp(`^\\S+ ${state} +\\d+ +\\d+$`, 'm'));
    expect(out).toMatch(/^平衡 balanced +✓ +✓$/m);
    expect(out).toContain('✓ 账目平衡');
    expect(out).not.toContain('迁西县');
  });

  test('lists the committees on demand, as far as one may see', async () => {
    expect((await muster(office, ['run', 'statement', run(), '--committees'])).out).toContain(
      '迁西县 qianxi',
    );
    const county = (await muster(office, ['run', 'statement', run(), '--committees', '--as', 'clerk'])).out;
    expect(county).toContain('滦南县 luannan');
    expect(county).not.toContain('迁西县');
  });

  test('of a run that is not yet written is no account, and of a half-written one says so', async () => {
    const open = await openRun(office.city, {});
    expect((await muster(office, ['run', 'statement', String(open.run.id)])).out).toContain('还没有账目');
    await office.database`DELETE FROM message WHERE occurrence_id = ${launched.occurrence.id} AND person_id = ${office.city.id('张蔷')}`;
    const { out } = await muster(office, ['run', 'statement', run()]);
    expect(out).toMatch(/^平衡 balanced +✗ +✗$/m);
    expect(out).toContain('尚不平衡');
  });
});

describe('a run', () => {
  test('is listed and shown', async () => {
    expect((await muster(office, ['run', 'list'])).out).toMatch(
      new RegExp(`^ *${run()} +进行中 running +notice +测试通知`, 'm'),
    );
    const { out } = await muster(office, ['run', 'show', run()]);
    expect(out).toMatch(/^待发送 queued +\d+$/m);
    const shown = answered(await muster(office, ['run', 'show', run(), '--json']));
    expect(shown).toMatchObject({
      id: launched.run.id,
      state: 'running',
      progress: null,
      states: { queued: expect.any(Number) },
    });
  });

  test('that is not there ends with 3', async () => {
    const { code, err } = await muster(office, ['run', 'show', '999']);
    expect(code).toBe(3);
    expect(err).toContain('muster run list');
  });

  test('is followed until it is over, a line for each change', async () => {
    let looks = 0;
    const onPause = async () => {
      looks += 1;
      if (looks === 2)
        await office.database`UPDATE message SET state = 'cancelled' WHERE occurrence_id = ${launched.occurrence.id} AND state = 'queued'`;
      if (looks === 3) await close();
    };
    const { code, out, err } = await muster(office, ['run', 'show', run(), '--follow'], { onPause });
    expect(code).toBe(0);
    expect(looks).toBe(3);
    expect(
      err
        .split('\n')
        .slice(1)
        .map((line) => line.split(' ')[0]),
    ).toEqual([expect.stringMatching(/^\d+\/200$/), '16/200', '16/200']);
    expect(out).toContain('已结束 closed');
  });

  test('is followed by a bar on a terminal, which is taken away in the end', async () => {
    await close();
    const drawn: string[] = [];
    const bar = {
      show: (done: number, total: number) => void drawn.push(`${done}/${total}`),
      stop: () => void drawn.push('stop'),
    };
    const { err } = await muster(office, ['run', 'show', run(), '--follow'], { bar });
    expect(drawn).toEqual([expect.stringMatching(/^\d+\/200$/), 'stop']);
    expect(err).not.toContain('/200');
  });

  test('that is over cannot be steered, and one above oneself neither', async () => {
    expect((await muster(office, ['run', 'pause', run(), '--reason', 'x', '--as', 'clerk'])).code).toBe(4);
    await close();
    expect((await muster(office, ['run', 'cancel', run(), '--reason', 'x'])).code).toBe(5);
  });

  test('cannot be steered while Temporal is away; nothing has changed then', async () => {
    const { code, err } = await muster(office, ['run', 'pause', run(), '--reason', 'x']);
    expect(code).toBe(6);
    expect(err).toContain('muster doctor');
    expect(answered(await muster(office, ['run', 'show', run(), '--json']))).toMatchObject({
      state: 'running',
    });
  });
});

describe('why', () => {
  test('is one sentence per channel, for whoever is meant', async () => {
    const { code, out } = await muster(office, ['why', run(), phoneOf('王磊'), '--lang', 'zh']);
    expect(code).toBe(0);
    expect(out.split('\n')).toEqual([
      `活动 ${run()} · 王磊 · 东街村 · 154****0003 · 编号 ${office.city.id('王磊')}`,
      '短信：没有发送：本人已退订，2026-01-01 00:00 经办登记（2026-08-01 09:00）',
      '邮件：没有发送：没有可用的号码或邮箱（2026-08-01 09:00）',
      '依据: 志愿服务管理所必需的通知（个人信息保护法第十三条第一款第三项），本人可以退订',
    ]);
  });

  test('of one who is not meant says so; of one who is several, who they are; of nobody, that there is none', async () => {
    expect((await muster(office, ['why', run(), '周海', '--lang', 'en'])).out).toContain(
      'was not in the audience',
    );
    const several = await muster(office, ['why', run(), phoneOf('李岚')]);
    expect(several.code).toBe(2);
    expect(several.err).toContain('李小岚 · 东街村 · 154****0002');
    expect((await muster(office, ['why', run(), '诸葛亮'])).code).toBe(3);
  });
});
