import type { WeeklyHours } from '../people/weekly-hours.js';
import { codesIn } from './call-code.js';
import { meaning as withdrawal } from './opt-out-words.js';
import { clauses } from './reply/clauses/clauses.js';
import { absenceIn, type Absence } from './reply/details/absence.js';
import { hoursIn } from './reply/details/hours.js';
import { machineWrote } from './reply/details/machine.js';
import { peopleIn } from './reply/details/people.js';
import { signInIn } from './reply/details/sign-in.js';
import { stances, type Stance } from './reply/stances.js';
import { plainText, READ_AT_MOST, wordsAt, type PlainText } from './reply/text/plain-text.js';
import { verdict, type Verdict } from './reply/verdict.js';
import { CERTAIN, CLEAR, DOUBTFUL, SURE } from './reply/weights.js';
import { tokens, type Token } from './reply/words/tokens.js';

export { SURE } from './reply/weights.js';

/** What a reply to "can you come" means; each has its effect on the run. */
export type ReplyMeaning =
  | 'yes'
  | 'no'
  | 'maybe'
  /** Thanks alone: answers nothing. */
  | 'thanks'
  /** Who, where, what, when, how: a person must answer. */
  | 'question'
  /** Not available until a day. */
  | 'away'
  /** Available again. */
  | 'back'
  /** When in the week somebody can come from now on. */
  | 'hours'
  | 'sign-in'
  | 'opt-out'
  /** Sent by a telephone or an office by itself. */
  | 'auto-reply'
  | 'unclear';

/** A reply, understood as far as it can be. */
export interface Reading {
  meaning: ReplyMeaning;
  /** 0…1; below `SURE` a person must look, and `meaning` is the best guess. */
  confidence: number;
  /** The words it went by, as they stand in the reply, half width. */
  words: string[];
  /** Codes of calls named in the reply, upper case: `['B1', 'B2']`. */
  codes: string[];
  /** With `yes`: comes so many minutes late; `null`: not said. */
  lateMinutes: number | null;
  /** With `yes` and `maybe`: how many people come, the writer included; `null`: not said. */
  people: number | null;
  /** With `away`: until which instant, a midnight of the office; `null`: open-ended. */
  awayUntil: Date | null;
  /** With `away`: from when; `null`: now. */
  awayFrom: Date | null;
  /** With `hours`: which; empty: at any time; `null`: not said. */
  hours: WeeklyHours | null;
  /** With `sign-in`: the digits; `null`: not said. */
  signInCode: string | null;
}

/** What is known beside the words. `afterPromotion`: the last message to this phone was one, so that N withdraws. */
export interface ReplyContext {
  receivedAt: Date;
  afterPromotion?: boolean;
}

/**
 * Reads a reply. Pure; the time it takes is bounded, since only the first `READ_AT_MOST` characters decide: a reply
 * that goes on behind them is never surely understood.
 *
 * 好的, 行, 可以, OK answer "yes". 收到 and 知道了 only say that the text was read: best guess "yes", below SURE.
 * With 谢谢 behind, a bare 好的 may only take note: best guess "thanks", below SURE.
 */
export function readReply(content: string, context: ReplyContext): Reading {
  // The patterns of withdrawal are not meant for long texts, and no long text is one.
  if (content.length <= READ_AT_MOST && withdrawal(content, context.afterPromotion) === 'opt-out')
    return reading('opt-out', CERTAIN, [content.normalize('NFKC').trim()]);
  const plain = plainText(content);
  const read = understood(plain, context.receivedAt);
  const confidence = plain.cut ? Math.min(read.confidence, DOUBTFUL) : read.confidence;
  return { ...read, confidence, codes: codesIn(plain.source) };
}

const reading = (
  meaning: ReplyMeaning,
  confidence: number,
  words: readonly string[],
  rest: Partial<Reading> = {},
): Reading => ({
  meaning,
  confidence,
  words: words.filter((word) => word !== ''),
  codes: [],
  lateMinutes: null,
  people: null,
  awayUntil: null,
  awayFrom: null,
  hours: null,
  signInCode: null,
  ...rest,
});

/** What has a form of its own (machines, sign-ins, absences) is looked for first; all else is weighed. */
function understood(plain: PlainText, receivedAt: Date): Reading {
  const { text } = plain;
  const machine = machineWrote(text);
  const signIn = machine ? null : signInIn(text);
  if (signIn) return reading('sign-in', signIn.confidence, [at(plain, signIn)], { signInCode: signIn.code });
  const weekly = hoursIn(text);
  if (weekly) return reading('hours', CLEAR, [at(plain, weekly)], { hours: weekly.hours });
  const absence = absenceIn(text, receivedAt);
  const words = tokens(plain);
  const all = stances(clauses(absence ? outside(words, absence) : words));
  const said = verdict(all);
  if (machine && !answersInPerson(plain, said))
    return reading('auto-reply', machine.confidence, [at(plain, machine)]);
  if (absence && !outweighs(said, absence)) return away(plain, absence, said);
  return elsewhere(plain, said) ?? answered(plain, said, words, all);
}

const at = (plain: PlainText, { start, end }: { start: number; end: number }): string =>
  wordsAt(plain, start, end);

/** The words with those that name the absence made neutral: 到 in 请假到周五 is no coming. */
const outside = (words: readonly Token[], { start, end }: Absence): Token[] =>
  words.map((word) => (word.end > start && word.start < end ? { ...word, kind: 'soft' } : word));

const isExplicit = ({ by, confidence }: Verdict): boolean =>
  confidence >= SURE && by.some(({ basis }) => basis === 'explicit' || basis === 'late');

/** 正在开会，能来 was written by a person all the same. */
const answersInPerson = (plain: PlainText, said: Verdict): boolean =>
  isExplicit(said) && said.by.some((stance) => /[来去]|参加|come/.test(at(plain, stance)));

/** 周五回来，能参加 is a yes; 这周出差，来不了 answers no; 请假到周五，来不了 says more than no. */
function outweighs(said: Verdict, absence: Absence): boolean {
  switch (said.meaning) {
    case 'yes':
    case 'maybe':
      return isExplicit(said) || said.by.some(({ basis }) => basis === 'condition');
    case 'no':
      // 家里有事，特此请假: leave from this one call.
      if (said.confidence >= SURE && absence.confidence < DOUBTFUL) return true;
      return isExplicit(said) && (!absence.ends || absence.meaning === 'back');
    default:
      return said.meaning === 'question' && absence.confidence < SURE;
  }
}

function away(plain: PlainText, absence: Absence, said: Verdict): Reading {
  const doubted = said.meaning === 'question' || said.by.some(({ about }) => about !== 'self');
  const confidence = doubted ? Math.min(absence.confidence, DOUBTFUL) : absence.confidence;
  return reading(absence.meaning, confidence, [at(plain, absence)], {
    awayFrom: absence.from,
    awayUntil: absence.until,
  });
}

/** The text has reached somebody else. */
const WRONG_NUMBER =
  /发错人|打错(?:电话)?了吧|认错人|找错人|号码?(?:已经?)?(?:换人|换主|过户)|(?:机主|号主)不在|机主(?:已经?|早就?)?(?:换|不是)|(?:不是|并非)(?:机主|本人)|我不是(?!不|说|去|来|能|没|要|想)[^,.!? ]{2,4}$|我不(?:叫|姓)[^,.!?我俺 ]{1,4}$|你找谁|wrong number/;
/** A wish to hear no more in other words than the agreed ones: for a person to grant. */
const STOP_WISH =
  /(?:别|不要|不想|勿|甭|不用)再?(?:给[我俺])?再?(?:发|收到|打扰|骚扰|联系)|^\s*(?:stop|unsubscribe)|拉黑|骚扰短信|投诉/;

/** What is no answer at all, and only a guess. */
function elsewhere(plain: PlainText, said: Verdict): Reading | null {
  const { text } = plain;
  const whole = [at(plain, { start: 0, end: text.length })];
  if (WRONG_NUMBER.test(text)) return reading('unclear', 0, whole);
  return said.confidence < SURE && STOP_WISH.test(text) ? reading('opt-out', DOUBTFUL, whole) : null;
}

function answered(plain: PlainText, said: Verdict, words: readonly Token[], all: readonly Stance[]): Reading {
  const comes = said.meaning === 'yes' || said.meaning === 'maybe';
  const late = said.meaning === 'yes' ? words.findLast(({ kind }) => kind === 'late') : undefined;
  const by = said.by.map((stance) => at(plain, stance));
  // B1能来，B2不一定: an answer to each, and only one can be told.
  const mixed = words.filter(({ kind }) => kind === 'code').length > 1 && differ(all);
  return reading(said.meaning, mixed ? Math.min(said.confidence, DOUBTFUL) : said.confidence, by, {
    people: comes ? (peopleIn(plain.text) ?? withCompany(all)) : null,
    lateMinutes: late?.minutes ?? null,
  });
}

const differ = (all: readonly Stance[]): boolean =>
  new Set(
    all.flatMap(({ answer, basis }) => (basis === 'sign' || !/yes|no|maybe/.test(answer) ? [] : [answer])),
  ).size > 1;

/** 我能来，我爱人也来: two. */
function withCompany(all: readonly Stance[]): number | null {
  const comes = ({ answer, basis }: Stance): boolean => answer === 'yes' && basis === 'explicit';
  const others = all.filter((stance) => comes(stance) && stance.about === 'other' && stance.also);
  const self = all.some((stance) => comes(stance) && stance.about === 'self');
  return self && others.length > 0 ? 1 + others.length : null;
}
