import { describe, expect, test } from '@jest/globals';
import { answersToAsk, answersToWhichCode, type Reader } from '../../../local/simulators/carrier/conduct.js';
import { PHRASES } from '../../../local/simulators/carrier/phrases.js';
import {
  moodOf,
  temperamentOf,
  TEMPERAMENTS,
  USUAL_WEIGHTS,
  weightTable,
  type Temperament,
} from '../../../local/simulators/carrier/temperaments.js';
import { chanceOf } from '../../../local/simulators/faults.js';

const numbers = Array.from({ length: 5000 }, (_, index) => `154${String(index).padStart(8, '0')}`);
const share = <Item>(items: readonly Item[], holds: (item: Item) => boolean): number =>
  items.filter(holds).length / items.length;

const readerOf = (phone: string, wording = 'B1'): Reader => ({
  draw: (purpose) => chanceOf(1, `${purpose} ${phone} ${wording}`),
  hesitation: 1000,
});

describe('temperaments', () => {
  const drawn = numbers.map((phone) => temperamentOf(1, phone, USUAL_WEIGHTS));

  test('occur as often as they weigh', () => {
    for (const [temperament, weight] of Object.entries(USUAL_WEIGHTS)) {
      const found = share(drawn, (each) => each === temperament);
      expect(Math.abs(found - weight / 100)).toBeLessThan(0.02);
      expect(found).toBeGreaterThan(0);
    }
  });

  test('follow from the seed', () => {
    expect(numbers.map((phone) => temperamentOf(1, phone, USUAL_WEIGHTS))).toEqual(drawn);
    expect(numbers.map((phone) => temperamentOf(2, phone, USUAL_WEIGHTS))).not.toEqual(drawn);
  });

  test('mostly decide what is asked, and leave the shares as they are', () => {
    const moods = numbers.map((phone) => moodOf(1, phone, '能来请回B1能来', USUAL_WEIGHTS));
    const alike = share([...moods.keys()], (index) => moods[index] === drawn[index]);
    expect(alike).toBeGreaterThan(0.75);
    expect(alike).toBeLessThan(0.9);
    expect(share(moods, (mood) => mood === 'silent')).toBeCloseTo(0.25, 1);
    const others = numbers.map((phone) => moodOf(1, phone, '能来请回C2能来', USUAL_WEIGHTS));
    expect(others).not.toEqual(moods);
  });

  test('of one weight only are all alike; none at all is refused', () => {
    for (const phone of numbers.slice(0, 100))
      expect(moodOf(1, phone, 'x', { yes: 0, late: 3 })).toBe('late');
    for (const wrong of [{}, { yes: 0 }, { yes: -1 }, { perhaps: 1 }]) {
      expect(weightTable.safeParse(wrong).success).toBe(false);
    }
  });
});

describe('what people write', () => {
  const all = (mood: Temperament) => numbers.flatMap((phone) => answersToAsk(readerOf(phone), mood, 'B1'));

  test.each(Object.keys(TEMPERAMENTS) as Temperament[])(
    '%s: in words of their own, all filled in',
    (mood) => {
      const answers = all(mood);
      const acts = TEMPERAMENTS[mood];
      expect(answers).toHaveLength(acts.length * numbers.length);
      expect(answers.filter(({ content }) => /[{}]|undefined/.test(content))).toEqual([]);
      expect(new Set(answers.map(({ act }) => act))).toEqual(new Set(acts));
      expect(answers.filter(({ code }) => code !== 'B1')).toEqual([]);
      const words = acts.reduce((total, act) => total + PHRASES[act].length, 0);
      expect(new Set(answers.map(({ content }) => content)).size).toBeGreaterThanOrEqual(words);
    },
  );

  test('names the code about half the time, sometimes in small letters, full width or apart', () => {
    const yes = all('yes').map(({ content }) => content);
    const naming = share(yes, (content) => /[bＢB][ ]?[1１]/iu.test(content));
    expect(naming).toBeGreaterThan(0.4);
    expect(naming).toBeLessThan(0.75);
    for (const spelling of ['B1', 'b1', 'Ｂ１', 'B 1']) {
      expect(yes.some((content) => content.includes(spelling))).toBe(true);
    }
  });

  test('comes after a hesitation around the median; a few are slow, a change of mind is slower', () => {
    const waits = all('yes').map(({ after }) => after);
    expect(share(waits, (after) => after < 1000)).toBeCloseTo(0.5, 1);
    expect(share(waits, (after) => after > 5000)).toBeCloseTo(0.05, 1);
    expect(Math.max(...waits)).toBeGreaterThan(10_000);
    expect(Math.max(...waits)).toBeLessThanOrEqual(20_100);
    for (const phone of numbers.slice(0, 100)) {
      const [first, second] = answersToAsk(readerOf(phone), 'yes-then-no', 'B1');
      expect(second!.after).toBeGreaterThan(first!.after);
    }
  });

  test('names every code when the codes are asked for', () => {
    const stances = new Map([['B1', 'yes'] as const, ['C2', 'thanks'] as const]);
    for (const phone of numbers.slice(0, 200)) {
      const [about, other] = answersToWhichCode(readerOf(phone), stances);
      expect(about).toMatchObject({ act: 'yes', code: 'B1' });
      expect(about!.content.normalize('NFKC').toUpperCase().replaceAll(' ', '')).toContain('B1');
      expect(other).toMatchObject({ act: 'naming-code', code: 'C2' });
    }
    const alone = numbers.map(
      (phone) => answersToWhichCode(readerOf(phone), new Map([['B1', 'no']]))[0]!.act,
    );
    expect(share(alone, (act) => act === 'naming-code')).toBeCloseTo(0.2, 1);
  });
});
