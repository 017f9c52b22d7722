import { CERTAIN, CLEAR, DOUBTFUL, FAINT, FAIR } from '../weights.js';
import type { Token } from '../words/tokens.js';
import { has, rule, type Weighing } from './rule.js';

/** Longest word not understood in front of an answer that still leaves it believable, in characters. */
const UNDERSTOOD = 6;

/** 八点才到 gives an hour and 值班到晚上 an end; neither says that one comes here in time. */
function namesAnHour(tokens: readonly Token[], to: number): number | null {
  const verb = tokens[to - 1]?.text ?? '';
  const behind = tokens[to]?.kind;
  if (verb === '到' && (behind === 'day' || behind === 'clock')) return FAINT;
  const until = tokens.slice(0, to);
  return verb.endsWith('到') && has(until, 'clock') && !has(until, 'on-time', 'firm') ? DOUBTFUL : null;
}

/** 进货去了, 新来的, 捡到一个手机: the verb belongs to the word before it. */
const isCompound = (before: string, verb: string | undefined, behind: Token | undefined): boolean =>
  behind !== undefined &&
  (behind.text === '了' ||
    (before.length === 1 && (behind.text === '的' || (verb === '到' && behind.kind !== 'end'))));

/** 加班来, okcan't come: more was said in front than is understood. */
function unclearBefore(tokens: readonly Token[], from: number, to: number): boolean {
  const before = tokens.slice(0, from);
  const unknown = before.filter(({ kind }) => kind === 'unknown');
  const last = tokens[from - 1];
  const compound = last?.kind === 'unknown' && isCompound(last.text, tokens[to - 1]?.text, tokens[to]);
  return compound || has(before, 'busy') || unknown.some(({ text }) => /[a-z]/.test(text));
}

/** How surely "… attend …" means coming here. */
const attendance: Weighing = (tokens, from, to) => {
  const hour = namesAnHour(tokens, to);
  if (hour !== null) return hour;
  const strong = has(tokens.slice(from, to), 'must') || has(tokens.slice(0, to), 'able', 'firm', 'on-time');
  if (tokens[to]?.kind === 'unknown') return strong ? FAIR : FAINT;
  // 来家里, 去单位, 能去医院.
  if (has(tokens.slice(to, to + 1), 'busy', 'abroad', 'cause')) return DOUBTFUL;
  if (!strong && unclearBefore(tokens, from, to)) return DOUBTFUL;
  const lost = tokens.slice(0, from).some(({ kind, text }) => kind === 'unknown' && text.length > UNDERSTOOD);
  if (lost) return DOUBTFUL;
  return strong ? CERTAIN : CLEAR;
};

/** A wish is less than a word. */
const wish: Weighing = (tokens, from, to) => Math.min(FAIR, attendance(tokens, from, to));

/** 水管没问题 is no consent of the writer, words in front of it not being understood; 算我一个 always is. */
const agreement: Weighing = (tokens, from, to) => {
  const ofSelf = tokens.slice(from, to).some(({ text }) => /[我俺]/.test(text));
  return !ofSelf && unknownBefore(tokens, from) > 1 ? DOUBTFUL : CLEAR;
};
/** Parcels are underway too. */
const journey: Weighing = (tokens, from) =>
  unknownBefore(tokens, from) > 0 || has(tokens.slice(0, from), 'hitch', 'busy') ? DOUBTFUL : CLEAR;

function unknownBefore(tokens: readonly Token[], from: number): number {
  const unknown = tokens.slice(0, from).filter(({ kind }) => kind === 'unknown');
  return unknown.map(({ text }) => text).join('').length;
}

/** Saying that one comes. */
export const CONSENTS = [
  rule('late MID* attend?', 'yes', CLEAR, 'late'),
  rule('want MID* (?<!able|firm|must) attend', 'yes', wish, 'desire'),
  rule('(able|firm|on-time|must|early) MID* attend', 'yes', attendance),
  rule('(able|self|want|firm|on-time) MID* lend', 'yes', CLEAR),
  rule('lend', 'yes', CLEAR, 'accept'),
  rule('can MID* attend?', 'yes', CERTAIN),
  rule('attend', 'yes', attendance),
  rule('(?<=^self) rise (?=end*$)', 'yes', CLEAR),
  rule('(able|firm|then|also|must) self? rise (?=(end|soft)*$)', 'yes', CLEAR),
  rule('tick', 'yes', CERTAIN),
];

/** Agreeing with what was asked, without a word of coming; the shorter ones only where they are all that is said. */
export const AGREEMENTS = [
  rule('accept', 'yes', agreement, 'accept'),
  rule('underway', 'yes', journey, 'accept'),
  rule('(?<=^(START|able)*) able+ (?=(REST|accept|good)*$)', 'yes', CLEAR, 'accept'),
  rule('(?<=^(START)*) want+ (?=(REST)*$)', 'yes', FAIR, 'desire'),
  rule('(?<=^(START)*) good+ (?=(REST|accept|good|able|attend|noted|kin|other)*$)', 'yes', CLEAR, 'assent'),
  rule('(?<=^(START)*) firm+ (?=(REST|accept|good)*$)', 'yes', CLEAR, 'accept'),
  rule('(?<=(day|clock|place)) see (?=(end|soft)*$)', 'yes', FAIR, 'accept'),
  rule('(?<=^(START)*) is (?=(end|good|accept|thank)*$)', 'yes', FAIR, 'accept'),
  rule('noted', 'yes', FAINT, 'noted'),
  rule('avail', 'yes', DOUBTFUL, 'avail'),
  rule('idle', 'yes', FAINT, 'avail'),
  // 我和老李; 三个人.
  rule(
    '(?<=^(START)*) self with people? (other|kin) (with? (other|kin))* (?=(end|soft)*$)',
    'yes',
    FAIR,
    'accept',
  ),
  rule('(?<=^(START)*) people (?=(REST|with|other)*$)', 'yes', FAIR, 'accept'),
];

/** What counts where nothing else is said. */
export const COURTESIES = [
  rule('happy|murmur', 'yes', FAIR, 'sign'),
  rule('thank', 'thanks', CERTAIN, 'thanks'),
  rule('flower', 'thanks', CLEAR, 'sign'),
  rule('sorry', 'no', FAINT, 'sign'),
  rule('stand-in MID* attend?', 'yes', FAIR),
];
