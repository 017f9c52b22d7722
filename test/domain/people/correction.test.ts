import { expect, test } from '@jest/globals';
import { readCorrection } from '../../../domain/people/correction.js';

const problems = (written: object) => {
  const read = readCorrection(written);
  return read.ok ? [] : read.problems.map(({ path, reason }) => `${path.join('.')} ${reason}`);
};

test('a correction is read into the one form in which each thing is stored', () => {
  expect(
    readCorrection({
      ...{ name: '张 蔷', phone: '+86 154 0000 0001', email: 'zhang@LUANNAN.invalid' },
      idNumber: '130299198503121241',
    }),
  ).toEqual({
    ok: true,
    value: {
      ...{ name: '张蔷', phone: '15400000001', email: 'zhang@luannan.invalid' },
      idNumber: '130299198503121241',
    },
  });
  expect(readCorrection({ phone: null })).toEqual({ ok: true, value: { phone: null } });
});

test('all that is wrong with it is said at once, at its field, and repeats no number', () => {
  expect(problems({ name: '张3', phone: '123', email: 'x', idNumber: '130299198503121242' })).toEqual([
    'name not-a-name',
    expect.stringMatching(/^phone /),
    expect.stringMatching(/^email /),
    'idNumber check-digit',
  ]);
  expect(problems({})).toEqual([' nothing-to-correct']);
  expect(JSON.stringify(readCorrection({ idNumber: '130299198503121242' }))).not.toContain(
    '130299198503121242',
  );
});
