import { seededChance } from '../../local/simulators/faults.js';

/** Everything that is killed with -9: our four processes and the three engines. */
export const TARGETS = [
  'dispatcher',
  'campaigns',
  'sweeper',
  'inbound',
  'redis',
  'postgres',
  'temporal',
] as const;
export type Target = (typeof TARGETS)[number];

/** One blow of a run, planned. A flush empties Redis and kills nobody. */
export interface Blow {
  kind: 'kill' | 'flush';
  target: Target;
  /** How long it stays down before it is started again. */
  downMilliseconds: number;
  /** How long everything is left alone afterwards. */
  quietMilliseconds: number;
}

/** The dispatcher holds calls in its hands when it dies, so it is struck twice as often as the others. */
const BAG: readonly Pick<Blow, 'kind' | 'target'>[] = [
  ...TARGETS.map((target) => ({ kind: 'kill' as const, target })),
  { kind: 'kill', target: 'dispatcher' },
  { kind: 'flush', target: 'redis' },
];

/** One blow in six outlasts a lease, so that others take over in the meantime. */
const LONG_SHARE = 1 / 6;
const LONG_MILLISECONDS = 3500;

/**
 * The order of blows, from the seed alone: bag after bag, each shuffled, so that nobody is spared for long.
 * @param kills how many kills; the flushes come on top
 */
export function planBlows(seed: number, kills: number): Blow[] {
  const chance = seededChance(seed);
  const blows: Blow[] = [];
  let left = kills;
  while (left > 0) {
    for (const what of shuffled(BAG, chance)) {
      if (what.kind === 'kill' && left-- <= 0) continue;
      const down = chance() < LONG_SHARE ? LONG_MILLISECONDS : between(chance, 50, 900);
      blows.push({ ...what, downMilliseconds: down, quietMilliseconds: between(chance, 200, 1500) });
    }
  }
  return blows;
}

const between = (chance: () => number, least: number, most: number): number =>
  Math.round(least + chance() * (most - least));

/** A copy in an order drawn from `chance` (Fisher and Yates). */
export function shuffled<Item>(items: readonly Item[], chance: () => number): Item[] {
  const order = [...items];
  for (let at = order.length - 1; at > 0; at--) {
    const other = Math.floor(chance() * (at + 1));
    [order[at], order[other]] = [order[other]!, order[at]!];
  }
  return order;
}
