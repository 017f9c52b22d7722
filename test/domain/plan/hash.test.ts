import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { canonicalJson, launchKey, planHash } from '../../../domain/plan/hash.js';
import type { Plan } from '../../../domain/plan/plan.js';

/** The same value with the keys of every object in reverse order. */
const reversed = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(reversed);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, inner]) => [key, reversed(inner)]),
  );
};

describe('canonical JSON', () => {
  test('does not depend on the order of keys, and reads back as the same value', () => {
    fc.assert(
      fc.property(fc.jsonValue({ noUnicodeString: false }), (value) => {
        const text = canonicalJson(value);
        expect(canonicalJson(reversed(value))).toBe(text);
        expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });

  test('leaves undefined out and keeps null', () => {
    expect(canonicalJson({ b: undefined, a: null, 中: [1, 'x'] })).toBe('{"a":null,"中":[1,"x"]}');
  });

  test.each([[Number.NaN], [Infinity], [new Date(0)], [new Map()], [() => 1], [10n], [undefined]])(
    'refuses %p',
    (value) => {
      expect(() => canonicalJson({ value: [value] })).toThrow(TypeError);
    },
  );
});

const plan: Plan = {
  kind: 'notice',
  title: '汛情',
  steps: [
    {
      key: 'notice',
      kind: 'send',
      at: '2026-08-01T01:00:00.000Z',
      audience: { committees: ['tangshan'] },
      channels: [{ channel: 'sms', template: 'flood-warning', version: 1, variables: { river: '滦河' } }],
      lane: 'urgent',
      class: 'notice',
      window: null,
      emergency: null,
      expiresAt: null,
      cap: { perDay: 3, perWeek: null },
      settleSeconds: 60,
    },
  ],
};

test('the plan hash changes with anything an approval signs', () => {
  const [step] = plan.steps;
  if (!step) throw new Error('the plan has a step');
  const [channel] = step.channels;
  const changed = (change: Partial<typeof step>): string =>
    planHash({ ...plan, steps: [{ ...step, ...change }] });
  const hashes = [
    planHash(plan),
    changed({ at: '2026-08-01T02:00:00.000Z' }),
    changed({ audience: { committees: ['tangshan'], skills: ['first-aid'] } }),
    changed({ channels: [{ ...channel!, version: 2 }] }),
    changed({ channels: [{ ...channel!, variables: { river: '陡河' } }] }),
    changed({ window: { from: '08:00', to: '20:00' } }),
  ];
  expect(new Set(hashes).size).toBe(hashes.length);
  expect(planHash(structuredClone(plan))).toBe(planHash(plan));
  expect(planHash(plan)).toMatch(/^[0-9a-f]{64}$/);
});

describe('the launch key', () => {
  const before = new Date('2026-08-01T15:59:00Z');
  const after = new Date('2026-08-01T16:01:00Z');
  const at = (now: Date, scopePath = 'tangshan/') => ({ now, scopePath });

  test("is the author's own where there is one", () => {
    expect(launchKey({ key: 'flood-2026' }, at(before))).toBe('flood-2026');
  });

  test('else the content on one office day', () => {
    const written = (title: string, key?: undefined): { key?: string | undefined } =>
      ({ key, title }) as object;
    expect(launchKey(written('a'), at(before))).toBe(launchKey({ title: 'a' } as object, at(before)));
    expect(launchKey(written('a'), at(before))).not.toBe(launchKey(written('a'), at(after)));
    expect(launchKey(written('a'), at(before))).not.toBe(launchKey(written('b'), at(before)));
  });

  test('and within one part of the tree', () => {
    const written = { title: 'a' } as object;
    expect(launchKey(written, at(before, 'tangshan/130281/'))).not.toBe(launchKey(written, at(before)));
  });
});
