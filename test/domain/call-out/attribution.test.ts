import { describe, expect, test } from '@jest/globals';
import { attribute, type PhoneCall } from '../../../domain/call-out/attribution.js';

const DRILL: PhoneCall = { run: 1, person: 7, code: 'B1', closed: false };
const SANDBAGS: PhoneCall = { run: 2, person: 7, code: 'C1', closed: false };
/** Of somebody else, on the same phone. */
const DAUGHTERS: PhoneCall = { run: 1, person: 8, code: 'B2', closed: false };
const LAST_WEEKS: PhoneCall = { run: 3, person: 7, code: 'A1', closed: true };

/** In short: which calls, or who must say. */
function found(codes: string[], calls: PhoneCall[], known = true): string {
  const attribution = attribute(codes, calls, known);
  switch (attribution.kind) {
    case 'calls':
      return attribution.calls.map(({ code }) => code).join(' ');
    case 'which':
      return `which? ${attribution.guess.code}`;
    case 'clerk':
      return `clerk: ${attribution.reason}, ${attribution.guess?.code ?? 'no guess'}`;
  }
}

describe('which call a reply answers', () => {
  test.each<[string, string[], PhoneCall[], string]>([
    ['the only one, without a code', [], [DRILL], 'B1'],
    ['the only one, with its code', ['B1'], [DRILL], 'B1'],
    ['the only open one, beside a closed one', [], [DRILL, LAST_WEEKS], 'B1'],
    ['the one whose code it names, of two', ['C1'], [SANDBAGS, DRILL], 'C1'],
    ['both, where it names both', ['B1', 'C1'], [SANDBAGS, DRILL], 'C1 B1'],
    ['the open one, where it also names a closed one', ['A1', 'B1'], [DRILL, LAST_WEEKS], 'B1'],
    ['nobody can say, of two and without a code', [], [SANDBAGS, DRILL], 'which? C1'],
    ['the person whose code it names, on a shared phone', ['B2'], [DRILL, DAUGHTERS], 'B2'],
    ['nobody can say, on a shared phone without a code', [], [DRILL, DAUGHTERS], 'which? B1'],
    ['the only one asked so far, on a shared phone', [], [DAUGHTERS], 'B2'],
    ['none, with a code that is not one of them', ['K9'], [SANDBAGS, DRILL], 'clerk: wrong code, no guess'],
    ['perhaps the only one, with a wrong code', ['K9'], [DRILL], 'clerk: wrong code, B1'],
    ['the closed one whose code it names', ['A1'], [DRILL, LAST_WEEKS], 'clerk: call closed, A1'],
    ['a closed one, where all are closed', [], [LAST_WEEKS], 'clerk: call closed, A1'],
    ['none, where none reached the phone', [], [], 'clerk: no call, no guess'],
    ['none, where none reached the phone and it names one', ['B1'], [], 'clerk: no call, no guess'],
  ])('%s', (_name, codes, calls, expected) => {
    expect(found(codes, calls)).toBe(expected);
  });

  test('none of anybody the office does not know', () => {
    expect(found(['B1'], [], false)).toBe('clerk: unknown phone, no guess');
  });
});
