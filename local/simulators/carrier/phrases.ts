/**
 * What people write, by what they mean. `{code}` is the code they were asked with, `{minutes}` how late they are.
 * About half name the code, as people do; the wording is theirs, not the instructions'.
 */
export const PHRASES = {
  yes: [
    ...['{code}能来', '能来{code}', '{code} 能来', '{code}，能来', '“{code}能来”', '回复：{code}能来'],
    ...[
      '能来',
      '我能来',
      '能到 {code}',
      '收到，{code}能来',
      '{code}可以',
      '{code}参加',
      '行，{code}',
      '参加',
    ],
    ...[
      '好的，准时到',
      '没问题，算我一个',
      '算上我',
      '来来来{code}',
      '必须去啊',
      '{code} ok',
      '我报名{code}',
    ],
    ...['能来👍', '{code}👌', '💪能来，{code}', '{code}能來', '能去，{code}放心', '能莱{code}', '嗯能来'],
    // Tangshan and around.
    ...[
      '中，俺去',
      '中，俺去，{code}',
      '得嘞，{code}算我一个',
      '妥了，一准儿到',
      '去得了 {code}',
      '咋不去呢，去',
    ],
    // Longer ones, and a no that is none.
    ...['我和老李两个人都能来，{code}', '{code}能来，带铁锹不', '不是不能去，能去的，{code}', '没啥事，能来'],
  ],
  late: [
    ...[
      '{code}能来，晚{minutes}分钟',
      '能来{code}，晚到{minutes}分钟',
      '{code} 晚{minutes}分钟到',
      '{code}晚到半小时',
    ],
    ...[
      '能来，晚{minutes}分钟',
      '堵车，晚{minutes}分钟到',
      '能来，不过得晚半个钟头',
      '晚一个小时行不，{code}能来',
    ],
    ...[
      '可能要晚{minutes}分钟，{code}',
      '下了班过去，晚{minutes}分钟',
      '{code}能来 晚{minutes}min',
      '我晚点到，{minutes}分钟吧',
    ],
    ...[
      '去是能去，得晚{minutes}来分钟',
      '{code}能來，遲{minutes}分鐘',
      '🚗路上，晚{minutes}分钟',
      '孩子送完就来，晚二十分钟 {code}',
    ],
  ],
  no: [
    ...[
      '{code}不来',
      '不来{code}',
      '{code} 不来',
      '{code}来不了',
      '{code}不能来，请不下假',
      '{code}不行',
      '{code}不参加',
    ],
    ...[
      '来不了',
      '不能来',
      '来不了，家里有事',
      '{code}去不了，在外地',
      '这次不行，{code}',
      '没空 {code}',
      '参加不了',
    ],
    ...[
      '抱歉，{code}去不了',
      '腿摔了，下次吧，来不了 {code}',
      '人在北京，赶不回去',
      '孩子发烧，走不开，{code}不来🙏',
    ],
    ...[
      '{code}❌来不了',
      '{code}來不了',
      '去不成 {code}',
      '木空，去不了',
      '不中，那天有事，去不了',
      '俺去不了，地里忙',
    ],
    // A yes that is none.
    ...['不是不想来，真来不了', '本来能来，现在来不了，{code}', '倒是想去，去不了啊'],
  ],
  maybe: [
    ...[
      '不一定，{code}',
      '看情况',
      '说不好，看单位放不放人',
      '{code}待定',
      '我问问家里再说',
      '{code}尽量',
      '争取',
    ],
    ...[
      '现在还定不下来 {code}',
      '下午才知道，{code}',
      '应该能吧，明天才定得下',
      '{code}不一定能来',
      '备不住能去',
    ],
  ],
  thanks: [
    ...[
      '谢谢',
      '收到',
      '收到，谢谢',
      '好的谢谢',
      '辛苦了',
      '知道了',
      '🙏',
      '收到🙏',
      '谢谢通知',
      '多谢，你们辛苦',
    ],
  ],
  unclear: [
    ...[
      '你谁啊',
      '哪个单位的？',
      '在哪集合',
      '几点？',
      '管饭吗',
      '？？？',
      '啥',
      '啊啊啊',
      'asdf',
      '1',
      '。',
      '👍',
    ],
    ...['车牌冀B12345能停吗', '我儿子替我行吗', '[图片]', '转人工', '孙哥明天打牌不', '123456', '发错了吧'],
  ],
  'opt-out': ['退订', 'T', 'TD', 'R', '退订。', 'td', 'ＴＤ', ' 退订 ', '回复：退订', '退訂'],
  'auto-reply': [
    ...[
      '[自动回复]您好，我正在开会，稍后与您联系。',
      '【自动回复】正在驾驶，不便接听。',
      '自动回复：休假中，急事请打办公室电话',
    ],
    ...[
      '您好，我现在有事不在，一会再和您联系。',
      '[自动回复] 手机不在身边，看到后回复您',
      '（自动回复）忙，能来会提前告知',
    ],
  ],
  /** A no after a yes. */
  'dropping-out': [
    ...[
      '临时有事来不了了',
      '{code}临时有事，来不了了',
      '对不起，{code}去不了了，孩子病了',
      '{code}不来了',
      '刚接到加班通知，去不成了 {code}',
    ],
    ...[
      '不好意思，{code}改不来了',
      '之前说能来，现在来不了了',
      '车坏半道上了，过不去了 {code}',
      '刚才说错了，{code}不来',
      '俺不去了，地里有活',
    ],
  ],
  /** A yes after a no. */
  'coming-after-all': [
    ...[
      '{code}又能来了',
      '刚才说不来，现在能来了 {code}',
      '请下假来了，{code}能来',
      '事办完了，能去',
      '{code}改成能来',
    ],
    ...['换班了，算我一个 {code}', '还缺人不？我能来 {code}', '说错了，{code}能来', '又中了，俺去'],
  ],
  /** To news that asks for nothing. */
  'got-it': [
    '收到',
    '谢谢',
    '好的',
    '收到，准时到',
    '明白',
    '好嘞',
    '👌',
    '收到谢谢🙏',
    'ok',
    '知道了',
    '中',
  ],
  /** Nothing but the code, to whoever asks for it. */
  'naming-code': ['{code}', '编号{code}', '是{code}', '{code}。'],
} as const satisfies Record<string, readonly string[]>;

/** What somebody means by what they write. */
export type Act = keyof typeof PHRASES;
