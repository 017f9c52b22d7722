import { describe, expect, test } from '@jest/globals';
import {
  decide,
  MOST_LATE_MINUTES,
  type Decision,
  type KnownCall,
  type Phone,
  type Said,
} from '../../../domain/call-out/decide.js';
import { CANDIDATE_STATES } from '../../../domain/call-out/states.js';
import { takesNote } from '../../../domain/messages/acknowledgement.js';
import { readReply, SURE, type Reading } from '../../../domain/messages/reply-reader.js';

/** 09:00 of a Saturday; the drill is the Saturday after, the sandbags are filled on Monday. */
const AT = new Date('2026-08-01T01:00:00Z');
const [ZHANG, LI, DAUGHTER] = [7, 8, 9];

const call = (run: number, person: number, code: string, more: Partial<KnownCall> = {}): KnownCall => ({
  ...{ run, person, code, closed: false, state: 'asked', signInOpen: true, signInCode: `${run}234` },
  startsAt: new Date('2026-08-08T00:30:00Z'),
  endsAt: new Date('2026-08-08T04:00:00Z'),
  ...more,
});
const DRILL = call(1, ZHANG, 'B1');
const SANDBAGS = call(2, ZHANG, 'C1', {
  startsAt: new Date('2026-08-03T00:30:00Z'),
  endsAt: new Date('2026-08-03T09:00:00Z'),
});
const OVER = call(3, ZHANG, 'A1', { closed: true, signInOpen: false });

const phone = (...calls: KnownCall[]): Phone => ({ people: [ZHANG], calls, uncoded: null, optedOut: false });
const OWN = phone(DRILL);
const TWO_CALLS = phone(SANDBAGS, DRILL);
const FAMILY: Phone = {
  people: [LI, DAUGHTER],
  calls: [call(1, LI, 'B1'), call(1, DAUGHTER, 'B2')],
  uncoded: null,
  optedOut: false,
};
const STRANGER: Phone = { ...phone(), people: [] };

const reading = (meaning: Reading['meaning'], more: Partial<Reading> = {}): Said => ({
  ...{ meaning, confidence: 0.9, words: [], codes: [], lateMinutes: null, people: null },
  ...{ awayUntil: null, awayFrom: null, hours: null, signInCode: null, takesNote: false },
  ...more,
});
/** As the reader reads it. */
const read = (text: string): Said => ({ ...readReply(text, { receivedAt: AT }), takesNote: takesNote(text) });

/** A decision without what it leaves alone. */
function brief(decision: Decision): Partial<Decision> {
  const empty = (value: unknown): boolean =>
    value === null || value === false || (Array.isArray(value) && value.length === 0);
  return Object.fromEntries(Object.entries(decision).filter(([, value]) => !empty(value)));
}
const decided = (given: Said, on: Phone): Partial<Decision> => brief(decide(given, on, AT));
const says = (word: 'yes' | 'no' | 'maybe', { run, person }: KnownCall, more: object = {}): object => ({
  ...{ run, person, says: word, lateMinutes: null, people: null },
  ...more,
});
const about = ({ run, person }: KnownCall): object => ({ run, person });

describe('an answer', () => {
  test.each(['yes', 'no', 'maybe'] as const)('%s counts for the only open call', (word) => {
    expect(decided(reading(word), OWN)).toEqual({ about: about(DRILL), answers: [says(word, DRILL)] });
  });

  test('keeps how late, and with how many', () => {
    expect(decided(reading('yes', { lateMinutes: 30, people: 3 }), OWN).answers).toEqual([
      says('yes', DRILL, { lateMinutes: 30, people: 3 }),
    ]);
  });

  test('with two open calls goes to the one it names', () => {
    expect(decided(read('C1能来'), TWO_CALLS)).toMatchObject({ answers: [says('yes', SANDBAGS)] });
  });

  test('that names both counts for both', () => {
    expect(decided(read('B1和C1都能来'), TWO_CALLS).answers).toEqual([
      says('yes', SANDBAGS),
      says('yes', DRILL),
    ]);
  });

  test('with two open calls and no code: its sender is asked, and it waits', () => {
    expect(decided(read('能来'), TWO_CALLS)).toEqual({
      ...{ about: about(SANDBAGS), waitsFor: 'code', reason: 'call unclear' },
      tells: [{ ...about(SANDBAGS), after: 'call unclear' }],
    });
  });

  test('on a shared phone is the person’s whose code it names', () => {
    expect(decided(read('B2能来'), FAMILY)).toMatchObject({ answers: [says('yes', FAMILY.calls[1]!)] });
  });

  test('on a shared phone without a code is nobody’s yet', () => {
    expect(decided(read('能来'), FAMILY)).toMatchObject({ waitsFor: 'code', reason: 'call unclear' });
  });

  test.each(['收到', '好的', '能来', '不去'])(
    '“%s” after a notice that asked nothing waits for nobody',
    (words) => {
      expect(decided(read(words), phone())).toEqual({});
    },
  );

  test.each<[string, Said, Phone, string, KnownCall | null]>([
    ['with a code nobody was sent', read('K9能来'), TWO_CALLS, 'wrong code', null],
    ['with a wrong code and one open call', read('K9能来'), OWN, 'wrong code', DRILL],
    ['to a closed call by its code', read('A1能来'), phone(DRILL, OVER), 'call closed', OVER],
    ['when every call is closed', read('能来'), phone(OVER), 'call closed', OVER],
    ['when there was no call and it names one', read('B1能来'), phone(), 'no call', null],
    ['from an unknown phone', read('能来'), STRANGER, 'unknown phone', null],
    ['nobody can be sure of', reading('yes', { confidence: SURE - 0.01 }), OWN, 'unsure', DRILL],
    [
      'nobody can be sure of, with a code',
      reading('no', { confidence: 0.5, codes: ['B1'] }),
      TWO_CALLS,
      'unsure',
      DRILL,
    ],
    [
      'nobody can be sure of, of two calls',
      reading('yes', { confidence: 0.5 }),
      TWO_CALLS,
      'unsure',
      SANDBAGS,
    ],
    ['that cannot be understood', read('哈哈哈哈'), OWN, 'unsure', DRILL],
    ['that cannot be understood, sure as it may be', reading('unclear'), OWN, 'unsure', DRILL],
  ])('%s goes to a clerk and changes nothing', (_name, given, on, reason, guess) => {
    expect(decided(given, on)).toEqual({
      waitsFor: 'clerk',
      reason,
      ...(guess ? { about: about(guess) } : {}),
    });
  });
});

describe('an acknowledgement', () => {
  const stands = (state: KnownCall['state'], more: Partial<KnownCall> = {}): KnownCall => ({
    ...{ ...DRILL, ...more },
    state,
  });

  test.each(['收到', '知道了，谢谢', '好的', '👍'])('“%s” to what we told waits for nobody', (words) => {
    for (const state of ['placed', 'waitlisted'] as const)
      expect(decided(read(words), phone(stands(state)))).toEqual({});
    const off = stands('stood down', { closed: true, signInOpen: false });
    expect(decided(read(words), phone(off))).toEqual({});
    expect(decided(read(words), phone(stands('placed'), { ...SANDBAGS, state: 'waitlisted' }))).toEqual({});
  });

  test('of two on one phone, one of whom has refused, neither', () => {
    const [mother, daughter] = FAMILY.calls as [KnownCall, KnownCall];
    const calls: KnownCall[] = [
      { ...mother, state: 'declined' },
      { ...daughter, state: 'placed' },
    ];
    expect(decided(read('收到'), { ...FAMILY, calls })).toEqual({});
  });

  test.each(CANDIDATE_STATES.filter((state) => !/placed|waitlisted|stood down|excluded|waiting/.test(state)))(
    'by who stands at “%s” is not sure',
    (state) => {
      const on = phone(stands(state as KnownCall['state']));
      expect(decided(read('收到'), on)).toMatchObject({ waitsFor: 'clerk', reason: 'unsure' });
    },
  );

  test('where another call waits for an answer is not sure', () => {
    expect(decided(read('收到'), phone(SANDBAGS, stands('placed')))).toMatchObject({ reason: 'unsure' });
    expect(decided(read('好的'), phone(SANDBAGS, stands('placed')))).toMatchObject({ waitsFor: 'code' });
  });

  test.each(['收到，我妈病了', 'B1收到', '收到，几点？', '好的，但可能去不了'])(
    '“%s” is more than that',
    (words) => {
      expect(decided(read(words), phone(stands('placed')))).not.toEqual({});
    },
  );

  test('of a call that is over and was not answered waits for a clerk', () => {
    expect(decided(read('好的'), phone(stands('asked', { closed: true })))).toMatchObject({
      reason: 'call closed',
    });
  });
});

describe('what nobody can mean', () => {
  test('is no lateness', () => {
    expect(decided(reading('yes', { lateMinutes: MOST_LATE_MINUTES }), OWN).answers).toHaveLength(1);
    expect(decided(reading('yes', { lateMinutes: MOST_LATE_MINUTES + 1 }), OWN)).toEqual({
      ...{ waitsFor: 'clerk', reason: 'unsure', about: about(DRILL) },
    });
  });

  test.each(['请假9999年', '请假到9999年12月31日'])('“%s” is no absence', (words) => {
    expect(decided(read(words), OWN)).toEqual({ waitsFor: 'clerk', reason: 'unsure', about: about(DRILL) });
  });

  test('is an absence of more than two years, or in more than two', () => {
    const [inTime, late] = [new Date('2028-07-30T00:00:00Z'), new Date('2028-08-02T00:00:00Z')];
    expect(decided(reading('away', { awayUntil: inTime }), OWN).absences).toHaveLength(1);
    expect(decided(reading('away', { awayUntil: late }), OWN)).toMatchObject({ reason: 'unsure' });
    expect(decided(reading('away', { awayFrom: late }), OWN)).toMatchObject({ reason: 'unsure' });
  });
});

describe('whoever has opted out', () => {
  const out = (on: Phone): Phone => ({ ...on, optedOut: true });

  test.each<[string, Phone]>([
    ['能来', OWN],
    ['能来', TWO_CALLS],
    ['在哪集合？', OWN],
  ])('“%s” is a clerk’s: nothing can be told', (words, on) => {
    expect(decided(read(words), out(on))).toEqual({
      ...{ waitsFor: 'clerk', reason: 'opted out', about: about(on.calls[0]!) },
    });
  });

  test('counts for an emergency like anybody: its words reach everyone', () => {
    const emergency = { ...OWN, calls: OWN.calls.map((call) => ({ ...call, irrefusable: true })) };
    expect(decided(read('能来'), out(emergency))).toEqual(decided(read('能来'), emergency));
    expect(decided(read('在哪集合？'), out(emergency))).toEqual(decided(read('在哪集合？'), emergency));
  });

  test.each(['不去', '退订', '签到1234'])('“%s” needs no word of ours, and counts', (words) => {
    expect(decided(read(words), out(OWN))).toEqual(decided(read(words), OWN));
  });
});

describe('a code alone', () => {
  const waiting = (text: string): Phone => ({ ...TWO_CALLS, uncoded: read(text) });

  test('completes what was said before without one', () => {
    expect(decided(read('C1'), waiting('能来，晚半小时'))).toEqual({
      ...{ about: about(SANDBAGS), settles: 'yes' },
      answers: [says('yes', SANDBAGS, { lateMinutes: 30 })],
    });
  });

  test('that is wrong settles nothing: what was said before still waits', () => {
    expect(decided(read('K9'), waiting('能来'))).toEqual({ waitsFor: 'clerk', reason: 'wrong code' });
  });

  test('after nothing is for a clerk', () => {
    expect(decided(read('C1'), TWO_CALLS)).toEqual({
      waitsFor: 'clerk',
      reason: 'unsure',
      about: about(SANDBAGS),
    });
  });

  test('with an answer of its own settles the same answer from before', () => {
    expect(decided(read('C1能来'), waiting('能来')).settles).toBe('yes');
  });

  test('with the other answer leaves what was said before waiting: it may mean the other call', () => {
    expect(decided(read('C1不来'), waiting('能来')).settles).toBe('no');
  });
});

describe('a question', () => {
  test('is answered with the details of its call', () => {
    expect(decided(read('在哪集合？'), OWN)).toEqual({
      about: about(DRILL),
      tells: [{ ...about(DRILL), after: 'question' }],
    });
  });

  test('with two open calls is about the newest', () => {
    expect(decided(read('在哪集合？'), TWO_CALLS).tells).toEqual([{ ...about(SANDBAGS), after: 'question' }]);
  });

  test('about nothing is a clerk’s', () => {
    expect(decided(read('在哪集合？'), phone())).toEqual({ waitsFor: 'clerk', reason: 'no call' });
  });
});

describe('an absence', () => {
  const until = (day: string): Date => new Date(`${day}T00:00:00+08:00`);

  test('is recorded, and is a no to the calls that fall into it', () => {
    expect(decided(read('请假到周五'), TWO_CALLS)).toEqual({
      absences: [{ person: ZHANG, from: AT, until: until('2026-08-08') }],
      answers: [says('no', SANDBAGS)],
    });
  });

  test('leaves calls that are closed alone', () => {
    const closed = { ...SANDBAGS, closed: true };
    expect(
      decided(reading('away', { awayUntil: until('2026-08-20') }), phone(closed)).answers,
    ).toBeUndefined();
  });

  test('that touches the event at neither end is no answer to it', () => {
    const away = reading('away', { awayFrom: DRILL.endsAt, awayUntil: until('2026-08-20') });
    expect(decided(away, OWN).answers).toBeUndefined();
    const before = reading('away', { awayUntil: DRILL.startsAt });
    expect(decided(before, OWN).answers).toBeUndefined();
  });

  test('without an end is thirty days', () => {
    expect(decided(reading('away'), phone()).absences).toEqual([
      { person: ZHANG, from: AT, until: new Date(AT.getTime() + 30 * 86_400_000) },
    ]);
  });

  test('that ends before it begins is a clerk’s', () => {
    expect(decided(reading('away', { awayUntil: AT }), OWN)).toMatchObject({
      waitsFor: 'clerk',
      reason: 'unsure',
    });
  });

  test('on a shared phone is the person’s whose code it names, and of nobody without one', () => {
    expect(decided(read('B2请假到周五'), FAMILY).absences).toEqual([
      { person: DAUGHTER, from: AT, until: until('2026-08-08') },
    ]);
    expect(decided(read('请假到周五'), FAMILY)).toMatchObject({ waitsFor: 'clerk', reason: 'which person' });
  });

  test('of a stranger is a clerk’s; without any call it is recorded all the same', () => {
    expect(decided(read('请假到周五'), STRANGER)).toMatchObject({
      waitsFor: 'clerk',
      reason: 'unknown phone',
    });
    expect(decided(read('请假到周五'), phone()).absences).toHaveLength(1);
  });

  test('ends when they say they are back', () => {
    expect(decided(read('我回来了'), OWN)).toEqual({ back: [ZHANG] });
    expect(decided(read('我回来了'), FAMILY)).toMatchObject({ waitsFor: 'clerk', reason: 'which person' });
  });
});

describe('signing in', () => {
  const there = phone({ ...DRILL, state: 'placed' });

  test.each(['签到1234', '1234'])('by "%s", the code shown at the place', (text) => {
    expect(decided(read(text), there)).toEqual({ about: about(DRILL), signIns: [about(DRILL)] });
  });

  test('counts without a place too', () => {
    expect(decided(read('签到1234'), OWN).signIns).toEqual([about(DRILL)]);
  });

  test('goes to the event whose code it is', () => {
    expect(decided(read('签到2234'), TWO_CALLS).signIns).toEqual([about(SANDBAGS)]);
  });

  test('counts after the event, until the run is closed', () => {
    expect(decided(read('签到1234'), phone({ ...DRILL, closed: true })).signIns).toEqual([about(DRILL)]);
    expect(decided(read('签到3234'), phone(OVER))).toMatchObject({
      waitsFor: 'clerk',
      reason: 'wrong sign-in code',
    });
  });

  test.each(['签到9999', '9999'])('by "%s", which is shown nowhere, is a clerk’s', (text) => {
    expect(decided(read(text), there)).toMatchObject({ waitsFor: 'clerk', about: about(DRILL) });
  });

  test('of a stranger is a clerk’s', () => {
    expect(decided(read('签到1234'), STRANGER)).toEqual({ waitsFor: 'clerk', reason: 'unknown phone' });
  });

  test('on a shared phone is by who has a place', () => {
    const [mother, daughter] = FAMILY.calls as [KnownCall, KnownCall];
    const one = { ...FAMILY, calls: [mother, { ...daughter, state: 'placed' as const }] };
    expect(decided(read('签到1234'), one).signIns).toEqual([about(daughter)]);
    const both = {
      ...FAMILY,
      calls: [mother, daughter].map((each) => ({ ...each, state: 'placed' as const })),
    };
    expect(decided(read('签到1234'), both)).toMatchObject({ waitsFor: 'clerk', reason: 'which person' });
    expect(decided(read('签到1234 B1'), both).signIns).toEqual([about(mother)]);
  });
});

describe('withdrawing', () => {
  test('is a no to every open call, also of the others on the phone', () => {
    expect(decided(read('退订'), { ...FAMILY, calls: [...FAMILY.calls, OVER] })).toEqual({
      optsOut: true,
      answers: FAMILY.calls.map((each) => says('no', each)),
    });
  });

  test('in words of one’s own is for a clerk to grant', () => {
    expect(decided(read('不要再给我发了'), OWN)).toEqual({
      ...{ waitsFor: 'clerk', reason: 'unsure', about: about(DRILL) },
    });
  });

  test('holds for a phone nobody has', () => {
    expect(decided(read('退订'), STRANGER)).toEqual({ optsOut: true });
  });
});

test.each(['谢谢', '您好，我正在开车，稍后回复您'])('"%s" needs nothing', (text) => {
  expect(decided(read(text), TWO_CALLS)).toEqual({});
});
