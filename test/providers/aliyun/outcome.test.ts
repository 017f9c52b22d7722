import { describe, expect, test } from '@jest/globals';
import { outcomeOfAnswer, outcomeOfFailure } from '../../../providers/aliyun/outcome.js';

/** 09:41:20 in Tangshan. */
const NOW = new Date('2026-11-23T01:41:20.500Z');
const SETTINGS = { backOffMilliseconds: 5_000, reconnectMilliseconds: 1_000 };
const of = (messages: number) => ({ now: NOW, messages, settings: SETTINGS });
const answered = (code: unknown, message = '', messages = 1) =>
  outcomeOfAnswer({ code, message, bizId: 'X' }, of(messages));
const failed = (failure: unknown, left = true) => outcomeOfFailure(failure, left, of(1));

describe('accepted', () => {
  test('with the BizId', () => {
    expect(outcomeOfAnswer({ code: 'OK', bizId: '900619746936498440^0' }, of(1))).toEqual({
      kind: 'accepted',
      reference: '900619746936498440^0',
    });
  });

  test.each([undefined, null, 7, '<a href="http://x">'])(
    'without a usable BizId (%p): still accepted',
    (bizId) => {
      expect(outcomeOfAnswer({ code: 'OK', bizId }, of(1))).toEqual({ kind: 'accepted', reference: '' });
    },
  );
});

describe('a phone that has had its share', () => {
  const code = 'isv.BUSINESS_LIMIT_CONTROL';
  test.each([
    ['触发分钟级流控Permits:1', '2026-11-23T01:42:00.000Z'],
    ['触发小时级流控Permits:5', '2026-11-23T02:00:00.000Z'],
    ['触发天级流控Permits:10', '2026-11-24T01:41:20.500Z'],
    ['', '2026-11-23T02:00:00.000Z'],
  ])('alone, %p: waits until %s', (message, until) => {
    expect(answered(code, message)).toEqual({ kind: 'throttled', until: new Date(until), code });
  });

  test('on the border of a minute the whole next one is waited for', () => {
    const now = new Date('2026-11-23T01:42:00.000Z');
    const circumstances = { ...of(1), now };
    expect(outcomeOfAnswer({ code, message: '触发分钟级流控Permits:1' }, circumstances)).toMatchObject({
      until: new Date('2026-11-23T01:43:00.000Z'),
    });
  });

  test('among others: a minute is waited for together', () => {
    expect(answered(code, '触发分钟级流控Permits:1', 100)).toMatchObject({ kind: 'throttled' });
  });

  test.each(['触发小时级流控Permits:5', '触发天级流控Permits:10', ''])(
    'among others, %p: the call is split, so that 99 do not wait for one',
    (message) => {
      expect(answered(code, message, 100)).toEqual({ kind: 'rejected', scope: 'message', code });
    },
  );
});

describe('exceptions of the SDK', () => {
  test('throttling: as long as the carrier says, else our own time', () => {
    const failure = { statusCode: 400, code: 'Throttling.User' };
    const until = (milliseconds: number) => new Date(NOW.getTime() + milliseconds);
    expect(failed({ ...failure, retryAfter: 700 })).toMatchObject({ kind: 'throttled', until: until(700) });
    expect(failed(failure)).toMatchObject({ kind: 'throttled', until: until(5_000) });
    expect(failed({ ...failure, retryAfter: -1 })).toMatchObject({ until: until(5_000) });
  });

  test('a used nonce: an earlier try may be in', () => {
    expect(failed({ statusCode: 400, code: 'SignatureNonceUsed' })).toEqual({
      kind: 'unknown',
      code: 'SignatureNonceUsed',
    });
  });

  test.each([
    [{ name: 'RequestTimeoutError' }, 'link.no-answer'],
    [{ name: 'Error', code: 'ECONNRESET' }, 'link.broken'],
    [{ name: 'Error', code: 'EPIPE' }, 'link.broken'],
    [new SyntaxError('Unexpected token < in JSON'), 'link.nonsense'],
    [null, 'link.nonsense'],
  ])('the request had left (%p): unknown', (failure, code) => {
    expect(failed(failure)).toEqual({ kind: 'unknown', code });
  });

  test.each([{ name: 'RequestTimeoutError' }, { code: 'ECONNREFUSED' }, { code: 'ENOTFOUND' }, null])(
    'it had not left (%p): not taken',
    (failure) => {
      const until = new Date(NOW.getTime() + 1_000);
      expect(failed(failure, false)).toEqual({ kind: 'throttled', code: 'link.not-sent', until });
    },
  );

  test.each([
    { statusCode: 400, code: 'isv.见 http://x' },
    { statusCode: 500, code: 'phone 15400000001' },
    { statusCode: 400, code: 'x15400000001' },
    { statusCode: 400, code: 'x'.repeat(200) },
  ])('a code that could carry something else is not passed on: %p', (failure) => {
    expect(failed(failure)).toEqual({ kind: 'unknown', code: 'link.nonsense' });
  });
});
