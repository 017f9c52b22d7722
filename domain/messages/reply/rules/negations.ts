import { CERTAIN, CLEAR, DOUBTFUL, FAINT, FAIR } from '../weights.js';
import { rule } from './rule.js';

/** Two negations, a negation asked as a question, and what only looks like a negation. */
export const DOUBLE_NEGATIONS = [
  rule('bound MID* (attend|able)', 'yes', CERTAIN),
  // 非去不可, 不去不行, 我不去谁去.
  rule('unless MID* attend no-good', 'yes', CERTAIN),
  rule('not attend (also|able)? no-good', 'yes', CLEAR),
  rule('not attend ask attend', 'yes', CLEAR),
  rule('not-had (unknown|soft){0,3} refuse', 'yes', DOUBTFUL),
  rule('NOT MID* (able|want|must) soft* not MID* (attend|able)', 'yes', CLEAR),
  // 没有不愿意, 没有不去的道理.
  rule('not-had not MID* (able|want) (attend|(?=(end|soft)*$))', 'yes', FAINT),
  rule('not-had not MID* attend soft (unknown|soft)', 'yes', DOUBTFUL),
  rule('NOT NOT+ MID* attend', 'no', FAIR),
  rule('(rhetoric|how) MID* NOT MID* (attend|able)', 'yes', FAIR),
  rule('rhetoric MID* (cannot|no-good)', 'yes', DOUBTFUL),
  rule('hearsay MID* (cannot|no-good|NOT MID* (attend|able))', 'yes', DOUBTFUL),
  rule('hearsay MID* attend', 'no', FAINT),
  // 哪能去啊: of course not.
  rule('rhetoric MID* (attend|can|avail)', 'no', FAIR),
  // 不是不能去: what follows (能去, 是真去不了) says which way it goes.
  rule('deny MID* (cannot|no-good|refuse|NOT MID* (attend|able|want))', 'yes', FAINT),
  rule('deny MID* attend', null),
  rule('deny (end|soft)*$', 'no', FAINT),
];

/** Denying that one comes, can come, wants to. */
export const DENIALS = [
  rule('(NOT|cannot) MID* fail', 'yes', CLEAR),
  rule('fail', 'no', CLEAR),
  rule('NOT MID* late', 'yes', FAIR, 'accept'),
  rule('NOT MID* attend once', null),
  rule('attend once', null),
  // 不能准时到 may end either way; with minutes behind it, it means late.
  rule('NOT LIGHT* able? LIGHT* (on-time|early) MID* attend', 'no', FAINT),
  rule('NOT MID* busy', 'yes', DOUBTFUL, 'avail'),
  rule('NOT MID* (weather|hitch)', null),
  rule('NOT MID* (avail|idle|can)', 'no', CLEAR),
  rule('NOT MID* underway', 'no', CLEAR),
  rule('NOT MID* (accept|good) MID* attend', 'no', DOUBTFUL),
  rule('NOT MID* accept', 'no', DOUBTFUL),
  // 不想折腾了.
  rule('NOT want unknown (?=(REST)*$)', 'no', FAIR),
  rule('NOT unsettled MID* attend', 'no', DOUBTFUL),
  rule('not-had MID* attend+', 'no', DOUBTFUL),
  // 不用去了吧: asks leave rather than taking it.
  rule('not must soft* attend', 'no', DOUBTFUL),
  rule('not MID* attend+', 'no', CERTAIN),
  rule('NOT MID* (able|want) (?=(REST)*$)', 'no', CLEAR),
  rule('NOT soft* good (?=(REST)*$)', 'no', FAIR),
  rule('not must (?=(REST)*$)', 'no', FAIR),
  rule('(?<=^(START|want)*) not+ (?=(end|soft)*$)', 'no', FAIR),
  // 去是想去: a but is to follow.
  rule('able? attend is (want|able)+ attend', 'yes', FAINT, 'desire'),
  // 去是去不了的.
  rule('able? MID* attend is (NEVER|NOT MID* attend)', 'no', CLEAR),
  rule('attend not (?!MID* attend)', 'no', DOUBTFUL),
];
