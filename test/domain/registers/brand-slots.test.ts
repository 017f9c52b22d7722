import { expect, test } from '@jest/globals';
import { BrandSlots } from '../../../domain/registers/brand-slots.js';

const project = (title: string, brandYears: number[], committee = 'luannan') => ({
  title,
  brandYears,
  committee,
});

test('two a committee and year; the third is told who has them, and takes no other year either', () => {
  const slots = new BrandSlots([project('甲', [2026, 2027])]);
  expect(slots.take(project('乙', [2027]))).toBeUndefined();
  expect(slots.take(project('丙', [2026, 2027]))).toEqual({ year: 2027, titles: ['甲', '乙'] });
  expect(slots.take(project('丁', [2026]))).toBeUndefined();
  expect(slots.take(project('戊', [2026]))).toEqual({ year: 2026, titles: ['甲', '丁'] });
  expect(slots.take(project('戊', [2026, 2027], 'qianxi'))).toBeUndefined();
});
