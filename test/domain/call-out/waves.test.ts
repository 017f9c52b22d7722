import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { acceptanceRate, expectedWaves, peopleToAsk, type Filling } from '../../../domain/call-out/waves.js';

/** Three hundred places, three thousand on standby, half of whom are expected to come; nobody asked yet. */
const BEFORE: Filling = {
  ...{ needed: 300, placed: 0, outstanding: 0, settled: 0, accepted: 0, left: 3000, expected: 0.5 },
};

describe('the share of the asked who say yes', () => {
  test.each([
    ['is what is known beforehand while nobody has answered', 0.5, 0, 0, 0.5],
    ['moves half way when as many have answered as the prior weighs', 0.5, 20, 20, 0.75],
    ['follows the answers once there are many', 0.5, 2000, 200, 0.104],
    ['never falls so low that more than twenty are asked for one place', 0, 1000, 0, 0.05],
    ['is never above one', 1, 50, 50, 1],
  ])('%s', (_name, expected, settled, accepted, rate) => {
    expect(acceptanceRate({ expected, settled, accepted })).toBeCloseTo(rate, 3);
  });
});

describe('how many to ask now', () => {
  test.each<[string, Partial<Filling>, number]>([
    ['the first wave is what is needed by the share that comes', {}, 600],
    ['everyone there is, when that is too few', { left: 400 }, 400],
    ['nobody while those asked may still fill it', { outstanding: 600, left: 2400 }, 0],
    ['nobody once it is filled', { placed: 300, settled: 500, accepted: 300 }, 0],
    ['nobody when more have said yes than there are places', { placed: 300, settled: 500, accepted: 480 }, 0],
    ['nobody when nobody is left', { placed: 10, settled: 600, accepted: 10, left: 0 }, 0],
    // 300 − 270 − 20 × 0.5 = 20 short, a fifteenth: those still outstanding may surprise.
    [
      'a small shortfall waits for those outstanding',
      { placed: 270, outstanding: 20, settled: 540, accepted: 270 },
      0,
    ],
    [
      'and is asked for when their time is over',
      { placed: 270, outstanding: 0, settled: 560, accepted: 270 },
      63,
    ],
    ['a large one does not wait', { placed: 100, outstanding: 100, settled: 200, accepted: 100 }, 300],
    [
      'one drop-out is replaced at once when nobody is outstanding',
      { placed: 299, settled: 598, accepted: 299 },
      2,
    ],
    ['a place too many is none to ask for', { needed: 0, placed: 0 }, 0],
  ])('%s', (_name, change, asked) => {
    expect(peopleToAsk({ ...BEFORE, ...change })).toBe(asked);
  });

  const people = fc.nat({ max: 5000 });
  const share = fc.double({ min: 0, max: 1, noNaN: true });
  const anyFilling: fc.Arbitrary<Filling> = fc.record({
    ...{
      needed: people,
      placed: people,
      outstanding: people,
      settled: people,
      accepted: people,
      left: people,
    },
    expected: share,
  });

  test('is a whole number, never below nothing and never above who is left', () => {
    fc.assert(
      fc.property(anyFilling, (filling) => {
        const asked = peopleToAsk(filling);
        expect(Number.isInteger(asked)).toBe(true);
        expect(asked).toBeGreaterThanOrEqual(0);
        expect(asked).toBeLessThanOrEqual(filling.left);
      }),
    );
  });

  test('is nobody when it is filled', () => {
    fc.assert(
      fc.property(anyFilling, people, (filling, more) => {
        expect(peopleToAsk({ ...filling, placed: filling.needed + more })).toBe(0);
      }),
    );
  });

  test('covers all that is missing, or is everyone left, once nobody is outstanding', () => {
    fc.assert(
      fc.property(anyFilling, (filling) => {
        const alone = { ...filling, outstanding: 0 };
        const missing = Math.max(0, filling.needed - filling.placed);
        expect(peopleToAsk(alone)).toBeGreaterThanOrEqual(Math.min(missing, filling.left));
        expect(peopleToAsk(alone) * acceptanceRate(alone)).toBeGreaterThanOrEqual(
          Math.min(missing, filling.left * acceptanceRate(alone)) - 1e-6,
        );
      }),
    );
  });

  test('does not grow with those who may still answer', () => {
    fc.assert(
      fc.property(anyFilling, people, (filling, more) => {
        const waiting = { ...filling, outstanding: filling.outstanding + more };
        expect(peopleToAsk(waiting)).toBeLessThanOrEqual(peopleToAsk(filling));
      }),
    );
  });

  // However they answer, asking wave by wave comes to an end: filled, or everyone asked.
  test('ends, filled or with everyone asked', () => {
    fc.assert(
      fc.property(
        fc.nat({ max: 400 }),
        fc.nat({ max: 3000 }),
        share,
        share,
        (needed, candidates, expected, truth) => {
          let [left, placed, settled, waves] = [candidates, 0, 0, 0];
          for (;;) {
            const asked = peopleToAsk({
              needed,
              placed,
              outstanding: 0,
              settled,
              accepted: placed,
              left,
              expected,
            });
            if (asked === 0) break;
            left -= asked;
            settled += asked;
            placed += Math.min(needed - placed, Math.floor(asked * truth));
            expect(++waves).toBeLessThanOrEqual(candidates);
          }
          expect(placed === needed || left === 0).toBe(true);
        },
      ),
      { numRuns: 50 },
    );
  });
});

describe('the waves as they are expected', () => {
  test.each<[string, Partial<Filling>, number[]]>([
    ['one is enough when everyone comes as expected', {}, [600]],
    ['nobody is needed', { needed: 0 }, []],
    ['nobody is there', { left: 0 }, []],
    ['all there are, when they are too few', { left: 100 }, [100]],
    ['of people who never come', { needed: 2, left: 60, expected: 0 }, [40, 20]],
    ['where everyone always comes', { needed: 7, left: 9, expected: 1 }, [7]],
    // 7 ÷ 0.45 → 16, of whom 7.2 come.
    ['rounded up', { needed: 7, left: 30, expected: 0.45 }, [16]],
  ])('%s', (_name, change, sizes) => {
    expect(expectedWaves({ ...BEFORE, ...change })).toEqual(sizes);
  });

  test('end, and never ask more than there are', () => {
    fc.assert(
      fc.property(
        fc.nat({ max: 2000 }),
        fc.nat({ max: 5000 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (needed, left, expected) => {
          const sizes = expectedWaves({ needed, left, expected });
          expect(sizes.every((size) => size > 0)).toBe(true);
          const asked = sizes.reduce((sum, size) => sum + size, 0);
          expect(asked).toBeLessThanOrEqual(left);
          expect(asked).toBeGreaterThanOrEqual(Math.min(needed, left));
        },
      ),
    );
  });
});
