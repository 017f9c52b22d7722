import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { createServer } from 'node:http';
import { instantOf, officeDay } from '../../../domain/calendar/office-day.js';
import { carrierDays } from '../../../providers/aliyun/find.js';
import { createAliyun } from '../../../providers/aliyun/provider.js';
import { SettableClock } from '../../../runtime/clock.js';
import { PATIENT_MILLISECONDS } from '../conformance.js';
import { callOf, listening } from '../support.js';
import { messageTo, settingsFor, startCarrierHarness, type CarrierHarness } from './carrier.js';

describe('the days asked about', () => {
  test.each([
    ['one day', '2026-11-23T01:00:00Z', '2026-11-23T02:00:00Z', ['20261123']],
    ['Beijing’s day, not London’s', '2026-11-23T17:00:00Z', '2026-11-23T18:00:00Z', ['20261124']],
    ['over midnight', '2026-11-23T15:58:00Z', '2026-11-23T16:02:00Z', ['20261124', '20261123']],
    ['just after midnight', '2026-11-23T16:03:00Z', '2026-11-23T16:05:00Z', ['20261124', '20261123']],
    ['never tomorrow', '2026-11-23T15:55:00Z', '2026-11-23T15:59:59Z', ['20261123']],
    [
      'a try two days later',
      '2026-11-21T01:00:00Z',
      '2026-11-23T00:30:00Z',
      ['20261123', '20261122', '20261121'],
    ],
    ['our clock set back', '2026-11-23T03:00:00Z', '2026-11-22T03:00:00Z', ['20261123']],
    ['over New Year', '2026-12-31T15:59:00Z', '2026-12-31T16:01:00Z', ['20270101', '20261231']],
  ])('%s', (_name, from, until, days) => {
    expect(carrierDays(new Date(from), new Date(until))).toEqual(days);
  });

  test('no more than the carrier remembers', () => {
    expect(carrierDays(new Date('2026-01-01T00:00:00Z'), new Date('2026-11-23T00:00:00Z'))).toHaveLength(30);
  });
});

describe('against the carrier', () => {
  let harness: CarrierHarness;
  beforeEach(async () => {
    harness = await startCarrierHarness(PATIENT_MILLISECONDS, { visibilityMilliseconds: 0 });
  });
  afterEach(async () => {
    await harness.provider.close();
    await harness.close();
  });
  const addressesOf = ({ messages }: ReturnType<typeof callOf>) => messages.map(({ address }) => address);
  const find = (call: ReturnType<typeof callOf>) =>
    harness.provider.find!({ ...call, addresses: addressesOf(call) });

  test('found: a call whose answer was lost', async () => {
    const call = callOf([messageTo({ river: '滦河' }), messageTo()]);
    await harness.misbehave('reset-after');
    expect(await harness.provider.send(call)).toMatchObject({ kind: 'unknown' });
    expect(await find(call)).toBe('found');
  });

  test('absent: a call that never arrived, once every phone has been asked about', async () => {
    // At noon: just after midnight the day before is asked about too, and each phone is asked twice.
    const intentAt = instantOf(officeDay(new Date()), '12:00');
    const call = callOf([messageTo(), messageTo(), messageTo()], { intentAt });
    await harness.misbehave('reset-before');
    expect(await harness.provider.send(call)).toMatchObject({ kind: 'unknown' });
    expect(await find(call)).toBe('absent');
    expect(await harness.requests()).toMatchObject({ QuerySendDetails: 3 });
  });

  test('absent: other calls to the same phone do not count', async () => {
    const message = messageTo();
    await harness.provider.send(callOf([message]));
    expect(await find(callOf([message]))).toBe('absent');
  });

  test('unanswered: one question without a proper answer is enough', async () => {
    const call = callOf([messageTo(), messageTo()]);
    for (const fault of ['nonsense', 'unavailable', 'throttle', 'system-error', 'cut-after']) {
      await harness.misbehave(null, fault);
      expect(await find(call)).toBe('unanswered');
    }
  });

  test('found, although the first question had no answer', async () => {
    const call = callOf([messageTo(), messageTo()]);
    await harness.provider.send(call);
    await harness.misbehave('unavailable');
    expect(await find(call)).toBe('found');
  });

  test('found on the last page of a busy phone', async () => {
    const message = messageTo();
    const first = callOf([message]);
    const paged = await pagedCarrier(first.outId, 120);
    const provider = createAliyun(settingsFor(paged.address), new SettableClock(first.intentAt));
    expect(await provider.find!({ ...first, addresses: [message.address] })).toBe('found');
    expect(paged.pages).toEqual(['1', '2', '3']);
    expect(await provider.find!({ ...callOf([message]), addresses: [message.address] })).toBe('absent');
    await provider.close();
    paged.close();
  });

  test('closed: nothing is asked any more', async () => {
    await harness.provider.close();
    expect(await find(callOf([messageTo()]))).toBe('unanswered');
    expect(await harness.requests()).toEqual({});
  });
});

/** A carrier that knows `total` texts to whatever phone; the last of them bears the OutId. */
async function pagedCarrier(outId: string, total: number) {
  const pages: string[] = [];
  const server = createServer((request, response) => {
    const query = new URL(request.url!, 'http://x').searchParams;
    const page = query.get('CurrentPage')!;
    pages.push(page);
    const from = (Number(page) - 1) * 50;
    const count = Math.max(0, Math.min(50, total - from));
    const items = Array.from({ length: count }, (_, index) => ({
      OutId: from + index === total - 1 ? outId : 'another',
    }));
    response.end(
      JSON.stringify({
        Code: 'OK',
        TotalCount: String(total),
        SmsSendDetailDTOs: { SmsSendDetailDTO: items },
      }),
    );
  });
  const address = await listening(server);
  const close = () => {
    server.closeAllConnections();
    server.close();
  };
  return { address, pages, close };
}
