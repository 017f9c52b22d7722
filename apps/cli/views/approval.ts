import { officeTime } from '../../../domain/calendar/office-day.js';
import type { Decision } from '../../../domain/plan/approval.js';
import type { ApprovalNeeded, DecidedRun } from '../../../office/approval.js';
import type { Outlook } from '../../../office/preview.js';
import type { ApprovalView } from '../../../office/runs.js';
import { pairs } from '../table.js';
import type { Words } from '../words.js';
import { budgetLine } from './budget.js';

/** As many digits of a hash as an approval has to name. */
const SHOWN_DIGITS = 12;

/** What stands between a launch and its sending: budget, approval, and what an approval is bound to. */
export const outlookView = ({ planHash, budget, approval }: Outlook, words: Words): string =>
  pairs([
    [words.label('预算', 'budget'), budgetLine(budget, words)],
    [words.label('审批', 'approval'), approvalLine(approval, words)],
    [words.label('方案校验码', 'plan hash'), planHash.slice(0, SHOWN_DIGITS)],
  ]);

function approvalLine(approval: ApprovalNeeded | null, { say }: Words): string {
  if (approval === null) return say('不需要', 'none needed');
  const { until, approvers } = approval;
  const [names, time] = [approvers.join('、') || '—', officeTime(until)];
  return say(`须由他人审批：${names}，期限 ${time}`, `somebody else must agree by ${time}: ${names}`);
}

/** What a decision came to, in a word. */
export const DECISIONS: Readonly<Record<Decision, readonly [zh: string, en: string]>> = {
  approved: ['已批准', 'approved'],
  refused: ['已驳回', 'refused'],
  withdrawn: ['已撤回', 'withdrawn'],
  lapsed: ['逾期作废', 'lapsed'],
};

/** An approval on one line: waits until when, or what was decided by whom and why. */
export function approvalState(
  { until, decision, decidedBy, decidedAt, reason }: ApprovalView,
  words: Words,
): string {
  if (decision === null) {
    const time = officeTime(until);
    return words.say(`待审批，期限 ${time}`, `waits for it until ${time}`);
  }
  const by = decision === 'lapsed' ? '' : ` ${decidedBy}`;
  const why = reason === null ? '' : ` · ${reason}`;
  return `${words.label(...DECISIONS[decision])}${by} ${decidedAt ? officeTime(decidedAt) : ''}${why}`;
}

/** What a decision came to. */
export function decidedView({ run, decision, heard }: DecidedRun, words: Words): string {
  const [zh, en] = DECISIONS[decision];
  const later = heard
    ? ['', '']
    : ['；Temporal 应答后生效，不必再做', '; it takes effect once Temporal answers, nothing else is needed'];
  return words.say(`活动 ${run} ${zh}${later[0]}`, `run ${run} is ${en}${later[1]}`);
}
