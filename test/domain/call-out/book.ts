import fc from 'fast-check';
import {
  settlePlaces,
  type Answer,
  type Candidate,
  type Effect,
  type Outcome,
  type Standing,
} from '../../../domain/call-out/places.js';

/** 09:00 of a Saturday, plus so many minutes. */
export const minute = (minutes: number): Date => new Date(Date.UTC(2026, 7, 1, 1, minutes));

/** What somebody says, so many minutes after nine. */
export const says = (person: number, word: Answer['says'], minutes = 0): Answer => ({
  ...{ person, says: word, at: minute(minutes), lateMinutes: null, people: null },
});

/** A call-out as the ledger keeps it: the same rule, applied again and again, and every row that comes of it. */
export class Ledger {
  readonly candidates: Map<number, Candidate>;
  readonly waitlist: number[] = [];
  taken = 0;
  /** Every move, in order. */
  readonly moves: [person: number, from: Standing, to: Standing][] = [];

  constructor(
    people: number,
    public needed: number,
    public closed = false,
  ) {
    this.candidates = new Map(
      Array.from({ length: people }, (_, person) => [
        person,
        { person, state: 'asked', answeredAt: null, busy: false },
      ]),
    );
  }

  /** Applies one transaction's answers as the ledger does: sorted by their time. */
  apply(...answers: Answer[]): Effect[] {
    const sorted = [...answers].sort((one, other) => +one.at - +other.at);
    const outcome = settlePlaces(
      {
        needed: this.needed,
        taken: this.taken,
        closed: this.closed,
        waitlist: this.waitlist.slice(0, answers.length),
      },
      [...this.candidates.values()],
      sorted,
    );
    this.write(sorted, outcome);
    return outcome.effects;
  }

  state(person: number): Standing {
    return this.candidates.get(person)!.state;
  }

  /** People in a state, the lowest first. */
  those(state: Standing): number[] {
    return [...this.candidates.values()].filter((each) => each.state === state).map(({ person }) => person);
  }

  private write(answers: readonly Answer[], { effects, moves }: Outcome): void {
    answers.forEach(({ person, at }, index) => {
      if (!['superseded', 'closed', 'unclear'].includes(effects[index]!))
        this.candidates.get(person)!.answeredAt = at;
    });
    for (const [person, to] of moves) this.move(person, to);
  }

  private move(person: number, to: Standing): void {
    const candidate = this.candidates.get(person)!;
    // Left and came back within one transaction: to the end of the waitlist.
    if (candidate.state === to && to !== 'waitlisted') return;
    this.moves.push([person, candidate.state, to]);
    this.taken += Number(to === 'placed') - Number(candidate.state === 'placed');
    if (candidate.state === 'waitlisted') this.waitlist.splice(this.waitlist.indexOf(person), 1);
    if (to === 'waitlisted') this.waitlist.push(person);
    candidate.state = to;
  }
}

/** Moves the database allows to somebody who was asked: kept equal to its trigger by a test of the ledger. */
export const isLegal = (from: Standing, to: Standing): boolean => from !== 'stood down' && to !== 'asked';

/** Answers of so many people within an hour, in transactions of up to five, pushed in any order. */
export const anyTransactions = (people: number): fc.Arbitrary<Answer[][]> =>
  fc.array(
    fc.array(
      fc
        .record({
          person: fc.nat({ max: people - 1 }),
          word: fc.constantFrom('yes' as const, 'yes' as const, 'no' as const, 'maybe' as const),
          minutes: fc.nat({ max: 60 }),
        })
        .map(({ person, word, minutes }) => says(person, word, minutes)),
      { minLength: 1, maxLength: 5 },
    ),
    { maxLength: 25 },
  );
