import type { RungName } from '../../../domain/duties/duty.js';
import type { Sentence } from '../../../domain/problem.js';

/** What each rung of a ladder is called. */
export const RUNG_NAMES: Record<RungName, Sentence> = {
  opened: { zh: '开始', en: 'opened' },
  'week before': { zh: '到期前一周', en: 'a week before' },
  'day before': { zh: '到期前一个工作日', en: 'the workday before' },
  due: { zh: '到期日', en: 'due' },
  late: { zh: '逾期', en: 'late' },
  deputy: { zh: '逾期，报副主任', en: 'late: the deputy' },
  head: { zh: '逾期，报主任', en: 'late: the head' },
  superior: { zh: '逾期，报上级', en: 'late: those above' },
  office: { zh: '逾期，报办公室', en: 'late: the office' },
  returned: { zh: '退回', en: 'returned' },
  extended: { zh: '延期', en: 'extended' },
  unlocked: { zh: '解锁', en: 'unlocked' },
  moved: { zh: '期限调整', en: 'moved' },
};
