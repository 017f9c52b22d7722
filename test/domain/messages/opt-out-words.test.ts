import { describe, expect, test } from '@jest/globals';
import { meaning } from '../../../domain/messages/opt-out-words.js';

describe('withdraws, whatever came before', () => {
  test.each(
    `T t TD td Td R r 退订 退訂 Ｔ ｔｄ Ｒ 【唐山应急】T 【唐山应急】退订 T。 T! （T） “T” 「退订」 'TD' "R" 回复T 回复TD 回T 请回复R
     拒收请回复R 回复“T” 回T退订 回复TD退订 TD退订 回N退订 T谢谢 退订！！！ 退订？ 我要退订 请退订 我想退订 请帮我退订 麻烦退订 申请退订
     我们要退订 退订短信 退订此短信 回复退订 我要退订，谢谢 退订退订 不要再发了，退订 别发了！退订 不想收到短信了，退订 请勿打扰，退订 退订吧
     退订🙏 我要求退订`
      .split(/\s+/)
      .filter(Boolean),
  )('%s', (content) => {
    expect(meaning(content)).toBe('opt-out');
    expect(meaning(content, true)).toBe('opt-out');
  });

  test.each([
    [' T '],
    ['\tTD\n'],
    ['T D'],
    ['退 订'],
    ['reply T'],
    ['\u200bT'],
    ['【唐山应急】 T'],
    ['我要 退订。 谢谢！'],
  ])('%j', (content) => {
    expect(meaning(content)).toBe('opt-out');
  });
});

describe('goes to a person', () => {
  test.each(
    `收到 好的 1 2 Y N TT TR RR T1 1T AT TDD RT X 退 订 订阅 T恤 T恤到了吗 R你好 请T 我要T Thanks OK RTFM 不退订 不要退订 不想退订
     别退订 没有退订 怎么退订 如何退订？ 退订不了 取消退订 我没有退订 他说退订 是否退订 退订了吗 要退订吗 退订率是多少 收到，参加 我叫T 周二T台见
     回复 回复1 拒收 D TD1 🙂`
      .split(/\s+/)
      .filter(Boolean),
  )('%s', (content) => {
    expect(meaning(content)).toBe('other');
  });

  test.each([
    [''],
    ['   '],
    ['【】'],
    ['。。。'],
    ['See you at T'],
    ["I don't know"],
    ['Tuesday, R?'],
    ['我要参加，不知道怎么退订上次的报名'],
  ])('%j', (content) => {
    expect(meaning(content)).toBe('other');
  });
});

test.each(['N', 'n', 'Ｎ', ' N。', '“N”', '回复N', '【唐山应急】N'])(
  '%s withdraws only after a promotion',
  (content) => {
    expect(meaning(content)).toBe('other');
    expect(meaning(content, true)).toBe('opt-out');
  },
);

test.each(['NO', 'No, thanks', 'N1', '不'])('%s does not withdraw even after a promotion', (content) => {
  expect(meaning(content, true)).toBe('other');
});

test('a long text made to stall the matching is answered at once', () => {
  for (const word of [
    '谢',
    '我要',
    '不要再给我再发',
    '不要再发',
    '别发送',
    '不想收到',
    '给我',
    '回复',
    '退',
  ]) {
    expect(meaning(word.repeat(20_000))).toBe('other');
    expect(meaning(`退订${word.repeat(20_000)}x`)).toBe('other');
  }
});
