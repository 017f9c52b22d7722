import { NUMBER } from '../text/numerals.js';
import { AGREEING_FORMS } from './forms-of-agreeing.js';
import { ASIDES } from './forms-of-asides.js';
import { TERMS } from './forms-of-conditions.js';
import { OPEN } from './forms-of-doubt.js';
import { FORMS_OF_REASONS } from './forms-of-reasons.js';
import { REFUSING_FORMS } from './forms-of-refusing.js';
import { FORMS_OF_TIME } from './forms-of-time.js';
import type { Form } from './kinds.js';

const HEADS = '(?:个人|口人|口子|口|名|位|个|人|员)';
const PEOPLE = `(?:就|算|共|一共|总共|加我|连我|带|一家)?(?:${NUMBER}|[俩仨])\\s?${HEADS}(?:人|一起)?|算?[俩仨]|两口子`;

/** Things recognised by how they are made rather than listed. The first that fits wins. */
export const FORMS: readonly Form[] = [
  // 批不批, 参加不参加, 能去不能去: one verb, asked both ways.
  [
    'choice',
    /(?<![不没])(?![不没]|人没人)(\p{Script=Han}{1,2})[不没]\1|(能|会|可以)(\p{Script=Han}{1,2})不\2\3|([管带有发穿包给要收])\p{Script=Han}{1,2}[不没]\4/uy,
  ],
  // 是演习还是真的: one of two things, and not "but".
  ['choice', /(?:是|真)(?!不)[^来去到参想,.!? ]{1,6}还是(?![来去能可不没算有]|$)/y],
  ['choice', /的还是[^,.!? ]{1,6}的/y],
  ['ask', /(?:咋|怎么?|如何|怎样)(?:回复?|报名|填|选|操作|回话|答复)(?!来|去|到|家|事)/y],
  // 没写地点, 时间地点都没说.
  [
    'ask',
    /(?:没有?|未)(?:写|说|讲|标|注明|告诉|通知)(?:清楚?|明白?)?[我俺]?(?:时间|地点|地址|位置|几点|具体|在?哪)|(?:时间|地点|地址|位置|日期)[^,.!?]{0,4}没有?(?:写|说|讲|标|注明)(?:清楚?|明白?)?/y,
  ],
  // 在县里还是在镇上.
  ['choice', /([^能我俺是])[^,.!? ]{1,6}还是\1/y],
  ...ASIDES,
  ...TERMS,
  // 哦不对.
  ['mistake', /[哦噢啊诶哎呃]不(?=对|是|$|[^\p{L}])/uy],
  ...REFUSING_FORMS,
  ...AGREEING_FORMS,
  ...FORMS_OF_REASONS,
  ...OPEN,
  // Speaking of withdrawing is not withdrawing, and 不了 behind it no answer.
  ['unknown', /(?:别|不要|不想|不让|不叫|没要|没说要|勿)[给把]?[我俺]?退订[我俺]?/y],
  ['unknown', /退订(?:不了|不掉|失败|不成功?)?/y],
  ...FORMS_OF_TIME,
  ['people', new RegExp(PEOPLE, 'y')],
  ['people', /(?:me|i) and my \w+|(?:we are|we're) (?:two|three|four|five|six|\d+)/y],
  // 不到三十岁.
  ['soft', /不到(?=\d|一(?!定)|[二两三四五六七八九十半])/y],
  ['soft', /[一二两三四五六七八九十几]+(?=[次趟把辆台瓶条张遍回份件])/y],
  ['number', /\d+|[一二两三四五六七八九十]+(?=$|[^\p{L}])/uy],
  // Pictures of a messenger, sent on as words: [微笑].
  ['soft', /\[\p{Script=Han}{1,3}\]/uy],
  ['mark', /\?/y],
  ['with', /[、&]/y],
  ['stop', /[\p{P}\p{S}\n\r\t]/uy],
];
