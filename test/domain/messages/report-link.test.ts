import { describe, expect, test } from '@jest/globals';
import { PAGE_CODE_LETTERS, readPageCode, spelledPageCode } from '../../../domain/messages/page-code.js';
import { questionLinkText } from '../../../domain/messages/question-link.js';
import {
  codePageUrl,
  readReportLink,
  reportLinkText,
  reportPageUrl,
  type ReportLink,
} from '../../../domain/messages/report-link.js';

const link: ReportLink = {
  ...{ person: 12, address: '0123456789abcdef0123456789abcdef' },
  ...{ committee: '130224', lastDay: '2027-01-31' },
  channel: 'email',
};

describe('a link to reports', () => {
  test('says what it was made of', () => {
    expect(readReportLink(reportLinkText(link))).toEqual(link);
    expect(readReportLink(reportLinkText({ ...link, channel: 'sms' }))?.channel).toBe('sms');
  });

  test.each([
    ['of questions', questionLinkText(link)],
    ['without a committee', reportLinkText({ ...link, committee: '' })],
    ['with two', `${reportLinkText(link)} 130225`],
    ['without a day', reportLinkText({ ...link, lastDay: '' })],
    ['of another form', reportLinkText(link).replace('3', '4')],
    ['empty', ''],
  ])('%s is none', (_what, text) => expect(readReportLink(text)).toBeUndefined());

  test('stands below the office’s address, whatever slash that ends in', () => {
    expect(reportPageUrl('https://x.invalid/pages/', 'abc')).toBe('https://x.invalid/pages/r/abc');
    expect(codePageUrl('https://x.invalid')).toBe('https://x.invalid/r');
  });
});

describe('a short code', () => {
  test.each(['ACDE3479', 'acde-3479', ' acde 3479\n', 'ＡＣＤＥ３４７９', 'a.c.d.e_3479', 'ACDE—3479'])(
    '%j is read',
    (typed) => expect(readPageCode(typed)).toBe('ACDE3479'),
  );

  test.each(['', 'ACDE347', 'ACDE34790', 'ACDE347O', 'ACDE3471', '中文中文中文中文', 'A'.repeat(100_000)])(
    '%j is none',
    (typed) => expect(readPageCode(typed)).toBeUndefined(),
  );

  test('has no letter that looks like another', () => {
    expect(PAGE_CODE_LETTERS).not.toMatch(/[0O1IL2Z5S8BUV]/);
    expect(new Set(PAGE_CODE_LETTERS).size).toBe(PAGE_CODE_LETTERS.length);
    expect(readPageCode(spelledPageCode('ACDE3479'))).toBe('ACDE3479');
  });
});
