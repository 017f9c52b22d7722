import { CERTAIN, CLEAR, DOUBTFUL, FAINT, FAIR } from '../weights.js';
import { rule } from './rule.js';

/** Whom one goes to, or what for, between 去 and what keeps one there: 去给孩子开家长会. */
const ERRAND = '(soft|kin|other|with|place)*';

/** What keeps away. */
export const REASONS = [
  rule('busy soft* now? off', 'yes', DOUBTFUL, 'avail'),
  rule('off', 'no', CLEAR, 'reason'),
  rule('first MID* busy', null),
  // 那天要去签合同; 要去 something we do not know.
  rule('day MID* (want|must) attend unknown', 'no', FAIR, 'reason'),
  rule('(want|must) attend unknown', 'no', FAINT, 'reason'),
  rule(`(want|must|attend)* attend ${ERRAND} (busy|abroad)`, 'no', FAIR, 'reason'),
  rule('nobody .{0,3}', 'no', DOUBTFUL, 'reason'),
  rule('NOT must? stand-in MID* attend?', null),
  rule('busy soft* good', null),
  rule('busy', 'no', FAIR, 'reason'),
  rule('hitch|abroad', 'no', FAINT, 'reason'),
];

/** Refusing without a negation, and being unable. */
export const REFUSALS = [
  rule('forbid (MID|you)* attend?', 'no', CLEAR),
  // 来不了就算了 leaves it open.
  rule('cannot then* drop', 'no', FAINT),
  rule('cannot MID* (attend+|accept|good)?', 'no', CERTAIN),
  rule('refuse MID* attend?', 'no', CLEAR),
  rule('attend (refuse|off)', 'no', CLEAR),
  rule('no-good (soft|able)* attend?', 'no', CERTAIN),
  rule('drop (?=(end|soft)*$)', 'no', FAIR),
  // 我哪有空, 怎么走得开; 去什么去.
  rule('(ask|how) MID* (avail|can)', 'no', FAIR),
  rule('(?<=self) query (avail|can)', 'no', FAIR),
  rule('attend ask attend', 'no', CLEAR),
  rule('ask (soft|able|self)* attend', null),
  rule('cross', 'no', CERTAIN),
  rule('unhappy', 'no', CLEAR, 'sign'),
];
