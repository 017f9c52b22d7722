import { expect, test } from '@jest/globals';
import { answerProposal } from '../../office/approval.js';
import { clearAddress } from '../../office/addresses.js';
import { setAway, setBack } from '../../office/availability.js';
import { redrive } from '../../office/failed.js';
import { settleInDoubt } from '../../office/in-doubt.js';
import { stopUsing, useAgain } from '../../office/providers.js';
import { undoRoster } from '../../office/roster/undo.js';
import { steer } from '../../office/steer.js';
import { openRun } from '../support/launch.js';
import { openTestOffice, refusalOf } from './office.js';

const office = await openTestOffice();
const { run } = await openRun(office.city, {});
const [clerk, head] = [office.actor('office'), office.actor('head')];
const reason = ' \u3000\n';
const away = { person: '张蔷', until: '2026-08-09', reason };

test.each([
  ['steering a run', () => steer(office, clerk, { runId: run.id, action: 'pause', reason })],
  ['sending again', () => redrive(office, clerk, { runId: run.id, reason })],
  ['settling by hand', () => settleInDoubt(office, clerk, { batch: 1, arrived: true, reason })],
  ['stopping a provider', () => stopUsing(office, clerk, { provider: 'aliyun', reason })],
  ['starting a provider', () => useAgain(office, clerk, { provider: 'aliyun', reason })],
  ['refusing', () => answerProposal(office, head, { runId: run.id, answer: 'refuse', reason })],
  ['withdrawing', () => answerProposal(office, clerk, { runId: run.id, answer: 'withdraw', reason })],
  ['an absence', () => setAway(office, clerk, away)],
  ['the end of one', () => setBack(office, clerk, { person: '张蔷', reason, coming: false })],
  ['clearing an address', () => clearAddress(office, clerk, { written: '1', reason })],
  ['taking an import back', () => undoRoster(office, clerk, { importId: 1, reason })],
])('%s without a reason is refused, whatever else is wrong with it', async (_, act) => {
  expect(await refusalOf(act())).toEqual({ kind: 'invalid', reasons: ['no-reason'] });
});
