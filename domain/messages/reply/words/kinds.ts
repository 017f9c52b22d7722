/**
 * Kinds of words, and patterns over them. A clause is read as a row of kinds, so that one pattern,
 * "not … attend", covers 不去, 不能去, 不太想去 and 没法参加.
 */

/** What a word does in an answer to "can you come". */
export const KINDS = [
  // who
  'self', // 我 俺
  'group', // 我们 大家
  'you', // 你 您
  'other', // 他 老王
  'kin', // 媳妇 孩子: whose affairs keep the writer away
  'cause', // 单位 领导 家里: no person, but a reason
  'with', // 和 跟 带
  'let', // 让 叫
  'stand-in', // 替我 代我
  // attending
  'attend', // 来 去 参加
  'lend', // 去帮忙: here, or where the trouble named before is
  'able', // 能 可以 会
  'want', // 想 要 愿意
  'first', // 先: what comes before keeps nobody away
  'must', // 得 必须
  'firm', // 一定 肯定
  'on-time', // 准时 按时
  'early', // 早点 提前
  'rise', // 上: "我上" volunteers, elsewhere it is any verb
  'can', // 来得了 赶得上
  'cannot', // 来不了 没空
  'avail', // 有空 有时间
  'idle', // 没事: free, or just a polite word
  'busy', // 加班 在外地 孩子发烧
  'frail', // 腿脚不好: alone a reason, beside a yes a modest word
  'abroad', // 北京 医院: away from here, for whoever goes there
  'hitch', // 没车 太远: a difficulty rather than a reason
  // answering
  'accept', // 没问题 必须的
  'see', // 见: 周六见
  'is', // 是: yes where it is all that is said
  'underway', // 马上到 出发了
  'good', // 好 行 中: an answer only where it is the whole clause
  'noted', // 收到 知道了
  'fail', // 缺席: the opposite of attending, until it is denied
  'off', // 取消: of the writer's coming, or of what kept them
  'refuse', // 拒绝 下次吧 别算我
  'no-good', // 不行 不中
  'nobody', // 没人: nobody to stand in at home or at work
  'forbid', // 不让 不批
  'unreal', // 就好了: wished, and not so
  'drop', // 算了: leaves what was said before
  'again', // 再
  // denying
  'not', // 不
  'not-had', // 没: of what was, or was not to be had
  'bound', // 不得不 不能不: two negations that mean must
  'once', // 过 behind a verb: an experience, no answer
  'deny', // 不是
  'unsaid', // 没说, 没答应
  'unless', // 非
  'rhetoric', // 哪能 怎么会
  'hearsay', // 谁说
  'how', // 怎么 咋: asks, or means "of course" before a negation
  // doubting
  'perhaps', // 可能 应该
  'unlikely', // 概率不大
  'afraid', // 恐怕
  'effort', // 尽量 争取
  'unsettled', // 看情况 还没定
  'depends', // 要看 取决于
  'look', // 看: depends on what follows, or sees it
  'if', // 如果 的话
  'but-for', // 要不是: but for that it would be so
  'even', // 就算 不管
  'weather', // 下雨
  'then', // 就
  'also', // 也 都
  'though', // 虽然
  // turning
  'but', // 但 不过
  'alas', // 可惜: what follows keeps the writer away
  'now', // 现在 突然 又 还是
  'was', // 本来 刚说
  'mistake', // 说错了 不对
  'next', // 下次 改天
  // asking
  'ask', // 谁 哪 怎么
  'query', // 几点 在哪: a question of its own even right behind an answer
  'ask-end', // 吗
  'choice', // 能不能 来不来
  'mark', // a question mark
  // the rest
  'thank',
  'flower', // 🙏: thanks where nothing else is said
  'sorry',
  'greet',
  'late',
  'people',
  'code',
  'number',
  'day', // 周六 明天 下午
  'clock', // 八点半
  'place', // 现场 你们那边
  'soft', // words that change nothing: 了 真的 一起
  'end', // 啊 吧 呢
  'stop', // a mark that ends a clause
  'happy', // 👍
  'unhappy', // 👎
  'tick', // 1 Y: the signs our texts offer
  'cross', // 2 N
  'murmur', // 嗯
  'unknown',
] as const;

/** A kind of word. */
export type Kind = (typeof KINDS)[number];

/** One letter per kind, out of the range Unicode leaves to private use. */
const PRIVATE_USE = 0xe000;
const LETTERS = new Map<string, string>(
  KINDS.map((kind, index) => [kind, String.fromCharCode(PRIVATE_USE + index)]),
);

/** A row of kinds as the string the patterns are matched on. */
export const spell = (kinds: readonly Kind[]): string => kinds.map((kind) => LETTERS.get(kind)).join('');

/**
 * A pattern over kinds: names, blanks (for nothing) and the operators of regular expressions, as in
 * `not (soft|able)* attend`. Names in `parts` stand for whole alternatives: `MID*`.
 */
export function shape(pattern: string, parts: Readonly<Record<string, string>> = {}): RegExp {
  const whole = pattern.replace(/[A-Z]+/g, (name) => `(?:${parts[name] ?? missing(name)})`);
  const source = whole.replace(/[a-z]+(?:-[a-z]+)*/g, (name) => LETTERS.get(name) ?? missing(name));
  return new RegExp(source.replaceAll(' ', ''), 'y');
}

function missing(name: string): never {
  throw new Error(`no kind of word is called ${name}`);
}

/** A set of kinds by their names. */
export const kindsOf = (names: string): ReadonlySet<Kind> =>
  new Set(
    names
      .trim()
      .split(/\s+/)
      .map((name) => KINDS.find((kind) => kind === name) ?? missing(name)),
  );

/** A pattern over kinds that may match anywhere in a clause. */
export const anywhere = (pattern: string): RegExp => new RegExp(shape(pattern).source);

/** Words by kind, apart by blanks; an underscore stands for a blank inside one. */
export type WordTable = Readonly<Partial<Record<Kind, string>>>;

/** A kind, and how its words are made; a sticky pattern. */
export type Form = readonly [Kind, RegExp];
