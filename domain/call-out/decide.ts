/** What a reply makes happen: the one rule between what it says and what the ledger does about it. */
import { DAY_MILLISECONDS } from '../calendar/office-day.js';
import { SURE, type Reading } from '../messages/reply-reader.js';
import type { WeeklyHours } from '../people/weekly-hours.js';
import { attribute, type PhoneCall, type Unattributed } from './attribution.js';
import type { Answer, Standing } from './places.js';

/** A call with what a sign-in or an absence needs to know of it. */
export interface KnownCall extends PhoneCall {
  signInCode: string;
  /** Who came may still sign in: for some time after the event, when answers change nothing any more. */
  signInOpen: boolean;
  startsAt: Date;
  endsAt: Date;
  state: Standing;
  /** An emergency: opt-outs do not keep its words from anybody. */
  irrefusable?: boolean;
}

/** A reply, understood. */
export interface Said extends Reading {
  /** It only says that our text was read, or is agreed to: 收到, 好的. */
  takesNote: boolean;
}

/** All that is known of the phone a reply came from. */
export interface Phone {
  /** Who uses it. */
  people: readonly number[];
  /** Calls that reached it, newest first. */
  calls: readonly KnownCall[];
  /** What an earlier reply said that named no call, when its sender was asked which one they meant. */
  uncoded: Reading | null;
  /** No more texts may go to it. */
  optedOut: boolean;
}

/** Why a clerk must look at a reply. */
export type ClerkReason =
  | Unattributed
  | 'unsure'
  | 'which person'
  | 'wrong sign-in code'
  | 'serves elsewhere'
  | 'asks again'
  | 'opted out';

/** Somebody, in a run. */
export interface InRun {
  run: number;
  person: number;
}

/** What somebody may say to a call. */
type Says = Answer['says'];

/** What is to be done about a reply. */
export interface Decision {
  answers: (InRun & Pick<Answer, 'says' | 'lateMinutes' | 'people'>)[];
  signIns: InRun[];
  absences: { person: number; from: Date; until: Date }[];
  /** When in the week somebody can come from now on. */
  hours: { person: number; hours: WeeklyHours }[];
  /** Who is back from an absence. */
  back: number[];
  optsOut: boolean;
  tells: (InRun & { after: 'call unclear' | 'question' })[];
  /** Whose it is, or is guessed to be. */
  about: InRun | null;
  waitsFor: 'clerk' | 'code' | null;
  reason: ClerkReason | 'call unclear' | null;
  /** It names the call: what this phone has said before in the same sense, without naming one, is settled too. */
  settles: Says | null;
}

const NOTHING: Decision = {
  ...{ answers: [], signIns: [], absences: [], hours: [], back: [], tells: [] },
  ...{ optsOut: false, about: null, waitsFor: null, reason: null, settles: null },
};

/** Somebody who says they are away without saying until when is away for so many days. */
const OPEN_ABSENCE_DAYS = 30;

/** Whoever comes later than that, in minutes, or is away for longer, in days, has been misread. */
export const MOST_LATE_MINUTES = 24 * 60;
const LONGEST_ABSENCE_DAYS = 2 * 365;

/** Decides; pure. What is not sure goes to a clerk with a guess, and nothing else happens. */
export function decide(said: Said, phone: Phone, at: Date): Decision {
  if (said.meaning === 'opt-out' && said.confidence >= SURE) return optOut(phone);
  if (needsNobody(said, phone)) return NOTHING;
  const meant = isCodeAlone(said) && phone.uncoded ? { ...phone.uncoded, codes: said.codes } : said;
  if (!isSure(meant, phone) || isBeyondBelief(meant, at)) return toClerk('unsure', guess(meant, phone));
  const decision = decideSure(meant, phone, at);
  if (phone.optedOut && needsOurWord(decision, phone)) return toClerk('opted out', decision.about);
  const [answered] = decision.answers;
  return { ...decision, settles: answered && meant.codes.length > 0 ? answered.says : null };
}

const needsNobody = (said: Said, phone: Phone): boolean =>
  said.meaning === 'thanks' || said.meaning === 'auto-reply' || acknowledges(said, phone);

const ANSWERS: readonly string[] = ['yes', 'no', 'maybe'];

/**
 * 收到, 好的: the answer to a text that asked nothing. Kept, or thousands of them would hide the one that needs a
 * clerk; after a call whatever is no such word still waits for one.
 */
function acknowledges({ meaning, codes, takesNote }: Said, { people, calls }: Phone): boolean {
  if (people.length === 0 || codes.length > 0 || !ANSWERS.includes(meaning)) return false;
  return calls.length === 0 || (takesNote && nothingIsAsked(calls));
}

/** States of which our last word tells, and asks nothing. */
const TOLD: readonly Standing[] = ['placed', 'waitlisted', 'stood down'];
/** States in which an answer is still hoped for. */
const ASKED: readonly Standing[] = ['asked', 'unsure'];

/** By the calls that may still be answered, else by the newest: somebody was told something, and nobody is asked. */
function nothingIsAsked(calls: readonly KnownCall[]): boolean {
  const open = calls.filter(({ closed }) => !closed);
  const last = open.length > 0 ? open : calls.filter(({ run }) => run === calls[0]!.run);
  return last.some(({ state }) => TOLD.includes(state)) && !last.some(({ state }) => ASKED.includes(state));
}

function isBeyondBelief({ lateMinutes, awayFrom, awayUntil }: Reading, at: Date): boolean {
  const most = at.getTime() + LONGEST_ABSENCE_DAYS * DAY_MILLISECONDS;
  return (lateMinutes ?? 0) > MOST_LATE_MINUTES || [awayFrom, awayUntil].some((day) => Number(day) > most);
}

/** Of a place, of the waitlist, or of what they asked we could not tell them, but in an emergency. */
const needsOurWord = ({ answers, tells }: Decision, { calls }: Phone): boolean =>
  [...tells, ...answers.filter(({ says }) => says === 'yes')].some(
    ({ run }) => !calls.some((call) => call.run === run && call.irrefusable),
  );

const isSure = (reading: Reading, phone: Phone): boolean =>
  reading.confidence >= SURE || showsItsCode(reading, phone);

const isCodeAlone = ({ meaning, codes }: Reading): boolean => meaning === 'unclear' && codes.length > 0;

/** Four digits alone may mean anything, unless they are what is shown at the place of one's own event. */
const showsItsCode = ({ meaning, signInCode }: Reading, { calls }: Phone): boolean =>
  meaning === 'sign-in' && calls.some((call) => call.signInOpen && call.signInCode === signInCode);

function decideSure(reading: Reading, phone: Phone, at: Date): Decision {
  switch (reading.meaning) {
    case 'yes':
    case 'no':
    case 'maybe':
      return answer(reading, reading.meaning, phone);
    case 'question':
      return question(reading, phone);
    case 'away':
      return away(reading, phone, at);
    case 'back':
      return onePerson(reading, phone, (person) => ({ ...NOTHING, back: [person] }));
    case 'hours':
      return onePerson(reading, phone, (person) => ({
        ...NOTHING,
        hours: [{ person, hours: reading.hours! }],
      }));
    case 'sign-in':
      return signIn(reading, phone);
    default:
      return toClerk('unsure', guess(reading, phone));
  }
}

const toClerk = (reason: ClerkReason, about: InRun | null): Decision => ({
  ...NOTHING,
  waitsFor: 'clerk',
  reason,
  about,
});

const inRun = ({ run, person }: InRun): InRun => ({ run, person });

/** The likeliest call of a reply nobody can be sure about: the named one, else the newest open one. */
function guess({ codes }: Reading, { calls }: Phone): InRun | null {
  const likeliest =
    calls.find((call) => codes.includes(call.code)) ?? calls.find((call) => !call.closed) ?? calls[0];
  return likeliest ? inRun(likeliest) : null;
}

/** Withdrawing from texts is also a no to every call: nobody comes whom we cannot write to. */
const optOut = ({ calls }: Phone): Decision => ({
  ...NOTHING,
  optsOut: true,
  answers: calls
    .filter((call) => !call.closed)
    .map((call) => ({ ...inRun(call), says: 'no', lateMinutes: null, people: null })),
});

function answer(reading: Reading, says: Says, phone: Phone): Decision {
  const found = attribute(reading.codes, phone.calls, phone.people.length > 0);
  if (found.kind === 'clerk') return toClerk(found.reason, found.guess && inRun(found.guess));
  if (found.kind === 'which') return which(found.guess);
  const { lateMinutes, people } = reading;
  return {
    ...NOTHING,
    about: inRun(found.calls[0]!),
    answers: found.calls.map((call) => ({ ...inRun(call), says, lateMinutes, people })),
  };
}

/** Its sender is asked to name the code, and the reply waits for that. */
const which = (call: PhoneCall): Decision => ({
  ...NOTHING,
  about: inRun(call),
  tells: [{ ...inRun(call), after: 'call unclear' }],
  waitsFor: 'code',
  reason: 'call unclear',
});

/** Who asks where and when is told again; a question about nothing in particular is a clerk's. */
function question(reading: Reading, phone: Phone): Decision {
  const found = attribute(reading.codes, phone.calls, phone.people.length > 0);
  if (found.kind === 'clerk') return toClerk(found.reason, found.guess && inRun(found.guess));
  const call = found.kind === 'calls' ? found.calls[0]! : found.guess;
  return { ...NOTHING, about: inRun(call), tells: [{ ...inRun(call), after: 'question' }] };
}

/** Being away is also a no to every call that falls into that time. */
function away(reading: Reading, phone: Phone, at: Date): Decision {
  const from = reading.awayFrom ?? at;
  const until = reading.awayUntil ?? new Date(from.getTime() + OPEN_ABSENCE_DAYS * DAY_MILLISECONDS);
  if (until <= from) return toClerk('unsure', guess(reading, phone));
  return onePerson(reading, phone, (person) => ({
    ...NOTHING,
    absences: [{ person, from, until }],
    answers: phone.calls
      .filter((call) => call.person === person && !call.closed && call.startsAt < until && call.endsAt > from)
      .map((call) => ({ ...inRun(call), says: 'no', lateMinutes: null, people: null })),
  }));
}

/** What concerns a person and not a call: on a shared phone a code says whose word it is. */
function onePerson(reading: Reading, phone: Phone, then: (person: number) => Decision): Decision {
  const named = new Set(
    phone.calls.filter((call) => reading.codes.includes(call.code)).map((call) => call.person),
  );
  const meant = named.size > 0 ? [...named] : phone.people;
  if (meant.length === 1) return then(meant[0]!);
  return toClerk(meant.length === 0 ? 'unknown phone' : 'which person', guess(reading, phone));
}

/** Signing in needs the code that is shown at the place; of several people on one phone, who has a place. */
function signIn(reading: Reading, phone: Phone): Decision {
  const there = phone.calls.filter((call) => call.signInOpen && call.signInCode === reading.signInCode);
  if (there.length === 0) {
    return toClerk(phone.people.length === 0 ? 'unknown phone' : 'wrong sign-in code', guess(reading, phone));
  }
  const placed = there.filter((call) => call.state === 'placed');
  const candidates = placed.length > 0 ? placed : there;
  const named = candidates.filter((call) => reading.codes.includes(call.code));
  const meant = named.length > 0 ? named : candidates;
  if (named.length === 0 && meant.length > 1) return toClerk('which person', inRun(meant[0]!));
  return { ...NOTHING, about: inRun(meant[0]!), signIns: meant.map(inRun) };
}
