import type { LadderRung } from '../../domain/duties/duty.js';
import type { Form } from '../../domain/duties/form.js';
import { LADDER_WITHOUT_OPENING } from '../../domain/duties/ladder.js';

/** Key of the duty by which a committee says whether it comes. */
export const RSVP = 'rsvp';
/** Key of the office's own duty to write the meeting down. */
export const MINUTES = 'minutes';

/** The field of the answer that says whether somebody comes. */
export const ATTENDING = 'attending';

/** 参会回执：是, 否, 委托; to send somebody else is to come. */
export const ANSWERS = { yes: '是', no: '否', deputed: '委托' } as const;

/** Whether a committee comes, and who for it; by post, never by name. */
export const RSVP_FORM: Form = {
  fields: [
    { key: ATTENDING, zh: '是否参会', en: 'attending', type: 'choice', choices: Object.values(ANSWERS) },
    { key: 'who', zh: '参会人职务', en: 'who comes, by post', type: 'line', optional: true },
    { key: 'note', zh: '备注', en: 'note', type: 'line', optional: true },
  ],
  attachments: [],
};

/** What was decided. */
export const MINUTES_FORM: Form = {
  fields: [{ key: 'decisions', zh: '议定事项', en: 'decisions', type: 'text' }],
  attachments: [{ key: 'document', zh: '会议纪要', en: 'minutes', kind: 'document', least: 1, most: 3 }],
};

/** Nobody but who is invited is chased for an answer, and nobody once the meeting has begun. */
export const RSVP_LADDER: readonly LadderRung[] = LADDER_WITHOUT_OPENING.filter(({ rung }) =>
  ['week before', 'day before', 'due', 'late'].includes(rung),
);

/** How long minutes are taken after their day, in workdays: so long action items may be added. */
export const MINUTES_GRACE_WORKDAYS = 10;
