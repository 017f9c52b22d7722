import { officeTime } from '../domain/calendar/office-day.js';
import type { Sentence } from '../domain/problem.js';
import type { Approval } from '../ledger/approvals.js';
import type { Run } from '../ledger/runs.js';

/** As many digits of a plan's hash as an approver has to name. */
const HASH_DIGITS = 8;

/** A run's approval, with whoever may give it. */
interface Asked {
  approval: Approval;
  approvers: readonly string[];
}

/**
 * Why nothing is sent of a run that somebody else must agree to, or had to: who, by when, or what was decided. Null: the
 * approval is no reason, since it was given, or the run was cancelled without a word on it.
 */
export function approvalSentence({ id, state }: Run, asked: Asked, now: Date): Sentence | null {
  const { decision } = asked.approval;
  if (decision === null) return state === 'cancelled' ? null : waiting(id, asked, now);
  if (decision === 'approved') return state === 'proposed' ? agreed(id, asked.approval) : null;
  return decision === 'lapsed' ? lapsed(id, asked.approval) : declined(id, asked.approval);
}

function waiting(id: number, { approval: { until, planHash }, approvers }: Asked, now: Date): Sentence {
  const [time, hash] = [officeTime(until), planHash.slice(0, HASH_DIGITS)];
  if (until <= now)
    return {
      zh: `活动 ${id} 的审批期限 ${time} 已过，无人审批，即将作废（方案校验码 ${hash}）`,
      en: `nobody approved run ${id} by ${time}: it is about to lapse (plan ${hash})`,
    };
  const zh = approvers.length > 0 ? ` ${approvers.join('、')} 审批` : '负责人审批，而现在没有可以审批的人';
  const en = approvers.length > 0 ? approvers.join(' or ') : 'a head, of whom there is none now';
  return {
    zh: `活动 ${id} 待审批：须在 ${time} 之前由${zh}（方案校验码 ${hash}）`,
    en: `run ${id} waits to be approved: by ${en}, before ${time} (plan ${hash})`,
  };
}

const decidedAt = ({ decidedAt: at, until }: Approval): string => officeTime(at ?? until);

const agreed = (id: number, approval: Approval): Sentence => ({
  zh: `活动 ${id} 已由 ${approval.decidedBy} 于 ${decidedAt(approval)} 批准，即将开始`,
  en: `run ${id} was approved by ${approval.decidedBy} at ${decidedAt(approval)} and is about to begin`,
});

const lapsed = (id: number, approval: Approval): Sentence => {
  const [until, hash] = [officeTime(approval.until), approval.planHash.slice(0, HASH_DIGITS)];
  return {
    zh: `活动 ${id} 到 ${until} 无人审批，已于 ${decidedAt(approval)} 作废，没有发送（方案校验码 ${hash}）`,
    en: `nobody approved run ${id} by ${until}: it lapsed at ${decidedAt(approval)} and nothing was sent (plan ${hash})`,
  };
};

/** The reason is the operators' own words: shown, as in `run show`. */
const declined = (id: number, approval: Approval): Sentence => {
  const { decision, decidedBy, reason } = approval;
  const why = reason ?? '—';
  return decision === 'refused'
    ? {
        zh: `活动 ${id} 于 ${decidedAt(approval)} 被 ${decidedBy} 驳回，没有发送：${why}`,
        en: `run ${id} was refused by ${decidedBy} at ${decidedAt(approval)}, and nothing was sent: ${why}`,
      }
    : {
        zh: `活动 ${id} 于 ${decidedAt(approval)} 被发起人 ${decidedBy} 撤回，没有发送：${why}`,
        en: `run ${id} was withdrawn by its author ${decidedBy} at ${decidedAt(approval)}, and nothing was sent: ${why}`,
      };
};
