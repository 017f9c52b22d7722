import { NUMBER, valueOf } from '../text/numerals.js';

const ABOUT =
  '(?:点儿?|一会儿?|,|个|大概|大约|约|差不多|估计|可能|有|到|来|去|会|要|得|上|了|也就|最多|将近|快|不到|那么|它|他){0,4}';
const AMOUNT = `(?:\\d{1,2}\\.5|[俩仨]|${NUMBER})`;
const SPAN = `${AMOUNT}(?:\\s*(?:-|~|到|至|、|或)\\s*${AMOUNT})?`;
const HOUR = '(?:小时|(?<=个半?)点儿?|钟头|钟(?!头)|h(?![a-z])|hours?(?![a-z]))';
const MINUTE = '(?:分钟|分中|分(?!工|开|组|享)|min(?:ute)?s?(?![a-z])|m(?![a-z]))';
/** Groups: hours, the half in 一个半, half an hour, "an hour or so", quarters, minutes. */
const DURATION =
  `(?:(${SPAN})\\s*(?:来|多)?\\s*个?(半)?\\s*(?:多|来)?\\s*${HOUR}(半)?` +
  `|(半)\\s*个?(?:来|多|拉|啦)?\\s*个?(?:来|多)?\\s*${HOUR}|half an hour|(个把|一两个)\\s*${HOUR}|an hour` +
  `|(${SPAN})\\s*刻钟?|(${SPAN})\\s*(?:来|多|几)?\\s*${MINUTE})`;

const LATE =
  '(?:稍微?|略)?(?:迟到|晚到|晚来|晚去|晚|迟|推迟|推后|延迟|耽误|耽搁|(?:be |running )?late|delayed)';

const LATE_BY = new RegExp(`${LATE}${ABOUT}\\s*(?:by )?(?:about )?${DURATION}(?:左右|上下|吧|的样子)?`, 'y');
/** 能来 晚20: minutes, where nothing else is counted. */
const LATE_NUMBER = /(?:晚到?|迟到?)\s*(\d{2})(?=$|[^\d:.点时号日月年人个\p{Script=Han}])/uy;
const BY_LATE = new RegExp(`${DURATION}(?:左右)?\\s*late`, 'y');
const LATER =
  /(?:(?:稍微|稍|略|可能)?(?:会|要|得)?(?:晚|迟)(?:到)?(?:一?点儿?|一?些|一?会儿?|几分钟|个?几分钟|一小会儿?|一丢丢|会子)(?:到|来|去|过去|过来)?|稍晚|稍迟|(?<!不见不)迟到|晚到|晚来|晚去|晚一步|(?:a (?:bit|little) |running |be )?late(?![a-z]))/y;
const ANSWERS_LATER = /^(?:再?(?:回|给|告|联系|答复|说|打|通知|定|看|确)|上|饭|安)/;

/** How late somebody comes, with the place behind the words that say so. */
export interface Lateness {
  end: number;
  /** `null`: late, but not said how much. */
  minutes: number | null;
}

/** The lateness said at a place of the text, if any. A span (晚10-20分钟) counts with its later end. */
export function latenessAt(text: string, at: number): Lateness | null {
  for (const pattern of [LATE_BY, BY_LATE]) {
    pattern.lastIndex = at;
    const match = pattern.exec(text);
    if (match) return { end: pattern.lastIndex, minutes: minutesOf(match) };
  }
  LATE_NUMBER.lastIndex = at;
  const bare = LATE_NUMBER.exec(text);
  if (bare) return { end: LATE_NUMBER.lastIndex, minutes: Number(bare[1]) };
  LATER.lastIndex = at;
  if (!LATER.test(text)) return null;
  const end = LATER.lastIndex;
  return ANSWERS_LATER.test(text.slice(end, end + 4)) ? null : { end, minutes: null };
}

function minutesOf(match: RegExpExecArray): number | null {
  const [, hours, andHalf, halfBehind, half, orSo, quarters, minutes] = match;
  if (hours !== undefined) return scaled(hours, 60, (andHalf ?? halfBehind) === undefined ? 0 : 30);
  if (half !== undefined || match[0].includes('half')) return 30;
  if (orSo !== undefined || match[0].includes('an hour')) return 60;
  if (quarters !== undefined) return scaled(quarters, 15, 0);
  return minutes === undefined ? null : scaled(minutes, 1, 0);
}

/** 三五 is "three to five", not thirty-five: two digits in a row without 十 name a span. */
function scaled(span: string, unit: number, extra: number): number | null {
  const last = span.split(/\s*(?:-|~|到|至|、|或)\s*/).at(-1) ?? '';
  if (last.endsWith('.5')) return Number(last) * unit + extra;
  const value = valueOf(/^[一二两三四五六七八九]{2}$/.test(last) ? last.slice(1) : last);
  return value === null ? null : value * unit + extra;
}
