import { describe, expect, test } from '@jest/globals';
import { checkResidentId } from '../../../domain/people/resident-id.js';
import { dayNumber } from '../../../local/sample/days.js';
import { Registrar } from '../../../local/sample/registrar.js';

describe('what a registrar hands out', () => {
  test('are phones that do not repeat and do not count up', () => {
    const registrar = new Registrar(1);
    const phones = Array.from({ length: 200_000 }, () => registrar.nextPhone());
    expect(new Set(phones).size).toBe(phones.length);
    const ascending = phones.filter((phone, index) => index > 0 && phone > phones[index - 1]!).length;
    expect(ascending / phones.length).toBeCloseTo(0.5, 1);
  });

  test.each(['1951-05-04', '1970-01-01', '2012-02-29'])(
    'are 499 IDs for each sex born on %s, then a refusal',
    (day) => {
      const registrar = new Registrar(1);
      const born = dayNumber(day);
      const ids = (['male', 'female'] as const).flatMap((sex) =>
        Array.from({ length: 499 }, () => registrar.nextResidentId(born, sex)),
      );
      expect(new Set(ids).size).toBe(998);
      expect(ids.filter((id) => !checkResidentId(id).ok)).toEqual([]);
      expect(() => registrar.nextResidentId(born, 'male')).toThrow('fewer people');
    },
  );
});
