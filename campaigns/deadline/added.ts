import type { Day } from '../../domain/calendar/day.js';
import { officeDay } from '../../domain/calendar/office-day.js';
import type { PlannedDuty } from '../../domain/duties/duty.js';
import type { Form } from '../../domain/duties/form.js';
import { USUAL_LADDER, type LadderGround } from '../../domain/duties/ladder.js';
import { endOfDay } from './due.js';
import { planDuty } from './owed.js';

/** How long something that was added to a run is taken after its day, in workdays. */
const GRACE_WORKDAYS = 10;

/** What was done about it; papers if there are any. */
const ADDED_FORM: Form = {
  fields: [{ key: 'done', zh: '办理情况', en: 'what was done', type: 'text' }],
  attachments: [{ key: 'documents', zh: '附件', en: 'documents', kind: 'document', least: 0, most: 5 }],
};

/** Something that one committee is asked for while a run goes on. */
export interface AddedDuty {
  key: string;
  title: string;
  committee: string;
  due: Day;
}

/** What is added, as its run's plan would have it: said on the next workday, then chased as usual. */
export const planAdded = (
  { key, title, committee, due }: AddedDuty,
  now: Date,
  ground: LadderGround,
): { duty: PlannedDuty; dueAt: Date; lockAt: Date } => {
  const { duty, times } = planDuty(
    {
      ...{ key, title, form: ADDED_FORM, graceWorkdays: GRACE_WORKDAYS, ladder: USUAL_LADDER },
      who: { owedBy: 'committee', under: [committee], themselves: true },
      due: { at: endOfDay(due), provisional: false },
    },
    endOfDay(officeDay(now)),
    ground,
  );
  return { duty, dueAt: times.dueAt, lockAt: times.lockAt };
};
