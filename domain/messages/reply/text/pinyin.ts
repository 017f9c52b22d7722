/** Answers typed in bare pinyin, by people whose phone has no Chinese input at hand: `neng lai`, `qubuliao`. */

/** Syllables and whole words, longest first where they would clash; each beside its characters. */
const SYLLABLES =
  'wo我 women我们 neng能 lai来 qu去 bu不 liao了 le了 ke可 yi以 keyi可以 mei没 kong空 you有 shou收 dao到 shoudao收到 hao好 de的 haode好的 ' +
  'xing行 zhong中 cheng成 shi是 shijian时间 shihou时候 ti题 wen问 wenti问题 meiwenti没问题 can参 jia加 canjia参加 yiding一定 kending肯定 ' +
  'ma吗 ba吧 ne呢 a啊 ya呀 la啦 en嗯 xie谢 xiexie谢谢 wan晚 dian点 ji几 jidian几点 na哪 nali哪里 zai在 zainali在哪里 zainar在哪 shui谁 shei谁 ni你 ' +
  'nishi你是 shenme什么 zenme怎么 hui会 zhunshi准时 mingtian明天 jintian今天 zhouliu周六 zhouri周日 zhouwu周五 zhouyi周一 zhouer周二 zhousan周三 zhousi周四 ' +
  'zhou周 kan看 qingkuang情况 kanqingkuang看情况 youshi有事 meiyou没有 meishi没事 jia加 jiaban加班 chuchai出差 qingjia请假 xiaojia销假 huilaile回来了 qiandao签到 ' +
  'ban半 xiaoshi小时 banxiaoshi半小时 fenzhong分钟 shi是 er二 san三 si四 wu五 liu六 qi七 ba吧 jiu就 dou都 ye也 keneng可能 yexu也许 jinliang尽量 ' +
  'buzhidao不知道 zhidao知道 mingbai明白 tuiding退订 ren人 ge个 jihe集合 difang地方 shangban上班 zoubukai走不开 laibuliao来不了 qubuliao去不了 bucanjia不参加 ' +
  'buhao不好 yisi意思 buhaoyisi不好意思 baoqian抱歉 duibuqi对不起 xinku辛苦 le了 dei得 yao要 xiang想 bang帮 mang忙 bangmang帮忙 baoming报名 yilu一路 mashang马上';

const HANZI = new Map<string, string>(
  SYLLABLES.split(' ').flatMap((entry) => {
    const match = /^([a-z]+)(.+)$/.exec(entry);
    return match ? [[match[1] ?? '', match[2] ?? ''] as const] : [];
  }),
);
/** The initials alone, which stand for a whole answer where nothing else is said in Latin letters. */
const INITIALS: ReadonlyMap<string, string> = new Map(
  'nl能来 nq能去 knl可能来 bnl不能来 bnq不能去 bql不去了 bll不来了 lbl来不了 qbl去不了 mk没空 mwt没问题 hd好的 kyd可以的 sdl收到了 zdl知道了 bhys不好意思 ys有事'
    .split(' ')
    .map((entry) => [entry.replace(/[^a-z]/g, ''), entry.replace(/[a-z]/g, '')] as const),
);
/** English that people mix in: ok wo qu. */
const MIXED_IN = ['ok', 'no', 'yes'];
for (const word of MIXED_IN) HANZI.set(word, word);
const LONGEST = Math.max(...[...HANZI.keys()].map((key) => key.length));

/** English words that could be read as pinyin; alone they stay English. */
const ENGLISH = new Set([
  'can',
  'you',
  'me',
  'a',
  'ban',
  'bang',
  'la',
  'men',
  'ma',
  'ne',
  'ye',
  'er',
  'shun',
  'le',
  'de',
]);

/** A piece of pinyin: what it means and how many letters it took, blanks inside included. */
export interface PinyinPiece {
  hanzi: string;
  length: number;
}

/** The words of a run of Latin letters and blanks read as pinyin throughout; `null` where one is not. */
export function pinyin(run: string): PinyinPiece[] | null {
  const initials = INITIALS.get(run);
  if (initials !== undefined) return [{ hanzi: initials, length: run.length }];
  const words = run.split(' ').filter(Boolean);
  // A lone letter (but i can) is no syllable.
  if (
    words.every((word) => ENGLISH.has(word) || MIXED_IN.includes(word)) ||
    words.some((word) => /^[b-z]$/.test(word))
  )
    return null;
  return pieces(run);
}

/** Longest piece first, stepping back where the rest cannot be read; runs are short, see `LONGEST_RUN`. */
const LONGEST_RUN = 60;

function pieces(run: string): PinyinPiece[] | null {
  if (run.length > LONGEST_RUN) return null;
  const readable: (PinyinPiece[] | null)[] = Array.from({ length: run.length + 1 }, () => null);
  readable[run.length] = [];
  for (let at = run.length - 1; at >= 0; at--) readable[at] = longestFrom(run, at, readable);
  return readable[0] ?? null;
}

function longestFrom(
  run: string,
  at: number,
  readable: readonly (PinyinPiece[] | null)[],
): PinyinPiece[] | null {
  if (run[at] === ' ')
    return readable[at + 1]?.length ? [{ hanzi: '', length: 1 }, ...(readable[at + 1] ?? [])] : null;
  let letters = '';
  let best: PinyinPiece[] | null = null;
  for (let end = at + 1; end <= run.length && letters.length < LONGEST; end++) {
    if (run[end - 1] !== ' ') letters += run[end - 1] ?? '';
    const hanzi = HANZI.get(letters);
    const rest = readable[end];
    if (hanzi !== undefined && rest && run[end - 1] !== ' ') best = [{ hanzi, length: end - at }, ...rest];
  }
  return best;
}
