import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { readReceipts } from '../../../providers/aliyun/receipt.js';
import { readReplies } from '../../../providers/aliyun/reply.js';

const REPORT = {
  phone_number: '15400000001',
  send_time: '2026-11-23 09:30:00',
  report_time: '2026-11-23 09:30:05',
  success: true,
  err_code: 'DELIVERED',
  err_msg: '用户接收成功',
  sms_size: '1',
  biz_id: '900619746936498440^0',
  out_id: 'a'.repeat(32),
};
const UP = {
  phone_number: '15400000001',
  content: '收到',
  send_time: '2026-11-23 09:31:00',
  dest_code: '1068154',
  sequence_id: '1234567890',
};

const receipts = (...items: unknown[]) => readReceipts(JSON.stringify(items));
const replies = (...items: unknown[]) => readReplies(JSON.stringify(items));

describe('receipts', () => {
  test('one that arrived', () => {
    expect(receipts(REPORT)).toEqual({
      items: [
        {
          outId: 'a'.repeat(32),
          reference: '900619746936498440^0',
          address: '15400000001',
          delivered: true,
          code: 'DELIVERED',
          reportedAt: new Date('2026-11-23T01:30:05Z'),
        },
      ],
      problems: [],
    });
  });

  test('only `success` decides; the code is an open set and passed on if it is plainly a code', () => {
    const read = receipts(
      { ...REPORT, success: false, err_code: 'MK:100D' },
      { ...REPORT, success: false, err_code: 'DELIVERED' },
      { ...REPORT, success: false, err_code: '用户 15400000001 停机' },
      { ...REPORT, success: false, err_code: undefined },
    );
    expect(read.items.map(({ delivered, code }) => [delivered, code])).toEqual([
      [false, 'MK:100D'],
      [false, 'DELIVERED'],
      [false, 'unnamed'],
      [false, 'unnamed'],
    ]);
  });

  test('out_id may be missing, null or empty; biz_id too; not both', () => {
    const { out_id: _label, ...unlabelled } = REPORT;
    const read = receipts(
      unlabelled,
      { ...REPORT, out_id: null },
      { ...REPORT, out_id: '', biz_id: '' },
      { ...REPORT, biz_id: null },
    );
    expect(read.items.map(({ outId, reference }) => [outId, reference])).toEqual([
      [null, REPORT.biz_id],
      [null, REPORT.biz_id],
      [REPORT.out_id, ''],
    ]);
    expect(read.problems).toEqual([{ item: 2, reason: 'field', field: 'out_id' }]);
  });

  test('a phone with the country’s prefix is the same phone', () => {
    const read = receipts(
      { ...REPORT, phone_number: '+8615400000001' },
      { ...REPORT, phone_number: 8615400000001 },
    );
    expect(read.items.map(({ address }) => address)).toEqual(['15400000001', '15400000001']);
  });
});

describe('replies', () => {
  test('one', () => {
    expect(replies(UP)).toEqual({
      items: [
        {
          address: '15400000001',
          content: '收到',
          receivedAt: new Date('2026-11-23T01:31:00Z'),
          destination: '1068154',
          sequence: '1234567890',
        },
      ],
      problems: [],
    });
  });

  test.each([
    ['a string', '"1234567890"', '1234567890'],
    ['a number', '1234567890', '1234567890'],
    ['a number with blanks', ' 1234567890 ', '1234567890'],
    ['the queue’s floating number', '1.23456789E9', '1234567890'.replace(/.$/, '0')],
    ['a number JavaScript would round', '9007199254740993', '9007199254740993'],
    ['a very long one', '123456789012345678901234', '123456789012345678901234'],
  ])('sequence_id as %s', (_name, written, sequence) => {
    const body = JSON.stringify([{ ...UP, sequence_id: 0 }]).replace(
      '"sequence_id":0',
      `"sequence_id":${written}`,
    );
    expect(readReplies(body).items.map((reply) => reply.sequence)).toEqual([sequence]);
  });

  test('a person may type what looks like a field', () => {
    const content = '{"sequence_id": 9007199254740993, "x":1}';
    expect(replies({ ...UP, content }).items[0]!.content).toBe(content);
  });

  test('an empty text is a text', () => {
    expect(replies({ ...UP, content: '' }).items[0]!.content).toBe('');
  });
});

describe('what cannot be read', () => {
  test.each([
    ['<html>', 'not-json'],
    ['', 'not-json'],
    ['{"phone_number":"15400000001"}', 'not-an-array'],
    ['null', 'not-an-array'],
  ])('%p: nothing but a reason', (body, reason) => {
    for (const read of [readReceipts, readReplies]) {
      expect(read(body)).toEqual({ items: [], problems: [{ item: null, reason, field: null }] });
    }
  });

  test('an empty push is nothing', () => {
    expect(receipts()).toEqual({ items: [], problems: [] });
  });

  test.each(['phone_number', 'report_time', 'success'])('a receipt without %s costs only itself', (field) => {
    const read = receipts(REPORT, { ...REPORT, [field]: undefined }, REPORT);
    expect(read.items).toHaveLength(2);
    expect(read.problems).toEqual([{ item: 1, reason: 'field', field }]);
  });

  test.each(['phone_number', 'content', 'send_time', 'dest_code', 'sequence_id'])(
    'a reply without %s costs only itself',
    (field) => {
      const read = replies({ ...UP, [field]: null }, UP);
      expect(read.items).toHaveLength(1);
      expect(read.problems).toEqual([{ item: 0, reason: 'field', field }]);
    },
  );

  test.each([
    ['phone_number', '1540000'.repeat(4)],
    ['phone_number', '154-0000-0001'],
    ['report_time', '2026-02-30 09:00:00'],
    ['report_time', '明天'],
    ['success', 'true'],
    ['out_id', 'x'.repeat(256)],
    ['biz_id', {}],
  ])('%s: %p is refused', (field, value) => {
    expect(receipts({ ...REPORT, [field]: value }).problems).toEqual([{ item: 0, reason: 'field', field }]);
  });

  test('nothing pushed at us is ever thrown back, and every item is counted', () => {
    const odd = fc.oneof(fc.jsonValue(), fc.record({ phone_number: fc.anything(), success: fc.anything() }));
    fc.assert(
      fc.property(fc.array(fc.oneof(odd, fc.constant(REPORT), fc.constant(UP))), (items) => {
        const body = JSON.stringify(items);
        const pushed = JSON.parse(body) as unknown[];
        for (const read of [readReceipts, readReplies]) {
          const { items: good, problems } = read(body);
          expect(good.length + problems.length).toBe(pushed.length);
        }
      }),
    );
    fc.assert(fc.property(fc.string(), (body) => void [readReceipts(body), readReplies(body)]));
  });
});
