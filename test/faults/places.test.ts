import { describe, expect, test } from '@jest/globals';
import {
  judgePlaces,
  type AskedPerson,
  type CallOutClaim,
  type PhoneMoment,
  type PlacesVerdict,
  type TellingClaim,
} from './places.js';

const TOLD: TellingClaim = { told: 1, refused: 0, upToDate: true, withheld: false };
const NEVER: TellingClaim = { told: 0, refused: 0, upToDate: false, withheld: false };

/** Somebody with a place who was told so, unless said otherwise. */
const person = (number: number, more: Partial<AskedPerson> = {}): AskedPerson => ({
  ...{ phone: `1540000000${number}`, code: 'B1', state: 'placed', withdrawn: 0, joined: 0 },
  claims: { confirmation: TOLD, waitlist: NEVER },
  ...more,
});

const told = (confirmation: TellingClaim, waitlist = NEVER): Pick<AskedPerson, 'claims'> => ({
  claims: { confirmation, waitlist },
});

const moment = (number: number, what: PhoneMoment['what'], seconds: number): PhoneMoment => ({
  at: new Date(Date.UTC(2026, 10, 1, 0, 0, seconds)),
  ...{ phone: `1540000000${number}`, code: 'B1', what },
});
const confirmed = (number: number, seconds = 10): PhoneMoment => moment(number, 'confirmation', seconds);
const waitlisted = (number: number, seconds = 10): PhoneMoment => moment(number, 'waitlist', seconds);

function judged(asked: AskedPerson[], moments: PhoneMoment[], more: Partial<CallOutClaim> = {}) {
  const counter = asked.filter(({ state }) => state === 'placed').length;
  return judgePlaces({ run: 1, title: '演练', needed: 2, counter, asked, ...more }, moments);
}

/** What is not nought of what may be wrong. */
function wrong({ oversold, miscounted, confirmation, waitlist }: PlacesVerdict): Record<string, number> {
  const { missing, doubled, unfounded } = confirmation;
  const of = { missing: waitlist.missing, doubled: waitlist.doubled, unfounded: waitlist.unfounded };
  const findings = { oversold, miscounted, missing, doubled, unfounded };
  return Object.fromEntries(
    [
      ...Object.entries(findings),
      ...Object.entries(of).map(([key, count]) => [`waitlist ${key}`, count] as const),
    ].filter(([, count]) => count !== 0),
  );
}

describe('places', () => {
  test('taken, confirmed once and no more than needed are in order', () => {
    const verdict = judged([person(1), person(2)], [confirmed(1), confirmed(2)]);
    expect(wrong(verdict)).toEqual({});
    expect(verdict).toMatchObject({ placed: 2, mostAtOnce: 2, confirmation: { texts: 2 } });
  });

  test('are oversold when more people have one than are needed', () => {
    expect(
      wrong(
        judged(
          [person(1), person(2), person(3)],
          [1, 2, 3].map((number) => confirmed(number)),
        ),
      ),
    ).toEqual({
      oversold: 1,
    });
  });

  test('are oversold when more phones believe so at any moment, however the rows look at the end', () => {
    const gone = person(1, { state: 'declined', withdrawn: 1 });
    const moments = [confirmed(1, 10), confirmed(2, 11), confirmed(3, 12), moment(1, 'no', 20)];
    expect(wrong(judged([gone, person(2), person(3)], moments))).toEqual({ oversold: 1 });
  });

  test('are not when a place was given back before the next took it', () => {
    const gone = person(1, { state: 'withdrawn', withdrawn: 1 });
    const moments = [confirmed(1, 10), confirmed(2, 11), moment(1, 'no', 12), confirmed(3, 20)];
    expect(wrong(judged([gone, person(2), person(3)], moments))).toEqual({});
  });

  test('are not when a confirmation and a withdrawal crossed', () => {
    const gone = person(1, { state: 'withdrawn', withdrawn: 1 });
    const moments = [moment(1, 'yes', 5), moment(1, 'no', 9), confirmed(2), confirmed(3), confirmed(1, 30)];
    const verdict = judged([gone, person(2), person(3)], moments);
    expect(wrong(verdict)).toEqual({});
    expect(verdict).toMatchObject({ mostAtOnce: 2, crossed: 1 });
  });

  test('are not by somebody whose yes and no have the same time on the wire', () => {
    const torn = person(1, { state: 'withdrawn', withdrawn: 1 });
    const moments = [moment(1, 'no', 5), moment(1, 'yes', 5), confirmed(1), confirmed(2), confirmed(3)];
    expect(wrong(judged([torn, person(2), person(3)], moments))).toEqual({});
  });

  test('are miscounted when the counter says other than the rows', () => {
    expect(wrong(judged([person(1)], [confirmed(1)], { counter: 2 }))).toEqual({ miscounted: 1 });
  });
});

describe('a confirmation', () => {
  test('is missing when it was never owed, never arrived, or is older than the place', () => {
    expect(wrong(judged([person(1, told(NEVER))], []))).toEqual({ missing: 1 });
    expect(wrong(judged([person(1)], []))).toEqual({ missing: 1 });
    const again = person(1, { withdrawn: 1, ...told({ ...TOLD, upToDate: false }) });
    expect(wrong(judged([again], [confirmed(1)]))).toEqual({ missing: 1 });
  });

  test('is missing too for somebody who has given the place back, if the ledger says it was sent', () => {
    expect(wrong(judged([person(1, { state: 'withdrawn', withdrawn: 1 })], []))).toEqual({ missing: 1 });
  });

  test('that the carrier refused is not missing but told of', () => {
    const refused = told({ ...TOLD, refused: 1, withheld: true });
    const verdict = judged(
      [person(1, refused), person(2, { state: 'withdrawn', withdrawn: 1, ...refused })],
      [],
    );
    expect(wrong(verdict)).toEqual({});
    expect(verdict.confirmation).toMatchObject({ refused: 2, withheld: 1 });
  });

  test('comes again to whoever gave the place back and took it again', () => {
    const again = person(1, { withdrawn: 1, ...told({ ...TOLD, told: 2 }) });
    expect(wrong(judged([again], [confirmed(1, 10), confirmed(1, 30)]))).toEqual({});
  });

  test('is doubled when it comes more often than the place was taken', () => {
    expect(wrong(judged([person(1)], [confirmed(1, 10), confirmed(1, 30)]))).toEqual({ doubled: 1 });
    const owedTwice = person(1, told({ ...TOLD, told: 2 }));
    expect(wrong(judged([owedTwice], [confirmed(1, 10), confirmed(1, 30)]))).toEqual({ doubled: 1 });
  });

  test('is unfounded for somebody who never had a place', () => {
    const silent = person(1, { state: 'asked', ...told(NEVER) });
    expect(wrong(judged([silent], [confirmed(1)]))).toEqual({ unfounded: 1 });
  });

  test('on a shared phone is of the one whose code it names', () => {
    const other = person(1, { code: 'B2', state: 'asked', ...told(NEVER) });
    expect(wrong(judged([person(1), other], [confirmed(1)]))).toEqual({});
  });
});

describe('the word of the waitlist', () => {
  const waiting = person(1, { state: 'waitlisted', joined: 1, ...told(NEVER, TOLD) });

  test('comes once to whoever waits', () => {
    expect(wrong(judged([waiting], [waitlisted(1)]))).toEqual({});
    expect(wrong(judged([waiting], []))).toEqual({ 'waitlist missing': 1 });
    expect(wrong(judged([waiting], [waitlisted(1), waitlisted(1, 20)]))).toEqual({ 'waitlist doubled': 1 });
  });

  test('is unfounded for somebody who never waited', () => {
    expect(wrong(judged([person(1)], [confirmed(1), waitlisted(1, 20)]))).toEqual({
      'waitlist unfounded': 1,
    });
  });
});
