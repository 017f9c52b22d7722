import { expect, test } from '@jest/globals';
import { maskName } from '../../../domain/people/name.js';

test.each([
  ['', ''],
  ['张', '*'],
  ['张三', '张*'],
  ['张小三', '张*三'],
  ['欧阳小三', '欧**三'],
  ['阿依古丽·买买提', '阿******提'],
  ['𠮷野三', '𠮷*三'],
  [' 张三 ', '张*'],
])('the name %j is shown as %j', (name, shown) => {
  expect(maskName(name)).toBe(shown);
});
