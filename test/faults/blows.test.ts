import { describe, expect, test } from '@jest/globals';
import { planBlows, TARGETS } from './blows.js';
import { carrierFaults, mailFaults } from './dice.js';
import { CARRIER_FAULTS } from '../../local/simulators/carrier/settings.js';

describe('the blows of a run', () => {
  test('follow from the seed', () => {
    expect(planBlows(5, 30)).toEqual(planBlows(5, 30));
    expect(planBlows(5, 30)).not.toEqual(planBlows(6, 30));
  });

  test('are as many kills as asked for, spare nobody, and empty Redis on top', () => {
    const blows = planBlows(1, 30);
    const kills = blows.filter(({ kind }) => kind === 'kill');
    expect(kills).toHaveLength(30);
    for (const target of TARGETS)
      expect(kills.filter((blow) => blow.target === target).length).toBeGreaterThan(2);
    expect(blows.filter(({ kind }) => kind === 'flush')).toHaveLength(4);
  });
});

describe('the faults of a run', () => {
  test('strike each once before chance decides', () => {
    const { next, rates } = carrierFaults(1);
    const names = next.filter((name) => name !== null);
    expect(new Set(names)).toEqual(new Set(Object.keys(rates)));
    expect(names).toHaveLength(CARRIER_FAULTS.length - 3);
  });

  test('are other ones for the relay, and other ones for another seed', () => {
    expect(mailFaults(1).next).not.toEqual(carrierFaults(1).next);
    expect(carrierFaults(1).next).not.toEqual(carrierFaults(2).next);
  });
});
