import { describe, expect, test } from '@jest/globals';
import { within } from './calm.js';
import type { PlacesVerdict } from './places.js';
import { tables } from './table.js';
import { brokenMarks, type ChannelVerdict, type Verdict } from './verdict.js';

// Every mark has to be seen to break before a clean run means anything.

const NOTHING = { lost: 0, twice: 0, twiceAfterLostAnswer: 0, unknown: 0, untold: 0 };
const channel: ChannelVerdict = {
  ...NOTHING,
  ...{ messages: 100, states: { delivered: 100 }, arrived: 100, faults: {} },
};
const told = { texts: 6, refused: 0, withheld: 0, missing: 0, doubled: 0, unfounded: 0 };
const places: PlacesVerdict = {
  ...{ run: 7, title: '演练', needed: 6, asked: 20, placed: 6, waitlisted: 2, withdrawn: 1 },
  ...{ mostAtOnce: 6, oversold: 0, miscounted: 0, crossed: 0, confirmation: told, waitlist: told },
};

const RETURNS = { returned: 8, lost: 0, twice: 0, unheeded: 0 };

/** A run in which everything went well. */
const SOUND: Verdict = {
  ...NOTHING,
  ...{ seed: 1, people: 100, seconds: 60, kills: 8, blows: { 'kill postgres': 8 } },
  ...{ balanced: true, closed: 3, runs: 3, leaks: [], diedByThemselves: [], findings: [] },
  channels: { sms: channel, email: channel },
  answers: {
    ...{ written: 30, acknowledged: 30, unpushed: 0, answers: 25, waiting: 2 },
    ...{ lost: 0, twice: 0, unread: 0, unheard: 0, misread: 0 },
  },
  callOuts: [places, { ...places, run: 8 }],
  returns: RETURNS,
  inTime: { filled: true, calm: true },
};

const broken = (change: Partial<Verdict>): string => brokenMarks({ ...SOUND, ...change }).join('; ');
const answers = (change: Partial<Verdict['answers']>): Partial<Verdict> => ({
  answers: { ...SOUND.answers, ...change },
});
const place = (change: Partial<PlacesVerdict>): Partial<Verdict> => ({
  callOuts: [places, { ...places, run: 8, ...change }],
});

test('a sound run breaks no mark; nor does a mail twice after a lost answer', () => {
  expect(broken({})).toBe('');
  expect(broken({ twiceAfterLostAnswer: 3 })).toBe('');
});

test('a run without call-outs needs no replies', () => {
  expect(broken({ callOuts: [], ...answers({ written: 0 }) })).toBe('');
});

describe('a mark is broken by', () => {
  test.each<[string, Partial<Verdict>]>([
    ['丢失 1 条 / 1 lost', { lost: 1 }],
    ['重复 1 条 / 1 twice', { twice: 1 }],
    ['结果不明 1 条 / 1 unknown', { unknown: 1 }],
    ['已发出而台账未记 1 条 / 1 arrived but not recorded as sent', { untold: 1 }],
    ['退回的邮件漏读 1 封 / 1 returned mails unread', { returns: { ...RETURNS, lost: 1 } }],
    ['退回的邮件重复计入 1 封 / 1 returned mails counted twice', { returns: { ...RETURNS, twice: 1 } }],
    ['退回的邮件未照办 1 封 / 1 returned mails not heeded', { returns: { ...RETURNS, unheeded: 1 } }],
    ['对账单不平 / a statement does not balance', { balanced: false }],
    ['1 个活动没有结束 / 1 runs not closed', { closed: 2 }],
    [
      'x.log 含个人信息 2 处 / x.log holds a name (2)',
      { leaks: [{ file: 'x.log', what: 'name', count: 2 }] },
    ],
  ])('%s', (mark, change) => {
    expect(broken(change)).toBe(mark);
  });

  test.each<[string, Partial<Verdict>]>([
    ['1 条回复已应答收到却丢失 / 1 answers lost although their push was answered', answers({ lost: 1 })],
    ['1 条回复重复计入 / 1 answers counted twice', answers({ twice: 1 })],
    ['1 批回复无人处理 / 1 pushes of replies left unread', answers({ unread: 1 })],
    ['1 条明确的回复没有结果 / 1 clear answers came to nothing', answers({ unheard: 1 })],
    ['1 条回复被读反 / 1 answers read as their opposite', answers({ misread: 1 })],
    ['集结期间一条回复也没有写 / nobody wrote a reply to any call-out', answers({ written: 0 })],
    ['1 条回复到最后也没有送到我们这里 / 1 replies unpushed at the end', answers({ unpushed: 1 })],
    ['集结 8：无人到位 / call-out 8: nobody placed', place({ placed: 0 })],
    ['集结 8：超员 1 / call-out 8: 1 seats oversold', place({ oversold: 1 })],
    ['集结 8：位置计数相差 1 / call-out 8: 1 places miscounted', place({ miscounted: 1 })],
    [
      '集结 8：确认短信漏发 1 / call-out 8: 1 confirmations missing',
      place({ confirmation: { ...told, missing: 1 } }),
    ],
    [
      '集结 8：候补短信重复 1 / call-out 8: 1 words of the waitlist doubled',
      place({ waitlist: { ...told, doubled: 1 } }),
    ],
  ])('%s', (mark, change) => {
    expect(broken(change)).toBe(mark);
  });

  test.each<[string, Verdict['inTime'], string]>([
    [
      '到时间集结还没有满 / time was up before the call-outs were full',
      { filled: false, calm: true },
      'call-outs not full in time; 全部按时处理完',
    ],
    [
      '到时间还有回复或短信没有处理完 / time was up before every reply and text was settled',
      { filled: true, calm: false },
      'call-outs full in time; 没有按时处理完',
    ],
  ])('%s, which the tables show', (mark, inTime, line) => {
    expect(broken({ inTime })).toBe(mark);
    expect(tables({ ...SOUND, inTime })).toContain(line);
  });
});

describe('waiting', () => {
  test('ends as soon as it has come true', async () => {
    const began = performance.now();
    expect(await within(60_000, () => Promise.resolve(true))).toBe(true);
    expect(performance.now() - began).toBeLessThan(1000);
  });

  test('says that time was up', async () => {
    expect(await within(0, () => Promise.resolve(false))).toBe(false);
  });

  test('takes a look that fails for no answer', async () => {
    await expect(within(60_000, () => Promise.reject(new Error('gone')))).rejects.toThrow('gone');
  });
});
