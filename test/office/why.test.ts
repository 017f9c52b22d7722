import { afterEach, describe, expect, test } from '@jest/globals';
import { askApproval, decide } from '../../ledger/approvals.js';
import { addOptOut } from '../../ledger/opt-outs.js';
import { stopProvider } from '../../ledger/stops.js';
import { cancelQueued, createRun, moveRun } from '../../ledger/runs.js';
import { why } from '../../office/why.js';
import { NOW, phoneOf } from '../support/cast.js';
import { freeze, launch, openRun, stepOf } from '../support/launch.js';
import { openTestOffice, refusalOf } from './office.js';

const office = await openTestOffice();
const launched = await launch(office.city, { sms: 'flood', email: 'flood-mail' });

const ask = (person: string, as: 'office' | 'clerk' = 'office', runId = launched.run.id) =>
  why(office, office.actor(as), { runId, person });

/** The Chinese sentences about somebody. */
const said = async (person: string) => (await ask(person)).fates.map(({ sentence }) => sentence.zh);

describe('somebody', () => {
  test('is found by ledger id, phone, mail address or name', async () => {
    const id = office.city.id('张蔷');
    const found = await Promise.all(
      [String(id), phoneOf('张蔷'), '+86 154 0000 0001', 'zhang@LUANNAN.invalid', '张蔷'].map((one) =>
        ask(one),
      ),
    );
    expect(found.map(({ person }) => person.id)).toEqual([id, id, id, id, id]);
    expect(found[0]!.person.phone).toBe('154****0001');
  });

  test('is named only to those who may see personal data', async () => {
    expect((await ask('张蔷')).person.name).toBe('张蔷');
    expect((await ask('张蔷', 'clerk')).person.name).toBe('张*');
    await expect(ask(phoneOf('李岚'), 'clerk')).rejects.toThrow(/李\* · 倴城镇[^]*李\*岚 · 东街村/);
  });

  test('whose phone two people share is asked for again, with the candidates', async () => {
    const refusal = await ask(phoneOf('李岚')).catch((error: Error) => error);
    expect(refusal).toMatchObject({ kind: 'invalid' });
    const { message } = refusal as Error;
    expect(message).toContain(`${office.city.id('李岚')} · 李岚 · 倴城镇 · 154****0002`);
    expect(message).toContain(`${office.city.id('李小岚')} · 李小岚 · 东街村 · 154****0002`);
    expect(message).not.toContain(phoneOf('李岚'));
  });

  test('outside the scope is as unknown as one who is nowhere', async () => {
    const outside = await refusalOf(ask('陈涛', 'clerk'));
    expect(outside).toEqual({ kind: 'not-found', reasons: ['no-such-person'] });
    expect(await refusalOf(ask('诸葛亮', 'clerk'))).toEqual(outside);
    expect(await refusalOf(ask('99999', 'clerk'))).toEqual(outside);
  });
});

describe('the sentence', () => {
  test('tells who waits for the turn, and who gets none and why', async () => {
    expect(await said('张蔷')).toEqual(['短信：排队等待发送', '邮件：排队等待发送']);
    expect(await said('王磊')).toEqual([
      '短信：没有发送：本人已退订，2026-01-01 00:00 经办登记（2026-08-01 09:00）',
      '邮件：没有发送：没有可用的号码或邮箱（2026-08-01 09:00）',
    ]);
    expect((await said('李小岚'))[0]).toBe(
      `短信：没有发送：与他人共用号码或邮箱，由对方收取，收取人 李岚（编号 ${office.city.id('李岚')}）（2026-08-01 09:00）`,
    );
  });

  test('tells who was not in the audience when it was frozen', async () => {
    const { recipient, fates, sentence } = await ask('周海');
    expect({ recipient, fates }).toEqual({ recipient: false, fates: [] });
    expect(sentence?.zh).toBe(
      `不在活动 ${launched.run.id} 的受众中（受众确定于 2026-08-01 09:00），因此没有消息`,
    );
  });

  test('tells that the audience is not frozen, is being written, or never will be', async () => {
    const open = await openRun(office.city, {});
    const about = async () => (await ask('张蔷', 'office', open.run.id)).sentence?.zh;
    expect(await about()).toBe(`活动 ${open.run.id} 的受众尚未确定，计划于 2026-08-01 09:00 发送`);
    await freeze(office.city, open, NOW);
    expect(await about()).toBe('在受众之中，消息正在写入台账');
    const cancelled = await openRun(office.city, {});
    await moveRun(office.database, { runId: cancelled.run.id, to: 'cancelled', now: NOW });
    expect((await ask('张蔷', 'office', cancelled.run.id)).sentence?.zh).toContain('在确定受众之前已取消');
  });

  test('masks who gets it instead, for those who may not see names', async () => {
    const { fates } = await ask('李小岚', 'clerk');
    expect(fates[0]?.sentence.zh).toContain(`收取人 李*（编号 ${office.city.id('李岚')}）`);
    expect(JSON.stringify(fates)).not.toContain('李岚');
  });

  test('names the messages that have used up a cap', async () => {
    const cap = { perDay: 2, perWeek: null };
    const before = [await launch(office.city, {}), await launch(office.city, {})];
    // Neither test sends nor what the office itself is told count against a cap.
    const uncounted = [await launch(office.city, { test: true }), await launch(office.city, {})];
    await office.database`UPDATE occurrence SET lane = 'alert' WHERE id = ${uncounted[1]!.occurrence.id}`;
    for (const { occurrence } of [...before, ...uncounted]) {
      await office.database`UPDATE message SET state = 'sending' WHERE occurrence_id = ${occurrence.id} AND state = 'queued'`;
      await office.database`UPDATE message SET state = 'sent' WHERE occurrence_id = ${occurrence.id} AND state = 'sending'`;
    }
    const { run } = await launch(office.city, { cap });
    const [fate] = (await ask('张蔷', 'office', run.id)).fates;
    expect(fate?.context?.counted.map((each) => each.run).sort((one, other) => one - other)).toEqual(
      before.map((each) => each.run.id),
    );
    expect(fate?.sentence.zh).toMatch(
      /^短信：没有发送：已达到发送次数上限（24 小时 2 条），此前已有 2 条：活动 \d+、\d+，最近一条 2026-08-01 09:00（2026-08-01 09:00）$/,
    );
  });

  test('names what the number had of a template when the carrier takes no more', async () => {
    await office.city.reset();
    const wish = { sms: 'named', carrierCap: 2, audience: { committees: ['qianxi'] } };
    const sendAll = async ({ occurrence }: Awaited<ReturnType<typeof launch>>): Promise<void> => {
      for (const [from, to] of [
        ['queued', 'sending'],
        ['sending', 'sent'],
      ] as const)
        await office.database`UPDATE message SET state = ${to} WHERE occurrence_id = ${occurrence.id} AND state = ${from}`;
    };
    const before = [await launch(office.city, wish), await launch(office.city, wish)];
    for (const each of before) await sendAll(each);
    await sendAll(await launch(office.city, { ...wish, sms: 'flood' }));
    const { run } = await launch(office.city, { ...wish, now: new Date(+NOW + 3_600_000) });
    const [fate] = (await ask('陈涛', 'office', run.id)).fates;
    const runs = before.map((each) => each.run.id);
    expect(
      fate?.context?.carrierCap?.counted.map((each) => each.run).sort((one, other) => one - other),
    ).toEqual(runs);
    expect(fate?.sentence.zh).toMatch(
      /^短信：没有发送：已达到运营商对同一号码同一模板的上限（模板 named 24 小时 2 条），此号码已有 2 条：活动 \d+、\d+，最近一条 2026-08-01 09:00（2026-08-01 10:00）$/,
    );
    expect(fate?.sentence.en).toMatch(
      / \(2 of template named in 24 hours\); the number had 2 already, of runs \d+, \d+, the last at 2026-08-01 09:00 \(2026-08-01 10:00\)$/,
    );
  });

  test('says what a message waits for, and until when', async () => {
    const expiresAt = new Date(+NOW + 3_600_000 * 72).toISOString();
    const { run } = await launch(office.city, { window: { from: '10:00', to: '20:00' }, expiresAt });
    const sentence = async () => (await ask('张蔷', 'office', run.id)).fates[0]?.sentence.zh;
    expect(await sentence()).toBe(
      '短信：排队中，2026-08-01 10:00 之后发送；发送时段 10:00–20:00；2026-08-04 09:00 作废',
    );
    const stop = { provider: 'carrier', code: 'isv.AMOUNT_NOT_ENOUGH', now: NOW };
    await stopProvider(office.database, { ...stop, until: new Date(+NOW + 300_000) });
    expect(await sentence()).toMatch(
      /；服务商停用至 2026-08-01 09:05（.*isv.AMOUNT_NOT_ENOUGH）；2026-08-04/,
    );
    await office.database`DELETE FROM provider_stop`;
  });

  test('says of what is in doubt when it was tried last, and when it is looked at again', async () => {
    const { run, occurrence } = await launch(office.city, {});
    const of = office.database`occurrence_id = ${occurrence.id}`;
    await office.database`UPDATE batch SET state = 'sending' WHERE ${of}`;
    await office.database`UPDATE batch SET state = 'unknown', unknown_since = ${NOW}, lease_until = ${new Date(+NOW + 60_000)} WHERE ${of}`;
    await office.database`UPDATE message SET state = 'sending' WHERE ${of} AND state = 'queued'`;
    await office.database`UPDATE message SET state = 'unknown', reason = 'link.no-answer' WHERE ${of} AND state = 'sending'`;
    await office.database`INSERT INTO attempt (batch_id, out_id, epoch, intent_at, outcome, finished_at)
      SELECT id, 'x', 0, ${NOW}, 'unknown', ${NOW} FROM batch WHERE ${of}`;
    expect((await ask('张蔷', 'office', run.id)).fates[0]?.sentence.zh).toBe(
      '短信：可能已经发出（服务商没有及时应答），自 2026-08-01 09:00 起正在核实，最后一次尝试 2026-08-01 09:00，2026-08-01 09:01 再核实',
    );
  });

  test('tells of a cancelled run', async () => {
    const { run } = await launch(office.city, {});
    await moveRun(office.database, { runId: run.id, to: 'cancelled', now: NOW });
    await cancelQueued(office.database, { runId: run.id, now: NOW });
    expect((await ask('张蔷', 'office', run.id)).fates[0]?.sentence.en).toBe(
      'SMS: not sent: the run was cancelled at 2026-08-01 09:00',
    );
  });
});

test('a run that is not there, or out of sight, is not found', async () => {
  expect(await refusalOf(ask('张蔷', 'office', 999))).toEqual({
    kind: 'not-found',
    reasons: ['no-such-run'],
  });
  const elsewhere = await openRun(office.city, { scopePath: 'tangshan/qianxi/' });
  expect((await refusalOf(ask('张蔷', 'clerk', elsewhere.run.id))).kind).toBe('not-found');
});

describe('an opt-out', () => {
  test.each([
    ['reply', '回复短信'],
    ['clerk', '经办登记'],
    ['form', '退订页面'],
    ['import', '导入名单'],
    ['page', '本人网页'],
    ['one-click', '邮件一键退订'],
    ['complaint', '向邮件服务商投诉'],
  ] as const)('by %s is told with its time', async (source, words) => {
    await office.city.reset();
    const addressHash = office.keys.fingerprint('email', 'zhang@luannan.invalid');
    await addOptOut(office.database, { channel: 'email', addressHash, source, now: NOW });
    const after = await launch(office.city, { email: 'flood-mail' });
    const [fate] = (await ask('张蔷', 'office', after.run.id)).fates;
    expect(fate!.sentence.zh).toBe(
      `邮件：没有发送：本人已退订，2026-08-01 09:00 ${words}（2026-08-01 09:00）`,
    );
  });
});

test('an address from which a mail came back is told with its code', async () => {
  await office.city.reset();
  const addressHash = office.keys.fingerprint('email', 'zhang@luannan.invalid');
  await office.database`INSERT INTO dead_address (channel, address_hash, code, since)
    VALUES ('email', ${addressHash}, 'bounce 5.1.1', ${NOW})`;
  const after = await launch(office.city, { email: 'flood-mail' });
  const [fate] = (await ask('张蔷', 'office', after.run.id)).fates;
  expect(fate!.sentence.zh).toBe(
    '邮件：没有发送：先前的邮件被退回或拒收，这个邮箱已不能用（2026-08-01 09:00，bounce 5.1.1）（2026-08-01 09:00）',
  );
});

describe('a run that somebody else must agree to', () => {
  const UNTIL = new Date('2026-08-03T01:00:00Z');
  let proposals = 0;
  const HASH = 'abcdef0123456789';
  /** What is said about somebody in a run asked for by `office`, of whom nobody is frozen yet. */
  async function proposed() {
    const { run } = await createRun(
      office.database,
      {
        ...{ key: `proposed-${++proposals}`, definition: {}, planHash: HASH },
        plan: { kind: 'notice', title: '待审批', steps: [stepOf(office.city)] },
        ...{ scopePath: 'tangshan/', launchedBy: 'office', audienceAtLaunch: 9, test: false },
      },
      NOW,
    );
    const asked = { runId: run.id, planHash: HASH, askedBy: 'office', askedAt: NOW, until: UNTIL };
    await askApproval(office.database, asked);
    const move = (to: 'proposed' | 'running' | 'cancelled') =>
      moveRun(office.database, { runId: run.id, to, now: office.clock.now() });
    await move('proposed');
    return { run, move, said: async () => (await ask('张蔷', 'office', run.id)).sentence };
  }
  const decided = (
    runId: number,
    decision: 'approved' | 'refused' | 'withdrawn' | 'lapsed',
    by: string,
    reason: string | null = null,
  ) => decide(office.database, { runId, decision, by, reason }, office.clock.now());
  afterEach(() => office.clock.set(NOW));

  test('waits for those who may, until then; nobody else', async () => {
    const { run, said } = await proposed();
    expect(await said()).toEqual({
      zh: `活动 ${run.id} 待审批：须在 2026-08-03 09:00 之前由 head 审批（方案校验码 abcdef01）`,
      en: `run ${run.id} waits to be approved: by head, before 2026-08-03 09:00 (plan abcdef01)`,
    });
    await office.database`UPDATE operator SET role = 'auditor' WHERE name = 'head'`;
    expect((await said())?.zh).toContain('由负责人审批，而现在没有可以审批的人');
    await office.database`UPDATE operator SET role = 'head' WHERE name = 'head'`;
    office.clock.set(UNTIL);
    expect((await said())?.zh).toBe(
      `活动 ${run.id} 的审批期限 2026-08-03 09:00 已过，无人审批，即将作废（方案校验码 abcdef01）`,
    );
  });

  test('has lapsed', async () => {
    const { run, move, said } = await proposed();
    office.clock.set(new Date(+UNTIL + 60_000));
    await decided(run.id, 'lapsed', 'muster');
    await move('cancelled');
    expect(await said()).toEqual({
      zh: `活动 ${run.id} 到 2026-08-03 09:00 无人审批，已于 2026-08-03 09:01 作废，没有发送（方案校验码 abcdef01）`,
      en: `nobody approved run ${run.id} by 2026-08-03 09:00: it lapsed at 2026-08-03 09:01 and nothing was sent (plan abcdef01)`,
    });
  });

  test.each([
    ['refused', 'head', /^活动 \d+ 于 2026-08-01 09:00 被 head 驳回，没有发送：太频繁$/],
    ['withdrawn', 'office', /^活动 \d+ 于 2026-08-01 09:00 被发起人 office 撤回，没有发送：太频繁$/],
  ] as const)('was %s', async (decision, by, sentence) => {
    const { run, move, said } = await proposed();
    await decided(run.id, decision, by, '太频繁');
    await move('cancelled');
    expect((await said())?.zh).toMatch(sentence);
  });

  test('was agreed to, and is a run like any other once it has begun', async () => {
    const { run, move, said } = await proposed();
    await decided(run.id, 'approved', 'head');
    expect((await said())?.zh).toBe(`活动 ${run.id} 已由 head 于 2026-08-01 09:00 批准，即将开始`);
    await move('running');
    expect((await said())?.zh).toContain('受众尚未确定');
  });

  test('was cancelled before anybody decided', async () => {
    const { move, said } = await proposed();
    await move('cancelled');
    expect((await said())?.zh).toContain('在确定受众之前已取消');
  });
});
