import type { Sentence } from '../problem.js';

/** Where a run stands; the database refuses illegal moves. */
export type RunState = 'starting' | 'proposed' | 'running' | 'paused' | 'closed' | 'cancelled';

/** What each state is called when a person reads it. */
export const RUN_STATE_MEANING: Record<RunState, Sentence> = {
  starting: { zh: '待开始', en: 'starting' },
  proposed: { zh: '待审批', en: 'proposed' },
  running: { zh: '进行中', en: 'running' },
  paused: { zh: '已暂停', en: 'paused' },
  closed: { zh: '已结束', en: 'closed' },
  cancelled: { zh: '已取消', en: 'cancelled' },
};
