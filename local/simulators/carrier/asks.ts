/**
 * What a text is to whoever reads it on a phone. Read from its words alone: a carrier, and the people behind the
 * phones, know nothing of who sends or of what is kept about them.
 */
export type TextKind =
  /** Offers a way to say yes, with a code: `能来请回“B1能来”`. */
  | 'ask'
  /** Wants the last answer again, with its code. */
  | 'which-code'
  /** You are on the roster. */
  | 'confirmed'
  /** You are on the list of those who may still be wanted. */
  | 'waitlisted'
  | 'reminder'
  /** No longer needed. */
  | 'stood-down'
  | 'plain';

/** A text as understood. */
export interface Reading {
  kind: TextKind;
  /** The code a yes is asked for with, in capitals; absent when the text asks for none. */
  code?: string;
  /** Whatever looks like a code in it, in capitals, each once. */
  codes: string[];
}

/** One or two letters and a number; “冀B12345” holds none. */
const CODE = '(?<![A-Za-z0-9])([A-Za-z]{1,2}[0-9]{1,4})(?![0-9])';
/** A yes, but not as the tail of “不能来” or the head of “来不了”. */
const YES = '(?<![不没])(?:能来|能去|能到|能参加|可以|参加|来(?!不)|去(?!不))';
/** Both stand shortly after the word “reply”: a place or a road (“B1到”, “G25高速”) is no ask. */
const SHORTLY_AFTER_REPLY = '[回复答][^。!?;]{0,12}?';
const ASKS = [
  new RegExp(`${SHORTLY_AFTER_REPLY}${CODE}[\\s,:、”"」』]*${YES}`),
  new RegExp(`${SHORTLY_AFTER_REPLY}${YES}\\s*${CODE}`),
];
const ANY_CODE = new RegExp(CODE, 'g');

const WANTS_CODE = /(写明|注明|写上|写清|带上|说明|哪个|哪次)[^。!?;]{0,6}编号|编号[^。!?;]{0,4}(写|注|带)/;
/**
 * What a text tells, by the words it is told in: the first that fits, so those that are plain whatever else is said
 * (a reminder may speak of cancelling) come first.
 */
const NEWS: readonly [TextKind, RegExp][] = [
  ['reminder', /提醒|别忘/],
  ['confirmed', /已确认|已列入名单|已报名成功|已为您登记(?!候补)/],
  ['stood-down', /解散|取消|解除|不再需要|不要前往|不用来|不必来|无需前来|(任务|召集|活动)已?结束/],
  ['waitlisted', /候补|已满/],
  ['reminder', /明天|明日/],
  ['confirmed', /请准时/],
];

/** Understands a text as the owner of a phone would, at one look. */
export function readText(text: string): Reading {
  const plain = text.normalize('NFKC');
  const codes = [...new Set([...plain.matchAll(ANY_CODE)].map(([code]) => code.toUpperCase()))];
  const code = codes.length > 0 ? codeAskedFor(plain) : undefined;
  const kind = WANTS_CODE.test(plain) ? 'which-code' : code ? 'ask' : newsOf(plain);
  return { kind, codes, ...(code ? { code } : {}) };
}

const codeAskedFor = (text: string): string | undefined =>
  ASKS.map((ask) => ask.exec(text)?.[1]?.toUpperCase()).find(Boolean);

const newsOf = (text: string): TextKind => NEWS.find(([, words]) => words.test(text))?.[0] ?? 'plain';
