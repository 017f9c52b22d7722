import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { readReply, SURE, type Reading, type ReplyMeaning } from '../../../domain/messages/reply-reader.js';
import { fieldsOf, replyCases, type ReplyCase } from './reply-cases.js';

const receivedAt = new Date('2026-08-05T10:00:00+08:00');
const read = (reply: string): Reading => readReply(reply, { receivedAt });
const isSure = ({ confidence }: Reading): boolean => confidence >= SURE;

const CASES = replyCases();
const MEANINGS = [...new Set(CASES.map(({ meaning }) => meaning))];

/** What is wrong with a reading, in a line; `null`: nothing. */
function fault({ reply, meaning, ambiguous, fields }: ReplyCase): string | null {
  const reading = read(reply);
  const told = `${reply} → ${reading.meaning} ${reading.confidence.toFixed(2)} by ${reading.words.join(' / ')}`;
  if (ambiguous) return isSure(reading) ? `${told}, is ambiguous` : null;
  if (meaning === 'unclear') return isSure(reading) ? `${told}, is unclear` : null;
  if (reading.meaning !== meaning || !isSure(reading)) return `${told}, not ${meaning}`;
  const [got, want] = [fieldsOf(reading), fields].map((some) => JSON.stringify(Object.entries(some).sort()));
  return got === want ? null : `${told} with ${String(got)}, not ${String(want)}`;
}

describe('the table of replies', () => {
  test('has enough of each', () => {
    expect(CASES.length).toBeGreaterThan(400);
    expect(new Set(CASES.map(({ reply }) => reply)).size).toBe(CASES.length);
  });

  test.each(MEANINGS)('%s', (meaning) => {
    const wrong = CASES.filter((each) => each.meaning === meaning).flatMap((each) => fault(each) ?? []);
    expect(wrong).toEqual([]);
  });
});

const some = (...words: string[]): fc.Arbitrary<string> => fc.constantFrom(...words);
const text = (...parts: fc.Arbitrary<string>[]): fc.Arbitrary<string> =>
  fc.tuple(...parts).map((pieces) => pieces.join(''));

const WHO = some('', '我', '俺', '本人', '我这边', '我们', '我个人');
const VERB = some('去', '来', '参加', '到场', '过去', '到', '报名', '去参加', '过来', '去帮忙', '出席');
const CLEAR_NO = fc.oneof(
  text(
    some(
      '不',
      '不能',
      '不想',
      '不会',
      '不打算',
      '没法',
      '无法',
      '不能够',
      '不愿意',
      '没办法',
      '没空',
      '没时间',
    ),
    VERB,
  ),
  text(some('不', '不能', '没法'), VERB, some('了', '啦', '咧')),
  text(some('去', '来', '参加', '到', '赶', '过', '走'), some('不了', '不成', '不了了', '不开')),
  some(
    '没空',
    '没时间',
    '走不开',
    '抽不出身',
    '不方便参加',
    '不参加',
    '我不行',
    '恕不参加',
    '别算我了',
    '拒绝',
  ),
);
const CLEAR_YES = some(
  '能来',
  '我能去',
  '可以参加',
  '准时到',
  '我参加',
  '好的',
  '行',
  '没问题',
  'OK',
  '收到',
  '一定到',
);
const OPENING = some(
  '',
  '您好，',
  '好的，',
  '收到，',
  '嗯，',
  '抱歉，',
  '领导好 ',
  '知道了，',
  '行，',
  'OK，',
  '【唐山应急】',
);
const ENDING = some(
  '',
  '。',
  '！',
  '，谢谢',
  '，抱歉',
  '😭',
  '👍',
  '，祝顺利',
  '啊',
  '，下次一定',
  '，你们加油',
);
const REASON = some(
  '',
  '孩子发烧，',
  '单位加班，',
  '有事，',
  '人在外地，',
  '我妈住院了',
  '地里活多，',
  '腿摔了，',
);
const APART = some('，', ' ', '。', '', '；', '\n');

describe('a clear no is never surely a yes', () => {
  test('whatever stands around it', () => {
    fc.assert(
      fc.property(text(OPENING, REASON, WHO, CLEAR_NO, ENDING), (reply) => {
        const reading = read(reply);
        expect(reading.meaning === 'yes' && isSure(reading)).toBe(false);
      }),
      { numRuns: 1500 },
    );
  });

  test('beside a yes, before or behind it, that nothing sets against it', () => {
    const both = fc.oneof(
      text(OPENING, CLEAR_YES, APART, WHO, CLEAR_NO),
      text(OPENING, WHO, CLEAR_NO, APART, CLEAR_YES),
    );
    // 不过去准时到, without a mark, may as well be 不过，去.
    const told = both.filter((reply) => !/不过[去来]\p{L}/u.test(reply));
    fc.assert(
      fc.property(told, (reply) => {
        const reading = read(reply);
        expect(reading.meaning === 'yes' && isSure(reading)).toBe(false);
      }),
      { numRuns: 1500 },
    );
  });

  test('though a change of mind behind it makes it one', () => {
    const changed = text(
      some('刚说', '本来', '之前说', '刚才说', '昨天还说'),
      CLEAR_NO,
      some('，现在又', '，不过现在'),
      some('能来了', '能去了', '可以参加了', '能参加了'),
    );
    fc.assert(
      fc.property(changed, (reply) => {
        expect(read(reply)).toMatchObject({ meaning: 'yes' });
        expect(isSure(read(reply))).toBe(true);
      }),
    );
  });
});

const fullWidth = (reply: string): string =>
  reply.replace(/[!-~]/g, (letter) => String.fromCharCode(letter.charCodeAt(0) + 0xfee0));

/** Ways of putting the same thing more politely, or on another keyboard. */
const DRESSINGS: readonly ((reply: string) => string)[] = [
  (reply) => `您好，${reply}`,
  (reply) => `领导好 ${reply}`,
  (reply) => `【唐山应急】${reply}`,
  (reply) => `那个，${reply}`,
  (reply) => `抱歉，${reply}`,
  (reply) => `老师，${reply}`,
  (reply) => `“${reply}”`,
  (reply) => `${reply}！`,
  (reply) => `${reply}。`,
  (reply) => `${reply}~`,
  (reply) => `${reply}哈`,
  (reply) => `${reply}😊`,
  (reply) => `😀${reply}`,
  (reply) => `${reply}🌹🌹`,
  (reply) => `嗯，${reply}`,
  (reply) => reply.toUpperCase(),
  fullWidth,
];

test('polite words, marks, pictures, full width and a quoted signature change no meaning', () => {
  const firm = CASES.filter(({ reply, meaning }) => isSure(read(reply)) && !SENT_ALONE.has(meaning));
  fc.assert(
    fc.property(fc.constantFrom(...firm), fc.constantFrom(...DRESSINGS), ({ reply }, dress) => {
      expect([dress(reply), read(dress(reply)).meaning]).toEqual([dress(reply), read(reply).meaning]);
    }),
    { numRuns: 3000 },
  );
});
/** Withdrawals are so only alone; thanks and machines are courtesies themselves. */
const SENT_ALONE: ReadonlySet<ReplyMeaning> = new Set(['opt-out', 'thanks', 'auto-reply', 'unclear']);

test('thanks behind an answer change nothing, unless it may only have taken note', () => {
  expect(read('能来，谢谢').meaning).toBe('yes');
  expect(read('去不了，谢谢').meaning).toBe('no');
  expect(read('1 谢谢').meaning).toBe('yes');
  expect(isSure(read('好的，谢谢'))).toBe(false);
});

test('words of withdrawal inside a sentence never withdraw by themselves', () => {
  const word = some('退订', 'T', 'TD', 'R', '回T退订', '退订短信');
  const rest = some(
    '他说',
    '怎么',
    '不',
    '别',
    '能来，',
    '周六我',
    '活动',
    '吗',
    '的人',
    '是什么',
    '不了',
    '恤到了',
    '，我能去',
  );
  fc.assert(
    fc.property(text(rest, word, some('', '？', '。')), text(word, rest), (before, behind) => {
      for (const reply of [before, behind]) {
        const reading = read(reply);
        expect([reply, reading.meaning === 'opt-out' && isSure(reading)]).toEqual([reply, false]);
      }
    }),
  );
});

test('N withdraws after a promotion and declines otherwise', () => {
  expect(readReply('N', { receivedAt, afterPromotion: true }).meaning).toBe('opt-out');
  expect(read('N').meaning).toBe('no');
});

test('any string is read, and what it went by stands in it', () => {
  const units = fc
    .array(fc.nat({ max: 0xffff }), { maxLength: 60 })
    .map((codes) => String.fromCharCode(...codes));
  const mixed = fc.array(fc.oneof(units, some(...CASES.map(({ reply }) => reply))), { maxLength: 4 });
  fc.assert(
    fc.property(
      mixed.map((pieces) => pieces.join('')),
      (reply) => {
        const { confidence, words, lateMinutes, people } = read(reply);
        expect(confidence).toBeGreaterThanOrEqual(0);
        expect(confidence).toBeLessThanOrEqual(1);
        expect(lateMinutes === null || Number.isInteger(lateMinutes)).toBe(true);
        expect(people === null || people > 0).toBe(true);
        if (!/[\p{Cs}\p{Cc}]/u.test(reply))
          for (const word of words) expect(reply.normalize('NFKC')).toContain(word);
      },
    ),
    { numRuns: 500 },
  );
});

describe('a text made to stall the reader', () => {
  const milliseconds = (reply: string): number => {
    const runs = Array.from({ length: 5 }, () => {
      const start = process.hrtime.bigint();
      read(reply);
      return Number(process.hrtime.bigint() - start) / 1e6;
    });
    return Math.min(...runs);
  };

  test.each([
    '能不',
    '退订',
    '不能',
    '去',
    '我',
    '就算',
    '签到',
    'B1',
    '晚1',
    '【',
    'neng ',
    'ﷺ',
    '请假到',
    '。',
  ])('%s over and over takes no longer for being longer', (piece) => {
    const [short, long] = [milliseconds(piece.repeat(1_000)), milliseconds(piece.repeat(100_000))];
    // A hundred times the length: linear would be 100, and only a beginning is read at all.
    expect(long / Math.max(short, 1)).toBeLessThan(20);
  });

  test('is never surely understood where it goes on behind what is read', () => {
    expect(isSure(read(`能来${'，好'.repeat(5_000)}，去不了`))).toBe(false);
    expect(isSure(read(`${'哈'.repeat(400)}能来`))).toBe(false);
  });
});

test('says which words it went by, as they stand in the reply', () => {
  expect(read('本來能來，現在來不了').words).toEqual(['來不了']);
  expect(read('Ｂ１能来').words).toEqual(['能来']);
  expect(read('去补了').words).toEqual(['去补了']);
  expect(read('请假到周五').words).toEqual(['请假到周五']);
});
