/**
 * How the same word gets written otherwise: traditional characters, sound-alikes of phone keyboards and
 * voice input, net spellings. Every replacement is as long as what it replaces, so that places stay true.
 */

/** Traditional → simplified, for the characters answers are made of. */
const TRADITIONAL =
  '來来參参沒没問问題题時时間间會会準准開开車车請请謝谢過过這这個个們们裡里裏里點点幾几麼么嗎吗為为誰谁說说話话無无從从還还現现後后發发給给雙双單单號号編编碼码簽签籤签銷销週周禮礼遲迟鐘钟鍾钟兩两訂订電电聯联繫系處处辦办員员隊队體体應应該该許许盡尽儘尽爭争慮虑確确認认識识報报記记場场達达趕赶願愿樂乐樣样書书親亲媽妈爺爷孫孙帶带飯饭錢钱買买賣卖醫医療疗傷伤燒烧術术懷怀結结課课學学試试長长遠远華华國国東东難难對对錯错誤误變变決决歸归氣气傳传運运連连邊边進进遊游陽阳陰阴雲云頭头顧顾風风飛飞馬马駕驾駛驶騎骑驗验內内務务勞劳動动區区協协卻却啟启響响嚴严團团圍围圖图執执塊块壓压夠够婦妇寫写實实寶宝將将導导屬属歲岁師师幫帮幹干庫库廠厂廣广張张強强當当戲戏戶户換换損损擔担據据擾扰攜携數数斷断於于暫暂條条業业極极檢检機机權权沖冲湊凑滿满災灾煩烦熱热獨独環环產产畢毕盤盘稅税種种穩稳筆笔節节簡简約约級级組组經经統统緊紧線线練练總总繼继續续職职聽听聲声腦脑臨临舉举舊旧藥药補补裝装複复覆复見见視视覺觉觀观計计討讨訓训託托設设訪访評评詞词詢询詳详語语調调談谈論论護护負负責责費费資资質质趙赵軍军輛辆轉转較较農农選选遞递鄉乡鄰邻錄录鎮镇門门閒闲閑闲關关陳陈際际隨随險险雖虽雜杂離离靈灵順顺須须預预領领類类餓饿養养館馆騙骗驚惊鬧闹黨党齡龄妳你冇没唔不劉刘楊杨吳吴鄭郑馮冯許许蔣蒋韓韩鄧邓蕭萧葉叶閻阎範范嬸婶兒儿羅罗賀贺龍龙鄒邹陸陆賈贾錶表併并慶庆聖圣誕诞衝冲滯滞橋桥樓楼層层賽赛級级營营攔拦啞哑況况溫温絕绝膽胆與与蓋盖衛卫誌志議议讀读讓让載载輕轻辭辞違违適适釋释鈴铃銀银鍵键閉闭隻只頓顿頻频飲饮駐驻鳥鸟麥麦黃黄億亿優优償偿冊册劃划厭厌吶呐壞坏奮奋幣币廳厅慣惯憑凭懶懒拋抛捨舍掃扫掛挂採采擇择擠挤昇升暈晕曉晓曬晒棄弃涼凉淨净測测漲涨澆浇濕湿灣湾爛烂獎奖監监礙碍稱称窮穷競竞糾纠紙纸細细終终絡络網网緣缘縣县織织罰罚興兴莊庄萬万虧亏規规觸触訊讯訴诉診诊証证證证諒谅諾诺講讲讚赞贊赞豐丰貨货貴贵賬账購购輸输迴回霧雾頂顶項项餘余鬆松魚鱼鴿鸽岀出喫吃囉啰嘍喽唸念倆俩備备僅仅價价則则剛刚創创勸劝勵励積积歡欢嘗尝瞭了';

const pairs = [...TRADITIONAL];
/** Simplified form of a traditional character. */
export const SIMPLIFIED: ReadonlyMap<string, string> = new Map(
  pairs.flatMap((from, index) => (index % 2 === 0 ? [[from, pairs[index + 1] ?? from] as const] : [])),
);

/** Characters typed for one another because they sound alike in pinyin input or in speech. */
const SOUND_ALIKE: Readonly<Record<string, string>> = {
  不: '补布部步卜卟捕',
  能: '嫩楞',
  来: '莱耒赖睐籁徕',
  去: '趣曲区取娶',
  了: '鸟聊料辽廖撩燎',
  可: '克刻阔口科磕',
  以: '已一己意亿易',
  没: '每美眉妹木米煤',
  空: '恐孔控',
  有: '油由友又',
  时: '是实石',
  间: '见件建',
  问: '文闻稳吻',
  题: '提体替',
  收: '手守首',
  到: '道倒稻',
  参: '蔡菜餐惨蚕残',
  加: '家佳嘉',
  好: '号郝',
  的: '地得滴哒嘟',
  行: '型形性刑',
  事: '是',
  知: '只',
  谢: '些',
  准: '准',
  报: '抱爆',
  名: '明鸣',
};

/** What people mean when they slip; a single changed character of these is still read as the word. */
const OFTEN_MEANT =
  '能来 能去 不能来 不能去 不来 不去 去不了 来不了 参加不了 可以 可以的 没空 没有空 没法去 没法来 没时间 没有时间 没有 没问题 收到 参加 不参加 报名 好的 不行 知道 谢谢 准时到 到不了';

/** Slips that are words of their own and mean what they say. */
const REAL_WORDS = new Set(
  '步行 不赖 可意 没又 没由 没友 没油 每有 妹有 美有 手到 守到 首到 好得 好地 号的 可以得 可以地 没有是 不性'.split(
    ' ',
  ),
);

/** Whole words of the net, of speech and of other tongues, each beside its plain form of the same length. */
const NET_WORDS: readonly (readonly [string, string])[] = [
  ['勿去', '不去'],
  ['弗去', '不去'],
  ['造了', '道了'],
  ['肿么', '怎么'],
  ['腻害', '厉害'],
  ['木有', '没有'],
  ['米有', '没有'],
  ['木得', '没有'],
  ['没得空', '没有空'],
  ['没得问题', '没有问题'],
  ['木空', '没空'],
  ['木事', '没事'],
  ['窝能', '我能'],
  ['窝去', '我去'],
  ['偶能', '我能'],
  ['偶去', '我去'],
  ['肥来', '回来'],
  ['揍去', '就去'],
  ['揍是', '就是'],
  ['揍来', '就来'],
  ['揍到', '就到'],
  ['恁来', '能来'],
  ['恁去', '能去'],
  ['母有', '没有'],
  ['叁个', '三个'],
  ['叁人', '三人'],
];

/** Before a sound-alike of 不, these make it part of another word: 全部去, 跑步来. */
const JOINS_TO_OTHER_WORD = /[全局干支内总外本各俱跑徒散进同一初逐脚替候递增弥填几两三分哪补缝候修大小]/;

function* variants(word: string): Generator<string> {
  const letters = [...word];
  for (const [index, letter] of letters.entries())
    for (const slip of SOUND_ALIKE[letter] ?? []) {
      const one = letters.with(index, slip);
      yield one.join('');
      // Two slips in a longer word, no more; a word of two characters would be another word.
      if (letters.length === 2) continue;
      for (let later = index + 1; later < letters.length; later++)
        for (const second of SOUND_ALIKE[letters[later] ?? ''] ?? []) yield one.with(later, second).join('');
    }
}

const meant = OFTEN_MEANT.split(' ');
const plain = new Set(meant);
const SLIPS: ReadonlyMap<string, string> = new Map([
  ...meant.flatMap((word) =>
    [...variants(word)]
      .filter((slip) => !REAL_WORDS.has(slip) && !plain.has(slip))
      .map((slip) => [slip, word] as const),
  ),
  ...NET_WORDS,
]);
const LONGEST_SLIP = Math.max(...[...SLIPS.keys()].map((slip) => slip.length));

/** The text with slips put right, longest first. Same length. */
export function mended(text: string): string {
  let result = '';
  for (let at = 0; at < text.length;) {
    let length = LONGEST_SLIP;
    while (length > 1 && !SLIPS.has(text.slice(at, at + length))) length--;
    const piece = text.slice(at, at + length);
    const right = SLIPS.get(piece);
    const joins =
      right !== undefined && piece[0] !== right[0] && JOINS_TO_OTHER_WORD.test(text[at - 1] ?? '');
    result += joins ? piece.slice(0, 1) : (right ?? piece);
    at += joins ? 1 : length;
  }
  return result;
}
