import { officeTime } from '../domain/calendar/office-day.js';
import type { DutyState } from '../domain/duties/duty.js';
import type { Sentence } from '../domain/problem.js';
import type { Duty } from '../ledger/duties/duties.js';

/** What each state of a duty is called when a person reads it. */
export const DUTY_STATE_MEANING: Record<DutyState, Sentence> = {
  owed: { zh: '未报', en: 'owed' },
  submitted: { zh: '已报', en: 'submitted' },
  returned: { zh: '退回', en: 'returned' },
  accepted: { zh: '通过', en: 'accepted' },
  excused: { zh: '免报', en: 'excused' },
  locked: { zh: '锁定', en: 'locked' },
};

/** Why nothing is taken for a duty. */
export type Closed = 'accepted' | 'excused' | 'locked' | 'cancelled';

/** Why nothing is taken for a duty at an instant; null: it is open. */
export function closedBecause(
  { state, lockAt, runState }: Pick<Duty, 'state' | 'lockAt' | 'runState'>,
  now: Date,
): Closed | null {
  if (runState === 'cancelled') return 'cancelled';
  if (state === 'accepted' || state === 'excused' || state === 'locked') return state;
  return lockAt !== null && lockAt <= now ? 'locked' : null;
}

/** The same as a person reads it: until when it was taken, and whom to ask. */
export function closedSentence(
  closed: Closed,
  { lockAt, committee: { above } }: Pick<Duty, 'lockAt' | 'committee'>,
): Sentence {
  const zh = above ?? '志愿服务办公室';
  const en = above === null ? 'the volunteer office' : `the clerk of ${above}`;
  switch (closed) {
    case 'accepted':
      return {
        zh: `已经通过，不能再改；确需更正，请联系${zh}经办人员退回`,
        en: `it has been accepted and is not changed any more; to correct it, ask ${en} to return it`,
      };
    case 'excused':
      return {
        zh: `已经免报，不需要报送；有疑问请联系${zh}`,
        en: `it has been excused: nothing is needed; questions go to ${en}`,
      };
    case 'locked': {
      const until = lockAt === null ? '' : officeTime(lockAt);
      return {
        zh: `${until === '' ? '' : `报送到 ${until} 为止，`}现已锁定；仍需报送，请联系${zh}经办人员解锁`,
        en: `it is locked${until === '' ? '' : ` since ${until}`}; to hand it in all the same, ask ${en} to unlock it`,
      };
    }
    case 'cancelled':
      return {
        zh: `这项工作已经取消，不需要报送；有疑问请联系${zh}`,
        en: `this was cancelled: nothing is needed; questions go to ${en}`,
      };
  }
}
