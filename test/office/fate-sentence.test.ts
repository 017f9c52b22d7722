import { expect, test } from '@jest/globals';
import { MESSAGE_STATES } from '../../domain/messages/states.js';
import type { Fate } from '../../ledger/why.js';
import { fateSentence } from '../../office/fate-sentence.js';

const AT = new Date('2026-08-01T01:30:00Z');
const NOW = new Date('2026-08-01T02:00:00Z');

const fate = (change: Partial<Fate>): Fate => ({
  ...{
    step: 'notice',
    occurrence: 1,
    channel: 'sms',
    frozenAt: AT,
    state: 'queued',
    reason: null,
    changedAt: AT,
    irrefusable: null,
  },
  ...{ notBefore: AT, class: 'notice', tries: 0, provider: 'aliyun', reference: null, acceptedAt: null },
  ...change,
});

const taken = { reference: '9006^0', acceptedAt: AT };

test.each<[string, Partial<Fate>, string]>([
  ['waits', {}, '短信：排队等待发送'],
  [
    'waits for its time',
    { notBefore: new Date('2026-08-02T00:00:00Z') },
    '短信：排队中，2026-08-02 08:00 之后发送',
  ],
  ['was tried', { tries: 2 }, '短信：排队等待发送，已试 2 次'],
  ['is being sent', { state: 'sending' }, '短信：2026-08-01 09:30 起正在发送'],
  [
    'was taken',
    { state: 'sent', ...taken },
    '短信：2026-08-01 09:30 已提交运营商，aliyun 流水号 9006^0，回执未到',
  ],
  [
    'was taken three days ago, and no receipt came',
    { state: 'sent', changedAt: new Date(+NOW - 72 * 3_600_000), ...taken },
    '短信：2026-08-01 09:30 已提交运营商，aliyun 流水号 9006^0，72 小时内没有回执，不会再有，以此为准',
  ],
  [
    'nobody ever found out',
    { state: 'expired', reason: 'never settled' },
    '短信：可能已经发出，始终没有查明，2026-08-01 09:30 起不再核实',
  ],
  [
    'was taken by a relay',
    { state: 'sent', channel: 'email', provider: 'smtp', ...taken },
    '邮件：2026-08-01 09:30 邮件服务器已收下，smtp 流水号 9006^0',
  ],
  [
    'arrived',
    { state: 'delivered', ...taken },
    '短信：2026-08-01 09:30 回执确认已送达，aliyun 流水号 9006^0',
  ],
  [
    'did not arrive',
    { state: 'undelivered', reason: 'MK:0012', ...taken },
    '短信：2026-08-01 09:30 回执说没有送达（MK:0012），aliyun 流水号 9006^0',
  ],
  [
    'was refused',
    { state: 'failed', reason: 'isv.SMS_TEMPLATE_ILLEGAL' },
    '短信：2026-08-01 09:30 被拒绝（模板不存在、未通过审核，或属于别的账户，isv.SMS_TEMPLATE_ILLEGAL），不再自动重试；原因排除后可用 muster failed redrive 重发',
  ],
  [
    'was refused for a reason nobody knows',
    { state: 'failed', reason: 'isv.BRAND_NEW' },
    '短信：2026-08-01 09:30 被拒绝（isv.BRAND_NEW），不再自动重试；原因排除后可用 muster failed redrive 重发',
  ],
  [
    'could not be sent for the name of its recipient',
    { state: 'failed', reason: 'text.name.symbol' },
    '短信：不能发送：姓名含有短信不能发送的符号（【】¥★※）（2026-08-01 09:30），不再自动重试；原因排除后可用 muster failed redrive 重发',
  ],
  [
    'could not be sent for its address',
    { state: 'failed', reason: 'address', channel: 'email' },
    '邮件：不能发送：邮箱地址不能用（2026-08-01 09:30），不再自动重试；原因排除后可用 muster failed redrive 重发',
  ],
  [
    'got no answer',
    { state: 'unknown', reason: 'link.no-answer' },
    '短信：可能已经发出（服务商没有及时应答），自 2026-08-01 09:30 起正在核实',
  ],
  [
    'may have gone out',
    { state: 'unknown', reason: 'dispatcher lost' },
    '短信：可能已经发出（发送进程中断），自 2026-08-01 09:30 起正在核实',
  ],
  [
    'came too late',
    { state: 'expired', reason: 'expired' },
    '短信：没有发送：2026-08-01 09:30 轮到时已过有效期',
  ],
  [
    'was cancelled',
    { state: 'cancelled', reason: 'may have been sent', channel: 'email' },
    '邮件：没有发送：活动已于 2026-08-01 09:30 取消；先前可能已经发出',
  ],
  [
    'was in doubt and is not wanted any more',
    { state: 'suppressed', reason: 'may have been sent', channel: 'email' },
    '邮件：先前可能已经发出，2026-08-01 09:30 起不再发送',
  ],
  [
    'was in doubt until it was too late',
    { state: 'expired', reason: 'may have been sent', channel: 'email' },
    '邮件：先前可能已经发出，2026-08-01 09:30 起不再发送',
  ],
  [
    'was to ask somebody when asking was finished',
    { state: 'cancelled', reason: 'asking finished' },
    '短信：没有发送：轮到之前集结已停止询问（2026-08-01 09:30）',
  ],
  [
    'was to tell somebody something when the event was called off',
    { state: 'cancelled', reason: 'called off' },
    '短信：没有发送：轮到之前事项已取消（2026-08-01 09:30）',
  ],
])('a message that %s', (_, change, sentence) => {
  expect(fateSentence(fate(change), 'running', NOW).zh).toBe(sentence);
});

test('a paused run keeps its messages waiting, whatever their time', () => {
  expect(fateSentence(fate({}), 'paused', NOW).en).toBe('SMS: the run is paused; waits for it to go on');
});

test.each(['closed', 'cancelled'] as const)('nobody is told to redrive a run that is %s', (run) => {
  for (const reason of ['isv.SMS_TEMPLATE_ILLEGAL', 'text.name.symbol']) {
    const { zh, en } = fateSentence(fate({ state: 'failed', reason }), run, NOW);
    expect(`${zh} ${en}`).not.toContain('redrive');
  }
});

test('every state has its sentence in both languages, with nothing missing in it', () => {
  for (const state of MESSAGE_STATES) {
    const { zh, en } = fateSentence(fate({ state, reason: 'opted out' }), 'running', NOW);
    expect(`${zh} ${en}`).not.toMatch(/undefined|null|NaN/);
  }
});
