import { CERTAIN, CLEAR, DOUBTFUL, FAINT, FAIR } from '../weights.js';
import { rule, type Weighing } from './rule.js';

/** Whom one goes to, or what for, between 去 and what keeps one there: 去给孩子开家长会. */
const ERRAND = '(soft|kin|other|with|place)*';

const duty: Weighing = (tokens, from, to) =>
  /^得$/.test(tokens[from]?.text ?? '') && /\p{Script=Han}{2}/u.test(tokens[to - 1]?.text ?? '')
    ? FAIR
    : FAINT;

/** 要参加校运会: another event than ours. */
const elsewhere: Weighing = (tokens, _from, to) =>
  tokens[to - 2]?.text === '参加' &&
  /^(?!.*[演练抗防救水])\p{Script=Han}{2,}/u.test(tokens[to - 1]?.text ?? '')
    ? FAIR
    : FAINT;

const daunted: Weighing = (tokens, from) => (tokens[from]?.text.startsWith('太') ? FAIR : FAINT);

const errand: Weighing = (tokens, from, to) =>
  tokens[to - 1]?.text === '去' && !/[假班]/.test(tokens[from]?.text ?? '') ? FAIR : DOUBTFUL;

/** What keeps away. */
export const REASONS = [
  rule('busy soft* now? off', 'yes', DOUBTFUL, 'avail'),
  rule('off', 'no', CLEAR, 'reason'),
  rule('first MID* busy', null),
  rule('alas (REST|unknown|NOT|able|kin|cause|other|must)+$', 'no', FAIR, 'reason'),
  // 那天要去签合同; 要去 something we do not know.
  rule('day MID* (want|must) attend unknown', 'no', FAIR, 'reason'),
  rule('(want|must) attend unknown', 'no', elsewhere, 'reason'),
  // 我得守着母牛: whatever has to be done, it is not coming.
  rule(
    '(?<=(self|day) (soft|also|day)*) must unknown (?=(end|soft|unknown|kin|number)*$)',
    'no',
    duty,
    'reason',
  ),
  rule(`(want|must|attend)* attend ${ERRAND} (busy|frail|abroad) attend?`, 'no', FAIR, 'reason'),
  // 送孩子去大学报到.
  rule('busy attend (unknown|abroad|cause) attend?', 'no', FAIR, 'reason'),
  // 打疫苗去 goes for that; 加班去 and 请假去 may mean either.
  rule('busy attend (?=(end|soft)*$)', 'no', errand, 'reason'),
  rule(`(want|must) attend ${ERRAND} cause attend?`, 'no', FAIR, 'reason'),
  // 我们家没人能去.
  rule('(?<=group soft*) nobody MID* (attend|avail) (?=(end|soft)*$)', 'no', CLEAR),
  rule('nobody MID* able MID* attend (?=(end|soft)*$)', 'no', FAIR),
  rule('nobody (soft|with|self)* avail', 'no', FAIR, 'reason'),
  rule('nobody .{0,3}', 'no', DOUBTFUL, 'reason'),
  rule('NOT must? stand-in MID* attend?', null),
  rule('busy soft* good', null),
  rule('busy', 'no', FAIR, 'reason'),
  rule('frail', 'no', FAIR, 'frailty'),
  // 太远了, and no more.
  rule('(?<=^(self|day|sorry|stop)*) hitch (?=(end|soft)*$)', 'no', daunted, 'reason'),
  rule('hitch|abroad', 'no', FAINT, 'reason'),
];

/** Refusing without a negation, and being unable. */
export const REFUSALS = [
  rule('forbid (MID|you)* attend?', 'no', CLEAR),
  // 晚到也来不了.
  rule('late also? MID* (NEVER|NOT MID* attend)', 'no', CERTAIN),
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
