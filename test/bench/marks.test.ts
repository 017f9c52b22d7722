import { describe, expect, test } from '@jest/globals';
import type { AnswerFigures } from '../../bench/call-out.js';
import { fullMailLines, type FullMailFigures } from '../../bench/full-mail.js';
import { answerLines, growthLines, lookingLines, rosterLines } from '../../bench/marks.js';
import { allRecorded, answersTo, latenciesOf, pushesIn } from '../../bench/pushes.js';

// A mark has to be seen to be missed before reaching it means anything.

const at = (milliseconds: number): string => new Date(Date.UTC(2026, 10, 1) + milliseconds).toISOString();
const pushed = (began: number, ended: number, sequences: string[], answered = true): object => ({
  ...{ kind: 'push', at: at(began), endedAt: at(ended), try: 1, answered, sequences },
});
const SINCE = Date.parse(at(0));

/** One push that was answered too late, and the same reply again a minute later. */
const late = [
  { kind: 'reply', at: at(0), sequence: '1' },
  pushed(0, 700, ['1'], false),
  pushed(60_000, 60_020, ['1']),
];

describe('pushes', () => {
  test('that nobody answered count among the tries', () => {
    expect(answersTo(pushesIn(late))).toEqual({ pushes: 2, unanswered: 1, answeredWithin: 700 });
    expect(answersTo(pushesIn([pushed(0, 30, ['1'])]))).toMatchObject({ unanswered: 0, answeredWithin: 30 });
  });

  test('are waited for from the first try, whether it was answered or not', () => {
    const pushes = pushesIn(late);
    expect(latenciesOf(new Map([['1', SINCE + 650]]), pushes)).toEqual([650]);
    expect(latenciesOf(new Map([['1', SINCE + 60_030]]), pushes)).toEqual([60_030]);
  });

  test('that are not on record make no latency of nought', () => {
    const seen = new Map([['2', SINCE]]);
    expect(allRecorded(pushesIn(late), seen.keys())).toBe(false);
    expect(() => latenciesOf(seen, pushesIn(late))).toThrow('no push of reply 2');
    expect(allRecorded(pushesIn(late), ['1'])).toBe(true);
  });
});

const FIGURES: AnswerFigures = {
  ...{ replies: 1000, placed: 300, waitlisted: 700, toPlace: { p50: 50, p95: 120, most: 200 } },
  ...{ pushes: 40, unanswered: 0, answeredWithin: 90, tallies: { count: 2, slowest: 80 }, events: 100 },
};
const BULK: AnswerFigures = { ...FIGURES, replies: 3000, placed: 1500, waitlisted: 1500 };

/** Which marks are missed, by their names. */
const missed = (lines: { name: string; reached: boolean }[]): string[] =>
  lines.flatMap(({ name, reached }) => (reached ? [] : [name.split(' / ')[1]!]));

describe('marks of answers', () => {
  const judged = (second: Partial<AnswerFigures>, bulk: Partial<AnswerFigures> = {}): string[] =>
    missed(answerLines({ second: { ...FIGURES, ...second }, bulk: { ...BULK, ...bulk } }));

  test('are reached where every push was answered in time', () => {
    expect(judged({})).toEqual([]);
  });

  test.each<[string, Partial<AnswerFigures>]>([
    ['unanswered', { unanswered: 1 }],
    ['answered too late', { answeredWithin: 700 }],
  ])('pushes %s miss theirs, in either measurement', (_, change) => {
    expect(judged(change)).toEqual(['pushes answered meanwhile']);
    expect(judged({}, change)).toEqual(['pushes answered meanwhile']);
  });

  test('no push at all is no answer in time', () => {
    const none = { pushes: 0, answeredWithin: 0 };
    expect(judged(none, none)).toEqual(['pushes answered meanwhile']);
  });

  test.each<[Partial<AnswerFigures>, string[]]>([
    [{ placed: 301 }, ['1,000 yes in one second']],
    [{ waitlisted: 699 }, ['1,000 yes in one second']],
    [{ toPlace: { p50: 50, p95: 1000, most: 2000 } }, ['1,000 yes in one second']],
  ])('%p misses', (change, names) => {
    expect(judged(change)).toEqual(names);
  });

  test.each<[Partial<AnswerFigures>, string[]]>([
    [{ placed: 1499 }, ['300 replies a second during bulk']],
    [{ toPlace: { p50: 50, p95: 300, most: 400 } }, ['300 replies a second during bulk']],
    [{ events: 2000 }, ['tallies of 3,000 replies']],
  ])('during bulk %p misses', (change, names) => {
    expect(judged({}, change)).toEqual(names);
  });
});

describe('marks of the roster', () => {
  const roster = {
    ...{ people: 114_000, floor: 2, planNew: 4, applyNew: 4, planChanged: 4, applyChanged: 4, undo: 2 },
    megabytes: 100,
  };

  test('are reached in time and within the memory', () => {
    expect(missed(rosterLines(roster))).toEqual([]);
  });

  test.each([
    [{ megabytes: 101 }, ['memory over the start, importing']],
    [{ applyNew: 11 }, ['roster planned and applied']],
    [{ planChanged: 16 }, ['everyone changed, then undone']],
  ])('%p misses', (change, names) => {
    expect(missed(rosterLines({ ...roster, ...change }))).toEqual(names);
  });
});

describe('looking', () => {
  const quick = { preview: 1999, previewByName: 1999, statement: 299, why: 299 };
  const reached = (figures: typeof quick) => lookingLines(figures).map((line) => line.reached);

  test('reaches its marks just below them', () => {
    expect(reached(quick)).toEqual([true, true, true, true]);
  });

  test.each(Object.keys(quick) as (keyof typeof quick)[])('misses them where %s takes too long', (what) => {
    expect(reached({ ...quick, [what]: quick[what] + 1 })).toContain(false);
  });
});

describe('growth', () => {
  const reached = (seconds: number, megabytes: number) =>
    growthLines(114_000, { seconds: [4, seconds], megabytes: [300, megabytes] }).map((line) => line.reached);

  test('of time and memory is held against ten times the people', () => {
    expect(reached(44, 400)).toEqual([true, true]);
    expect(reached(44.1, 400)).toEqual([false, true]);
    expect(reached(44, 401)).toEqual([true, false]);
  });
});

describe('mail in full', () => {
  /** Rounds in which ours did so many percent of the floor's mails with a core, of 100 a second by the clock. */
  const figures = (percents: number[], withSecond = [150]): FullMailFigures => ({
    mails: 1000,
    withSecond,
    rounds: percents.map((percent) => ({
      floor: { perSecond: 200, perCoreSecond: 500 },
      ours: { perSecond: 100, perCoreSecond: 5 * percent },
    })),
  });

  test('reaches its mark per core, and only there it has one', () => {
    const lines = fullMailLines(figures([140]));
    expect(missed(lines)).toEqual([]);
    expect(lines.map(({ mark }) => mark)).toEqual(['≥ 140 %', '—', '—']);
    expect(lines[0]).toMatchObject({ floor: '500/s', engine: '700/s', ratio: 1.4 });
  });

  test('misses it just below, however fast it is by the clock', () => {
    expect(missed(fullMailLines(figures([139])))).toEqual(['mail in full, per core']);
  });

  test('is judged by the middle round: one lucky round does not reach it, one bad one does not miss it', () => {
    expect(missed(fullMailLines(figures([100, 139, 300])))).toEqual(['mail in full, per core']);
    expect(missed(fullMailLines(figures([10, 140, 141])))).toEqual([]);
  });

  test('says how much a second dispatcher adds, by its own middle round', () => {
    expect(fullMailLines(figures([140], [90, 150, 400]))[2]!.engine).toBe('150/s, × 1.50');
    expect(fullMailLines(figures([140]))[1]).toMatchObject({ floor: '200/s', engine: '100/s', ratio: 0.5 });
  });
});
