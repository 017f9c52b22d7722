import { CERTAIN, CLEAR, DOUBTFUL, FAINT, FAIR } from '../weights.js';
import { has, rule, type Weighing } from './rule.js';

/** Two negations, a negation asked as a question, and what only looks like a negation. */
export const DOUBLE_NEGATIONS = [
  rule('bound MID* (attend|able)', 'yes', CERTAIN),
  // 非去不可, 不去不行, 我不去谁去.
  rule('unless MID* attend no-good', 'yes', CERTAIN),
  rule('not attend (also|able)? no-good', 'yes', CLEAR),
  rule('not attend ask attend', 'yes', CLEAR),
  rule('not-had (unknown|soft){0,3} refuse', 'yes', DOUBTFUL),
  rule('NOT MID* (able|want|must) soft* not MID* (attend|able)', 'yes', CLEAR),
  // 没来不了.
  rule('not-had cannot', 'yes', FAINT),
  // 没有不愿意, 没有不去的道理.
  rule('not-had not MID* (able|want) (attend|(?=(end|soft)*$))', 'yes', FAINT),
  rule('not-had not MID* attend soft (unknown|soft)', 'yes', DOUBTFUL),
  rule('not-had not MID* attend', 'yes', FAINT),
  rule('NOT NOT+ MID* attend', 'no', FAIR),
  rule('(rhetoric|how) MID* NOT MID* (attend|able)', 'yes', FAIR),
  rule('rhetoric MID* (cannot|no-good)', 'yes', DOUBTFUL),
  rule('hearsay MID* (cannot|no-good|NOT MID* (attend|able))', 'yes', DOUBTFUL),
  rule('hearsay MID* attend', 'no', FAIR),
  // 哪能去啊: of course not.
  rule('rhetoric MID* (attend|can|avail)', 'no', FAIR),
  // 不是不能去: what follows (能去, 是真去不了) says which way it goes.
  rule('(deny|unsaid) MID* (cannot|no-good|refuse|NOT MID* (attend|able|want))', 'yes', FAINT),
  rule('deny MID* attend', null),
  // 我没说要去.
  rule('unsaid MID* attend', 'no', FAIR),
  rule('deny (end|soft)*$', 'no', FAINT),
];

/** 不能按时参加 is an official no; 不能准时到 may only mean late. */
const punctuality: Weighing = (tokens, _from, to) =>
  /参加|出席/.test(tokens[to - 1]?.text ?? '') ? CLEAR : FAINT;

/** 不需要 declines; 贷款不需要 answers somebody else's message. */
const needless: Weighing = (tokens, from) => (has(tokens.slice(0, from), 'unknown') ? FAINT : FAIR);

/** 不用去了吧 asks leave; 没必要去, 不需要参加 take it. */
const excused: Weighing = (tokens, from, to) =>
  tokens.slice(from, to).some(({ text }) => /需要|必要/.test(text)) && !/[吧吗]/.test(tokens[to]?.text ?? '')
    ? FAIR
    : DOUBTFUL;

/** Denying that one comes, can come, wants to. */
export const DENIALS = [
  rule('(NOT|cannot) MID* fail', 'yes', CLEAR),
  // 我啥时候掉过链子.
  rule('(query|rhetoric|how) MID* fail', 'yes', CLEAR),
  rule('fail', 'no', CLEAR),
  rule('NOT MID* late', 'yes', FAIR, 'accept'),
  rule('NOT MID* attend once', null),
  rule('attend once', null),
  // 不能准时到 may end either way; with minutes behind it, it means late.
  rule('NOT LIGHT* able? LIGHT* (on-time|early) MID* attend', 'no', punctuality),
  rule('NOT MID* busy', 'yes', DOUBTFUL, 'avail'),
  rule('NOT MID* (weather|hitch)', null),
  rule('NOT MID* (avail|idle|can)', 'no', CLEAR),
  rule('NOT MID* underway', 'no', CLEAR),
  rule('NOT MID* (accept|good) MID* attend', 'no', DOUBTFUL),
  rule('NOT MID* accept', 'no', DOUBTFUL),
  // 不想折腾了.
  rule('NOT want unknown (?=(REST)*$)', 'no', FAIR),
  rule('NOT unsettled MID* attend', 'no', DOUBTFUL),
  // 不用去了吧: asks leave rather than taking it.
  rule('(not|not-had) must soft* attend', 'no', excused),
  rule('not-had MID* attend+', 'no', DOUBTFUL),
  rule('not MID* (attend+|lend)', 'no', CERTAIN),
  rule('NOT MID* (able|want) (?=(REST)*$)', 'no', CLEAR),
  rule('NOT soft* good (?=(REST)*$)', 'no', FAIR),
  rule('not must (?=(REST)*$)', 'no', needless),
  rule('(?<=^(START|want)*) not+ (?=(end|soft|sorry|thank|flower)*$)', 'no', FAIR, 'assent'),
  // 去是想去: a but is to follow.
  rule('able? attend (is (want|able)+|want) attend', 'yes', FAINT, 'desire'),
  // 去是去不了的.
  rule('able? MID* attend is (NEVER|NOT MID* attend)', 'no', CLEAR),
  rule('attend not (?!MID* attend)', 'no', DOUBTFUL),
];
