import type { CandidateState } from '../../domain/call-out/states.js';
import type { Word } from './people.js';

/** The two texts that tell somebody where they stand. */
export const TOLD_STEPS = ['confirmation', 'waitlist'] as const;
/** One of those; also the key of its step. */
export type ToldStep = (typeof TOLD_STEPS)[number];

/** What the ledger has of one kind of text to one person. */
export interface TellingClaim {
  /** How often they were told, by the register of what is owed. */
  told: number;
  /** Of those, refused by the carrier or held back for a reason: the statement shows it. */
  refused: number;
  /** They have been told since they came to stand where they stand; `withheld`: by a text that was refused. */
  upToDate: boolean;
  withheld: boolean;
}

/** Somebody who was asked, as the ledger has them. */
export interface AskedPerson {
  phone: string;
  /** Which tells the call from others on that phone. */
  code: string;
  state: CandidateState;
  /** Answers by which they gave their place up, and by which they joined the waitlist. */
  withdrawn: number;
  joined: number;
  claims: Record<ToldStep, TellingClaim>;
}

/** One call-out as the ledger has it. */
export interface CallOutClaim {
  run: number;
  title: string;
  needed: number;
  /** Places taken as the ledger counts them. */
  counter: number;
  asked: AskedPerson[];
}

/** Something that happened on a phone: a text of ours arrived, or its owner said a word. */
export interface PhoneMoment {
  at: Date;
  phone: string;
  code: string;
  what: ToldStep | Word;
}

/** What may be wrong with what people were told of one step. */
export const TELLING_FINDINGS = [
  /** Stands there, and no text says so. */
  'missing',
  /** More texts than they came to stand there. */
  'doubled',
  /** Told so, and never stood there. */
  'unfounded',
] as const;
/** One of those. */
export type TellingFinding = (typeof TELLING_FINDINGS)[number];

/** What people were told of one step. */
export type TellingVerdict = Record<TellingFinding, number> & {
  /** Texts that arrived. */
  texts: number;
  /** Texts that the carrier refused, or that were held back for a reason. */
  refused: number;
  /** People who stand there and whose text was one of those: a clerk finds them in the statement. */
  withheld: number;
};

/** Who had places in one call-out, and what they were told. */
export interface PlacesVerdict extends Record<ToldStep, TellingVerdict> {
  run: number;
  title: string;
  needed: number;
  asked: number;
  /** People with a place at the end. */
  placed: number;
  waitlisted: number;
  /** Places that were given back. */
  withdrawn: number;
  /** Most phones at any moment that had a confirmation and had not withdrawn since. */
  mostAtOnce: number;
  /** Places too many: by the rows, or by the phones at any moment. */
  oversold: number;
  /** By how much the ledger's counter is wrong. */
  miscounted: number;
  /** Confirmations that arrived after their reader had withdrawn: the two had crossed. */
  crossed: number;
}

/** Holds one call-out's rows against the texts that arrived and the words that were written, by the carrier's record. */
export function judgePlaces(claim: CallOutClaim, moments: readonly PhoneMoment[]): PlacesVerdict {
  const { run, title, needed, counter, asked } = claim;
  const placed = asked.filter(({ state }) => state === 'placed').length;
  const { mostAtOnce, crossed } = watchPhones(moments);
  return {
    ...{ run, title, needed, placed, mostAtOnce, crossed },
    asked: asked.length,
    waitlisted: asked.filter(({ state }) => state === 'waitlisted').length,
    withdrawn: asked.reduce((sum, person) => sum + person.withdrawn, 0),
    oversold: Math.max(0, placed - needed, mostAtOnce - needed),
    miscounted: Math.abs(counter - placed),
    confirmation: judgeTelling('confirmation', asked, moments),
    waitlist: judgeTelling('waitlist', asked, moments),
  };
}

const keyOf = ({ phone, code }: Pick<PhoneMoment, 'phone' | 'code'>): string => `${phone} ${code}`;

function judgeTelling(
  step: ToldStep,
  asked: readonly AskedPerson[],
  moments: readonly PhoneMoment[],
): TellingVerdict {
  const texts = new Map<string, number>();
  for (const moment of moments.filter(({ what }) => what === step))
    texts.set(keyOf(moment), (texts.get(keyOf(moment)) ?? 0) + 1);
  const verdict = { texts: 0, refused: 0, withheld: 0, missing: 0, doubled: 0, unfounded: 0 };
  for (const person of asked) {
    const arrived = texts.get(keyOf(person)) ?? 0;
    const times = timesThere(step, person);
    verdict.texts += arrived;
    verdict.refused += person.claims[step].refused;
    verdict.withheld += standsThere(step, person) && person.claims[step].withheld ? 1 : 0;
    verdict.missing += missing(step, person, arrived);
    verdict[times === 0 ? 'unfounded' : 'doubled'] += Math.max(0, arrived - times);
  }
  return verdict;
}

const standsThere = (step: ToldStep, { state }: AskedPerson): boolean =>
  state === (step === 'confirmation' ? 'placed' : 'waitlisted');

/** How often somebody came to stand where a step says: nobody leaves a place but by their own word. */
const timesThere = (step: ToldStep, { state, withdrawn, joined }: AskedPerson): number =>
  step === 'waitlist' ? joined : withdrawn + (state === 'placed' ? 1 : 0);

/** Texts that the ledger says were sent and that did not arrive; and the one nobody has thought of. */
function missing(step: ToldStep, person: AskedPerson, arrived: number): number {
  const { told, refused, upToDate } = person.claims[step];
  const due = told - refused + (standsThere(step, person) && !upToDate ? 1 : 0);
  return Math.max(0, due - arrived);
}

/** What is written within it has the same time on the wire: which of two words came last cannot be told. */
const WIRE_MILLISECONDS = 1000;

/** Follows the phones alone, without the ledger: who may believe at which moment that they have a place. */
function watchPhones(moments: readonly PhoneMoment[]): { mostAtOnce: number; crossed: number } {
  const torn = tornPhones(moments);
  const last = new Map<string, Word>();
  const holding = new Set<string>();
  const watched = { mostAtOnce: 0, crossed: 0 };
  for (const moment of [...moments].sort((one, other) => +one.at - +other.at)) {
    const key = keyOf(moment);
    if (moment.what === 'yes' || moment.what === 'no') last.set(key, moment.what);
    if (moment.what === 'no' || moment.what === 'waitlist') holding.delete(key);
    if (moment.what !== 'confirmation') continue;
    if (last.get(key) === 'no') watched.crossed++;
    else if (!torn.has(key)) holding.add(key);
    watched.mostAtOnce = Math.max(watched.mostAtOnce, holding.size);
  }
  return watched;
}

/** Phones from which a yes and a no came with the same time. */
function tornPhones(moments: readonly PhoneMoment[]): Set<string> {
  const said = new Map<string, Word>();
  const torn = new Set<string>();
  for (const moment of moments) {
    if (moment.what !== 'yes' && moment.what !== 'no') continue;
    const second = `${keyOf(moment)} ${Math.floor(+moment.at / WIRE_MILLISECONDS)}`;
    if ((said.get(second) ?? moment.what) !== moment.what) torn.add(keyOf(moment));
    said.set(second, moment.what);
  }
  return torn;
}
