import { describe, expect, test } from '@jest/globals';
import { fileFault, honestName, mediaType, plainName, tooLarge } from '../../../domain/duties/media.js';
import type { AttachmentKind } from '../../../domain/duties/form.js';

const WORD = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document';
const EXCEL = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';

test.each<[AttachmentKind, string, string]>([
  ['document', WORD, '方案.docx'],
  ['document', 'application/msword', '方案.wps'],
  ['document', 'text/plain', '数据.csv'],
  ['document', EXCEL, '表'],
  ['roster', EXCEL, '名册.xlsx'],
  ['roster', 'text/plain', '名册.CSV'],
  ['roster', 'application/pdf', '名册.pdf'],
  ['photo', 'image/jpeg', 'IMG_1.HEIC'],
  ['photo', 'image/png', '微信图片.jpg'],
  ['photo', 'image/heic', 'IMG_2.heic'],
  ['video', 'video/quicktime', 'IMG_3.MOV'],
  ['video', 'video/mp4', '活动'],
])('a %s may be %s called %s', (kind, type, name) => {
  expect(fileFault(kind, { type, name, bytes: 1 })).toBeNull();
});

test.each<[AttachmentKind, string, string, string, string]>([
  ['photo', 'application/pdf', '照片.jpg', 'lies', '文件名以 .jpg 结尾，内容其实是 PDF 文档'],
  ['document', 'application/x-msdownload', '方案.docx', 'lies', '内容其实是 Windows 程序'],
  ['document', EXCEL, '数据.csv', 'lies', '内容其实是 Excel 表格'],
  ['document', 'application/pdf', '方案.docx', 'lies', '内容其实是 PDF 文档'],
  ['photo', 'text/plain', '照片.png', 'lies', '内容其实是纯文本'],
  ['photo', 'video/mp4', '活动.mp4', 'wrong-kind', '这里只收 jpg、jpeg、png'],
  ['photo', 'image/gif', '动图.gif', 'wrong-kind', '这个文件其实是 GIF 动图'],
  ['roster', 'image/jpeg', '名册.jpg', 'wrong-kind', '这个文件其实是 JPEG 照片'],
  ['video', 'application/zip', '活动.zip', 'wrong-kind', '这个文件其实是 ZIP 压缩包'],
  ['document', 'application/x-new', '方案', 'wrong-kind', '其实是 application/x-new'],
])('a %s that is %s called %s: %s', (kind, type, name, reason, words) => {
  const fault = fileFault(kind, { type, name, bytes: 1 });
  expect(fault).toMatchObject({ reason, zh: expect.stringContaining(words) });
});

test('an empty file is empty, whatever it is called', () => {
  expect(fileFault('photo', { type: 'image/png', name: '照片.png', bytes: 0 })?.reason).toBe('empty');
  expect(tooLarge(15).zh).toContain('15 MB');
});

test('other words for the same type are one', () => {
  expect([mediaType('image/heif'), mediaType('video/x-m4v'), mediaType('image/png')]).toEqual([
    ...['image/heic', 'video/mp4', 'image/png'],
  ]);
});

describe('a name', () => {
  test.each([
    ['../../etc/passwd', 'passwd'],
    ['C:\\Users\\x\\名册.xlsx', '名册.xlsx'],
    ['a\u0000b\r\n\u202Egpj.exe', 'abgpj.exe'],
    ['', '附件'],
    [' \u0007 ', '附件'],
    ['..', '..'],
  ])('%j is kept as %j', (given, plain) => expect(plainName(given)).toBe(plain));

  test('that is long keeps its beginning and its ending', () => {
    const plain = plainName(`${'长'.repeat(300)}.docx`);
    expect([plain.length <= 120, plain.endsWith('.docx')]).toEqual([true, true]);
  });

  test('of a download tells the truth', () => {
    expect(honestName('照片.jpg', 'image/png')).toBe('照片.jpg.png');
    expect(honestName('照片.JPG', 'image/jpeg')).toBe('照片.JPG');
    expect(honestName('方案', 'application/pdf')).toBe('方案.pdf');
    expect(honestName('x', 'application/x-new')).toBe('x');
  });
});
