import { DAY_MILLISECONDS, startOfOfficeDay } from '../../../calendar/office-day.js';
import { NUMBER } from '../text/numerals.js';
import { CERTAIN, CLEAR, DOUBTFUL, FAINT, FAIR } from '../weights.js';
import { during, lasting, openEnded, range, returning, through, type ReadSpan } from './absence-spans.js';
import { DAY, dayNumber } from './days.js';

/** Not available for a time, or back from it. */
export interface Absence {
  meaning: 'away' | 'back';
  /** `null`: from now on. */
  from: Date | null;
  /** The first instant available again; `null`: not said. */
  until: Date | null;
  confidence: number;
  /** The end was named (到周五, 周一回来) and not only the week (这周出差): more than a no to one question. */
  ends: boolean;
  start: number;
  end: number;
}

const OFF_WORK =
  '请[了个\\d一二两三四五六七八九十天半的事病年]{0,5}假|休[了个年病产]{0,2}假|[病事年产婚丧]假|告假';
const ELSEWHERE =
  '出差|公出|外出|出门|不在(?!乎|话)|在外地?|去外地|旅游|旅行|度假|学习|培训|出国|探亲|回?老家|回娘家|跑车|跑长途|出海';
const UNWELL = '住院|隔离|看病|动手术|养伤|坐月子';
const LEAVE = `(?:${OFF_WORK}|${ELSEWHERE}|${UNWELL}|away|off|on leave|on vacation|out of town)`;
const BUSY = '(?:没空儿?|没时间|没工夫|有事|抽不开身|走不开|去不了|来不了|不行|不能|忙|busy|not available)';
const GONE = `(?:${LEAVE}|${BUSY})`;
const TO = '(?:到|至|直到|一直到|-|~|—|until|till|to|through)';
/** Comes home; 回复 and 回老家 do not. */
const RETURNS =
  '(?:回(?![复你您信话电覆头应答国不]|娘家|老家|婆家)|出院|返回|返程|返唐|归队|收假|到家|能归)(?:来|去|家|到?唐山|到)?';
const ONLY_THEN = '(?:才能|才|再|就|能|会|可能|估计|大概|左右|以后|之后|后|[上下中]午|早上|晚上|[我俺])*';
const ALL = '(?:[我俺]|都|也|才|全|一直|恐怕|应该|要|得|在|去|期间|这几天)*';
const LENGTH = `(半|${NUMBER})[来多几]?(天|日|周|个?星期|个?礼拜|个?月|年)(半)?`;
const WEEK_OR_MONTH =
  '((?:这|本|下下|下)个?(?:周末?|星期|礼拜|月)|周末|双休日?|[一二三四五六七八九十]{1,2}月份?(?=都|全|一直|我|在))(?![一二三四五六日天])';
const NO_LEAVE = '(?<!取消|不用|不|没|结束|无需|能|可以|能够)';

/** A way of saying it, how its days are meant, how surely, and whether it names an end. */
type Form = readonly [pattern: RegExp, read: ReadSpan, confidence: number, ends: boolean];

const BOTH_DAYS = `(?:从|自)?(${DAY}|${NUMBER})(?:起|开始)?\\s*${TO}\\s*(${DAY})`;

/** The fuller before the barer. */
const FORMS: readonly Form[] = [
  [new RegExp(`${GONE}.{0,6}?${BOTH_DAYS}|${BOTH_DAYS}${ALL}${GONE}`), range, CERTAIN, true],
  [new RegExp(`${LEAVE}.{0,8}?${TO}\\s*(${DAY})`), through, CERTAIN, true],
  [new RegExp(`${TO}(${DAY})(?:为止|之前|以前|前)?${ALL}${GONE}`), through, CLEAR, true],
  [new RegExp(`[得要过等]?(${DAY})${ONLY_THEN}${RETURNS}`), returning, CLEAR, true],
  [new RegExp(`${LEAVE}.{0,8}?(${DAY}).{0,3}(?:上班|返岗|复工|上岗|恢复)`), returning, CLEAR, true],
  [new RegExp(`(?:back|return(?:ing)?) (?:on |by )?(${DAY})`), returning, CLEAR, true],
  [new RegExp(`(?:再过|[得要过等])?${LENGTH}${ONLY_THEN}${RETURNS}`), lasting, CLEAR, true],
  [new RegExp(`(${DAY})(?:之前|以前|前)${ALL}${GONE}`), returning, CLEAR, true],
  [
    new RegExp(`(${DAY})(?:以后|之后|后)[我俺]?[才再][能会]?(?:有空|有时间|有工夫|行|可以|在)`),
    through,
    FAIR,
    true,
  ],
  [
    new RegExp(`${LEAVE}(?:得|要|了|大概|至少|需要)*${LENGTH}(?!前)|[请休]了?${LENGTH}的?[年病事产]?假`),
    lasting,
    CLEAR,
    true,
  ],
  [new RegExp(`${WEEK_OR_MONTH}[^,.!?;]{0,6}?${LEAVE}`), during, CLEAR, false],
  [new RegExp(`(${DAY})(?:我|俺|要|得|想)*请[个一]?天?假`), during, DOUBTFUL, false],
  // 请假也要来 and 请了假能来 come.
  [new RegExp(`${NO_LEAVE}请个?假(?!条|不|的话|去不|了?能|好|也|都)|on leave`), openEnded, FAINT, false],
];

const BACK =
  /销假|(?:回来|回到唐山|回唐山|回到家|归队|休完假|出院|返唐)(?:了|啦|咧|喽)|已(?:经)?[回返](?:来|唐山?|家|岗)|假期?(?:结束|休完|满|到期)|休完(?:假|了)|(?:i'?m|am|is) back|back now|结束休假|取消请假/;
const NOT_YET = /马上|快要?|就要|等|没|不|吗|\?|如果|要是|什么时候|几点|再/;
const UNCERTAIN = /可能|估计|大概|也许|不一定|说不准/;

const instant = (day: number | null): Date | null =>
  day === null ? null : startOfOfficeDay(new Date(day * DAY_MILLISECONDS).toISOString().slice(0, 10));

/** What a reply says of being away or back, if anything. */
export function absenceIn(text: string, receivedAt: Date): Absence | null {
  const today = dayNumber(receivedAt);
  for (const [pattern, read, confidence, ends] of FORMS) {
    const match = pattern.exec(text);
    const span = match && read(match, today);
    // A day already gone cannot be waited for.
    if (!match || !span || (span.until !== null && span.until <= today)) continue;
    return {
      meaning: 'away',
      from: instant(span.from),
      until: instant(span.until),
      confidence: UNCERTAIN.test(text) ? Math.min(confidence, DOUBTFUL) : confidence,
      ends,
      ...placeOf(match),
    };
  }
  const back = BACK.exec(text);
  if (!back || NOT_YET.test(text)) return null;
  return { meaning: 'back', from: null, until: null, confidence: CLEAR, ends: true, ...placeOf(back) };
}

const placeOf = (match: RegExpExecArray): { start: number; end: number } => ({
  start: match.index,
  end: match.index + match[0].length,
});
