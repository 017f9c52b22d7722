import { NUMBER } from '../text/numerals.js';
import type { Form } from './kinds.js';

const PART_OF_DAY =
  '早上|早晨|清早|清晨|一早|一大早|上午|前晌|头晌|晌午|中午|下午|后晌|过晌|傍晚|晚上|夜里|半夜|白天|今晚|明晚|今早|明早|全天';
const WEEKDAY = '(?:这|本|下下|下|上)?个?(?:周|星期|礼拜)(?:[一二三四五六日天末1-7]|(?![几边围]))';
const DATE = `${NUMBER}月(?:${NUMBER}[号日]?|底|初|中旬|份)?|${NUMBER}[号日](?![线楼院门桥群公])|\\d{1,2}[./]\\d{1,2}(?![\\d:])`;
const NAMED =
  '今天|今儿个?|今日|明天|明儿个?|明日|后天|后儿个?|大后天|那天|那日|当天|每天|月底|年底|周末|双休日?|节假日|春节|国庆节?|中秋节?|元旦|五一|暑假|寒假|这个?月|本月|下个?月|[前过头这那后]几天|今年|过年|工作日';
const SPAN = `(?:${NUMBER}|半)(?:个?半?(?:小时|钟头|星期|礼拜|月)|分钟|天|周|年)`;
const MINUTES = `(?:钟|半|整|多|一刻|三刻|${NUMBER}分?)?`;

/** Hours and days. 一点 is "a little" unless a part of the day stands before it. */
export const FORMS_OF_TIME: readonly Form[] = [
  ['clock', new RegExp(`(?:${PART_OF_DAY})?\\s*(?:[01]?\\d|2[0-4])\\s*:\\s*[0-5]\\d`, 'y')],
  [
    'clock',
    new RegExp(`(?:(?:${PART_OF_DAY})\\s*${NUMBER}|(?!一点)${NUMBER})点${MINUTES}(?:左右|之前|以前)?`, 'y'),
  ],
  [
    'day',
    new RegExp(`(?:${WEEKDAY}|${DATE}|${NAMED}|${PART_OF_DAY}|${SPAN})(?:之前|以前|之后|以后|前|后)?`, 'y'),
  ],
];
