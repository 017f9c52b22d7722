import { CERTAIN, CLEAR, DOUBTFUL, FAINT, FAIR } from '../weights.js';
import { has, rule, type Weighing } from './rule.js';

/** In spite of something. */
export const CONCESSIONS = [
  rule('even .{0,12}? also MID* (attend|accept|rise)', 'yes', CERTAIN, 'despite'),
  rule('again .{0,6}? also MID* (attend|accept|rise)', 'yes', CLEAR, 'despite'),
  // 加班也去, 下雨我也来.
  rule(
    '(cannot|busy|hitch|weather|no-good|forbid attend?) (soft|want|self)* also MID* attend',
    'yes',
    CLEAR,
    'despite',
  ),
  // 没补贴也去, 不想去也得去.
  rule(
    '(NOT|forbid) (?!self|attend) (want|busy|unknown|attend|soft|good){1,3} also MID* attend',
    'yes',
    CLEAR,
    'despite',
  ),
  // 谁不去我都去, 别人不去我去.
  rule('(ask|other|nobody) NOT? MID* attend self also? MID* attend', 'yes', CLEAR, 'despite'),
];

/** Only if: 不下雨就去, 有空再去, 能来就来. */
export const CONDITIONS = [
  rule('weather (soft|self)* then LIGHT* NOT MID* attend', 'maybe', CLEAR, 'condition'),
  rule('weather NOT MID* attend (?=end*$)', 'maybe', DOUBTFUL, 'condition'),
  rule('weather (soft|self)* then MID* (attend|good)', 'maybe', CLEAR, 'condition'),
  rule(
    'NOT MID* (busy|weather|hitch|unknown) (soft|self)* (then|again) MID* (attend|good)',
    'maybe',
    CLEAR,
    'condition',
  ),
  rule('(avail|idle|can) (soft|self|day)* (then|again) MID* (attend|good|rise)', 'maybe', CLEAR, 'condition'),
  rule('(avail|idle) (soft|self)* firm MID* attend', 'maybe', DOUBTFUL, 'condition'),
  rule('avail attend', 'yes', DOUBTFUL),
  // 孩子好了就去.
  rule('good soft* self? then MID* attend', 'maybe', CLEAR, 'condition'),
  // 批了就去, but also 换了衣服就去.
  rule('unknown soft* then MID* attend', 'maybe', DOUBTFUL, 'condition'),
  rule('able MID* attend (self|soft)* (then|firm) MID* attend', 'maybe', CLEAR, 'condition'),
  rule(
    'able (unknown|busy|can|avail|good|soft){1,2} self? (then|again) MID* attend',
    'maybe',
    CLEAR,
    'condition',
  ),
  // 几点都行.
  rule('query MID* attend? also MID* (good|able) (?=(REST)*$)', 'yes', FAIR),
];

/** 得看场院: minds it, or waits for it. */
const factor: Weighing = (tokens, from, to) => {
  const words = tokens.slice(from, to);
  const vague = has(words, 'unknown', 'kin') && tokens[from]?.text !== '看看';
  return vague && !has(words, 'not', 'not-had', 'weather', 'cause') ? DOUBTFUL : CLEAR;
};

/** Not knowing yet. */
export const DOUBTS = [
  rule('(perhaps|afraid) MID* late', 'yes', FAIR, 'late'),
  // 不敢肯定, 不保证能去.
  rule('NOT able* firm (?=(end|soft)*$)', 'maybe', CLEAR),
  rule('NOT able* firm able MID* attend', 'maybe', CLEAR),
  rule('afraid MID* (NEVER MID* attend?|NOT MID* (attend|able)?)', 'no', FAIR),
  rule('afraid MID* busy', 'maybe', DOUBTFUL),
  // 大概九点到: the hour is what is not certain.
  rule('perhaps LIGHT* clock LIGHT* attend', 'yes', DOUBTFUL),
  rule('attend soft* perhaps (?! MID* late)', 'maybe', FAIR),
  rule('perhaps MID* (NEVER MID* attend?|NOT MID* (attend|able))', 'no', FAINT, 'doubt'),
  rule('perhaps MID* (busy|hitch)', 'maybe', DOUBTFUL),
  rule('perhaps MID* (attend|can|good|accept|able|avail|want)', 'maybe', CLEAR),
  rule('perhaps (end|soft|perhaps)*$', 'maybe', CLEAR),
  rule('perhaps', 'maybe', FAINT),
  rule('effort LIGHT* (early|on-time) LIGHT* attend?', 'yes', DOUBTFUL),
  rule('effort (choice|avail|MID)* (attend|can)?', 'maybe', CLEAR),
  rule('(depends|look) .{0,10}? choice (MID|can|avail|busy|attend|unknown)*', 'maybe', CLEAR, 'condition'),
  rule('(depends|look) .{1,10}? (ask|query|how) (soft|end)*$', 'maybe', CLEAR, 'condition'),
  rule('depends (cause|kin|unknown|good|weather|NOT|MID)* (?=end*$)', 'maybe', factor, 'condition'),
  rule('look kin (?=(end|soft)*$)', 'maybe', FAINT),
  rule('(?<=day) look (?=end*$)', 'maybe', FAIR),
  rule('unsettled MID* choice MID* (can|avail)? MID* attend?', 'maybe', CERTAIN),
  rule('choice MID* attend? MID* (unsettled MID*)+', 'maybe', CERTAIN),
  rule('choice MID* attend? MID* depends .*', 'maybe', CLEAR, 'condition'),
  rule('unsettled MID* (can|avail|attend)?', 'maybe', CERTAIN),
];
