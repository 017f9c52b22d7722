/**
 * Who has a place at an event: the one rule by which answers take and free places. Pure: the ledger holds the
 * call-out's row while it asks this, and writes down what it says.
 */

/** Where somebody asked stands. */
export type Standing = 'asked' | 'unsure' | 'placed' | 'waitlisted' | 'declined' | 'withdrawn' | 'stood down';

/** What an answer says to a call. */
export interface Answer {
  person: number;
  says: 'yes' | 'no' | 'maybe';
  at: Date;
  lateMinutes: number | null;
  people: number | null;
}

/** Somebody the answers concern. */
export interface Candidate {
  person: number;
  state: Standing;
  /** When the answer that counts so far was given. */
  answeredAt: Date | null;
  /** Has a place at another event of the same time; absent: no. */
  busy?: boolean;
}

/** A call-out, locked. */
export interface Places {
  needed: number;
  taken: number;
  /** The event is over or called off: answers are kept and change nothing. */
  closed: boolean;
  /** Who waits for a place, longest first; at least twice as many as there are noes, if there are. */
  waitlist: readonly number[];
}

/** What an answer came to. */
export type Effect = Standing | 'kept' | 'superseded' | 'closed' | 'unclear' | 'busy';

/** What is to be written down. */
export interface Outcome {
  /** One per answer, in their order. */
  effects: Effect[];
  /** The new state of everyone whose state has changed, once each. */
  moves: Map<number, Standing>;
}

/**
 * Applies answers in the order in which they were given. A yes takes a place while there is one, else joins the
 * waitlist; a no frees the place, and the longest waiting takes it. An answer older than the one that counts
 * changes nothing. Two answers only a person can judge: a "maybe" of somebody with a place, and a yes of somebody who
 * has a place at another event of the same time.
 */
export function settlePlaces(
  places: Places,
  candidates: readonly Candidate[],
  answers: readonly Answer[],
): Outcome {
  const book = new Book(places, candidates);
  return { effects: answers.map((answer) => book.enter(answer)), moves: book.moves };
}

/** People who get a place because there are more of them now. */
export function promote(places: Places): number[] {
  return places.waitlist.slice(0, Math.max(0, places.needed - places.taken));
}

/** Has a place or waits for one. */
const holdsOn = ({ state }: Candidate): boolean => state === 'placed' || state === 'waitlisted';

/** Why only a person can judge an answer. */
function doubtAbout(candidate: Candidate, says: Answer['says']): 'unclear' | 'busy' | null {
  if (says === 'maybe' && holdsOn(candidate)) return 'unclear';
  return says === 'yes' && !holdsOn(candidate) && candidate.busy === true ? 'busy' : null;
}

class Book {
  readonly moves = new Map<number, Standing>();
  private readonly people: Map<number, Candidate>;
  private taken: number;
  private readonly waitlist: number[];

  constructor(
    private readonly places: Places,
    candidates: readonly Candidate[],
  ) {
    this.people = new Map(candidates.map((candidate) => [candidate.person, { ...candidate }]));
    this.taken = places.taken;
    this.waitlist = [...places.waitlist];
  }

  enter({ person, says, at }: Answer): Effect {
    const candidate = this.people.get(person);
    if (!candidate || this.places.closed || candidate.state === 'stood down') return 'closed';
    if (candidate.answeredAt !== null && candidate.answeredAt > at) return 'superseded';
    const doubt = doubtAbout(candidate, says);
    if (doubt !== null) return doubt;
    candidate.answeredAt = at;
    if (says === 'no') return this.refuse(person, candidate.state);
    if (holdsOn(candidate)) return 'kept';
    return says === 'yes' ? this.accept(person) : this.waver(person, candidate.state);
  }

  private waver(person: number, state: Standing): Effect {
    return state === 'unsure' ? 'kept' : this.move(person, 'unsure');
  }

  private accept(person: number): Effect {
    if (this.taken >= this.places.needed) {
      this.waitlist.push(person);
      return this.move(person, 'waitlisted');
    }
    this.taken += 1;
    return this.move(person, 'placed');
  }

  private refuse(person: number, state: Standing): Effect {
    switch (state) {
      case 'placed':
        this.taken -= 1;
        this.move(person, 'withdrawn');
        this.replace();
        return 'withdrawn';
      case 'waitlisted':
        this.leaveWaitlist(person);
        return this.move(person, 'declined');
      case 'declined':
      case 'withdrawn':
        return 'kept';
      default:
        return this.move(person, 'declined');
    }
  }

  /** Far down it they are not in the part of it that was read. */
  private leaveWaitlist(person: number): void {
    const at = this.waitlist.indexOf(person);
    if (at >= 0) this.waitlist.splice(at, 1);
  }

  /** Whoever drops out is replaced at once, unless fewer are needed by now. */
  private replace(): void {
    if (this.taken >= this.places.needed) return;
    const next = this.waitlist.shift();
    if (next === undefined) return;
    this.taken += 1;
    this.move(next, 'placed');
  }

  private move(person: number, state: Standing): Standing {
    const candidate = this.people.get(person);
    if (candidate) candidate.state = state;
    this.moves.set(person, state);
    return state;
  }
}
