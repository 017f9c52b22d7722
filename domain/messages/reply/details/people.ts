import { NUMBER, valueOf } from '../text/numerals.js';
import { KIN } from '../words/people.js';

const COUNT = `(${NUMBER}|[俩仨])`;
const RELATED = KIN.split(' ')
  .sort((a, b) => b.length - a.length)
  .join('|');
const SOMEBODY = `(?:${RELATED}|人|志愿者|队员|亲戚|小伙子|大人|学生|年轻人|帮手|伙计|小朋友|大学生)`;
const HEADS = '(?:个人|口人|口子|个|名|位|口|人|员)';
/** 两小时, 三天, 俩月, 三组: counted, but no people. */
const NO_PEOPLE =
  '(?!个?(?:小时|钟头|钟|半|月|星期|礼拜|分钟|天|点|地方|问题|活动|电话|短信|单位|组|队|块|起|定|直|样|般|道|同|并|会|下|行)|[点天年月日号])';

/** Everybody: the number is the total. */
const TOTALS = [
  `实到${COUNT}`,
  `(?:一共|总共|共计|共|合计|加我|连我|加上我|包括我|算我|带队|算)(?:在内|一起|一共|总共|共)*(?:${COUNT}${HEADS})`,
  '算([俩仨])',
];
/** Others, besides the writer. */
const BESIDES = `(?:带着?|带上|领着?|多带|还有|还带|再带|另带|外加|再加|再添|添|叫上?|拉上|捎上|另外)(?:了|我们?|俺们?)*${COUNT}(?:(?:个|名|位)?${SOMEBODY}|名|位|个(?!\\p{Script=Han})|[俩仨]?(?=$|[^\\p{Script=Han}]|[来去都能一过]))`;
const WITH_SOME = `[我俺](?:们)?[和跟与同](?:另外)?${COUNT}(?:个|名|位)${SOMEBODY}`;
const ONE_BESIDES = new RegExp(`(?:带|领|叫上|拉上|捎上)(?:着|上)?个${SOMEBODY}`);
const ALONE =
  /就[我俺]一个|只有我|[我俺]一个人|就一个人|就[我俺]自己|(?:^|[,.! ])[我俺]自己(?=$|[,.! ])|[我俺]自己[来去一]|我1[个人]|单独(?:一人|[来去])|本人一人/;
const WE = '(?:我们|俺们|咱们|我家|俺家|全家|一家|一行|我们家|俺们家)';
/** A number of heads, from the fuller form to the barer. */
const HEADCOUNTS = [
  '[,.]\\s*([俩仨])\\P{L}*$',
  `${COUNT}个(?=都|全|一起|一块)`,
  `^[^\\p{L}\\d]*${COUNT}个[^\\p{L}\\d]*$`,
  `${WE}(?:全家|一家|这边|组|队|班|村|宿舍|寝室|单位|厂|店|家|就|有|来|去|能来|能去|是|都是|一共)*${COUNT}${HEADS}?${NO_PEOPLE}`,
  `(?:^|[^\\d.:第几周])${COUNT}\\s?(?:个人|口人|口子|口|名|位|人|员)(?!份|组|队|民|以上)`,
  `(?:来|去|参加|报名|可以|到|报)了?${COUNT}[个名位人](?![^\\P{Script=Han}人吧啊呢哈])${NO_PEOPLE}`,
  `(?:我们|俺们|咱们?|我|俺|哥|姐|娘儿?|爷儿?|两口子|夫妻|姐妹|兄弟|同学|父子|母女)([俩仨])${NO_PEOPLE}`,
  `(?:来|去)([俩仨])${NO_PEOPLE}`,
  `(?:出|派)${COUNT}${HEADS}`,
];
const COUPLE = /两口子|俩口子|夫妻|小两口|老两口/;
/** 算我一个: the writer is in; with how many is not said. */
const COUNTS_ME_IN = /(?:算上?|加|带上?|有|给|记|写)[我俺](?:们?家)?一个|算一个/g;

/** How many people come, the writer included; `null`: not said. */
export function peopleIn(reply: string): number | null {
  const text = reply.replace(COUNTS_ME_IN, '');
  return (
    counted(text, TOTALS) ?? alone(text) ?? besides(text) ?? heads(text) ?? company(text) ?? inEnglish(text)
  );
}

const compiled = new Map<string, RegExp>(
  [...TOTALS, BESIDES, WITH_SOME, ...HEADCOUNTS].map((source) => [source, new RegExp(source, 'u')]),
);

/** The number the first fitting pattern holds. */
function counted(text: string, patterns: readonly string[]): number | null {
  for (const source of patterns) {
    const count = valueOf(compiled.get(source)?.exec(text)?.[1] ?? '');
    if (count !== null && count > 0 && count < 1000) return count;
  }
  return null;
}

const alone = (text: string): number | null => (ALONE.test(text) ? 1 : null);

function besides(text: string): number | null {
  const others = counted(text, [BESIDES, WITH_SOME]);
  if (others !== null) return others + 1;
  return ONE_BESIDES.test(text) ? 2 : null;
}

const heads = (text: string): number | null => counted(text, HEADCOUNTS) ?? (COUPLE.test(text) ? 2 : null);

const WITH = '(?:和|跟|与|同|还有|带[着上]?|叫上|拉上|领着?|、|以及|加上|陪)';
const NAME = `(?:(?:我|俺)(?:们)?(?:家)?(?:的)?)?(?:(?:${RELATED})(?:[老小]\\p{Script=Han})?|[老小]\\p{Script=Han}|\\p{Script=Han}[哥姐叔姨婶]|[王李张刘陈杨赵黄周吴徐孙马朱胡郭何高林罗]\\p{Script=Han}{1,2}(?=都|也|一起|一块|能))`;
const COMPANY = new RegExp(
  `${WITH}\\s*(${NAME}(?:\\s*${WITH}?\\s*${NAME}){0,6})(?=$|[^\\p{Script=Han}]|[都也能可会要一两俩来去到参准全拼搭坐骑开打])`,
  'u',
);
const ONE_NAME = new RegExp(NAME, 'gu');
/** Told, asked or looked after rather than brought along. */
const NOT_COMPANY = /商量|请示|请假|说一?声|打招呼|看病|换班|调班|冲突|沟通|联系/;

/** 我和老王老李: as many as are named, and the writer. */
function company(text: string): number | null {
  const names = COMPANY.exec(text)?.[1];
  return names === undefined || NOT_COMPANY.test(text)
    ? null
    : 1 + Math.max(1, [...names.matchAll(ONE_NAME)].length);
}

const ENGLISH_NUMBERS = ['one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten'];
const OF_US = new RegExp(
  `(${ENGLISH_NUMBERS.join('|')}|\\d+) (?:of us|people|persons)|we(?: are|'re) (${ENGLISH_NUMBERS.join('|')}|\\d+)`,
);
const BRINGS_ONE =
  /(?:bring(?:ing)?|with) (?:my|a|one) \w+|\b(?:me|i) and my \w+|plus one|\+1 (?:friend|person)/;

/** Two of us, I'll bring my brother. */
function inEnglish(text: string): number | null {
  const match = OF_US.exec(text);
  const count = match?.[1] ?? match?.[2];
  if (count !== undefined) return /\d/.test(count) ? Number(count) : ENGLISH_NUMBERS.indexOf(count) + 1;
  return BRINGS_ONE.test(text) || /\bboth (?:of us )?(?:come|coming|will|can|go)|\bboth of us\b/.test(text)
    ? 2
    : null;
}
