import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { checkDigit, checkResidentId, maskResidentId } from '../../../domain/people/resident-id.js';

const digits = (length: number) =>
  fc.nat({ max: 10 ** length - 1 }).map((number) => String(number).padStart(length, '0'));
const birthDate = fc
  .date({ min: new Date('1900-01-01'), max: new Date('2030-12-31'), noInvalidDate: true })
  .map((date) => date.toISOString().slice(0, 10));

/** A correct number with its birth date. */
const residentId = fc.tuple(digits(6), birthDate, digits(3)).map(([area, birth, sequence]) => {
  const first17 = `${area}${birth.replaceAll('-', '')}${sequence}`;
  return { id: `${first17}${checkDigit(first17)}`, birth, sequence };
});

describe('a resident ID', () => {
  test("the standard's own sample and our fixture", () => {
    expect(checkResidentId('11010519491231002X')).toEqual({
      ok: true,
      id: '11010519491231002X',
      birthDate: '1949-12-31',
      sex: 'female',
    });
    expect(checkResidentId('130299199003071238')).toMatchObject({
      ok: true,
      birthDate: '1990-03-07',
      sex: 'male',
    });
  });

  test.each([['11010519491231002x'], [' 110105 19491231 002X '], ['１１０１０５１９４９１２３１００２Ｘ']])(
    '%j is read as people write it',
    (written) => {
      expect(checkResidentId(written)).toMatchObject({ ok: true, id: '11010519491231002X' });
    },
  );

  test.each([
    ['', 'length'],
    ['110105491231002', 'length'],
    ['11010519491231002XX', 'length'],
    ['1101051949123100ⅩX', 'characters'],
    ['11010519491231O02X', 'characters'],
    ['X10105194912310021', 'characters'],
    ['110105199902300021', 'birth-date'],
    ['110105199013010021', 'birth-date'],
    ['110105000001010021', 'birth-date'],
    ['110105194912310021', 'check-digit'],
  ])('%j is refused: %s', (written, reason) => {
    const result = checkResidentId(written);
    expect(result).toMatchObject({ ok: false, reason });
  });

  test('generated ones are always valid, whatever the area code', () => {
    fc.assert(
      fc.property(residentId, ({ id, birth, sequence }) => {
        const sex = Number(sequence) % 2 === 1 ? 'male' : 'female';
        expect(checkResidentId(id)).toEqual({ ok: true, id, birthDate: birth, sex });
      }),
    );
  });

  test('any one changed character fails', () => {
    fc.assert(
      fc.property(
        residentId,
        fc.nat({ max: 17 }),
        fc.constantFrom(...'0123456789X'),
        ({ id }, place, character) => {
          fc.pre(id[place] !== character);
          expect(checkResidentId(id.slice(0, place) + character + id.slice(place + 1)).ok).toBe(false);
        },
      ),
    );
  });

  test('any two swapped neighbours fail', () => {
    fc.assert(
      fc.property(residentId, fc.nat({ max: 16 }), ({ id }, place) => {
        const swapped = `${id.slice(0, place)}${id.charAt(place + 1)}${id.charAt(place)}${id.slice(place + 2)}`;
        fc.pre(swapped !== id);
        expect(checkResidentId(swapped).ok).toBe(false);
      }),
    );
  });
});

test('a masked ID keeps area and the last four characters, and nothing of another text', () => {
  expect(maskResidentId('130299199003071238')).toBe('130299********1238');
  expect(maskResidentId('13029919900307')).toBe('********');
});
