import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { nextShares, type Standing } from '../../../domain/messages/shares.js';

const RULES = { slowMilliseconds: 500 };

const standing = (provider: string, more: Partial<Standing> = {}): Standing => ({
  ...{ provider, weight: 50, share: 50, stopped: false, calls: 100, failures: 0, medianMilliseconds: 80 },
  ...{ receipts: 0, lost: 0, reason: 'settings' },
  ...more,
});

const shares = (...standings: Standing[]): number[] => nextShares(standings, RULES).map(({ share }) => share);

/** The shares after each of these rounds, in which the providers do as they are said to. */
function rounds(count: number, standings: readonly Standing[]): number[][] {
  const seen: number[][] = [];
  let now = [...standings];
  for (let round = 0; round < count; round++) {
    const next = nextShares(now, RULES);
    seen.push(next.map(({ share }) => share));
    now = now.map((one, at) => ({ ...one, share: next[at]!.share }));
  }
  return seen;
}

describe('traffic leaves', () => {
  test.each<[string, Partial<Standing>]>([
    ['15 % slower', { medianMilliseconds: 920 }],
    ['failing', { failures: 10 }],
    ['losing', { receipts: 100, lost: 10 }],
    ['losing, as it did before', { receipts: 20, lost: 20, reason: 'losing' }],
  ])('one that is %s than the other, ten points a round', (_, sick) => {
    const other = standing('b', { medianMilliseconds: 800 });
    expect(shares(standing('a', { medianMilliseconds: 800, ...sick }), other)).toEqual([40, 60]);
  });

  test.each<[string, Partial<Standing>]>([
    ['14 % slower', { medianMilliseconds: 912 }],
    ['much slower, but fast all the same', { medianMilliseconds: 499 }],
    ['failing 9 % more often', { failures: 9 }],
    ['losing 9 % more', { receipts: 100, lost: 9 }],
    ['losing everything, of receipts that say nothing', { receipts: 19, lost: 19 }],
    ['failing, of two calls that say nothing', { calls: 2, failures: 2 }],
  ])('none that is %s', (name, more) => {
    const medianMilliseconds = name.startsWith('much') ? 20 : 800;
    const other = standing('b', { medianMilliseconds });
    expect(shares(standing('a', { medianMilliseconds, ...more }), other)).toEqual([50, 50]);
  });

  test('none where both lose as much: the network is down, not one of them', () => {
    const losing = { receipts: 100, lost: 60 };
    expect(shares(standing('a', losing), standing('b', { ...losing, lost: 55 }))).toEqual([50, 50]);
  });

  test('and does not come back before receipts say so, while it is called', () => {
    const after = (more: Partial<Standing>): number[] =>
      shares(standing('a', { share: 40, reason: 'losing', ...more }), standing('b', { share: 60 }));
    expect(after({ receipts: 19 })).toEqual([40, 60]);
    expect(after({ receipts: 20 })).toEqual([45, 55]);
    // Nothing goes out: there is nothing to learn, and nothing to lose.
    expect(after({ calls: 0, medianMilliseconds: null })).toEqual([45, 55]);
  });

  test('down to a trickle that keeps probing, and the other has the rest', () => {
    expect(rounds(7, [standing('a', { failures: 50 }), standing('b')])).toEqual([
      ...[
        [40, 60],
        [30, 70],
        [20, 80],
        [10, 90],
      ],
      ...[
        [5, 95],
        [5, 95],
        [5, 95],
      ],
    ]);
  });

  test('one of whose only rival nothing is known', () => {
    const idle = standing('b', { calls: 0, medianMilliseconds: null, weight: 0, share: 0 });
    expect(shares(standing('a', { weight: 100, share: 100, failures: 60 }), idle)).toEqual([90, 10]);
    expect(shares(standing('a', { weight: 100, share: 100, medianMilliseconds: 9000 }), idle)).toEqual([
      100, 0,
    ]);
  });

  test('nobody where both fail alike, and nobody where there is one', () => {
    expect(shares(standing('a', { failures: 90 }), standing('b', { failures: 85 }))).toEqual([50, 50]);
    expect(shares(standing('a', { weight: 100, share: 100, failures: 100 }))).toEqual([100]);
  });
});

describe('traffic comes back', () => {
  test('five points a round, to the weight and no further', () => {
    const back = rounds(10, [
      standing('a', { weight: 30, share: 5 }),
      standing('b', { weight: 70, share: 95 }),
    ]);
    expect(back.map(([share]) => share)).toEqual([10, 15, 20, 25, 30, 30, 30, 30, 30, 30]);
  });

  test('not to one of which little is seen and that little fails', () => {
    const probed = standing('a', { share: 5, calls: 1, failures: 1, medianMilliseconds: null });
    expect(shares(probed, standing('b', { share: 95 }))).toEqual([5, 95]);
  });

  test('to one that was stopped, from a trickle', () => {
    const [stopped, other] = [standing('a', { stopped: true }), standing('b')];
    expect(shares(stopped, other)).toEqual([0, 100]);
    const back = rounds(3, [standing('a', { share: 0 }), standing('b', { share: 100 })]);
    expect(back).toEqual([
      [10, 90],
      [15, 85],
      [20, 80],
    ]);
  });

  test('where all are stopped the weights stand, for whoever is tried first', () => {
    expect(
      shares(
        standing('a', { stopped: true, weight: 30, share: 0 }),
        standing('b', { stopped: true, weight: 70, share: 100 }),
      ),
    ).toEqual([30, 70]);
  });

  test('three alike share evenly, to whole points', () => {
    const three = ['a', 'b', 'c'].map((name) => standing(name, { weight: 33, share: 33 }));
    expect(shares(...three).sort()).toEqual([33, 33, 34]);
  });
});

const anyStanding = (provider: string): fc.Arbitrary<Standing> =>
  fc
    .record({
      weight: fc.integer({ min: 0, max: 100 }),
      share: fc.integer({ min: 0, max: 100 }),
      stopped: fc.boolean(),
      calls: fc.integer({ min: 0, max: 50 }),
      failing: fc.integer({ min: 0, max: 100 }),
      receipts: fc.integer({ min: 0, max: 100 }),
      losing: fc.integer({ min: 0, max: 100 }),
      reason: fc.constantFrom('settings', 'well', 'losing'),
      medianMilliseconds: fc.option(fc.integer({ min: 1, max: 20_000 })),
    })
    .map(({ failing, losing, ...one }) => ({
      ...{ ...one, provider, failures: Math.round((one.calls * failing) / 100) },
      lost: Math.round((one.receipts * losing) / 100),
    }));
const anyStandings = fc
  .integer({ min: 1, max: 4 })
  .chain((count) => fc.tuple(...Array.from({ length: count }, (_, at) => anyStanding(`p${at}`))));

test('shares are whole, never negative and always make 100, whatever was before; who is stopped has none', () => {
  fc.assert(
    fc.property(anyStandings, (standings) => {
      const next = nextShares(standings, RULES);
      expect(next.reduce((sum, { share }) => sum + share, 0)).toBe(100);
      for (const { share } of next) expect(Number.isInteger(share) && share >= 0).toBe(true);
      if (standings.every(({ stopped }) => stopped)) return;
      for (const [at, { stopped }] of standings.entries()) if (stopped) expect(next[at]!.share).toBe(0);
    }),
  );
});

test('one round moves no provider that stays in use by more than the rule says, and a lone sick one never gains', () => {
  const two = fc.tuple(anyStanding('a'), fc.integer({ min: 5, max: 95 }), fc.integer({ min: 5, max: 95 }));
  fc.assert(
    fc.property(two, ([drawn, share, weight]) => {
      const a = { ...drawn, stopped: false, share, weight };
      const b = standing('b', { weight: 100 - weight, share: 100 - share });
      const [next] = nextShares([a, b], RULES);
      expect(Math.abs(next!.share - share)).toBeLessThanOrEqual(10);
      if (next!.health === 'slow' || next!.health === 'failing')
        expect(next!.share).toBeLessThanOrEqual(share);
    }),
  );
});

test('while all are well the shares settle on the weights and stay there', () => {
  fc.assert(
    fc.property(anyStandings, (drawn) => {
      const sound = { stopped: false, failures: 0, receipts: 100, lost: 0, medianMilliseconds: 10 };
      const well = drawn.map((one) => ({ ...one, ...sound }));
      const seen = rounds(45, well);
      const total = well.reduce((sum, { weight }) => sum + weight, 0);
      const settled = seen.at(-1)!;
      expect(seen.at(-2)).toEqual(settled);
      settled.forEach((share, at) => {
        const target = total === 0 ? 100 / well.length : (100 * well[at]!.weight) / total;
        expect(Math.abs(share - target)).toBeLessThanOrEqual(1);
      });
    }),
  );
});
