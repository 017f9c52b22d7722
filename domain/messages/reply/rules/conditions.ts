import { CERTAIN, CLEAR, DOUBTFUL, FAINT, FAIR } from '../weights.js';
import { has, rule, type Weighing } from './rule.js';

/** In spite of something. */
export const CONCESSIONS = [
  rule('even .{0,12}? also MID* (attend|accept|rise)', 'yes', CERTAIN, 'despite'),
  // 发不发钱都去.
  rule('choice .{0,3}? also MID* (attend|accept|rise)', 'yes', CERTAIN, 'despite'),
  rule('choice also (good|able) (?=(end|soft)*$)', 'maybe', CLEAR),
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
  rule(
    '(ask|other|nobody|group) also* NOT? MID* attend self (?!then) also? MID* attend',
    'yes',
    CLEAR,
    'despite',
  ),
];

/** 我要能去就好了: wished for what cannot be. */
export const WISHES = [
  // 不来才怪; 能来才怪.
  rule('not MID* attend MID* unreal', 'yes', FAIR),
  rule('able? MID* attend soft* unlikely', 'no', FAIR),
  rule('unlikely MID* attend?', 'no', FAIR),
  rule('able? MID* (attend|can|avail|able) MID* unreal', 'no', FAIR),
];

/** 单少就来 depends on how things are, 换了衣服就去 on nothing. */
const circumstance: Weighing = (tokens, from) =>
  /[少多近早够齐轻松稳小大好]了?$/.test(tokens[from]?.text ?? '') ? CLEAR : DOUBTFUL;

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
  // 老王去我就去.
  rule('(other|kin|you) MID* attend self? then MID* attend', 'maybe', CLEAR, 'condition'),
  // 没下夜班就去不了.
  rule(
    '(hitch|(NOT|forbid) MID* (busy|weather|hitch|unknown|avail)?) (soft|self)* then (soft|self)* NEVER',
    'maybe',
    CLEAR,
    'condition',
  ),
  rule('(avail|idle|can) (soft|self|day)* (then|again) MID* (attend|good|rise)', 'maybe', CLEAR, 'condition'),
  rule('avail (soft|self)* firm MID* attend', 'maybe', DOUBTFUL, 'condition'),
  rule('idle (soft|self)* firm MID* attend', 'yes', FAIR),
  rule('avail attend', 'yes', DOUBTFUL),
  // 孩子好了就去.
  rule('good soft* self? then MID* attend', 'maybe', CLEAR, 'condition'),
  rule(
    '(kin|cause) soft* (unknown|avail|accept|good) soft* self? then MID* attend',
    'maybe',
    CLEAR,
    'condition',
  ),
  // 批了就去, but also 换了衣服就去.
  rule('unknown soft* then MID* attend', 'maybe', circumstance, 'condition'),
  // 检查没问题就去; 找得到人看店就来.
  rule('unknown accept soft* self? then MID* attend', 'maybe', CLEAR, 'condition'),
  rule('(can|avail) (unknown|other|kin|busy|soft){1,3} then MID* attend', 'maybe', CLEAR, 'condition'),
  rule('able MID* attend (self|soft)* (then|firm) MID* attend', 'maybe', CLEAR, 'condition'),
  rule(
    'able (unknown|busy|can|avail|good|soft|rise){1,3} self? (then|again) MID* attend',
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

/** 看船期, but 看电视. */
const watched: Weighing = (tokens, _from, to) => {
  const what = tokens[to - 1]?.text ?? '';
  return /^\p{Script=Han}{2,4}$/u.test(what) && !/[书报剧片]$|电视|手机|热闹|直播|新闻/.test(what)
    ? FAIR
    : FAINT;
};

/** Not knowing yet. */
export const DOUBTS = [
  // 可能晚点到也可能去不了.
  rule('perhaps MID* (late|attend|cannot|NOT MID* attend) perhaps .*', 'maybe', CLEAR),
  rule('(perhaps .{1,6}?|late) also perhaps .*', 'maybe', CLEAR),
  // 去不了再说, 来不了再告诉你: open until then.
  rule('(cannot|NOT MID* attend) (soft|self)* (then|again)* unsettled', 'maybe', CLEAR, 'condition'),
  rule('(perhaps|afraid) MID* late', 'yes', FAIR, 'late'),
  // 不敢肯定, 不保证能去.
  rule('NOT able* firm (?=(end|soft)*$)', 'maybe', CLEAR),
  rule('NOT able* firm able MID* attend', 'maybe', CLEAR),
  rule('afraid MID* (NEVER MID* attend?|NOT MID* (attend|able)?)', 'no', FAIR, 'doubt'),
  rule('afraid MID* busy', 'maybe', DOUBTFUL),
  // 怕身体撑不住.
  rule('afraid (unknown|kin|cause|frail|soft|self)+ (cannot|no-good|frail|hitch)', 'maybe', CLEAR),
  // 大概九点到: the hour is what is not certain.
  rule('perhaps LIGHT* clock LIGHT* attend', 'yes', DOUBTFUL),
  rule('attend soft* perhaps (?! MID* late)', 'maybe', FAIR),
  rule('perhaps MID* (NEVER MID* attend?|NOT MID* (attend|able|good))', 'no', FAINT, 'doubt'),
  rule('perhaps MID* (busy|hitch)', 'maybe', DOUBTFUL),
  // 应该没问题: gives way to 能来.
  rule('perhaps MID* (good|accept)', 'maybe', CLEAR, 'accept'),
  rule('perhaps MID* (attend|can|able|avail|want)', 'maybe', CLEAR),
  rule('perhaps (end|soft|perhaps)*$', 'maybe', CLEAR),
  rule('perhaps', 'maybe', FAINT),
  rule('effort NOT late', 'yes', CLEAR, 'accept'),
  rule('effort LIGHT* (early|on-time) LIGHT* attend?', 'yes', DOUBTFUL),
  rule('effort (choice|avail|MID)* (attend|can)?', 'maybe', CLEAR),
  rule('(depends|look) .{0,10}? choice (MID|can|avail|busy|attend|unknown)*', 'maybe', CLEAR, 'condition'),
  rule('(depends|look) .{0,10}? (ask|query|how) (soft|end)*$', 'maybe', CLEAR, 'condition'),
  rule('(depends|look) .{1,10}? (not|not-had|ask-end) (?=(end|soft)*$)', 'maybe', CLEAR, 'condition'),
  rule('depends (cause|kin|unknown|good|weather|NOT|MID)* (?=end*$)', 'maybe', factor, 'condition'),
  // 看腿疼不疼, 看地里活.
  rule(
    '(?<=^(self|then|also)*) look (busy|frail|weather|hitch|avail) (soft|not|unknown|busy|end)*$',
    'maybe',
    CLEAR,
    'condition',
  ),
  rule('(?<=^(self|then|also)*) look unknown (?=(end|soft)*$)', 'maybe', watched, 'condition'),
  rule('look kin (?=(end|soft)*$)', 'maybe', FAINT),
  rule('(?<=day) look (?=end*$)', 'maybe', FAIR),
  rule('unsettled MID* choice MID* (can|avail)? MID* attend?', 'maybe', CERTAIN),
  rule('choice MID* attend? MID* (unsettled MID*)+', 'maybe', CERTAIN),
  rule('choice MID* attend? MID* depends .*', 'maybe', CLEAR, 'condition'),
  rule('unsettled MID* (can|avail|attend)?', 'maybe', CERTAIN),
];
