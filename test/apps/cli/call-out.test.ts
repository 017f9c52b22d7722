import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, test } from '@jest/globals';
import { listAudit } from '../../../ledger/audit.js';
import type { CallOutView } from '../../../office/call-outs.js';
import { closeAnswers } from '../../../ledger/call-outs/close.js';
import { moveRun, type Run } from '../../../ledger/runs.js';
import { NOW, phoneOf } from '../../support/cast.js';
import { openRun } from '../../support/launch.js';
import { answer, askWave, launchDrill, openCallOutOffice, openDrill, SIGN_IN_CODE } from './call-outs.js';
import { answered, muster } from './terminal.js';

const office = await openCallOutOffice();
const folder = await mkdtemp(join(tmpdir(), 'muster-cli-'));
afterAll(() => rm(folder, { recursive: true }));

let run: Run;
/** Three of four are asked: one comes, late and with another; one does not; one is silent. */
beforeEach(async () => {
  await office.city.reset();
  run = await openDrill(office);
  await askWave(office, run, 1, 3);
  await answer(office, run, '张蔷', 'yes', { lateMinutes: 30, people: 2 });
  await answer(office, run, '李岚', 'no');
});

const id = () => String(run.id);
const callout = (...line: string[]) => muster(office, ['callout', ...line]);
const close = async () => {
  await closeAnswers(office.database, run.id, NOW);
  await moveRun(office.database, { runId: run.id, to: 'closed', now: NOW });
};

describe('show', () => {
  test('tells places, time left, waves, answers, who is not asked and why', async () => {
    const { code, out } = await callout('show', id());
    expect(code).toBe(0);
    expect(out).toMatch(/^位置 places +█{12}░{12} 1\/2 · 还缺 1 \/ 1 missing$/m);
    expect(out).toMatch(/^时间 when .*08:30 – 11:30 · 还有 6 天 23 小时开始/m);
    expect(out).toMatch(/^待回复 outstanding +1 · 最早的还剩 30 分（至 2026-08-01 09:30）/m);
    expect(out).toMatch(/^下一轮 next wave +若现在开始，会再问 1 人/m);
    expect(out).toMatch(/^位置 .*\n已定中迟到 late, of those placed +1$/m);
    expect(out).toContain(`签到码 ${SIGN_IN_CODE}`);
    expect(out).toMatch(/^ +1 +2026-08-01 09:00 +3 +1 +1 +0 +1 +0 +2026-08-01 09:30$/m);
    expect(out).toMatch(/^已定 placed +1\n不来 declined +1\n已询问，未回复 asked +1\n待询问 waiting +1$/m);
    expect(out).toMatch(/^不询问：未成年 under age +1$/m);
  });

  test('gives programs the numbers', async () => {
    expect(answered(await callout('show', id(), '--json'))).toMatchObject({
      ...{ id: run.id, state: 'running', outstanding: 1, nextWave: 1 },
      event: { near: 'bencheng' },
      standing: { needed: 2, placed: 1, late: 1, states: { placed: 1 }, waves: [{ asked: 3, silent: 1 }] },
    });
  });

  test('of one that nobody has been ranked for yet says so', async () => {
    const other = await launchDrill(office, { key: 'unopened' });
    const { code, out } = await callout('show', String(other.id));
    expect(code).toBe(0);
    expect(out).toContain('还没有询问任何人');
  });

  test('of one that is over counts on nobody any more', async () => {
    await close();
    const { out } = await callout('show', id());
    expect(out).toMatch(/^待回复 outstanding +—$/m);
    expect(out).toMatch(/^下一轮 next wave +不再询问/m);
  });

  test('of a notice is refused, and of nothing ends with 3', async () => {
    const notice = await openRun(office.city, {});
    expect((await callout('show', String(notice.run.id))).code).toBe(2);
    expect((await callout('show', '999')).code).toBe(3);
  });

  test('speaks one language where one is wanted', async () => {
    const { out } = await callout('show', id(), '--lang', 'en');
    const facts = out.split('\n').filter((line) => !/^(run|event) /.test(line));
    expect(facts.join('\n')).not.toMatch(/\p{Script=Han}/u);
    expect(facts).toContainEqual(expect.stringMatching(/^next wave +would ask 1 more/));
  });
});

describe('show --watch', () => {
  /** What happens while it is watched, look by look. */
  const meanwhile = (...events: (() => Promise<unknown>)[]) => {
    let looks = 0;
    return { looks: () => looks, onPause: async () => void (await events[looks++]?.()) };
  };

  test('prints a line when something has changed, every five looks at most, and ends with the call-out', async () => {
    const nothing = () => Promise.resolve();
    const { looks, onPause } = meanwhile(
      nothing,
      () => answer(office, run, '陈涛', 'maybe'),
      () => answer(office, run, '陈涛', 'yes'),
      ...[nothing, nothing, nothing],
      close,
    );
    const { code, out, err } = await muster(office, ['callout', 'show', id(), '--watch'], { onPause });
    expect(code).toBe(0);
    expect(looks()).toBe(7);
    const [remark, ...lines] = err.split('\n');
    expect(remark).toContain('Ctrl-C');
    expect(lines).toHaveLength(3);
    expect(lines[0]).toMatch(
      /^2026-08-01 09:00 进行中 running · — · 位置 places 1\/2 · .*待回复 outstanding 1 \(– 2026-08-01 09:30\) · 不来 declined 1$/,
    );
    expect(lines[1]).toContain('位置 places 2/2 · ');
    expect(lines[2]).toContain('已结束 closed');
    expect(out).toMatch(/^状态 state +已结束 closed/m);
  });

  test('draws all of it in place on a terminal, and takes that away in the end', async () => {
    const drawn: string[] = [];
    const screen = { draw: (text: string) => void drawn.push(text), stop: () => void drawn.push('stop') };
    const { onPause } = meanwhile(close);
    const { err } = await muster(office, ['callout', 'show', id(), '--watch'], { onPause, screen });
    expect(drawn).toEqual([
      expect.stringMatching(/^位置 places .* 1\/2/m),
      expect.stringContaining('已结束 closed'),
      'stop',
    ]);
    expect(err.split('\n')).toHaveLength(1);
  });

  test('tells a program the end only', async () => {
    await moveRun(office.database, { runId: run.id, to: 'cancelled', now: NOW });
    const { out, err } = await callout('show', id(), '--watch', '--json');
    expect(err).toBe('');
    expect((JSON.parse(out) as CallOutView).state).toBe('cancelled');
  });
});

describe('who', () => {
  test('tells rank, points and why; those with a place first, those not asked with the reason', async () => {
    const { code, out } = await callout('who', id(), '--lang', 'zh');
    expect(code).toBe(0);
    expect(out).toMatch(
      /^ +1 +95 +\d+ +张蔷 +倴城镇 +A1 +1 +已定 +在可出勤时间内，就在当地，近 30 天没有打扰，约 50% 会来$/m,
    );
    expect(out).toMatch(/^ +3 +55 +\d+ +陈涛 .* 已询问，未回复 +没说过何时能来，相隔 2 级，/m);
    expect(out).toMatch(/^ +— +— +\d+ +李小岚 .* 不询问 +未成年$/m);
    expect(out).not.toMatch(/154\d{8}/);
  });

  test('lists some states only, and says when there are more', async () => {
    const { out } = await callout('who', id(), '--state', 'declined', 'stood-down');
    expect(out).toContain('李岚');
    expect(out).not.toContain('张蔷');
    const { err } = await callout('who', id(), '--limit', '2');
    expect(err).toContain('只列出 2 人，共 6 人');
    expect((await callout('who', id(), '--state', 'withdrawn')).out).toContain('没有这样的人');
    expect((await callout('who', id(), '--state', 'nowhere')).code).toBe(2);
  });

  test('masks names for who may not see them', async () => {
    const { out } = await callout('who', id(), '--as', 'auditor');
    expect(out).not.toContain('张蔷');
    expect(out).toContain('张*');
  });

  test('does not speak of distance where the event says no place', async () => {
    const anywhere = {
      event: { title: '值守', place: '各村', from: '2026-08-15 08:30', to: '2026-08-15 11:30', risks: '无' },
    };
    const other = await openDrill(office, { key: 'anywhere', ...anywhere });
    const { out } = await callout('who', String(other.id), '--lang', 'zh');
    expect(out).not.toMatch(/就在当地|相隔/);
  });
});

describe('roster', () => {
  test('has those with a place first, then those who wait, phones masked and room to sign', async () => {
    await answer(office, run, '陈涛', 'yes');
    await askWave(office, run, 2, 1);
    await answer(office, run, '刘洋', 'yes');
    const { code, out } = await callout('roster', id());
    expect(code).toBe(0);
    expect(out).toMatch(/^集合 place +滦河大坝$/m);
    expect(out).toMatch(/^人数 places +2\/2$/m);
    expect(out).toMatch(/^ +1 +A1 +张蔷 +154\*{4}0001 +倴城镇 +30 +2 +□$/m);
    expect(out).toMatch(/^ +2 +A1 +陈涛 +154\*{4}0004 +兴城镇 +— +— +□$/m);
    expect(out.split('候补，先到先补：1 人')[1]).toMatch(/^ +1 +A1 +刘洋 /m);
    expect(out).not.toContain('李岚');
  });

  test('shows who signed in, by themselves or by whose word, also without a place', async () => {
    await callout('attend', id(), '张蔷', '李岚');
    await office.database`UPDATE candidate SET attested_by = 'code' WHERE person_id = ${office.city.id('张蔷')}`;
    const { out } = await callout('roster', id());
    expect(out).toMatch(/张蔷 .* ✓ 09:00$/m);
    expect(out.split('没有位置而到场：1 人')[1]).toMatch(/李岚 .* ✓ 09:00 由 by office$/m);
    const json = answered(await callout('roster', id(), '--json'));
    expect(json).toMatchObject({ placed: [{ name: '张蔷' }], waitlisted: [], others: [{ name: '李岚' }] });
    expect(JSON.stringify(json)).not.toMatch(/cipher|154\d{8}/i);
  });

  test('has whole phones for the leader on site, with a reason, which the audit keeps', async () => {
    const { out } = await callout('roster', id(), '--phones', '--reason', '现场联系');
    expect(out).toMatch(new RegExp(`张蔷 +${phoneOf('张蔷')}`));
    expect((await listAudit(office.database, { limit: 1 }))[0]).toMatchObject({
      ...{ actor: 'office', action: 'call-out unmask', subject: `run ${id()}` },
      detail: { reason: '现场联系', people: expect.arrayContaining([office.city.id('张蔷')]) },
    });
    expect((await callout('roster', id(), '--phones')).code).toBe(2);
    expect((await callout('roster', id(), '--phones', '--reason', '好奇', '--as', 'auditor')).code).toBe(4);
  });

  test('has whoever the leader’s list names, also without having been asked', async () => {
    expect((await callout('attend', id(), '刘洋')).out).toContain('已登记到场 1 人');
    const { out } = await callout('roster', id());
    expect(out.split('没有位置而到场：1 人')[1]).toMatch(/刘洋 .* ✓ 09:00 由 by office$/m);
  });

  test('of nobody says so', async () => {
    await answer(office, run, '张蔷', 'no');
    expect((await callout('roster', id())).out).toContain('还没有人定下来');
  });
});

describe('attend', () => {
  const list = async (content: string): Promise<string> => {
    const path = join(folder, 'came.txt');
    await writeFile(path, content);
    return path;
  };

  test('notes who came, by name, number or phone, and says how others sign in', async () => {
    const { code, out } = await callout('attend', id(), '张蔷', phoneOf('陈涛'));
    expect(code).toBe(0);
    expect(out).toContain('已登记到场 2 人');
    expect(out).toContain(`共到场 2 人。到场者也可自己回短信签到：签到${SIGN_IN_CODE}`);
    const again = await callout('attend', id(), String(office.city.id('张蔷')), '李岚');
    expect(again.out).toContain(
      '已登记到场 1 人；其余 1 人先前已登记 / 1 noted as come; 1 were noted before',
    );
  });

  test('takes a list from a file, beside those named', async () => {
    const file = await list('\uFEFF陈涛\r\n\r\n  李岚 \r\n');
    const noted = answered(await callout('attend', id(), '张蔷', '--file', file, '--json'));
    expect(noted).toEqual({ run: run.id, noted: 3, before: 0, attended: 3 });
  });

  test('of a name that nobody bears tells which, notes nobody, and ends with 3', async () => {
    const { code, err } = await callout('attend', id(), '张蔷', '--file', await list('陈涛\n\n诸葛亮\n'));
    expect(code).toBe(3);
    expect(err).toMatch(/came\.txt:3:1 您的管辖范围内没有这个人/);
    expect((await callout('attend', id(), '张蔷', '诸葛亮')).err).toContain('people[1]: 您的管辖范围内没有');
    expect(answered(await callout('show', id(), '--json'))).toMatchObject({ standing: { attended: 0 } });
  });

  test('of nobody is refused', async () => {
    expect((await callout('attend', id())).code).toBe(2);
    expect((await callout('attend', id(), '--file', await list('\n'))).code).toBe(2);
  });
});
