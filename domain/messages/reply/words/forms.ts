import { NUMBER } from '../text/numerals.js';
import { FORMS_OF_REASONS } from './forms-of-reasons.js';
import { FORMS_OF_TIME } from './forms-of-time.js';
import type { Kind } from './kinds.js';

/** A kind, and how its words are made; a sticky pattern. */
export type Form = readonly [Kind, RegExp];

/** What is over by then keeps nobody away: 下了夜班, 送完孩子, 问好了. */
const OVER: readonly Form[] = [
  ['soft', /(?:下|上完|值完|加完|倒完)了?[大小]?[夜白早中晚]?班(?:后|以后|之后|了)?/y],
  [
    'soft',
    /[开上办忙干吃送接喂收考浇卖装卸交][完好](?:[这那](?:点|些|阵|会)?儿?)?(?:了|事|活|会|课|班|试|饭|货|孩子|药|猪|地)*(?:后|以后|之后)?/y,
  ],
  ['soft', /(?:刚|已经?)?(?:商量|考虑|问|请示|协调|沟通|打听|看)(?:好|完|过|妥|定|清楚)了?/y],
  ['soft', /(?:放下|撂下|撇下|扔下|丢下|收拾|换).{1,4}?(?=就|再|马上|立马)/y],
  ['soft', /(?:叫|喊|招呼|吱|说|知会|通知)[我俺]?一声/y],
];

/** The answer comes later, or hangs on something: 周五给你准信, 等领导批假, 看天气. */
const OPEN: readonly Form[] = [
  [
    'unsettled',
    /(?:还|都)?没(?:商量|考虑|想|问|请示|协调|定|确定|决定|弄|搞|安排)(?:好|完|下来|清楚|明白)|(?:查|看|翻)一?下(?:行程|日程|日历|安排|时间|班表|排班)/y,
  ],
  [
    'unsettled',
    /不(?:太|大|怎么|很)?好[说定讲]|等.{1,6}?(?:批假?|回话|通知|安排|消息|定下?来?|确定|排班|同意|再说|信儿?|结果)/y,
  ],
  [
    'unsettled',
    /(?:告诉|答复|回复|回|通知|联系|告知)给?[你您]们?(?![了的])|给(?:你们?|您)?(?:一?个)?(?:准信|准话|信儿?|答复|回话|回复|消息|回信|确切)/y,
  ],
  [
    'unsettled',
    /(?:没法|无法|不能|没办法|难以|暂时不能)(?:马上|现在|立刻)?(?:答复|回复|确定|定下?来?|给准)/y,
  ],
  [
    'unsettled',
    /(?:视|依|根据)\p{Script=Han}{1,8}?(?:而定|来定|情况|安排|再定|再说)|(?:得|要|还得|还要|全)?看\p{Script=Han}{0,6}?(?:情况|安排|天气|排班|时间|意见|结果|状态|心情|工作|行程|脸色|恢复|身体|而定|再说)/uy,
  ],
];

/** Coming and not coming. */
const ANSWERS: readonly Form[] = [
  // 晚不了, 错不了.
  ['accept', /(?:晚|迟|误|耽误|差|错|忘|落)不了/y],
  ['accept', /\+1(?!\d)/y],
  ['attend', /出(?:一?份|一?点|一?把)?力|尽(?:一?份|一?点)(?:绵薄之)?力/y],
  ['attend', /往(?:那|那边|那儿|过|现场|集合点|你们那|你那|这边)?[边儿]?[走赶奔跑]/y],
  // 出两个人, 派三名: sending people is coming.
  ['attend', new RegExp(`(?:出|派|来|去|叫上?)了?(?=${NUMBER}(?:个|名)?(?:人|队员|志愿者)|[俩仨])`, 'y')],
  ['refuse', /[去来]个?(?:屁|毛|鬼|球|啥子?啊)|[去来]个啥/y],
  [
    'refuse',
    /(?:名额|机会|位置|位子)?[让留给]给?(?:别人|其他人|旁人|年轻人|小年轻|需要的人|有需要的|更合适的人?)(?:吧|去)?/y,
  ],
  // 不过去了: 不 and 过去, not 不过.
  ['refuse', /不过[去来](?:[了啦咧]|(?=$|[^\p{L}]|[啊哈呢吧能我俺好行可]))/uy],
  // 别叫我了, 不用安排我.
  [
    'refuse',
    /(?:别|甭|不用|不要|不必|勿)再?[给把]?(?:算|叫|喊|找|等|管|安排|排|写|报|加|带|考虑)[上给]?[我俺]/y,
  ],
];

const HEADS = '(?:个人|口人|口子|口|名|位|个|人|员)';
const PEOPLE = `(?:就|算|共|一共|总共|加我|连我|带|一家)?(?:${NUMBER}|[俩仨])\\s?${HEADS}(?:人|一起)?|算?[俩仨]|两口子`;

/** Things recognised by how they are made rather than listed. The first that fits wins. */
export const FORMS: readonly Form[] = [
  // 批不批, 参加不参加, 能去不能去: one verb, asked both ways.
  ['choice', /(?<!不)(?!不)(\p{Script=Han}{1,2})[不没]\1|(能|会|可以)(\p{Script=Han}{1,2})不\2\3/uy],
  ...OVER,
  // 哦不对.
  ['mistake', /[哦噢啊诶哎呃]不(?=对|是|$|[^\p{L}])/uy],
  ...ANSWERS,
  ...FORMS_OF_REASONS,
  ...OPEN,
  // Speaking of withdrawing is not withdrawing, and 不了 behind it no answer.
  ['unknown', /退订(?:不了|不掉|失败|不成功?)?/y],
  ...FORMS_OF_TIME,
  ['people', new RegExp(PEOPLE, 'y')],
  // 不到三十岁.
  ['soft', /不到(?=\d|一(?!定)|[二两三四五六七八九十半])/y],
  ['soft', /[一二两三四五六七八九十几]+(?=[次趟把辆台瓶条张遍回份件])/y],
  ['number', /\d+|[一二两三四五六七八九十]+(?=$|[^\p{L}])/uy],
  ['mark', /\?/y],
  ['with', /[、&]/y],
  ['stop', /[\p{P}\p{S}\n\r\t]/uy],
];
