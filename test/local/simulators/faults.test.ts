import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  chanceOf,
  type Fault,
  FaultDice,
  FAULTS,
  faultPlanSchema,
  noFaults,
  seededChance,
} from '../../../local/simulators/faults.js';

const schema = faultPlanSchema(FAULTS);
const rates = { delay: 0.1, throttle: 0.3 } as const;

const draw = (dice: FaultDice, times: number) => Array.from({ length: times }, () => dice.nextFault());

describe('a fault plan', () => {
  test('needs only a seed', () => {
    expect(schema.parse({ seed: 7 })).toEqual({ ...noFaults, seed: 7 });
  });

  test.each([
    ['an unknown fault', { seed: 1, rates: { explode: 0.1 } }, 'explode'],
    ['a rate above 1', { seed: 1, rates: { delay: 1.1 } }, 'delay'],
    ['rates above 1 together', { seed: 1, rates: { delay: 0.6, throttle: 0.6 } }, 'together at most 1'],
    ['an unknown key', { seed: 1, speed: 1 }, 'speed'],
  ])('refuses %s by name', (_, plan, named) => {
    expect(schema.safeParse(plan).error?.message).toContain(named);
  });

  test('may give every fault the same share, whatever the sum rounds to', () => {
    const even = Object.fromEntries(FAULTS.map((fault) => [fault, 1 / FAULTS.length]));
    expect(schema.safeParse({ seed: 1, rates: even }).success).toBe(true);
  });
});

describe('fault dice', () => {
  test('repeat themselves for a seed, and only for it', () => {
    const first = draw(new FaultDice({ ...noFaults, seed: 5, rates }), 200);
    expect(draw(new FaultDice({ ...noFaults, seed: 5, rates }), 200)).toEqual(first);
    expect(draw(new FaultDice({ ...noFaults, seed: 6, rates }), 200)).not.toEqual(first);
  });

  test('keep to the rates', () => {
    const drawn = draw(new FaultDice({ ...noFaults, rates }), 10_000);
    const share = (fault?: string) => drawn.filter((each) => each === fault).length / drawn.length;
    expect(share('delay')).toBeCloseTo(0.1, 1);
    expect(share('throttle')).toBeCloseTo(0.3, 1);
    expect(share()).toBeCloseTo(0.6, 1);
  });

  test('play the scripted faults first, null for none', () => {
    const dice = new FaultDice<Fault>({ ...noFaults, rates: { delay: 1 }, next: ['throttle', null] });
    expect(draw(dice, 4)).toEqual(['throttle', undefined, 'delay', 'delay']);
  });

  test('follow from a key alone where one is given, in any order', () => {
    const keys = Array.from({ length: 200 }, (_, index) => `key ${index}`);
    const drawn = (order: string[]) => {
      const dice = new FaultDice({ ...noFaults, seed: 5, rates });
      return new Map(order.map((key) => [key, dice.nextFault(key)]));
    };
    const first = drawn(keys);
    expect(drawn([...keys].reverse())).toEqual(first);
    expect(new Set(first.values())).toEqual(new Set(['delay', 'throttle', undefined]));
  });

  test('start anew with a new plan', () => {
    const plan = { ...noFaults, seed: 5, rates };
    const dice = new FaultDice(plan);
    const first = draw(dice, 50);
    dice.replace(plan);
    expect(draw(dice, 50)).toEqual(first);
    dice.replace({ ...noFaults });
    expect(dice.plan.rates).toEqual({});
    expect(draw(dice, 50)).toEqual(Array(50).fill(undefined));
  });
});

describe('chance', () => {
  test('is a number from 0 to below 1', () => {
    fc.assert(
      fc.property(fc.integer(), fc.string(), (seed, key) => {
        for (const number of [seededChance(seed)(), chanceOf(seed, key)]) {
          expect(number).toBeGreaterThanOrEqual(0);
          expect(number).toBeLessThan(1);
        }
      }),
    );
  });

  test('of a key is even over keys that hardly differ', () => {
    const numbers = Array.from({ length: 10_000 }, (_, index) =>
      chanceOf(1, `fate ${15_400_000_000 + index} 1`),
    );
    for (let tenth = 0; tenth < 10; tenth++) {
      const share = numbers.filter((number) => Math.floor(number * 10) === tenth).length / numbers.length;
      expect(Math.abs(share - 0.1)).toBeLessThan(0.02);
    }
  });
});
