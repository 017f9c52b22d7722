import type { WordTable } from './kinds.js';

/**
 * 来不了, 赶得上: a verb, 不 or 得, and how it would end. Made of two lists, because people join them freely
 * (赶不过去, 抽不出来, 动弹不了).
 */
const VERBS =
  '来 去 到 走 赶 回 过 过去 过来 回来 回去 赶来 赶去 赶到 参加 出席 出 出去 出门 脱 抽 腾 上 进 下 起 干 做 动 坚持 排 安排 凑 挤 调 倒 换 请 支援 帮 帮忙 报名 报 应 参与 到场 到位 跟 陪 熬 撑 顶 找 分 弄 整 写 收 卖 开 动弹 上去 下来'.split(
    ' ',
  );
const ENDINGS =
  '了 咧 嘞 完 成 开 上 着 到 及 起 来 去 动 出 赢 下 过来 过去 回来 回去 出来 出去 下来 上去 起来 了身 开身 出身 出空 出时间 出工夫 出人 上趟 上点 上车 到家 到那 到位'.split(
    ' ',
  );

/** 的 written for 得; only where nothing else can be meant (not 来的上午). */
const CLEAR_ENDINGS = ['了', '成', '及', '开', '赢'];

/** A verb does not end in itself: 去不去 asks. */
const joined = (middle: string, endings: readonly string[]): string =>
  VERBS.flatMap((verb) =>
    endings.filter((ending) => ending !== verb).map((ending) => `${verb}${middle}${ending}`),
  ).join(' ');

/** 没那个闲工夫, 没有多少时间. */
const LACKING = [
  '没',
  '不够',
  '没有',
  '没得',
  '没个',
  '没那',
  '没那个',
  '没那么多',
  '没这',
  '没这个',
  '没啥',
  '没什么',
  '没多少',
  '没有多少',
  '没有那么多',
  '木有',
  '哪有',
  '哪有那',
  '哪来的',
];
const MEANS = [
  '时间',
  '工夫',
  '功夫',
  '空',
  '空儿',
  '空闲',
  '闲工夫',
  '闲功夫',
  '闲空',
  '精力',
  '体力',
  '能力',
  '办法',
  '机会',
  '条件',
  '心思',
  '心情',
  '档期',
  '假',
  '意愿',
  '意向',
  '打算',
  '想法',
  '力气',
  '兴趣',
  '兴致',
  '精神',
  '本事',
  '能耐',
  '胆子',
  '胆量',
];

const lacks = LACKING.flatMap((lacking) => MEANS.map((means) => `${lacking}${means}`)).join(' ');

/** 起不来, 对不起 and 了不起 aside, every such word speaks about being able to come. */
export const POTENTIALS: WordTable = {
  cannot: `${joined('不', ENDINGS)} ${lacks}`,
  can: `${joined('得', ENDINGS)} ${joined('的', CLEAR_ENDINGS)}`,
};
