import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { promote, settlePlaces, type Answer, type Standing } from '../../../domain/call-out/places.js';
import { anyTransactions, isLegal, Ledger, minute, says } from './book.js';

describe('one answer', () => {
  const OPEN = { needed: 1, taken: 0, closed: false, waitlist: [] };
  const FULL = { needed: 1, taken: 1, closed: false, waitlist: [] };
  test.each<[Standing, Answer['says'], typeof OPEN, string, Standing]>([
    ['asked', 'yes', OPEN, 'placed', 'placed'],
    ['asked', 'yes', FULL, 'waitlisted', 'waitlisted'],
    ['asked', 'no', OPEN, 'declined', 'declined'],
    ['asked', 'maybe', OPEN, 'unsure', 'unsure'],
    ['unsure', 'yes', OPEN, 'placed', 'placed'],
    ['unsure', 'no', OPEN, 'declined', 'declined'],
    ['unsure', 'maybe', OPEN, 'kept', 'unsure'],
    ['placed', 'yes', FULL, 'kept', 'placed'],
    ['placed', 'no', FULL, 'withdrawn', 'withdrawn'],
    // A half-hearted word takes nobody's place away: a person asks back.
    ['placed', 'maybe', FULL, 'unclear', 'placed'],
    ['waitlisted', 'yes', FULL, 'kept', 'waitlisted'],
    ['waitlisted', 'no', FULL, 'declined', 'declined'],
    ['waitlisted', 'maybe', FULL, 'unclear', 'waitlisted'],
    ['declined', 'yes', OPEN, 'placed', 'placed'],
    ['declined', 'yes', FULL, 'waitlisted', 'waitlisted'],
    ['declined', 'no', OPEN, 'kept', 'declined'],
    ['declined', 'maybe', OPEN, 'unsure', 'unsure'],
    ['withdrawn', 'yes', OPEN, 'placed', 'placed'],
    ['withdrawn', 'no', OPEN, 'kept', 'withdrawn'],
    ['withdrawn', 'maybe', OPEN, 'unsure', 'unsure'],
    ['stood down', 'yes', OPEN, 'closed', 'stood down'],
    ['stood down', 'no', OPEN, 'closed', 'stood down'],
  ])('of somebody %s who says %s', (state, word, places, effect, after) => {
    const waitlist = state === 'waitlisted' ? [7] : [];
    const candidate = { person: 7, state, answeredAt: null, busy: false };
    const { effects, moves } = settlePlaces({ ...places, waitlist }, [candidate], [says(7, word)]);
    expect(effects).toEqual([effect]);
    expect(moves.get(7) ?? state).toBe(after);
  });

  test.each<[Standing, Answer['says'], string, Standing]>([
    ['asked', 'yes', 'busy', 'asked'],
    ['unsure', 'yes', 'busy', 'unsure'],
    ['withdrawn', 'yes', 'busy', 'withdrawn'],
    ['asked', 'no', 'declined', 'declined'],
    ['asked', 'maybe', 'unsure', 'unsure'],
    // A clerk has let them have both.
    ['placed', 'yes', 'kept', 'placed'],
    ['placed', 'no', 'withdrawn', 'withdrawn'],
  ])('of somebody %s with a place elsewhere at that time who says %s: %s', (state, word, effect, after) => {
    const candidate = { person: 7, state, answeredAt: null, busy: true };
    const { effects, moves } = settlePlaces(OPEN, [candidate], [says(7, word)]);
    expect([effects, moves.get(7) ?? state]).toEqual([[effect], after]);
  });

  test('to a closed call-out is kept and changes nothing', () => {
    const ledger = new Ledger(2, 2, true);
    expect(ledger.apply(says(0, 'yes'), says(1, 'no'))).toEqual(['closed', 'closed']);
    expect(ledger.those('asked')).toEqual([0, 1]);
  });

  test('of somebody who was never asked takes no place', () => {
    expect(settlePlaces(OPEN, [], [says(99, 'yes')])).toEqual({ effects: ['closed'], moves: new Map() });
  });
});

describe('the last answer of a person', () => {
  test('counts by the time it was given, in whatever order they arrive', () => {
    const ledger = new Ledger(1, 1);
    expect(ledger.apply(says(0, 'no', 20))).toEqual(['declined']);
    expect(ledger.apply(says(0, 'yes', 10))).toEqual(['superseded']);
    expect(ledger.state(0)).toBe('declined');
    expect(ledger.apply(says(0, 'yes', 30))).toEqual(['placed']);
  });

  test('in the same second is the one that comes last', () => {
    const ledger = new Ledger(1, 1);
    expect(ledger.apply(says(0, 'yes', 5), says(0, 'no', 5))).toEqual(['placed', 'withdrawn']);
    expect(ledger.state(0)).toBe('withdrawn');
  });

  test('is not the doubt of somebody with a place', () => {
    const ledger = new Ledger(1, 1);
    ledger.apply(says(0, 'yes', 1));
    expect(ledger.apply(says(0, 'maybe', 9))).toEqual(['unclear']);
    // The doubt did not count: a no from before it does.
    expect(ledger.apply(says(0, 'no', 5))).toEqual(['withdrawn']);
  });

  test('of yes, no and yes again takes a place again, behind those who waited', () => {
    const ledger = new Ledger(3, 1);
    expect(ledger.apply(says(0, 'yes', 1), says(1, 'yes', 2))).toEqual(['placed', 'waitlisted']);
    expect(ledger.apply(says(0, 'no', 3), says(0, 'yes', 4))).toEqual(['withdrawn', 'waitlisted']);
    expect([ledger.state(1), ledger.waitlist]).toEqual(['placed', [0]]);
  });
});

describe('whoever drops out', () => {
  test('is replaced at once by who waits longest', () => {
    const ledger = new Ledger(5, 2);
    ledger.apply(...[0, 1, 2, 3, 4].map((person) => says(person, 'yes', person)));
    expect(ledger.waitlist).toEqual([2, 3, 4]);
    ledger.apply(says(0, 'no', 10));
    expect([ledger.those('placed'), ledger.waitlist]).toEqual([
      [1, 2],
      [3, 4],
    ]);
  });

  test('is replaced although only the first of a long waitlist were looked at', () => {
    const ledger = new Ledger(9, 2);
    ledger.apply(...[0, 1, 2, 3, 4, 5, 6, 7, 8].map((person) => says(person, 'yes', person)));
    // One far back on the waitlist gives up in the same moment.
    ledger.apply(says(8, 'no', 10), says(0, 'no', 11), says(1, 'no', 12));
    expect([ledger.those('placed'), ledger.waitlist]).toEqual([
      [2, 3],
      [4, 5, 6, 7],
    ]);
  });

  test('is not replaced when nobody waits, and the place is free for the next yes', () => {
    const ledger = new Ledger(2, 1);
    ledger.apply(says(0, 'yes', 1));
    ledger.apply(says(0, 'no', 2));
    expect(ledger.taken).toBe(0);
    expect(ledger.apply(says(1, 'yes', 3))).toEqual(['placed']);
  });

  test('in one moment with the last free place leaves nobody without it', () => {
    const ledger = new Ledger(3, 2);
    ledger.apply(says(0, 'yes', 1), says(1, 'yes', 1));
    expect(ledger.apply(says(2, 'yes', 2), says(0, 'no', 2))).toEqual(['waitlisted', 'withdrawn']);
    expect(ledger.those('placed')).toEqual([1, 2]);
  });
});

describe('more places', () => {
  test.each([
    ['go to who waits longest', 3, 1, [4, 5, 6], [4, 5]],
    ['go to everyone who waits when there are enough', 9, 1, [4, 5], [4, 5]],
    ['are none when the number is the same', 2, 2, [4, 5], []],
    ['are none when nobody waits', 9, 2, [], []],
  ])('%s', (_name, needed, taken, waitlist, promoted) => {
    expect(promote({ needed, taken, closed: false, waitlist })).toEqual(promoted);
  });
});

const PEOPLE = 8;
const anyNeeded = fc.nat({ max: 5 });
const anyBook = fc.tuple(anyNeeded, anyTransactions(PEOPLE));

/** Applies all, looking after each transaction. */
function play(
  needed: number,
  transactions: Answer[][],
  look: (ledger: Ledger, answers: Answer[]) => void = () => undefined,
): Ledger {
  const ledger = new Ledger(PEOPLE, needed);
  for (const answers of transactions) {
    expect(ledger.apply(...answers)).toHaveLength(answers.length);
    look(ledger, answers);
  }
  return ledger;
}

describe('whatever the order of the answers', () => {
  test('no place is given twice, and the count is the count of the people', () => {
    fc.assert(
      fc.property(anyBook, ([needed, transactions]) => {
        play(needed, transactions, (ledger) => {
          expect(ledger.taken).toBeLessThanOrEqual(needed);
          expect(ledger.taken).toBe(ledger.those('placed').length);
        });
      }),
    );
  });

  test('nobody waits while a place is free', () => {
    fc.assert(
      fc.property(anyBook, ([needed, transactions]) => {
        play(needed, transactions, (ledger) => {
          expect([...ledger.waitlist].sort()).toEqual(ledger.those('waitlisted'));
          if (ledger.waitlist.length > 0) expect(ledger.taken).toBe(needed);
        });
      }),
    );
  });

  test('the waitlist is served in its order', () => {
    fc.assert(
      fc.property(anyBook, ([needed, transactions]) => {
        let before: number[] = [];
        play(needed, transactions, (ledger, answers) => {
          // Of those who waited before and have held on since, the placed ones stand before the waiting ones.
          const gaveUp = new Set(
            answers.filter(({ says: word }) => word === 'no').map(({ person }) => person),
          );
          const held = before.filter((person) => !gaveUp.has(person));
          const stood = held.map((person) => ledger.state(person));
          expect(stood).toEqual([...stood].sort());
          before = [...ledger.waitlist];
        });
      }),
    );
  });

  test('no move is one the database refuses', () => {
    fc.assert(
      fc.property(anyBook, ([needed, transactions]) => {
        const { moves } = play(needed, transactions);
        expect(moves.filter(([, from, to]) => !isLegal(from, to))).toEqual([]);
      }),
    );
  });

  test('each stands where the last of their clear answers puts them', () => {
    const clear = anyTransactions(PEOPLE).map((transactions) =>
      transactions
        .map((answers) => answers.filter(({ says: word }) => word !== 'maybe'))
        .filter((each) => each.length > 0),
    );
    fc.assert(
      fc.property(anyNeeded, clear, (needed, transactions) => {
        // Of two in one minute the later push counts, as it would have if they came alone.
        const ledger = play(needed, transactions);
        const last = new Map<number, Answer>();
        for (const answers of transactions) {
          for (const answer of [...answers].sort((one, other) => +one.at - +other.at)) {
            if ((last.get(answer.person)?.at ?? minute(0)) <= answer.at) last.set(answer.person, answer);
          }
        }
        for (const [person, { says: word }] of last) {
          expect(word === 'yes' ? ['placed', 'waitlisted'] : ['declined', 'withdrawn']).toContain(
            ledger.state(person),
          );
        }
      }),
    );
  });
});
