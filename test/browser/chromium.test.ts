import { dirname } from 'node:path';
import { expect, test } from '@jest/globals';
import { chromiumOnPath, present } from './chromium.js';

test('a browser is looked for in every folder of PATH', () => {
  expect(chromiumOnPath('/nowhere:/nor/here')).toBeUndefined();
  const found = chromiumOnPath();
  if (found !== undefined) expect(chromiumOnPath(`/nowhere:${dirname(found)}`)).toBe(found);
});

test('without any the failure says how to get one', () => {
  expect(() => present('/nowhere/chromium')).toThrow(/apt-get install chromium.*playwright-core install/);
  expect(present(process.execPath)).toBe(process.execPath);
});
